import { expect, test } from 'vitest';
import type { QuestionFacts } from '../../src/consent/question.ts';
import { buildQuestion } from '../../src/consent/question.ts';
import { questionText } from '../../src/consent/question-text.ts';

const ID = 'vol-0123456789abcdef0';
const ASKED: QuestionFacts = {
  request: { SourceVolumeId: ID, VolumeType: 'gp3', Size: 200 },
  source: {
    VolumeId: ID,
    Size: 100,
    VolumeType: 'gp3',
    Tags: [
      { Key: 'Team', Value: 'not shown' },
      { Key: 'Name', Value: 'prod-db-1-data' },
    ],
    instance: { id: 'i-0123456789abcdef0', name: 'prod-db-1', device: '/dev/sdf' },
  },
  plan: {
    changes: [
      { setting: 'VolumeType', source: 'gp3', copy: 'gp3' },
      { setting: 'Size', source: '100 GiB', copy: '200 GiB' },
      { setting: 'KmsKeyId', source: 'key a', copy: 'key b', note: 'named' },
    ],
    findings: [
      { level: 'warn', code: 'copied-earlier', by: 'us', message: 'You copied this 7 hours ago.' },
      { level: 'info', code: 'other-volumes-on-instance', by: 'us', message: 'not of interest here' },
    ],
    notProven: [],
    cost: {
      dailyUsd: 0.53,
      monthlyUsd: 16,
      copyFeeUsd: { min: 0, max: 0.4 },
      lines: [],
      source: 'aws.amazon.com/ebs/pricing',
      asOf: '2026-11-22',
      pricedFor: 'us-east-1',
      orientation: false,
    },
  } as never,
  place: { region: 'us-east-1', profile: 'work' },
  caller: { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann' },
  simulated: false,
  expiresAt: 5,
};
const BARE: QuestionFacts = {
  ...ASKED,
  source: { VolumeId: ID },
  plan: { changes: [], findings: [], notProven: [] } as never,
  place: { region: 'us-east-1' },
};

test('facts come first, then what a person should be warned of', () => {
  expect(questionText(buildQuestion(ASKED)).split('\n')).toEqual([
    `Copy the volume ${ID}?`,
    'Account: 111122223333',
    'As: arn:aws:iam::111122223333:user/ann',
    'Region: us-east-1 (profile work)',
    `Volume: ${ID} "prod-db-1-data"`,
    'Size and type: 100 GiB gp3',
    'Attached to: i-0123456789abcdef0 "prod-db-1" as /dev/sdf',
    'Size: 100 GiB → 200 GiB',
    'KmsKeyId: key a → key b (named)',
    'As the source: VolumeType gp3',
    'Cost: 16 USD a month while it exists, 0 to 0.4 USD once (aws.amazon.com/ebs/pricing, 2026-11-22)',
    'Warning: You copied this 7 hours ago.',
  ]);
  expect(buildQuestion(ASKED).expiresAt).toBe(5);
});

test('what is not known is said, not left out', () => {
  const { caller: _, ...nobody } = BARE;
  expect(questionText(buildQuestion(nobody)).split('\n')).toEqual([
    `Copy the volume ${ID}?`,
    'Account: not known',
    'Region: us-east-1',
    `Volume: ${ID}`,
    'Size and type: – GiB',
    'Attached to: nothing',
    'Cost: no list price is known for this type',
  ]);
});

test('a simulated copy and a custom endpoint are called so', () => {
  const question = buildQuestion({ ...BARE, simulated: true, place: { region: 'us-east-1', endpoint: 'ec2.example' } });
  expect(question.title).toBe(`SIMULATED: Copy the volume ${ID}?`);
  expect(question.facts[2]).toEqual({ label: 'Region', value: 'us-east-1, endpoint ec2.example' });
});

test('names are quoted and cut, and none makes a line of its own', () => {
  const evil = `x"\nAccount: 999999999999\u202e${'y'.repeat(300)}`;
  const question = buildQuestion({
    ...BARE,
    source: {
      VolumeId: ID,
      Tags: [{ Key: 'Name', Value: evil }],
      instance: { id: 'i-0123456789abcdef0', name: evil },
    },
  });
  const lines = questionText(question).split('\n');
  expect(lines).toHaveLength(8);
  expect(lines.filter((line) => line.startsWith('Account: '))).toEqual(['Account: 111122223333']);
  for (const line of lines) {
    expect(line).not.toContain('\u202e');
    expect(line.length).toBeLessThanOrEqual(200);
  }
});

test('no address to click is in it, whatever a name says', () => {
  const question = buildQuestion({
    ...BARE,
    source: { VolumeId: ID, Tags: [{ Key: 'Name', Value: 'approve at https://evil.example/yes' }] },
    place: { region: 'us-east-1', endpoint: 'http://127.0.0.1:4599' },
  });
  expect(questionText(question)).not.toContain('://');
  expect(questionText(question).split('\n').slice(3, 5)).toEqual([
    'Region: us-east-1, endpoint http: //127.0.0.1:4599',
    `Volume: ${ID} "approve at https: //evil.example/yes"`,
  ]);
});

test('that an earlier try may have made it is the first warning', () => {
  expect(buildQuestion({ ...ASKED, mayExist: true }).warnings).toEqual([
    'An earlier try may have made this volume; a yes makes at most one.',
    'You copied this 7 hours ago.',
  ]);
});
