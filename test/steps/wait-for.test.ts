import { describe, expect, test } from 'vitest';
import { createSentCopies } from '../../src/state/sent-copies.ts';
import type { Found } from '../../src/steps/find-volumes.ts';
import { waitForVolumes } from '../../src/steps/wait-for.ts';
import type { CallOptions, Reply } from '../../src/tools/tool.ts';
import type { Volume, VolumeStatus } from '../../src/volume/records.ts';
import type { WaitFor } from '../../src/volume/wait.ts';
import { createFakeClock, createFakeDeps, createFakeEc2, ID, NOON, no, yes } from './fake-ec2.ts';

function found(State: string, more: { percent?: number; missing?: string[]; unread?: boolean } = {}): Reply<Found> {
  const volume: Volume = { VolumeId: ID, State, SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0' };
  const status: VolumeStatus = {
    VolumeId: ID,
    Status: 'ok',
    ...(more.percent === undefined ? {} : { Initialization: { Type: 'volume-copy', Progress: more.percent } }),
  };
  return yes({
    volumes: more.missing ? [] : [volume],
    statuses: new Map([[ID, status]]),
    instances: [],
    missing: more.missing ?? [],
    ...(more.unread ? { statusFailure: { code: 'UnauthorizedOperation', message: '', definite: true } } : {}),
    complete: true,
    at: NOON,
  });
}

async function wait(
  goal: WaitFor,
  seconds: number,
  answers: (Reply<Found> | ((abort: () => void) => Reply<Found>))[],
  more: Partial<CallOptions> = {},
) {
  const clock = createFakeClock();
  const cancel = new AbortController();
  const said: [number, number | undefined, string][] = [];
  let turn = 0;
  const find = async () => {
    const next = answers[Math.min(turn++, answers.length - 1)];
    if (next === undefined) throw new Error('no answer scripted');
    return typeof next === 'function' ? next(() => cancel.abort()) : next;
  };
  const reply = await waitForVolumes(createFakeDeps(createFakeEc2().ec2, createSentCopies(), { clock }), find, {
    goal,
    seconds,
    cancelled: cancel.signal,
    signal: cancel.signal,
    deadline: NOON + 50_000,
    progress: (done, total, message) => said.push([done, total, message]),
    ...more,
  });
  return { reply, asked: turn, slept: clock.slept, said };
}

describe('waiting inside one call', () => {
  test('reached at once: asked once, not slept', async () => {
    const { reply, asked, slept } = await wait('available', 30, [found('available')]);
    expect(reply).toEqual(found('available'));
    expect([asked, slept]).toEqual([1, []]);
  });

  test('reached later: asked every second', async () => {
    const { reply, asked, slept, said } = await wait('available', 30, [
      found('creating'),
      found('creating'),
      found('available'),
    ]);
    expect(reply).toEqual(found('available'));
    expect([asked, slept]).toEqual([3, [1000, 1000]]);
    expect(said).toEqual([
      [0, 30, 'waiting until available'],
      [1, 30, 'waiting until available'],
    ]);
  });

  test('initialization is asked for every 15 s, since EC2 publishes it every few minutes', async () => {
    const { asked, slept, said } = await wait('initialized', 40, [
      found('available', { percent: 10 }),
      found('available', { percent: 60 }),
      found('available', { percent: 100 }),
    ]);
    expect([asked, slept]).toEqual([3, [15_000, 15_000]]);
    expect(said.map(([, , message]) => message)).toEqual(['initialized 10 %', 'initialized 60 %']);
  });

  test('not known yet: it is waited for', async () => {
    const { asked } = await wait('available', 30, [found('', { missing: [ID] }), found('available')]);
    expect(asked).toBe(2);
  });

  test.each<[name: string, goal: WaitFor, answer: Reply<Found>]>([
    ['in error', 'available', found('error')],
    ['being deleted', 'initialized', found('deleting')],
    ['attached already', 'available', found('in-use')],
    ['checks not readable', 'initialized', found('available', { unread: true })],
  ])('%s: cannot be reached, so it returns at once', async (_, goal, answer) => {
    const { reply, asked, slept } = await wait(goal, 45, [answer]);
    expect(reply).toEqual(answer);
    expect([asked, slept]).toEqual([1, []]);
  });

  test('time up: the last answer is told, and no second is waited too long', async () => {
    const { reply, asked, slept } = await wait('available', 3, [found('creating')]);
    expect(reply).toEqual(found('creating'));
    expect([asked, slept]).toEqual([4, [1000, 1000, 1000]]);
  });

  test('a last pause is cut to what is left', async () => {
    const { asked, slept } = await wait('initialized', 20, [found('available', { percent: 1 })]);
    expect([asked, slept]).toEqual([3, [15_000, 5_000]]);
  });

  test('zero seconds: asked once', async () => {
    const { asked, slept } = await wait('available', 0, [found('creating')]);
    expect([asked, slept]).toEqual([1, []]);
  });

  test("the call's own deadline is earlier than the wait", async () => {
    const { slept } = await wait('available', 45, [found('creating')], { deadline: NOON + 2_500 });
    expect(slept).toEqual([1000, 1000, 500]);
  });

  test('cancelled: the answer of before, no further request', async () => {
    const { reply, asked } = await wait('available', 45, [
      (abort) => {
        abort();
        return found('creating');
      },
    ]);
    expect(reply).toEqual(found('creating'));
    expect(asked).toBe(1);
  });

  test('a failure ends it', async () => {
    const { reply, asked } = await wait('available', 45, [found('creating'), no('UnauthorizedOperation')]);
    expect(reply).toMatchObject({ ok: false, failure: { code: 'UnauthorizedOperation' } });
    expect(asked).toBe(2);
  });
});
