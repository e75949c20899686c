// One poll for several waiting calls: intervals, bugs, and requests that hang.
import { describe, expect, test } from 'vitest';
import { createSharedReads } from '../../../src/status/polling/shared-reads.ts';
import { idOf, NOON, no, PLACE, type Script, yes } from '../../support/fake-ec2.ts';
import { startWaiting as start, statesOf as states, world } from '../../support/waiting.ts';

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
    const messages: string[] = [];
    const second = wait('available', 5, { ids: [ONE], notify: (message) => messages.push(message) });
    await clock.pass(0);
    expect(messages).toEqual(['waiting until available']);
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

  test('a hundred who come within two seconds for the same are read for as one', async () => {
    const { clock, wait, readAt } = start(volumes({ [ONE]: 'creating' }));
    const waits = [wait('available', 7, { ids: [ONE] })];
    for (let n = 1; n < 100; n++) {
      await clock.pass(20);
      waits.push(wait('available', 7, { ids: [ONE] }));
    }
    await clock.until(Promise.all(waits));
    expect(readAt).toEqual([50, 1_050, 2_550, 4_800, 8_175]);
  });

  test('who come one after the other, as a busy machine takes them in, are read for together; not after half a second', async () => {
    const { clock, wait, readAt } = start(volumes({}));
    const waits: Promise<unknown>[] = [];
    for (let n = 0; n < 15; n++) {
      waits.push(wait('available', 1, { ids: [idOf(n)] }));
      await clock.pass(n < 5 ? 49 : 40);
    }
    expect(readAt).toEqual([500]);
    await clock.until(Promise.all(waits));
    const { clock: other, wait: again, readAt: at } = start(volumes({}));
    const few: Promise<unknown>[] = [];
    for (let n = 0; n < 5; n++) {
      few.push(again('available', 1, { ids: [idOf(n)] }));
      await other.pass(49);
    }
    await other.until(Promise.all(few));
    // 50 ms after the last of them.
    expect(at).toEqual([246]);
  });

  test('who comes a moment after the last has left is told of its reading at once', async () => {
    const { clock, wait, readAt } = start(volumes({ [ONE]: 'creating' }));
    await clock.until(wait('available', 5, { ids: [ONE] }));
    expect(readAt).toEqual([50, 1_050, 2_550, 4_800]);
    const messages: string[] = [];
    const second = wait('available', 2, { ids: [ONE], notify: (message) => messages.push(message) });
    await clock.pass(0);
    expect(messages).toEqual(['waiting until available']);
    await clock.until(second);
    expect(readAt.slice(4)).toEqual([5_800]);
    await clock.pass(5_000);
    await clock.until(wait('available', 1, { ids: [ONE] }));
    expect(readAt.slice(5)).toEqual([12_050]);
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

  test('in a reading: everyone who waits there hears of it, and the next one begins anew', async () => {
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
      notify: () => {
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
    const { signal } = new AbortController();
    const request = { ids: [ONE], goal: 'available', until: NOON + 30_000, signal } as const;
    const { next } = createSharedReads({ ...deps, sleep }).register(PLACE, request);
    expect(await clock.until(Promise.allSettled([next()]))).toEqual([{ status: 'rejected', reason: bug }]);
  });
});

describe('a request that hangs', () => {
  const HANGS = 1_000_000;

  /** EC2 whose requests take so many ms, the last of these for all others; Size tells which one it was. */
  function slow(...takes: number[]) {
    let turn = 0;
    const started = start({
      ...volumes({}),
      describeVolumes: async ({ VolumeIds, Filters }) => {
        const Size = ++turn;
        const ms = takes[Math.min(turn, takes.length) - 1] ?? 0;
        if (ms > 0) await started.clock.sleep(ms, new AbortController().signal);
        const items = (VolumeIds ?? Filters?.[0]?.Values ?? []).map((VolumeId) => ({
          VolumeId,
          State: 'creating',
          Size,
        }));
        return yes({ items });
      },
    });
    /** Which reading was the answer, or its failure; and when, ms after noon. */
    const outcome = async (waiting: ReturnType<typeof started.wait>) => {
      const reply = await waiting;
      return [reply.ok ? reply.value.volumes[0]?.Size : reply.failure.code, started.passed()];
    };
    return { ...started, outcome };
  }

  test('time up: the last reading is the answer, and nothing more is waited for', async () => {
    const { clock, wait, outcome, calls, readAt } = slow(0, HANGS);
    expect(await clock.until(outcome(wait('available', 5)))).toEqual([1, 5_000]);
    expect(readAt).toEqual([50, 1_050]);
    expect(calls.at(-1)?.signal.aborted).toBe(true);
  });

  test('the others go on waiting for it', async () => {
    const { clock, wait, outcome, calls } = slow(0, 20_000, 0);
    const short = outcome(wait('available', 5));
    const long = outcome(wait('available', 22));
    expect(await clock.until(short)).toEqual([1, 5_000]);
    expect(calls.at(-1)?.signal.aborted).toBe(false);
    expect(await clock.until(long)).toEqual([2, 22_000]);
  });

  test('a reading begun at the end is given two seconds', async () => {
    const quick = slow(0, 0, 1_900);
    expect(await quick.clock.until(quick.outcome(quick.wait('initialized', 21)))).toEqual([3, 22_900]);
    const hanging = slow(0, 0, HANGS);
    expect(await hanging.clock.until(hanging.outcome(hanging.wait('initialized', 21)))).toEqual([2, 23_000]);
  });

  test('nothing was read: five seconds more, then it fails', async () => {
    const late = slow(9_900);
    expect(await late.clock.until(late.outcome(late.wait('available', 5)))).toEqual([1, 9_950]);
    const hanging = slow(HANGS);
    expect(await hanging.clock.until(hanging.outcome(hanging.wait('available', 5)))).toEqual([
      'deadline-reached',
      10_000,
    ]);
    expect(hanging.calls.map((call) => call.signal.aborted)).toEqual([true]);
  });

  test('one whose time was up as it came is read for all the same', async () => {
    const { clock, wait, outcome } = slow(100);
    expect(await clock.until(outcome(wait('available', 5, { deadline: NOON - 20_000 })))).toEqual([1, 100]);
  });

  test('who joins meanwhile is told of a fresh reading at once, and read for after it', async () => {
    const { clock, wait, outcome, readAt } = slow(0, 3_000, 0);
    const first = wait('available', 30, { ids: [ONE, TWO] });
    await clock.pass(2_000);
    const messages: string[] = [];
    const known = wait('available', 1, { ids: [TWO], notify: (message) => messages.push(message) });
    await clock.pass(0);
    expect(messages).toEqual(['waiting until available']);
    const unknown = wait('available', 3, { ids: [idOf(3)] });
    expect(await clock.until(outcome(known))).toEqual([1, 3_000]);
    expect(await clock.until(outcome(unknown))).toEqual([3, 5_000]);
    expect(readAt.slice(0, 3)).toEqual([50, 1_050, 4_050]);
    await clock.until(first);
  });

  test('a cancel is answered at once, and the others go on', async () => {
    const cancel = new AbortController();
    const { clock, wait, outcome, calls } = slow(2_000, 0);
    const gone = wait('available', 30, { signal: cancel.signal });
    const stays = outcome(wait('available', 1));
    await clock.pass(500);
    cancel.abort();
    expect(states(await gone)).toBe('cancelled');
    expect(calls[0]?.signal.aborted).toBe(false);
    expect(await clock.until(stays)).toEqual([1, 2_050]);
    expect(clock.sleeping()).toBe(0);
  });

  test("the call's own time up: the last reading too, but none from before it came", async () => {
    const { clock, wait, outcome } = slow(0, HANGS);
    const first = wait('available', 45, { ids: [ONE] });
    await clock.pass(10_000);
    const ended = new AbortController();
    const second = outcome(wait('available', 45, { ids: [ONE], signal: ended.signal }));
    await clock.pass(10_000);
    ended.abort(new DOMException('', 'TimeoutError'));
    expect(await second).toEqual(['deadline-reached', 20_000]);
    await clock.until(first);
  });
});
