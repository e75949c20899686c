// A finished copy read by its id: what it is now, when it is only not visible yet, and when it is gone.
import { describe, expect, test } from 'vitest';
import type { SendEnd, SendRecord } from '../../../src/consent/send-states.ts';
import { worldOf } from '../../../src/consent/world.ts';
import type { RealCall } from '../../../src/copy/make-plan.ts';
import { readFinished } from '../../../src/copy/sending/read-finished.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { CALLER, COPY } from '../../support/copy-process.ts';
import { createFakeDeps, createFakeEc2, ID, idOf, NOON, no, PLACE, type Script, yes } from '../../support/fake-ec2.ts';

const request = { SourceVolumeId: ID, ClientToken: 'mine' };
const THERE: Volume = { VolumeId: COPY, State: 'available' };
const MINUTE = 60_000;

async function read(script: Script, record: Partial<SendRecord> = {}) {
  const fake = createFakeEc2(script);
  const deps = createFakeDeps(fake.ec2);
  const world = worldOf(CALLER, PLACE);
  const never = new AbortController().signal;
  const options = { cancelled: never, signal: never, arrivedAt: NOON, deadline: NOON + 50_000 };
  const call = {
    deps: { ...deps, ec2: { ...deps.ec2, clock: () => script.clock?.() } },
    options,
    place: PLACE,
    request: { SourceVolumeId: ID },
    args: {},
    world,
    intentKey: 'intent',
  } as unknown as RealCall;
  const sent = { token: 'mine', request, world, claim: { n: 1, owner: 'test', until: NOON }, ...record } as SendRecord;
  return { ...fake, decision: await readFinished(call, sent, COPY) };
}

describe('there', () => {
  const rows: Script = {
    describeVolumes: () => yes({ items: [{ VolumeId: idOf(1) }, THERE] }, NOON + 3),
    describeVolumeStatus: () => yes([{ VolumeId: idOf(1) }, { VolumeId: COPY, Status: 'ok' }]),
  };

  test('with its own status and modification, whatever else is listed; asked for by its id', async () => {
    const { decision, calls } = await read({
      ...rows,
      describeVolumesModifications: () => yes([{ VolumeId: idOf(1) }, { VolumeId: COPY, Progress: 3 }]),
    });
    expect(decision).toEqual({
      kind: 'finished',
      copy: {
        VolumeId: COPY,
        volume: THERE,
        at: NOON + 3,
        status: { VolumeId: COPY, Status: 'ok' },
        modification: { VolumeId: COPY, Progress: 3 },
      },
      request,
    });
    expect(calls.map(({ action, asked }) => [action, asked])).toEqual([
      ['DescribeVolumes', { Filters: [{ Name: 'volume-id', Values: [COPY] }], IncludeManagedResources: true }],
      ['DescribeVolumeStatus', [COPY]],
      ['DescribeVolumesModifications', [COPY]],
    ]);
  });

  test('on a page that is not the last: no other is read', async () => {
    const describeVolumes = () => yes({ items: [THERE], nextToken: 'more' }, NOON + 3);
    const { decision, calls } = await read({ ...rows, describeVolumes });
    expect(decision).toMatchObject({ kind: 'finished', copy: { volume: THERE } });
    expect(calls.filter(({ action }) => action === 'DescribeVolumes')).toHaveLength(1);
  });

  test.each<[name: string, script: Script, modification: 'none' | undefined]>([
    ['a whole list without one: none', {}, 'none'],
    ['a list that fails: not known', { describeVolumesModifications: () => no('UnauthorizedOperation') }, undefined],
    [
      'a list without an end: not known',
      { describeVolumesModifications: (_, token = '0') => yes({ items: [], nextToken: `${Number(token) + 1}` }) },
      undefined,
    ],
  ])('%s', async (_, script, modification) => {
    const { decision } = await read({ ...rows, describeVolumeStatus: () => no('timed-out'), ...script });
    const copy = { VolumeId: COPY, volume: THERE, at: NOON + 3, ...(modification ? { modification } : {}) };
    expect(decision).toEqual({ kind: 'finished', copy, request });
  });
});

describe('not shown', () => {
  const copied: SendEnd = { kind: 'copied', VolumeId: COPY, CreateTime: '2026-11-22T12:00:00Z' };
  const { CreateTime, ...timeless } = copied;
  const LATE = NOON + 3 * MINUTE;

  test.each<[name: string, record: Partial<SendRecord>, clock: number | undefined, kind: 'gone' | 'finished']>([
    ['one second before five minutes after it was made', { end: copied }, NOON + 5 * MINUTE - 1_000, 'finished'],
    ['five minutes after it was made', { end: copied, lastTriedAt: LATE }, NOON + 5 * MINUTE, 'gone'],
    [
      'its time unknown, four minutes after the send',
      { end: timeless, lastTriedAt: LATE },
      NOON + 7 * MINUTE,
      'finished',
    ],
    ['its time unknown, five minutes after the send', { end: timeless, lastTriedAt: LATE }, NOON + 8 * MINUTE, 'gone'],
    ['its end unknown, five minutes after the send', { lastTriedAt: NOON }, NOON + 5 * MINUTE, 'gone'],
    ["EC2's clock unknown", { end: copied, lastTriedAt: NOON }, undefined, 'finished'],
  ])('%s', async (_name, record, clock, kind) => {
    const { decision } = await read({ clock: () => clock }, record);
    expect(decision).toStrictEqual(
      kind === 'gone'
        ? { kind, VolumeId: COPY, why: 'not-found', token: 'mine' }
        : { kind, copy: { VolumeId: COPY, ...(record.end === copied ? { CreateTime } : {}) }, request },
    );
  });

  test.each<[name: string, last: { items: Volume[]; nextToken?: string }, copy: object]>([
    ['on a later page: there', { items: [THERE] }, { volume: THERE, at: NOON, modification: 'none' }],
    ['pages without an end: not known', { items: [], nextToken: 'b' }, { CreateTime, isUnlisted: true }],
  ])('%s', async (_name, last, copy) => {
    const { decision } = await read(
      {
        clock: () => NOON + 5 * MINUTE,
        describeVolumes: ({ NextToken }) => yes(NextToken ? last : { items: [], nextToken: 'b' }, NOON),
        describeVolumeStatus: () => no('timed-out'),
      },
      { end: copied },
    );
    expect(decision).toEqual({ kind: 'finished', copy: { VolumeId: COPY, ...copy }, request });
  });
});
