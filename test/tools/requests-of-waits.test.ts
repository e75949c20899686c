// What EC2 is asked while several callers wait, against one: on a clock that also goes on whenever somebody looks at
// it, as one of a busy machine does.
import { describe, expect, test } from 'vitest';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import { createFakeDeps, createFakeEc2, ID, yes } from '../support/fake-ec2.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

/** Of each look at the clock. */
const LOOK_MS = 0.05;

/** EC2 whose volumes stay as they are. */
function start(State: 'creating') {
  const clock = createVirtualClock();
  const fake = createFakeEc2({
    describeVolumes: ({ VolumeIds, Filters }) =>
      yes({ items: (VolumeIds ?? Filters?.[0]?.Values ?? []).map((VolumeId) => ({ VolumeId, State })) }),
    describeVolumeStatus: (ids) => yes(ids.map((VolumeId) => ({ VolumeId, Status: 'ok' }))),
  });
  const now = () => {
    clock.move(LOOK_MS);
    return clock.now();
  };
  const deps = createFakeDeps(fake.ec2, { clock: { ...clock, now } });
  const wait = async (waitSeconds: number, VolumeIds = [ID], waitFor = 'available') => {
    const { signal } = new AbortController();
    const times = { arrivedAt: clock.now(), deadline: clock.now() + 50_000 };
    const args = { VolumeIds, waitFor, waitSeconds };
    const { structured } = await getVolumeStatus.call(args, deps, { signal, cancelled: signal, ...times });
    return structured as { wait: object; Volumes: { VolumeId: string; modification?: object }[]; summary: string };
  };
  /** How often each action was asked for: volumes, statuses, modifications. */
  const requests = () =>
    ['DescribeVolumes', 'DescribeVolumeStatus', 'DescribeVolumesModifications'].map(
      (action) => fake.asked(action).length,
    );
  return { ...fake, clock, wait, requests };
}

type Started = ReturnType<typeof start>;

/** 200 callers of 7 s, 20 at once and then again every `apart` ms. */
async function crowd({ clock, wait }: Started, apart: number) {
  const waits: Promise<unknown>[] = [];
  for (let batch = 0; batch < 10; batch++) {
    for (let n = 0; n < 20; n++) waits.push(wait(7));
    await clock.pass(apart);
  }
  await clock.until(Promise.all(waits));
}

describe('200 who wait for the same', () => {
  test('and come within half a second cost what one costs', async () => {
    const [one, many] = [start('creating'), start('creating')];
    await one.clock.until(one.wait(7));
    await crowd(many, 50);
    expect(one.requests()).toEqual([4, 4, 1]);
    expect(many.requests()).toEqual([4, 4, 1]);
  });
});
