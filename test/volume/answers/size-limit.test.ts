// Both halves of a status answer fit their budget.
import { describe, expect, test } from 'vitest';
import { countVolumes, fitCopy, fitToBudget } from '../../../src/volume/answers/size-limit.ts';
import { statusText } from '../../../src/volume/answers/status-text.ts';
import { type Candidate, summarize } from '../../../src/volume/reading/summary.ts';

const id = (n: number) => `vol-${n.toString(16).padStart(17, '0')}`;

/** A copy half initialized, with everything a volume can carry. */
function rich(n: number, State = 'available'): Candidate {
  const made = summarize(
    {
      VolumeId: id(n),
      State,
      VolumeType: 'gp3',
      Size: 1000,
      Iops: 16000,
      Throughput: 1000,
      Encrypted: true,
      KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      MultiAttachEnabled: false,
      AvailabilityZone: 'us-east-1a',
      SourceVolumeId: id(999_999),
      CreateTime: '2026-11-22T10:00:00Z',
      Attachments: [{ InstanceId: 'i-0123456789abcdef0', Device: '/dev/sdf', State: 'attached' }],
      Tags: Array.from({ length: 50 }, (_, i) => ({ Key: `a-key-of-some-length-${i}`, Value: 'x'.repeat(256) })),
    },
    {
      status: { VolumeId: id(n), Status: 'ok', Initialization: { Type: 'volume-copy', Progress: 40 } },
      modification: 'none',
    },
  );
  if (!made) throw new Error('a volume with an id has a summary');
  return made;
}

function plain(n: number, State = 'available'): Candidate {
  const made = summarize(
    { VolumeId: id(n), State, VolumeType: 'gp3', Size: 100 },
    { status: { VolumeId: id(n), Status: 'ok' }, modification: 'none' },
  );
  if (!made) throw new Error('a volume with an id has a summary');
  return made;
}

const many = (count: number, make: (n: number) => Candidate) => Array.from({ length: count }, (_, n) => make(n));

function bothHalves(volumes: readonly Candidate[]) {
  const { Volumes, left } = fitToBudget(volumes);
  const told = {
    outcome: 'found' as const,
    summary: `${volumes.length} volumes.`,
    where: { region: 'us-east-1', account: '111122223333', simulated: false },
    Volumes,
    counts: countVolumes(volumes, Volumes.length),
    missing: [],
    searched: [{ region: 'us-east-1', complete: true }],
    next: [],
    handOver: [],
  };
  return { Volumes, left, structured: JSON.stringify(told).length, text: statusText(told) };
}

describe('an answer fits a window', () => {
  test.each<[count: number, make: (n: number) => Candidate, rows: number, full: number]>([
    [1, plain, 1, 1],
    [15, plain, 15, 15],
    [16, plain, 16, 15],
    [1, rich, 1, 1],
  ])('%i volumes: all have a row, %#', (count, make, rows, full) => {
    const { Volumes, left, structured, text } = bothHalves(many(count, make));
    expect(Volumes).toHaveLength(rows);
    expect(left).toBe(0);
    expect(Volumes.filter((one) => one.verdict !== undefined)).toHaveLength(full);
    expect(structured).toBeLessThanOrEqual(16_000);
    expect(text.length).toBeLessThanOrEqual(16_000);
    for (let n = 0; n < count; n++) expect(text).toContain(id(n));
  });

  test.each<[name: string, volumes: Candidate[]]>([
    ['15 with all their tags', many(15, (n) => rich(n))],
    ['16 with all their tags', many(16, (n) => rich(n))],
    ['500 with all their tags', many(500, (n) => rich(n))],
    ['500 plain ones', many(500, (n) => plain(n))],
    ['500 in error', many(500, (n) => rich(n, 'error'))],
  ])('%s: both halves stay within 16,000 characters and count what has no row', (_, volumes) => {
    const { Volumes, left, structured, text } = bothHalves(volumes);
    expect(structured).toBeLessThanOrEqual(16_000);
    expect(text.length).toBeLessThanOrEqual(16_000);
    expect(Volumes.length + left).toBe(volumes.length);
    expect(Volumes.length).toBeGreaterThan(14);
    expect(text).toContain(`Counts: ${volumes.length} in all`);
    const rows = text.match(/^vol-/gm)?.length ?? 0;
    if (rows < volumes.length)
      expect(text).toContain(`… and ${volumes.length - rows} more volumes without a row here.`);
    else expect(text).not.toContain('without a row');
  });

  test('what needs attention keeps its row, wherever it stands, with its sentence', () => {
    const volumes = many(500, (n) => (n === 321 || n === 499 ? plain(n, 'error') : plain(n)));
    const { Volumes, left, text } = bothHalves(volumes);
    expect(left).toBeGreaterThan(0);
    for (const n of [321, 499]) {
      const row = Volumes.find((one) => one.VolumeId === id(n));
      expect(row?.State).toBe('error');
      expect(row?.healthy).toBe(false);
      expect(row?.verdict).toMatch(/^Failed/);
      expect(text).toContain(`${id(n)}: error`);
    }
  });

  test("rows keep the caller's order", () => {
    const volumes = many(60, (n) => (n % 7 === 0 ? plain(n, 'error') : plain(n))).reverse();
    const ids = fitToBudget(volumes).Volumes.map((one) => one.VolumeId);
    expect(ids).toEqual(volumes.map((one) => one.VolumeId));
  });

  test('a short row says id, state, type, size, source, instance and progress, and that it is short', () => {
    const { Volumes } = fitToBudget(many(20, (n) => rich(n)));
    expect(Volumes.at(-1)).toEqual({
      VolumeId: id(19),
      State: 'available',
      VolumeType: 'gp3',
      Size: 1000,
      SourceVolumeId: id(999_999),
      instance: { id: 'i-0123456789abcdef0' },
      initialization: { percent: 40, basis: 'figures up to 5 min late' },
      short: true,
    });
  });

  test('no row carries what only we count by', () => {
    for (const row of fitToBudget(many(20, plain)).Volumes) expect(row).not.toHaveProperty('needsAttention');
  });
});

