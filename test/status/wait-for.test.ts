// A call that waits for volumes: when it reads, when it ends, and with what.
import { describe, expect, test } from 'vitest';
import type { WaitFor } from '../../src/volume/reading/wait.ts';
import { ID, idOf, NOON, no, yes } from '../support/fake-ec2.ts';
import { startWaiting as start, statesOf as states, world } from '../support/waiting.ts';

describe('one caller', () => {
  test('reached at once: asked once, after the moment in which others may join', async () => {
    const { clock, wait, actions, readAt } = start(world(['available']));
    expect(states(await clock.until(wait('available', 30)))).toEqual(['available']);
    expect(actions()).toEqual(['DescribeVolumes', 'DescribeVolumeStatus']);
    expect(readAt).toEqual([50]);
  });

  test('from 1 s for available, slower while nothing moves; by ids once it is known', async () => {
    const { clock, wait, volumeReads, messages, readAt } = start(
      world(['creating', 'creating', 'creating', 'available']),
    );
    await clock.until(wait('available', 30));
    expect(readAt).toEqual([50, 1_050, 2_550, 4_800]);
    expect(messages).toEqual(Array(3).fill('waiting until available'));
    expect(volumeReads()).toEqual([
      { Filters: [{ Name: 'volume-id', Values: [ID] }], IncludeManagedResources: true },
      { VolumeIds: [ID] },
      { VolumeIds: [ID] },
      { VolumeIds: [ID] },
    ]);
  });

  test('from 15 s for initialization, from the beginning again when it moved', async () => {
    const { clock, wait, messages, readAt } = start(world([10, 60, 60, 100]));
    await clock.until(wait('initialized', 45));
    expect(readAt).toEqual([50, 15_050, 30_050, 45_000]);
    expect(messages).toEqual(['initialized 10 %', 'initialized 60 %', 'initialized 60 %']);
  });

  test.each<[name: string, script: Parameters<typeof start>[0], ids: string[], message: string]>([
    ['an id that EC2 does not know yet', { describeVolumes: () => yes({ items: [] }) }, [ID], 'not known to EC2 yet'],
    ['a copy of which EC2 shows nothing yet', world(['creating']), [ID], 'progress not shown yet'],
    [
      'a copy whose status was not read',
      world([10], { describeVolumeStatus: () => no('InternalError') }),
      [ID],
      'progress not shown yet',
    ],
    [
      'three, of which EC2 knows two and shows the progress of one',
      world([], {
        describeVolumes: () =>
          yes({
            items: [1, 2].map((n) => ({ VolumeId: idOf(n), SourceVolumeId: ID, State: 'available' })),
          }),
        describeVolumeStatus: () =>
          yes([{ VolumeId: idOf(1), Status: 'ok', Initialization: { Type: 'volume-copy', Progress: 40 } }]),
      }),
      [1, 2, 3].map(idOf),
      'initialized 40 %; progress of 1 not shown yet; 1 not known to EC2 yet',
    ],
  ])('no figure stands for what is not known: %s', async (_, script, ids, message) => {
    const { clock, wait, messages } = start(script);
    await clock.until(wait('initialized', 20, { ids }));
    expect(messages[0]).toBe(message);
    if (ids.length === 1) expect(messages.join()).not.toContain('%');
  });

  test.each<[State: string, goal: WaitFor]>([
    ['error', 'available'],
    ['deleting', 'initialized'],
    ['in-use', 'available'],
  ])('%s cannot become %s: it returns at once', async (State, goal) => {
    const { clock, wait, readAt, passed } = start(world([State]));
    expect(states(await clock.until(wait(goal, 45)))).toEqual([State]);
    expect(readAt).toEqual([50]);
    expect(passed()).toBe(50);
  });

  test('a denied read of progress returns at once', async () => {
    const { clock, wait, passed } = start(world([10], { describeVolumeStatus: () => no('UnauthorizedOperation') }));
    const reply = await clock.until(wait('initialized', 45));
    expect(reply).toMatchObject({ value: { statusFailure: { code: 'UnauthorizedOperation' } } });
    expect(passed()).toBe(50);
  });

  test('a failure ends it', async () => {
    let turn = 0;
    const { clock, wait, passed } = start(
      world(['creating'], {
        describeVolumes: () =>
          turn++ === 0 ? yes({ items: [{ VolumeId: ID, State: 'creating' }] }) : no('ExpiredToken'),
      }),
    );
    expect(states(await clock.until(wait('available', 45)))).toBe('ExpiredToken');
    expect(passed()).toBe(1_050);
  });

  test('time up: one last reading, at the end', async () => {
    const { clock, wait, readAt, passed } = start(world([10]));
    expect(states(await clock.until(wait('initialized', 21)))).toEqual(['available']);
    expect(readAt).toEqual([50, 15_050, 21_000]);
    expect(passed()).toBe(21_000);
  });

  test('time up within 5 s of a reading: that one is the last', async () => {
    const { clock, wait, readAt, passed } = start(world([10]));
    expect(states(await clock.until(wait('initialized', 20)))).toEqual(['available']);
    expect(readAt).toEqual([50, 15_050]);
    expect(passed()).toBe(20_000);
  });

  test("the call's own deadline is earlier: 4 s are kept for the answer", async () => {
    const { clock, wait, readAt, passed } = start(world(['creating']));
    await clock.until(wait('available', 45, { deadline: NOON + 5_000 }));
    expect(readAt).toEqual([50]);
    expect(passed()).toBe(1_000);
  });

  test('an id that EC2 does not know yet is waited for, by a filter', async () => {
    let turn = 0;
    const { clock, wait, volumeReads } = start(
      world([], {
        describeVolumes: () => yes({ items: turn++ === 0 ? [] : [{ VolumeId: ID, State: 'available' }] }),
      }),
    );
    await clock.until(wait('available', 30));
    expect(volumeReads()).toEqual(
      Array(2).fill({ Filters: [{ Name: 'volume-id', Values: [ID] }], IncludeManagedResources: true }),
    );
  });

  test('one that vanishes does not fail the others', async () => {
    let turn = 0;
    const { clock, wait } = start(
      world([], {
        describeVolumes: ({ VolumeIds }) => {
          if (VolumeIds) return no('InvalidVolume.NotFound');
          const items = [{ VolumeId: idOf(1), State: 'creating' }];
          return yes({ items: turn++ === 0 ? [...items, { VolumeId: idOf(2), State: 'creating' }] : items });
        },
      }),
    );
    const reply = await clock.until(wait('available', 2, { ids: [idOf(1), idOf(2)] }));
    expect(reply).toMatchObject({ value: { volumes: [{ VolumeId: idOf(1) }], missing: [idOf(2)] } });
  });

  test('one that was read and is there no more ends it with the second reading that lacks it', async () => {
    let turn = 0;
    const { clock, wait, readAt } = start(
      world([], {
        describeVolumes: ({ VolumeIds }) => {
          if (VolumeIds) return no('InvalidVolume.NotFound');
          return yes({ items: turn++ === 0 ? [{ VolumeId: ID, State: 'creating' }] : [] });
        },
      }),
    );
    const reply = await clock.until(wait('available', 30));
    expect(reply).toMatchObject({ value: { missing: [ID], vanished: [ID] } });
    // Each of the two by its id and, in vain, by a filter.
    expect(readAt).toEqual([50, 1_050, 1_050, 2_050]);
  });

  test('throttled: waits twice as long, and does not fail inside its time', async () => {
    let turn = 0;
    const { clock, wait, readAt } = start(
      world([], {
        describeVolumes: () =>
          turn++ < 2
            ? no('RequestLimitExceeded')
            : yes({ items: [{ VolumeId: ID, State: turn > 3 ? 'available' : 'creating' }] }),
      }),
    );
    expect(states(await clock.until(wait('available', 30)))).toEqual(['available']);
    expect(readAt).toEqual([50, 2_050, 6_050, 7_050]);
  });

  test('throttled to the end: the failure is told then', async () => {
    const { clock, wait } = start(world([], { describeVolumes: () => no('Throttling') }));
    expect(states(await clock.until(wait('available', 5)))).toBe('Throttling');
    expect(clock.now()).toBe(NOON + 5_000);
  });

  test('cancelled in a pause: answered at once, and nothing more is asked', async () => {
    const cancel = new AbortController();
    const { clock, wait, calls } = start(world(['creating']));
    const waiting = wait('available', 45, { signal: cancel.signal });
    await clock.pass(1_500);
    const before = calls.length;
    cancel.abort();
    expect(states(await waiting)).toBe('cancelled');
    await clock.pass(60_000);
    expect(calls).toHaveLength(before);
    expect(clock.sleeping()).toBe(0);
  });

  test('cancelled during a request: the request is given up too', async () => {
    const cancel = new AbortController();
    const { clock, wait, calls } = start(world([], { describeVolumes: () => new Promise(() => undefined) }));
    const waiting = wait('available', 45, { signal: cancel.signal });
    await clock.pass(50);
    cancel.abort();
    expect(states(await waiting)).toBe('cancelled');
    expect(calls.map((call) => call.signal.aborted)).toEqual([true]);
  });

  test('cancelled before: nothing is asked', async () => {
    const { wait, calls } = start(world(['creating']));
    expect(states(await wait('available', 45, { signal: AbortSignal.abort() }))).toBe('cancelled');
    expect(calls).toEqual([]);
  });
});

