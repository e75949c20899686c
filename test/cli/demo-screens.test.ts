// The demo's screens, from answers to lines of text.
import { expect, test } from 'vitest';
import type { CopyReport } from '../../src/cli/demo-client.ts';
import {
  barLine,
  callScreen,
  copiedScreen,
  countScreen,
  lastScreen,
  lossScreen,
  planScreen,
  stepLine,
  titleScreen,
  volumesScreen,
} from '../../src/cli/demo-screens.ts';
import { createPaint } from '../../src/cli/paint.ts';

const plain = createPaint(false);
const SOURCE = 'vol-0a1b2c3d4e5f60001';
const report: CopyReport = {
  outcome: 'would_copy',
  summary: 'SIMULATED – nothing exists in AWS. Nothing was created.',
  where: { simulated: true },
  dryRun: true,
  Volumes: [],
  findings: [],
  notProven: ['capacity in the zone', 'the KMS grants'],
  changes: [
    { setting: 'VolumeType', source: 'gp3', copy: 'gp2', note: "EC2's default, not taken from the source" },
    { setting: 'Iops', source: '6000 IOPS', copy: '1500 IOPS' },
    { setting: 'Throughput', source: '250 MiB/s', copy: '250 MiB/s', note: 'comes with gp2, not settable' },
    { setting: 'KmsKeyId', source: `arn:aws:kms:${'k'.repeat(80)}`, copy: 'the same' },
  ],
  next: [],
  handOver: [],
};

function fits(lines: readonly string[], width = 96): string {
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  return lines.join('\n');
}

test('every step says that it is simulated', () => {
  expect(fits(titleScreen('0.1.0', 7.5, plain))).toContain('SIMULATED');
  expect(fits(stepLine(2, 'Rehearse', plain))).toBe('\nSIMULATED 2/5 Rehearse');
});

test('volumes are a table with what each is', () => {
  const shown = fits(
    volumesScreen(
      [
        {
          VolumeId: SOURCE,
          Size: 500,
          VolumeType: 'gp3',
          Iops: 6000,
          Throughput: 250,
          Tags: [{ Key: 'Name', Value: 'prod-db-1-data' }],
          instance: { id: 'i-1', device: '/dev/sdf', root: false },
        },
        { VolumeId: 'vol-2' },
      ],
      plain,
    ),
  );
  expect(shown).toContain(`${SOURCE}  prod-db-1-data  /dev/sdf  data  500 GiB gp3, 6000 IOPS, 250 MiB/s`);
  expect(shown).toContain('vol-2');
});

test('a plan shows outcome, settings, findings and what is not proven', () => {
  const shown = fits(planScreen(report, plain));
  expect(shown).toContain('would_copy: SIMULATED');
  expect(shown).toMatch(/Iops +6000 IOPS +1500 IOPS/);
  expect(shown).toContain('Findings: none.');
  expect(shown).toContain('A rehearsal cannot check: capacity in the zone; and 1 more.');
});

test('a plan shows what the copy costs, from where that is known, and how fast it is at first', () => {
  const list = { source: 'aws.amazon.com/ebs/pricing', asOf: '2026-11-22' };
  const shown = fits(
    planScreen(
      {
        ...report,
        cost: {
          dailyUsd: 1.33,
          monthlyUsd: 40,
          copyFeeUsd: { min: 0, max: 0.4 },
          lines: [{ item: '500 GiB gp3', monthlyUsd: 40, ...list }],
          ...list,
          pricedFor: 'us-east-1',
          orientation: false,
        },
        initialization: { baselineIops: 3000, baselineThroughputMiBps: 125, hours: { min: 0, max: 6 } },
      },
      plain,
    ),
  );
  expect(shown.replace(/\n */g, ' ')).toContain(
    'Cost: 40 USD a month (1.33 a day). Copying costs 0 to 0.4 USD once. List prices of us-east-1, aws.amazon.com/ebs/pricing, 2026-11-22.',
  );
  expect(shown).toContain('Full speed after 0 to 6 h (best effort); until then 3000 IOPS and 125 MiB/s.');
});

