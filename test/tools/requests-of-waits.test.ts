// What EC2 is asked while several callers wait, against one: on a clock that also goes on whenever somebody looks at
// it, as one of a busy machine does.
import { describe, expect, test } from 'vitest';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import type { Modification } from '../../src/volume/aws-records.ts';
import { createFakeDeps, createFakeEc2, ID, idOf, no, type Script, yes } from '../support/fake-ec2.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

/** Of each look at the clock. */
const LOOK_MS = 0.05;

/** EC2 whose volumes stay as they are. */
function start(State: 'creating' | 'available', script: Script = {}) {
  const clock = createVirtualClock();
  const fake = createFakeEc2({
    describeVolumes: ({ VolumeIds, Filters }) =>
      yes({ items: (VolumeIds ?? Filters?.[0]?.Values ?? []).map((VolumeId) => ({ VolumeId, State })) }),
    describeVolumeStatus: (ids) => yes(ids.map((VolumeId) => ({ VolumeId, Status: 'ok' }))),
    ...script,
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

  test('and come within two seconds cost hardly more than one who waits until the last of them has left', async () => {
    const [one, many] = [start('creating'), start('creating')];
    await one.clock.until(one.wait(9));
    await crowd(many, 200);
    expect(one.requests()).toEqual([5, 5, 1]);
    // Who left before the fifth reading, and who was given it: modifications belong to a reading, and are never older.
    expect(many.requests()).toEqual([5, 5, 2]);
  });
});

describe('100 who wait for five volumes each', () => {
  const five = (n: number) => Array.from({ length: 5 }, (_, i) => idOf(5 * n + i));
  const all = Array.from({ length: 500 }, (_, n) => idOf(n));

  test('cost what one costs who waits for all 500', async () => {
    const [one, many] = [start('creating'), start('creating')];
    await one.clock.until(one.wait(7, all));
    await many.clock.until(Promise.all(Array.from({ length: 100 }, (_, n) => many.wait(7, five(n)))));
    // Volumes that are not known yet are read by a filter, like modifications: 199 ids each.
    expect(one.requests()).toEqual([6, 4, 3]);
    expect(many.requests()).toEqual([6, 4, 3]);
    expect(many.asked('DescribeVolumesModifications')).toEqual([
      all.slice(0, 199),
      all.slice(199, 398),
      all.slice(398),
    ]);
  });

  test('one of them whose time is up before asks for the group of its volumes, and for no other', async () => {
    const { clock, wait, asked } = start('creating');
    const others = Array.from({ length: 50 }, (_, n) => wait(7, five(n)));
    await clock.until(wait(2, five(1)));
    expect(asked('DescribeVolumesModifications')).toEqual([all.slice(0, 199)]);
    await clock.until(Promise.all(others));
    expect(asked('DescribeVolumesModifications').slice(1)).toEqual([all.slice(0, 199), all.slice(199, 250)]);
  });
});

describe('what is read for all', () => {
  const [ONE, TWO] = [idOf(1), idOf(2)];

  test('is told to each of its own volumes', async () => {
    const modifying: Modification = { VolumeId: ONE, ModificationState: 'modifying', Progress: 40 };
    const { clock, wait, requests } = start('available', { describeVolumesModifications: () => yes([modifying]) });
    const [one, two] = await clock.until(Promise.all([wait(7, [ONE]), wait(7, [TWO])]));
    expect(one.wait).toMatchObject({
      reached: false,
      why: `${ONE} is being modified and cannot be attached until it is optimizing or completed`,
    });
    expect(two.wait).toMatchObject({ reached: true });
    expect(two.Volumes.map(({ VolumeId }) => VolumeId)).toEqual([TWO]);
    expect(JSON.stringify(two)).not.toContain(ONE);
    expect(requests()).toEqual([1, 1, 1]);
  });

  test('and fails is told to each', async () => {
    const { clock, wait, requests } = start('available', {
      describeVolumesModifications: () => no('UnauthorizedOperation'),
    });
    const both = await clock.until(Promise.all([wait(7, [ONE]), wait(7, [TWO])]));
    for (const { summary } of both) expect(summary).toContain('its modifications were not read');
    expect(requests()).toEqual([1, 1, 1]);
  });

  test('and failed is asked for anew by who is answered a moment later', async () => {
    let turn = 0;
    const { clock, wait, requests } = start('creating', {
      describeVolumesModifications: () => (turn++ === 0 ? no('InternalError') : yes([])),
    });
    const both = await clock.until(Promise.all([wait(6, [ONE]), wait(7, [TWO])]));
    expect(both.map(({ summary }) => summary.includes('modifications could not be read'))).toEqual([true, false]);
    expect(requests()).toEqual([4, 4, 2]);
  });
});
