import { describe, expect, test } from 'vitest';
import { createSharedReads } from '../../src/steps/shared-reads.ts';
import { idOf, NOON, no, PLACE, type Script, yes } from './fake-ec2.ts';
import { startWaiting as start, statesOf as states, world } from './waiting.ts';

const [ONE, TWO] = [idOf(1), idOf(2)];

/** EC2 with these volumes; whatever else is asked for is not known. */
function volumes(known: Record<string, string | number>, more: Script = {}): Script {
  return {
    describeVolumes: ({ VolumeIds, Filters }) => {
      const ids = VolumeIds ?? Filters?.[0]?.Values ?? [];
      const items = ids.flatMap((VolumeId) => {
        const is = known[VolumeId];
        return is === undefined ? [] : { VolumeId, State: typeof is === 'string' ? is : 'available' };
      });
      return yes({ items });
    },
    describeVolumeStatus: (ids) =>
      yes(
        ids.map((VolumeId) => ({
          VolumeId,
          Status: 'ok',
          ...(typeof known[VolumeId] === 'number' ? { Initialization: { Progress: Number(known[VolumeId]) } } : {}),
        })),
      ),
    ...more,
  };
}

describe('one poll, several paces', () => {
  test('who joins for available is read for from 1 s, however slow the others are', async () => {
    const { clock, wait, readAt } = start(volumes({ [ONE]: 10, [TWO]: 'creating' }));
    const slow = wait('initialized', 45, { ids: [ONE] });
    await clock.pass(20_000);
    await clock.until(wait('available', 5, { ids: [TWO] }));
    expect(readAt).toEqual([50, 15_050, 20_050, 21_050, 22_550, 24_800]);
    await clock.until(slow);
    // 15 s did not move it once, at 15.05; the readings for the other were none of its own.
    expect(readAt.slice(6)).toEqual([45_000]);
  });

  test('also one that a fresh reading tells of its volume at once', async () => {
    const { clock, wait, readAt } = start(volumes({ [ONE]: 'creating' }));
    const first = wait('available', 45, { ids: [ONE] });
    await clock.pass(35_000);
    expect(readAt).toEqual([50, 1_050, 2_550, 4_800, 8_175, 13_237.5, 20_831.25, 32_221.875]);
    const said: string[] = [];
    const second = wait('available', 5, { ids: [ONE], say: (message) => said.push(message) });
    await clock.pass(0);
    expect(said).toEqual(['waiting until available']);
    await clock.until(second);
    expect(readAt.slice(8)).toEqual([35_050, 36_550, 38_800]);
    await clock.until(first);
  });

  test('an id that EC2 does not know yet is looked for from 1 s, although the others stand still', async () => {
    const known: Record<string, string> = { [ONE]: 'creating' };
    const { clock, wait, readAt } = start(volumes(known));
    const first = wait('available', 45, { ids: [ONE] });
    await clock.pass(30_000);
    const second = wait('available', 10, { ids: [TWO] });
    await clock.pass(500);
    known[TWO] = 'creating';
    await clock.pass(1_000);
    known[TWO] = 'available';
    expect(states(await clock.until(second))).toEqual(['available']);
    // Known at 31.05: that is a move, too.
    expect(readAt.slice(7)).toEqual([30_050, 31_050, 32_050]);
    await clock.until(first);
  });

  test('as slow as before once the fast ones have gone', async () => {
    const { clock, wait, readAt } = start(volumes({ [ONE]: 10, [TWO]: 'creating' }));
    const slow = wait('initialized', 45, { ids: [ONE] });
    const fast = wait('available', 3, { ids: [TWO] });
    await clock.until(Promise.all([slow, fast]));
    expect(readAt).toEqual([50, 1_050, 2_550, 17_550, 40_050]);
  });

  test('what moves for one makes the others no faster', async () => {
    const known: Record<string, string | number> = { [ONE]: 1, [TWO]: 'creating' };
    const { clock, wait, readAt } = start(
      volumes(known, {
        describeVolumeStatus: (ids) =>
          yes(
            ids.map((VolumeId) => ({
              VolumeId,
              Status: 'ok',
              ...(VolumeId === ONE ? { Initialization: { Progress: Math.floor((clock.now() - NOON) / 500) } } : {}),
            })),
          ),
      }),
    );
    const both = [wait('initialized', 10, { ids: [ONE] }), wait('available', 10, { ids: [TWO] })];
    await clock.until(Promise.all(both));
    expect(readAt).toEqual([50, 1_050, 2_550, 4_800, 8_175]);
  });

  test('callers who come one after the other are read for together', async () => {
    const { clock, wait, readAt } = start(volumes({ [ONE]: 10, [TWO]: 10 }));
    const first = wait('initialized', 45, { ids: [ONE] });
    await clock.pass(8_000);
    const second = wait('initialized', 36, { ids: [TWO] });
    await clock.until(Promise.all([first, second]));
    expect(readAt).toEqual([50, 8_050, 23_050, 44_000]);
  });

  test('throttled: nobody asks before the pause is over, a newcomer neither', async () => {
    let turn = 0;
    const { clock, wait, readAt } = start(
      volumes({}, { describeVolumes: () => (turn++ < 2 ? no('RequestLimitExceeded') : yes({ items: [] })) }),
    );
    const first = wait('available', 8, { ids: [ONE] });
    await clock.pass(1_000);
    const second = wait('available', 7, { ids: [TWO] });
    await clock.until(Promise.all([first, second]));
    expect(readAt.slice(0, 4)).toEqual([50, 2_050, 6_050, 7_050]);
  });
});

describe('a bug', () => {
  const bug = new Error('a bug');

  test('in a reading: everyone who waits there hears of it, and the next order begins anew', async () => {
    let turn = 0;
    const { clock, wait, readAt } = start(
      volumes(
        {},
        {
          describeVolumes: () => {
            if (turn++ === 1) throw bug;
            return yes({ items: [{ VolumeId: ONE, State: turn > 2 ? 'available' : 'creating' }] });
          },
        },
      ),
    );
    const both = [wait('available', 30, { ids: [ONE] }), wait('available', 40, { ids: [ONE] })];
    expect(await clock.until(Promise.allSettled(both))).toEqual([
      { status: 'rejected', reason: bug },
      { status: 'rejected', reason: bug },
    ]);
    expect(readAt).toEqual([50, 1_050]);
    expect(clock.sleeping()).toBe(0);
    expect(states(await clock.until(wait('available', 30, { ids: [ONE] })))).toEqual(['available']);
    expect(readAt).toEqual([50, 1_050, 1_100]);
  });

  test("in one caller's own part: the others go on", async () => {
    const { clock, wait, passed } = start(world(['creating', 'creating', 'available']));
    const broken = wait('available', 30, {
      say: () => {
        throw bug;
      },
    });
    const well = wait('available', 30);
    expect(await clock.until(Promise.allSettled([broken]))).toEqual([{ status: 'rejected', reason: bug }]);
    expect(states(await clock.until(well))).toEqual(['available']);
    expect(passed()).toBe(2_550);
  });

  test('in a pause', async () => {
    const { clock, deps } = start(world(['creating']));
    const sleep = () => Promise.reject(bug);
    const { watch } = createSharedReads({ ...deps, sleep });
    const order = {
      ids: [ONE],
      goal: 'available',
      until: NOON + 30_000,
      signal: new AbortController().signal,
    } as const;
    const waiting = watch(PLACE, { ...order, ends: () => false, tell: () => undefined });
    expect(await clock.until(Promise.allSettled([waiting]))).toEqual([{ status: 'rejected', reason: bug }]);
  });
});
