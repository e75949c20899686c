// The summary of one volume: facts, tags, instance.
import { describe, expect, test } from 'vitest';
import type { Instance, Tag, Volume } from '../../../src/volume/aws-records.ts';
import { summarize } from '../../../src/volume/reading/summary.ts';
import { nameOf } from '../../../src/volume/rules/volume-name.ts';

const ID = 'vol-0123456789abcdef0';

const tags = (count: number): Tag[] => Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: `v${i}` }));

describe('a volume summary', () => {
  test("holds AWS's facts under AWS's names, and our readings", () => {
    const volume: Volume = {
      VolumeId: ID,
      State: 'in-use',
      VolumeType: 'gp3',
      Size: 100,
      Iops: 6000,
      Throughput: 250,
      Encrypted: true,
      KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/a',
      MultiAttachEnabled: false,
      AvailabilityZone: 'us-east-1a',
      AvailabilityZoneId: 'use1-az4',
      OwnerId: '111122223333',
      OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1',
      Operator: { Managed: true, Principal: 'workspaces.amazonaws.com' },
      SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0',
      SnapshotId: 'snap-0aaaaaaaaaaaaaaa0',
      CreateTime: '2026-11-22T10:00:00Z',
      Attachments: [{ InstanceId: 'i-0123456789abcdef0', Device: '/dev/sdf', State: 'attached' }],
      Tags: [{ Key: 'Name', Value: 'data' }],
    };
    const status = {
      VolumeId: ID,
      Status: 'ok',
      Initialization: { Type: 'volume-copy', Progress: 60 },
      Details: [{ Name: 'initialization-state', Status: 'initializing' }],
    };
    expect(summarize(volume, { status, modification: 'none', now: Date.UTC(2026, 10, 22, 12) })).toEqual({
      VolumeId: ID,
      State: 'in-use',
      VolumeType: 'gp3',
      Size: 100,
      Iops: 6000,
      Throughput: 250,
      Encrypted: true,
      KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/a',
      MultiAttachEnabled: false,
      AvailabilityZone: 'us-east-1a',
      AvailabilityZoneId: 'use1-az4',
      OwnerId: '111122223333',
      OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1',
      Operator: { Managed: true, Principal: 'workspaces.amazonaws.com' },
      SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0',
      SnapshotId: 'snap-0aaaaaaaaaaaaaaa0',
      CreateTime: '2026-11-22T10:00:00Z',
      Attachments: [{ InstanceId: 'i-0123456789abcdef0', Device: '/dev/sdf', State: 'attached' }],
      Tags: [{ Key: 'Name', Value: 'data' }],
      attachable: false,
      fullSpeed: false,
      healthy: true,
      sourceMayChange: true,
      initialization: {
        percent: 60,
        from: '2026-11-22T12:34:15Z',
        to: '2026-11-22T16:00:00Z',
        basis:
          'one reading, so a wide range; figures up to 5 min late; until then about 3000 IOPS and 125 MiB/s, less if its source has less',
      },
      instance: { id: 'i-0123456789abcdef0', device: '/dev/sdf' },
      verdict:
        'In use, not yet at full speed (60 % initialized, 34 min to 4 h left). You can change the source now; the copy keeps the data of 2026-11-22T10:00:00Z (2 hours ago). It cannot be copied: it is on an Outpost. Take a snapshot instead. Until it is at full speed it cannot be copied itself. Check again in 15 minutes.',
      needsAttention: false,
    });
  });

  test('leaves out what EC2 did not tell: nothing is null or empty', () => {
    const bare = { VolumeId: ID, verdict: 'EC2 reports no state.', needsAttention: false };
    expect(summarize({ VolumeId: ID, SnapshotId: '', SourceVolumeId: '', Attachments: [], Tags: [] })).toEqual(bare);
    expect(summarize({ VolumeId: ID })).toStrictEqual(bare);
  });

  test('is not made of a volume without an id', () => {
    expect(summarize({ State: 'available' })).toBeUndefined();
  });
});

