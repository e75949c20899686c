// What it takes when AWS adds a volume type: two rows are added here to tables that the rest then follows.
import { expect, test } from 'vitest';
import { TYPE_PRICES } from '../../../src/volume/plan/price-table.ts';
import { VOLUME_TYPE_TABLE } from '../../../src/volume/rules/type-table.ts';

// Before anything that makes sentences from the tables is loaded.
Object.assign(VOLUME_TYPE_TABLE, {
  gp4: {
    asOf: '2027-03-01',
    size: { min: 2, max: 131_072 },
    iops: { required: false, min: 4_000, max: 90_000, ratio: 600, default: 4_000 },
    throughput: { min: 250, max: 4_000, ratio: 0.5, default: 250 },
    multiAttach: {},
    media: 'SSD',
    durability: { yearly: '99.8 to 99.9 %', failures: '0.1 to 0.2 %' },
  },
});
Object.assign(TYPE_PRICES, { gp4: { source: 'aws.amazon.com/ebs/pricing', asOf: '2027-03-01', storage: 0.07 } });
const { COPY_VOLUMES } = await import('../../../src/schema/members.ts');
const { FINDING_CODES } = await import('../../../src/volume/rules/finding.ts');
const { judgeRequest } = await import('../../../src/volume/rules/judge-request.ts');
const { planCopy } = await import('../../../src/volume/plan/plan.ts');

const ID = 'vol-0123456789abcdef0';
const findings = (request: object, source: object) =>
  judgeRequest({ SourceVolumeId: ID, ...request }, source).map(({ level, code, message, fix, source: page }) => ({
    level,
    code,
    message,
    fix,
    page,
  }));
const prose = (member: string) => (COPY_VOLUMES[member] as { prose: string }).prose;

test('the schema says of it what the row says', () => {
  expect(prose('Iops')).toBe(
    'Required for io1 (100-64000), io2 (100-256000); optional for gp3 (3000-80000, default 3000), gp4 (4000-90000, default 4000); else omit',
  );
  expect(prose('Throughput')).toBe('MiB/s, gp3 and gp4 only (125-2000, default 125; 250-4000, default 250)');
  expect(prose('MultiAttachEnabled')).toBe('io1, io2 and gp4 only: attach to several instances');
});

test('the published codes name it', () => {
  expect(FINDING_CODES['throughput-not-for-type']).toBe('Throughput given for a type other than gp3 or gp4');
  expect(FINDING_CODES['multi-attach-not-for-type']).toBe('MultiAttachEnabled on a type other than io1, io2 or gp4');
});

test('fixes offer it', () => {
  expect(findings({ VolumeType: 'gp2', Iops: 5_000 }, { VolumeType: 'gp2', Size: 100 })[0]?.fix?.advice).toBe(
    'Leave Iops out, or choose gp3, io1, io2 or gp4.',
  );
  expect(findings({ VolumeType: 'gp2', Throughput: 300 }, { VolumeType: 'gp2', Size: 100 })[0]?.fix?.advice).toBe(
    'Leave Throughput out, or choose gp3 or gp4.',
  );
  expect(findings({ VolumeType: 'gp2', Size: 70_000 }, { VolumeType: 'gp2', Size: 100 })[0]?.fix?.advice).toBe(
    'Choose gp4.',
  );
});

test('it is judged by its own figures, with the day they were read', () => {
  expect(findings({ VolumeType: 'gp4', Iops: 3_999, Size: 100 }, { VolumeType: 'gp4', Size: 100 })).toEqual([
    {
      level: 'block',
      code: 'iops-out-of-range',
      message: 'Iops is 3999; gp4 starts at 4000.',
      fix: { arguments: { Iops: 4_000 }, advice: 'Give Iops; the source has 4000, the least is 4000.' },
      page: 'EC2 API reference, CopyVolumes, read 2027-03-01',
    },
    {
      level: 'warn',
      code: 'performance-lower',
      message: 'The copy would have 3,999 IOPS and 250 MiB/s; the source has 4,000 IOPS and 250 MiB/s.',
      fix: { arguments: { Iops: 4_000 }, advice: "Give these arguments to keep the source's performance." },
      page: 'EBS user guide, volume types, read 2026-11-28',
    },
  ]);
  expect(
    findings({ VolumeType: 'gp4', MultiAttachEnabled: true }, { VolumeType: 'gp3', Size: 9, Iops: 7_000 }),
  ).toEqual([
    {
      level: 'warn',
      code: 'performance-not-inherited',
      message: 'The source has more than the 4,000 IOPS that EC2 gives when Iops is omitted.',
      fix: {
        // 600 an GiB, so that 9 GiB take 5,400.
        arguments: { Iops: 5_400 },
        advice:
          'Give these arguments for the most that gp4 has at this size, which is less than the source has; name the defaults to accept them.',
      },
      page: 'EC2 API reference, CopyVolumes, read 2026-11-22',
    },
  ]);
});

test('a plan shows and prices it', () => {
  const plan = planCopy(
    { SourceVolumeId: ID, VolumeType: 'gp4' },
    {
      source: { VolumeId: ID, State: 'available', VolumeType: 'gp3', Size: 100 },
      region: 'us-east-1',
      at: Date.parse('2027-03-02T12:00:00Z'),
      account: {},
      unread: [],
      stamped: true,
    },
  );
  expect(plan.changes.slice(0, 4).map(({ setting, copy }) => `${setting}: ${copy}`)).toEqual([
    'VolumeType: gp4',
    'Size: 100 GiB',
    'Iops: 4000 IOPS',
    'Throughput: 250 MiB/s',
  ]);
  expect(plan.cost?.monthlyUsd).toBe(7);
});
