// `tsc --noEmit` is what proves the types here; the run only shows that nothing of a summary is lost.
import { expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { CopyOutput } from '../../src/schema/copy-output.ts';
import { StatusOutput } from '../../src/schema/status-output.ts';
import type { VolumeSummary } from '../../src/volume/reading/summary.ts';

/** Without the `undefined` that zod adds to what may be absent. */
type Exact<T> = T extends (infer Item)[]
  ? Exact<Item>[]
  : T extends object
    ? { [Name in keyof T]: Exact<Exclude<T[Name], undefined>> }
    : T;
/** The members by name, without the index of an open object. */
type Named<T> = { [Name in keyof T as string extends Name ? never : Name]: T[Name] };

type Listed = Exact<z.output<typeof StatusOutput>['Volumes'][number]>;
type Copied = Named<Exact<z.output<typeof CopyOutput>['Volumes'][number]>>;

test('the schema of a summary has the members of VolumeSummary, all of them, of their types', () => {
  expectTypeOf<keyof Listed>().toEqualTypeOf<keyof VolumeSummary>();
  // These pass through as AWS gives them.
  type Open = 'Attachments' | 'Operator';
  expectTypeOf<Omit<Listed, Open>>().toEqualTypeOf<Omit<VolumeSummary, Open>>();
});

test('what copy_volume describes of a summary are members of it', () => {
  expectTypeOf<Copied>().toEqualTypeOf<Pick<VolumeSummary, keyof Copied>>();
});

test('a summary passes whole', () => {
  const summary: Required<VolumeSummary> = {
    VolumeId: 'vol-0123456789abcdef0',
    State: 'in-use',
    VolumeType: 'gp3',
    Size: 100,
    Iops: 3000,
    Throughput: 125,
    Encrypted: true,
    KmsKeyId: 'alias/a',
    MultiAttachEnabled: false,
    AvailabilityZone: 'us-east-1a',
    AvailabilityZoneId: 'use1-az4',
    OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1',
    OwnerId: '111122223333',
    Operator: { Managed: true, Principal: 'workspaces.amazonaws.com' },
    SourceVolumeId: 'vol-0123456789abcdef1',
    SnapshotId: 'snap-1',
    CreateTime: '2026-11-22T12:00:00Z',
    Attachments: [{ InstanceId: 'i-1', Device: '/dev/sdf', State: 'attached' }],
    Tags: [{ Key: 'Name', Value: 'x' }],
    tagsOmitted: 1,
    attachable: false,
    fullSpeed: true,
    healthy: true,
    sourceMayChange: true,
    initialization: { percent: 40, from: '2026-11-22T13:00:00Z', to: '2026-11-22T14:00:00Z', basis: 'progress' },
    instance: { id: 'i-1', name: 'db', device: '/dev/sdf', root: false },
    verdict: 'In use.',
    short: true,
  };
  const where = { simulated: false };
  const lists = { Volumes: [summary], missing: [], searched: [], next: [], handOver: [] };
  expect(StatusOutput.parse({ outcome: 'found', summary: '', where, ...lists }).Volumes).toEqual([summary]);
});
