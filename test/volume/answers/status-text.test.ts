// The text half of a status answer.
import { describe, expect, test } from 'vitest';
import { type StatusAnswer, statusText } from '../../../src/volume/answers/status-text.ts';

const told = (more: Partial<StatusAnswer>): string[] =>
  statusText({
    outcome: 'found',
    summary: 'Says it.',
    where: { region: 'us-east-1', simulated: false },
    Volumes: [],
    missing: [],
    searched: [],
    next: [],
    handOver: [],
    ...more,
  }).split('\n');

const HEAD = ['Says it.', 'Where: us-east-1', 'Outcome: found'];

test('a row in full and short rows', () => {
  expect(
    told({
      Volumes: [
        {
          VolumeId: 'vol-a',
          State: 'in-use',
          VolumeType: 'gp3',
          Size: 10,
          Encrypted: false,
          Tags: [{ Key: 'Name', Value: 'a "b"' }],
          healthy: true,
          verdict: 'In use.',
        },
        { VolumeId: 'vol-b', VolumeType: 'gp3', verdict: 'In use.' },
        {
          VolumeId: 'vol-c',
          State: 'available',
          VolumeType: 'gp2',
          Size: 5,
          initialization: { percent: 7, basis: 'x' },
        },
        { VolumeId: 'vol-e' },
        {
          VolumeId: 'vol-f',
          State: 'in-use',
          VolumeType: 'io2',
          Size: 4,
          SourceVolumeId: 'vol-a',
          Tags: [{ Key: 'Name', Value: 'data' }],
          instance: { id: 'i-1', name: 'db' },
          short: true,
        },
      ],
    }),
  ).toEqual([
    ...HEAD,
    `vol-a "a 'b'": in-use, 10 GiB gp3, not encrypted`,
    '  [healthy: yes] In use.',
    'vol-b: – GiB gp3',
    '  In use.',
    'vol-c: available, 5 GiB gp2, initialized 7 %',
    'vol-e: state not known',
    'vol-f "data": in-use, 4 GiB io2, copy of vol-a, on i-1 "db", (short row)',
  ]);
});

test('what is missing, not searched and not shown', () => {
  expect(
    told({
      Volumes: [{ VolumeId: 'vol-a', State: 'available' }],
      counts: { total: 2, byState: { available: 2 }, initializing: 1, needAttention: 0, shown: 1 },
      missing: [
        { reason: 'not_found', count: 2, VolumeIds: ['vol-x', 'vol-y'] },
        { reason: 'status_not_read', count: 3, VolumeIds: [] },
      ],
      searched: [
        { region: 'us-east-1', complete: true },
        { region: 'eu-west-1', profile: 'prod', complete: false },
      ],
      NextToken: 'abc',
    }),
  ).toEqual([
    ...HEAD,
    'vol-a: available',
    '… and 1 more volume without a row here.',
    'Counts: 2 in all (2 available); 1 initializing, 0 need attention; 1 shown.',
    'Not found – 2 volumes: vol-x, vol-y',
    'Status not read – 3 volumes',
    'Searched: us-east-1; eu-west-1, profile prod, not to the end',
    'NextToken: abc',
  ]);
});

test('whose a volume is and who runs it, where that is not plain: an Outpost, another account, an AWS service', () => {
  const volume = {
    VolumeId: 'vol-a',
    State: 'in-use',
    Size: 5,
    VolumeType: 'gp3',
    verdict: 'In use.',
    OwnerId: '210987654321',
    OutpostArn: 'arn:aws:outposts:us-east-1:210987654321:outpost/op-1',
    Operator: { Managed: true, Principal: 'workspaces.amazonaws.com' },
    Attachments: [
      {
        State: 'attached',
        AssociatedResource: 'arn:aws:ecs:us-east-1:1:task/a',
        InstanceOwningService: 'ecs.amazonaws.com',
      },
    ],
  };
  expect(told({ Volumes: [volume] }).slice(HEAD.length + 2)).toEqual([
    '  Also: on Outpost arn:aws:outposts:us-east-1:210987654321:outpost/op-1, owned by account 210987654321, managed by workspaces.amazonaws.com',
    '  Attachments: arn:aws:ecs:us-east-1:1:task/a (attached) run by ecs.amazonaws.com',
  ]);
});