test('counts are over all volumes, shown or not', () => {
  const volumes = [rich(1), rich(2, 'creating'), plain(3), plain(4, 'error'), plain(5, 'in-use'), plain(6)];
  const noState = summarize({ VolumeId: id(7) });
  expect(countVolumes(noState ? [...volumes, noState] : [], 3)).toEqual({
    total: 7,
    byState: { available: 3, creating: 1, error: 1, 'in-use': 1, unknown: 1 },
    initializing: 1,
    needAttention: 1,
    shown: 3,
  });
});

test.each<[name: string, known: Parameters<typeof summarize>[1], initializing: number]>([
  ['on its way', { status: { Status: 'ok', Initialization: { Progress: 40 } } }, 1],
  ['initialized, and slow for another reason', { status: { Status: 'warning', Initialization: { Progress: 100 } } }, 0],
  ['not read', { unread: true }, 0],
])('a copy that is %s', (_, known, initializing) => {
  const made = summarize({ VolumeId: id(1), State: 'in-use', SourceVolumeId: id(2) }, known);
  expect(countVolumes(made ? [made] : [], 1)).toMatchObject({ total: 1, initializing });
});

describe('the answer to a copy', () => {
  const next = [{ tool: 'copy_volume' as const, arguments: { SourceVolumeId: id(1) }, why: 'again' }];

  test('a crowd that EC2 answers with gets short rows, and its first one always has a row', () => {
    const crowd = fitCopy({ Volumes: many(500, rich), source: rich(501), next });
    expect(JSON.stringify(crowd).length).toBeLessThanOrEqual(16_000);
    expect(crowd.Volumes[0]?.VolumeId).toBe(id(0));
    expect(crowd.Volumes.at(-1)?.short).toBe(true);
    const full = fitCopy({ Volumes: [rich(0)], next, note: 'x'.repeat(15_000) });
    expect(full.Volumes).toMatchObject([{ VolumeId: id(0), short: true }]);
  });

  test('tags that are too long to be repeated are left out of request and next calls, which say so', () => {
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'x', Value: '"'.repeat(7_000) }] }];
    const args = { SourceVolumeId: id(1), TagSpecifications };
    const answer = fitCopy({
      Volumes: [],
      Request: args,
      next: [{ tool: 'copy_volume', arguments: args, why: 'again' }],
    });
    expect(answer).toEqual({
      Volumes: [],
      Request: { SourceVolumeId: id(1) },
      next: [
        {
          tool: 'copy_volume',
          arguments: { SourceVolumeId: id(1) },
          why: 'again; with the same TagSpecifications, which are too long to be repeated here',
        },
      ],
    });
  });
});