describe('many callers', () => {
  const five = (n: number) => Array.from({ length: 5 }, (_, i) => idOf(5 * n + i));
  const all = Array.from({ length: 500 }, (_, n) => idOf(n));

  test('100 waiting for five each of 500 volumes ask as often as one waiting for all', async () => {
    const one = start(world([10]));
    await one.clock.until(one.wait('initialized', 45, { ids: all }));
    const many = start(world([10]));
    const waits = Array.from({ length: 100 }, (_, n) => many.wait('initialized', 45, { ids: five(n) }));
    const replies = await many.clock.until(Promise.all(waits));
    expect(one.calls).toHaveLength(10);
    expect(many.calls).toHaveLength(10);
    expect(replies.map((reply) => reply.ok && reply.value.volumes.map((volume) => volume.VolumeId))).toEqual(
      Array.from({ length: 100 }, (_, n) => five(n)),
    );
  });

  test('500 that are known: one request for volumes and one for statuses a reading', async () => {
    const { clock, wait, actions } = start(world([10]));
    await clock.until(wait('initialized', 15, { ids: all }));
    expect(actions().slice(4)).toEqual(['DescribeVolumes', 'DescribeVolumeStatus']);
  });

  test('a newcomer is answered from a reading that is younger than 5 s', async () => {
    const { clock, wait, calls } = start(world([100, 50]));
    const slow = wait('initialized', 30, { ids: [ID, idOf(9)] });
    await clock.until(slow);
    expect(calls).toHaveLength(2);
    const { clock: other, wait: again, calls: asked } = start(world([50]));
    const first = again('initialized', 40);
    await other.pass(4_000);
    const second = again('initialized', 4);
    await other.pass(1_000);
    expect(asked).toHaveLength(2);
    await other.until(Promise.all([first, second]));
  });

  test('another place is another poll', async () => {
    const { clock, wait, calls } = start(world(['available']));
    await clock.until(Promise.all([wait('available', 5), wait('available', 5, { place: { region: 'eu-west-1' } })]));
    expect(calls.map((call) => call.place.region).sort()).toEqual(['eu-west-1', 'eu-west-1', 'us-east-1', 'us-east-1']);
  });

  test('one cancels, the others go on', async () => {
    const cancel = new AbortController();
    const { clock, wait } = start(world(['creating', 'creating', 'available']));
    const gone = wait('available', 30, { signal: cancel.signal });
    const stays = wait('available', 30);
    await clock.pass(500);
    cancel.abort();
    expect(states(await gone)).toBe('cancelled');
    expect(states(await clock.until(stays))).toEqual(['available']);
  });

  test('what was seen of an initialization is remembered', async () => {
    const { clock, deps, wait } = start(world([30]));
    await clock.until(wait('initialized', 1));
    expect(deps.progressSeen.of(ID)).toEqual([{ at: NOON, percent: 30 }]);
  });
});

