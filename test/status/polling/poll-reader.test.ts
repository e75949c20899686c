// One reading of a poll: rows that stand in for throttled ones, and volumes without a row.
import { describe, expect, test } from 'vitest';
import type { Reply } from '../../../src/ports/ec2.ts';
import { createSeenProgress } from '../../../src/state/memory/seen-progress.ts';
import { createPollReader } from '../../../src/status/polling/poll-reader.ts';
import type { VolumeStatus } from '../../../src/volume/aws-records.ts';
import { CONTROL, createFakeEc2, ID, idOf, NOON, no, PLACE, yes } from '../../support/fake-ec2.ts';

const [ONE, TWO] = [idOf(1), idOf(2)];
const MINUTE = 60_000;

const row = (VolumeId: string, Progress: number): VolumeStatus => ({
  VolumeId,
  Status: 'ok',
  Initialization: { Type: 'volume-copy', Progress },
});

/** The readings of one poll; each says what DescribeVolumeStatus answers then. */
function start(states: Record<string, string> = { [ID]: 'available' }) {
  let now = NOON;
  let say: (ids: readonly string[]) => Reply<VolumeStatus[]> = () => yes([]);
  const fake = createFakeEc2({
    describeVolumes: ({ VolumeIds, Filters }) => {
      const items = (VolumeIds ?? Filters?.[0]?.Values ?? []).flatMap((VolumeId) =>
        states[VolumeId] ? { VolumeId, State: states[VolumeId] } : [],
      );
      return yes({ items }, now);
    },
    describeVolumeStatus: (ids) => say(ids),
  });
  const progressSeen = createSeenProgress();
  const readPoll = createPollReader({ ec2: fake.ec2, progressSeen }, PLACE);
  /** `at` in ms after noon. */
  const read = async (at: number, answer: typeof say, ids: string[] = [ID]) => {
    now = NOON + at;
    say = answer;
    const reply = await readPoll(ids, () => now, CONTROL);
    if (!reply.ok) throw new Error(reply.failure.code);
    return reply.value;
  };
  return { ...fake, read, samples: (id = ID) => progressSeen.of(id), states };
}

const rows = (percent: number) => (ids: readonly string[]) => yes(ids.map((id) => row(id, percent)));
const throttled = () => no('RequestLimitExceeded');

describe('statuses that are throttled', () => {
  test('the rows of the last reading stand in for five minutes, with the time they were read', async () => {
    const { read, samples } = start();
    await read(0, rows(30));
    for (const at of [MINUTE, 5 * MINUTE - 1]) {
      const reading = await read(at, throttled);
      const found = reading.lookup([ID]);
      expect(reading.throttled).toBe(true);
      expect(found.statuses.get(ID)).toEqual(row(ID, 30));
      expect(found.rowsReadAt).toEqual(new Map([[ID, NOON]]));
      expect(found.statusFailure).toBeUndefined();
    }
    expect(samples()).toEqual([{ at: NOON, percent: 30 }]);
  });

  test('after that the failure is told in their place', async () => {
    const { read, samples } = start();
    await read(0, rows(30));
    await read(4 * MINUTE, throttled);
    const found = (await read(5 * MINUTE, throttled)).lookup([ID]);
    expect(found.statuses.size).toBe(0);
    expect(found.statusFailure?.code).toBe('RequestLimitExceeded');
    expect(samples()).toEqual([{ at: NOON, percent: 30 }]);
  });

  test('rows that are read again are of now', async () => {
    const { read, samples } = start();
    await read(0, rows(30));
    await read(MINUTE, throttled);
    const found = (await read(2 * MINUTE, rows(31))).lookup([ID]);
    expect(found.rowsReadAt).toBeUndefined();
    expect(samples()).toEqual([
      { at: NOON, percent: 30 },
      { at: NOON + 2 * MINUTE, percent: 31 },
    ]);
  });

  test('whoever has no row of before hears of the failure, the others do not', async () => {
    const { read } = start({ [ONE]: 'available', [TWO]: 'available' });
    await read(0, rows(30), [ONE]);
    const reading = await read(MINUTE, throttled, [ONE, TWO]);
    expect(reading.lookup([ONE]).statusFailure).toBeUndefined();
    expect(reading.lookup([TWO]).statusFailure?.code).toBe('RequestLimitExceeded');
    expect(reading.lookup([ONE, TWO]).statusFailure?.code).toBe('RequestLimitExceeded');
  });

  test('a volume that is going keeps no row', async () => {
    const { read, states } = start({ [ONE]: 'available', [TWO]: 'available' });
    await read(0, rows(30), [ONE, TWO]);
    states[TWO] = 'deleting';
    const found = (await read(MINUTE, throttled, [ONE, TWO])).lookup([ONE, TWO]);
    expect([...found.statuses.keys()]).toEqual([ONE]);
  });

  test('any other failure: no row stands in', async () => {
    const { read } = start();
    await read(0, rows(30));
    const found = (await read(MINUTE, () => no('UnauthorizedOperation'))).lookup([ID]);
    expect(found.statuses.size).toBe(0);
    expect(found.statusFailure?.code).toBe('UnauthorizedOperation');
  });
});

describe('a volume without a row', () => {
  const oneHasNone = (ids: readonly string[]) =>
    ids.includes(ONE)
      ? no('InvalidVolume.NotFound', { message: `The volume '${ONE}' does not exist.` })
      : rows(30)(ids);

  test('is left out for a minute, then asked for again', async () => {
    const { read, asked } = start({ [ONE]: 'available', [TWO]: 'available' });
    for (const at of [0, 15_000, MINUTE - 1, MINUTE]) await read(at, oneHasNone, [ONE, TWO]);
    expect(asked('DescribeVolumeStatus')).toEqual([[ONE, TWO], [TWO], [TWO], [TWO], [ONE, TWO], [TWO]]);
  });

  test('gets the row that it has by then', async () => {
    const { read } = start({ [ONE]: 'available' });
    expect((await read(0, oneHasNone, [ONE])).lookup([ONE]).statuses.size).toBe(0);
    expect((await read(MINUTE, rows(5), [ONE])).lookup([ONE]).statuses.get(ONE)).toEqual(row(ONE, 5));
  });

  test('costs no request at all when it is the only one', async () => {
    const { read, asked } = start({ [ONE]: 'available' });
    for (const at of [0, 15_000, 30_000]) await read(at, oneHasNone, [ONE]);
    expect(asked('DescribeVolumeStatus')).toEqual([[ONE]]);
  });

  test('keeps none when the statuses of the others are throttled', async () => {
    const { read } = start({ [ONE]: 'available', [TWO]: 'available' });
    await read(0, rows(30), [ONE, TWO]);
    const goneThenThrottled = (ids: readonly string[]) => (ids.includes(ONE) ? oneHasNone(ids) : throttled());
    const found = (await read(MINUTE, goneThenThrottled, [ONE, TWO])).lookup([ONE, TWO]);
    expect([...found.statuses.keys()]).toEqual([TWO]);
    expect(found.statusFailure).toBeUndefined();
  });
});