test('the owner of a volume is not told where it is the account that the answer names', () => {
  const where = { region: 'us-east-1', account: '111122223333', simulated: false };
  const volume = { VolumeId: 'vol-a', State: 'available', Size: 5, VolumeType: 'gp3', verdict: 'Ready.' };
  const owned = (OwnerId: string) => told({ where, Volumes: [{ ...volume, OwnerId }] }).join('\n');
  expect(owned('111122223333')).not.toContain('owned by');
  expect(owned('210987654321')).toContain('owned by account 210987654321');
});

describe('a text complete on its own, however many volumes it tells of', () => {
  const many = (count: number, value = 'production') =>
    Array.from({ length: count }, (_, n) => ({
      VolumeId: `vol-${n}`,
      State: 'in-use',
      Size: 5,
      VolumeType: 'io2',
      verdict: 'In use.',
      OwnerId: '111122223333',
      Operator: { Managed: true, Principal: 'ecs.amazonaws.com' },
      instance: { id: 'i-1' },
      Attachments: [
        { InstanceId: 'i-1', State: 'attached' },
        { InstanceId: `i-2${n}`, Device: '/dev/sdg', State: 'attached' },
      ],
      Tags: [
        { Key: 'Name', Value: 'data' },
        { Key: 'Environment', Value: value },
      ],
    }));
  const where = { region: 'us-east-1', account: '111122223333', simulated: false };

  test.each([3, 4, 15])('tags, every attachment and who manages it, of %i', (count) => {
    const lines = told({ where, Volumes: many(count) });
    for (let n = 0; n < count; n += 1) {
      const at = lines.findIndex((line) => line.startsWith(`vol-${n} `));
      expect(lines.slice(at + 2, at + 5)).toEqual([
        '  Also: managed by ecs.amazonaws.com',
        `  Attachments: i-2${n} as /dev/sdg (attached)`,
        '  Tags: "Environment"="production"',
      ]);
    }
    expect(lines.join('\n')).not.toContain('Left out');
  });

  test('a row without its type has them too', () => {
    const Volumes = many(1).map(({ VolumeType: _, ...sparse }) => sparse);
    expect(told({ where, Volumes })).toContain('  Tags: "Environment"="production"');
  });

  test('without room for all of them every volume keeps its row, and a sentence says what was left out', () => {
    const Volumes = many(15, 'x'.repeat(60)).map((one) => ({
      ...one,
      Tags: Array.from({ length: 10 }, (_, n) => ({ Key: `${n}`.repeat(60), Value: 'x'.repeat(60) })),
    }));
    const lines = told({ where, Volumes });
    expect(lines.filter((line) => line.startsWith('vol-'))).toHaveLength(15);
    const left = 15 - lines.filter((line) => line.startsWith('  Tags: ')).length;
    expect(left).toBeGreaterThan(0);
    expect(lines).toContain(
      `Left out for want of room: tags or attachments of ${left} volumes; ask for up to three of them by VolumeIds.`,
    );
    expect(lines.join('\n').length).toBeLessThanOrEqual(16_000);
  });

  test('an owner that all share is told once while the account of the caller is not known', () => {
    const unknown = { region: 'us-east-1', simulated: false };
    const lines = told({ where: unknown, Volumes: many(4) });
    expect(lines.filter((line) => line.includes('111122223333'))).toEqual(['Owner of all: account 111122223333']);
    const mixed = many(4).map((one, n) => (n === 3 ? { ...one, OwnerId: '210987654321' } : one));
    expect(told({ where: unknown, Volumes: mixed }).join('\n')).toContain('owned by account 210987654321');
    const short = { VolumeId: 'vol-s', State: 'in-use', short: true };
    expect(told({ where: unknown, Volumes: [...many(4), short] })).toContain(
      'Owner of all but the short rows: account 111122223333',
    );
  });
});

test('what is one page is not counted as all', () => {
  const counts = { total: 5, byState: { available: 5 }, initializing: 0, needAttention: 0, shown: 5 };
  const line = (complete: boolean) =>
    told({ counts, searched: [{ region: 'us-east-1', complete }] }).find((one) => one.startsWith('Counts'));
  expect(line(true)).toContain('Counts: 5 in all (5 available)');
  expect(line(false)).toContain('Counts: 5 in this answer (5 available)');
});