describe('what a reading leaves in doubt', () => {
  const THERE = { places: [{ region: 'eu-west-1', complete: true, VolumeIds: [ID] }], left: 0 };

  /** Volumes that are not known before the given reading; a doubt takes `ms` to settle. */
  function doubtful(ms: number, knownFrom: number, end: () => typeof THERE = () => THERE) {
    let turn = 0;
    const started = start({
      ...world([]),
      describeVolumes: () => yes({ items: ++turn >= knownFrom ? [{ VolumeId: ID, State: 'creating' }] : [] }),
    });
    let doubts = 0;
    const resolveMissing = async () => {
      doubts++;
      await started.clock.sleep(ms, new AbortController().signal);
      return end();
    };
    const wait = (seconds: number, signal?: AbortSignal) =>
      started.wait('available', seconds, { resolveMissing, ...(signal ? { signal } : {}) });
    return { ...started, wait, doubts: () => doubts };
  }

  test('is settled beside the readings, and ends the wait', async () => {
    const { clock, wait, passed, doubts, readAt } = doubtful(2_000, 99);
    expect(await clock.until(wait(30))).toMatchObject({ ok: true, value: { missing: [ID] } });
    expect(readAt).toEqual([50, 1_050, 2_550, 4_800]);
    expect(passed()).toBe(6_800);
    expect(doubts()).toBe(1);
    await clock.pass(60_000);
    expect(readAt).toHaveLength(4);
  });

  test('one at a time', async () => {
    const { clock, wait, doubts, readAt } = doubtful(10_000, 99, () => ({ places: [], left: 0 }));
    await clock.until(wait(25));
    expect(readAt).toEqual([50, 1_050, 2_550, 4_800, 8_175, 13_237.5, 20_831.25]);
    // At 4.8 and at 20.8.
    expect(doubts()).toBe(2);
  });

  test('is judged by the newest reading', async () => {
    const { clock, wait, passed } = doubtful(5_000, 5);
    expect(states(await clock.until(wait(12)))).toEqual(['creating']);
    expect(passed()).toBe(12_000);
  });

  test('a bug in it is told at once, and nothing is read or messages after it', async () => {
    const bug = new Error('a bug');
    const { clock, wait, passed, readAt, messages } = doubtful(1_000, 99, () => {
      throw bug;
    });
    expect(await clock.until(Promise.allSettled([wait(30)]))).toEqual([{ status: 'rejected', reason: bug }]);
    expect(passed()).toBe(5_800);
    await clock.pass(60_000);
    expect(readAt).toHaveLength(4);
    expect(messages).toHaveLength(4);
  });

  test('what is settled after a cancel changes nothing', async () => {
    const cancel = new AbortController();
    const { clock, wait, readAt } = doubtful(2_000, 99);
    const waiting = wait(30, cancel.signal);
    await clock.pass(5_000);
    cancel.abort();
    expect(states(await waiting)).toBe('cancelled');
    await clock.pass(60_000);
    expect(readAt).toHaveLength(4);
  });

  test('a bug in it after the wait is over does no harm', async () => {
    const { clock, wait, passed } = doubtful(3_000, 99, () => {
      throw new Error('late');
    });
    expect(await clock.until(wait(6))).toMatchObject({ value: { missing: [ID] } });
    expect(passed()).toBe(6_000);
    await clock.pass(60_000);
  });
});