test('what a careless copy would lose is one sentence and the warnings with their fix', () => {
  const message = 'EC2 makes a gp2 volume.';
  const shown = fits(
    lossScreen(
      {
        ...report,
        findings: [
          { level: 'warn', code: 'type-defaults-to-gp2', by: 'us', message, fix: { arguments: { VolumeType: 'gp3' } } },
          { level: 'info', code: 'source-state', by: 'us', message: 'not of interest here' },
        ],
      },
      plain,
    ),
  );
  expect(shown).toContain('It would be another volume: gp3 → gp2, 6000 IOPS → 1500 IOPS.');
  expect(shown).toContain(`WARN type-defaults-to-gp2: ${message} Fix: {"VolumeType":"gp3"}`);
  expect(shown).not.toContain('not of interest');
});

test('a copy says now or earlier, and how many there are', () => {
  const made = { ...report, outcome: 'copied' as const, created: 'earlier' as const, dataAsOf: 'noon (just now)' };
  const shown = fits(copiedScreen({ ...made, Volumes: [{ VolumeId: 'vol-2', verdict: 'Being created.' }] }, plain));
  expect(shown).toContain('copied (earlier): SIMULATED');
  expect(shown).toContain('vol-2: Being created.');
  expect(fits(countScreen([{ VolumeId: 'vol-2' }], plain))).toContain('now: 1 volume.');
  expect(fits(countScreen([], plain))).toContain('now: 0 volumes.');
});

test('the bar is plain ASCII without a terminal', () => {
  const volume = { VolumeId: 'vol-2', attachable: true, fullSpeed: false, initialization: { percent: 50, basis: '' } };
  expect(fits([barLine(volume, false, 96)])).toBe(
    `  [${'#'.repeat(20)}${'-'.repeat(20)}]  50 %  attachable: yes, full speed: no`,
  );
  expect(barLine(volume, true, 96)).toContain('█');
  expect(barLine({ VolumeId: 'vol-2' }, false, 96)).toContain('  0 %  attachable: not known, full speed: not known');
});

test('the end hands over commands and says what to type', () => {
  const handOver = [
    {
      purpose: 'attach it',
      command: `aws ec2 attach-volume --volume-id ${SOURCE} --instance-id INSTANCE_ID --device /dev/sdf --region us-east-1`,
      risk: 'changes' as const,
    },
  ];
  const shown = fits(lastScreen('SIMULATED – ready.', { ...report, handOver }, 'ebs-copy-mcp', plain));
  expect(shown).toContain('SIMULATED – ready.');
  expect(shown).toContain('- attach it (changes):');
  expect(shown).toContain('  ebs-copy-mcp --simulate');
});

test.each([60, 80])('on a terminal of %d columns nothing is wider, and nothing is missing', (columns) => {
  const narrow = createPaint(false, columns);
  const volume = { VolumeId: SOURCE, Size: 500, VolumeType: 'gp3', Iops: 6000, Throughput: 250 };
  const call = { SourceVolumeId: SOURCE, Iops: 6000, VolumeType: 'gp3', DryRun: false, ClientToken: 'x'.repeat(30) };
  const command = `aws ec2 attach-volume --volume-id ${SOURCE} --instance-id INSTANCE_ID --device /dev/sdf`;
  const handOver = [{ purpose: 'attach', risk: 'changes' as const, command }];
  const screens = (paint: typeof plain) => [
    titleScreen('0.1.0', 7.5, paint),
    callScreen('copy_volume', call, paint),
    volumesScreen([{ ...volume, Tags: [{ Key: 'Name', Value: 'prod-db-1-data' }] }], paint),
    planScreen(report, paint),
    lossScreen(report, paint),
    copiedScreen({ ...report, created: 'now', Volumes: [volume] }, paint),
    lastScreen('Ready to attach, at full speed.', { ...report, handOver }, 'node dist/main.cjs', paint),
  ];
  const words = (lines: readonly string[]) => lines.join(' ').split(/[\s\\]+/);
  const wide = screens(createPaint(false));
  for (const [index, lines] of screens(narrow).entries()) {
    fits(lines, columns);
    expect(words(lines).toSorted()).toEqual(words(wide[index] ?? []).toSorted());
  }
});

test('a bar leaves room for what it says', () => {
  const line = barLine(
    { VolumeId: SOURCE, attachable: true, fullSpeed: false, initialization: { percent: 50, basis: 'samples' } },
    true,
    60,
  );
  expect(line.length).toBeLessThanOrEqual(60);
  expect(line).toContain('50 %  attachable: yes, full speed: no');
  expect(line).toMatch(/\[█+░+\]/);
});