describe('tags', () => {
  test('10 are shown, and none is left out', () => {
    const summary = summarize({ VolumeId: ID, Tags: tags(10) });
    expect(summary?.Tags).toHaveLength(10);
    expect(summary).not.toHaveProperty('tagsOmitted');
  });

  test('of 11, 10 are shown and one is counted', () => {
    const summary = summarize({ VolumeId: ID, Tags: tags(11) });
    expect(summary?.Tags).toEqual(tags(10));
    expect(summary?.tagsOmitted).toBe(1);
  });

  test('Name comes first, wherever EC2 put it', () => {
    const summary = summarize({ VolumeId: ID, Tags: [...tags(49), { Key: 'Name', Value: 'data' }] });
    expect(summary?.Tags?.slice(0, 3)).toEqual([
      { Key: 'Name', Value: 'data' },
      { Key: 'k0', Value: 'v0' },
      { Key: 'k1', Value: 'v1' },
    ]);
    expect(summary?.tagsOmitted).toBe(40);
  });

  test('hidden, reversing and control characters are gone, in keys and values', () => {
    const summary = summarize({
      VolumeId: ID,
      Tags: [
        { Key: 'a\u200bb', Value: 'x\u202ey\u2066z' },
        { Key: 'c\u0000d', Value: 'esc\u001b[31m\nline two' },
        { Key: 'e\u{e0041}f', Value: 'bom\ufeff' },
        {},
      ],
    });
    expect(summary?.Tags).toEqual([
      { Key: 'ab', Value: 'xyz' },
      { Key: 'cd', Value: 'esc[31m line two' },
      { Key: 'ef', Value: 'bom' },
      { Key: '', Value: '' },
    ]);
  });

  test.each<[name: string, tags: Tag[] | undefined, expected: string | undefined]>([
    ['of the tag Name', [{ Key: 'x' }, { Key: 'Name', Value: 'db' }], 'db'],
    ['not of name in small letters', [{ Key: 'name', Value: 'db' }], undefined],
    ['not of an empty Name', [{ Key: 'Name', Value: '' }], undefined],
    ['not without tags', undefined, undefined],
  ])('a name is that %s', (_, given, expected) => {
    expect(nameOf(given)).toBe(expected);
  });
});

describe('the instance', () => {
  const instance: Instance = {
    InstanceId: 'i-0123456789abcdef0',
    Name: 'prod-db-1\u202e',
    RootDeviceName: '/dev/xvda',
    BlockDevices: [
      { DeviceName: '/dev/xvda', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' },
      { DeviceName: '/dev/sdf', VolumeId: ID },
    ],
  };

  test.each<[name: string, volume: Volume, instances: Instance[], expected: object | undefined]>([
    ['of nobody', { VolumeId: ID }, [], undefined],
    [
      'as a data volume',
      { VolumeId: ID },
      [instance],
      { id: 'i-0123456789abcdef0', name: 'prod-db-1', device: '/dev/sdf', root: false },
    ],
    [
      'as the root volume',
      { VolumeId: 'vol-0bbbbbbbbbbbbbbb0' },
      [instance],
      { id: 'i-0123456789abcdef0', name: 'prod-db-1', device: '/dev/xvda', root: true },
    ],
    [
      'known by the attachment alone: whether it is the root is not known',
      { VolumeId: ID, Attachments: [{ InstanceId: 'i-0ffffffffffffffff', Device: '/dev/sdg' }] },
      [],
      { id: 'i-0ffffffffffffffff', device: '/dev/sdg' },
    ],
    [
      'attached a moment ago: the instance does not list it yet',
      { VolumeId: 'vol-0ccccccccccccccc0', Attachments: [{ InstanceId: 'i-0123456789abcdef0', Device: '/dev/sdh' }] },
      [instance],
      { id: 'i-0123456789abcdef0', name: 'prod-db-1', device: '/dev/sdh', root: false },
    ],
    [
      'of an instance without a name and of whose root nothing is known',
      { VolumeId: ID },
      [{ InstanceId: 'i-0aaaaaaaaaaaaaaa0', BlockDevices: [{ DeviceName: '', VolumeId: ID }] }],
      { id: 'i-0aaaaaaaaaaaaaaa0' },
    ],
    [
      'of an instance that lists it without a device',
      { VolumeId: ID },
      [{ InstanceId: 'i-0aaaaaaaaaaaaaaa0', BlockDevices: [{ VolumeId: ID }] }],
      { id: 'i-0aaaaaaaaaaaaaaa0' },
    ],
    [
      'the second attachment names it',
      { VolumeId: ID, Attachments: [{ State: 'attached' }, { InstanceId: 'i-0ffffffffffffffff' }] },
      [{ InstanceId: 'i-0eeeeeeeeeeeeeee0', BlockDevices: [] }],
      { id: 'i-0ffffffffffffffff' },
    ],
    [
      'an attachment that AWS manages has no instance',
      { VolumeId: ID, Attachments: [{ State: 'attached' }] },
      [],
      undefined,
    ],
    [
      'another instance is not mixed in',
      { VolumeId: 'vol-0ccccccccccccccc0', Attachments: [{ State: 'attached' }] },
      [{ Name: 'no id', BlockDevices: [] }, instance],
      undefined,
    ],
  ])('%s', (_, volume, instances, expected) => {
    expect(summarize(volume, { instances })?.instance).toEqual(expected);
  });
});
