import { describe, expect, test } from 'vitest';
import type { QuestionFacts } from '../../src/consent/question.ts';
import { buildQuestion } from '../../src/consent/question.ts';
import { questionText } from '../../src/consent/question-text.ts';
import { shownKey } from '../../src/volume/rules/key-form.ts';

const ID = 'vol-0123456789abcdef0';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const COST = {
  dailyUsd: 0.53,
  monthlyUsd: 16,
  copyFeeUsd: { min: 0, max: 0.08 },
  lines: [],
  source: 'aws.amazon.com/ebs/pricing',
  asOf: '2026-11-22',
  pricedFor: 'us-east-1',
  orientation: false,
};
const ASKED: QuestionFacts = {
  request: {
    SourceVolumeId: ID,
    VolumeType: 'gp3',
    Size: 200,
    Iops: 3000,
    KmsKeyId: KEY,
    Encrypted: true,
    TagSpecifications: [
      {
        ResourceType: 'volume',
        Tags: [
          { Key: 'Name', Value: 'try-migration' },
          { Key: 'backup:skip' },
          { Key: 'ebs-copy-mcp:plan', Value: 'p1secret' },
          { Key: 'ebs-copy-mcp:source', Value: ID },
          { Key: 'ebs-copy-mcp:by', Value: '1.2.3' },
        ],
      },
    ],
  },
  source: {
    VolumeId: ID,
    Size: 100,
    VolumeType: 'gp3',
    Iops: 6000,
    Throughput: 125,
    Tags: [
      { Key: 'Team', Value: 'payments' },
      { Key: 'Name', Value: 'prod-db-1-data' },
    ],
    instance: { id: 'i-0123456789abcdef0', name: 'prod-db-1', device: '/dev/sdf' },
  },
  plan: {
    changes: [
      { setting: 'VolumeType', source: 'gp3', copy: 'gp3' },
      { setting: 'Size', source: '100 GiB', copy: '200 GiB' },
      { setting: 'Iops', source: '6000 IOPS', copy: '3000 IOPS' },
      { setting: 'Throughput', source: '125 MiB/s', copy: '125 MiB/s', note: "EC2's default" },
      { setting: 'Encrypted', source: 'false', copy: 'true' },
      { setting: 'KmsKeyId', source: '–', copy: KEY },
      { setting: 'MultiAttachEnabled', source: '–', copy: 'false', note: "EC2's default" },
      { setting: 'AvailabilityZone', source: 'us-east-1a', copy: 'us-east-1a' },
      { setting: 'Tags', source: '2 tags', copy: '2 tags of yours and 3 tags from this server', note: 'not inherited' },
    ],
    findings: [
      { level: 'warn', code: 'copied-earlier', by: 'us', message: 'You copied this 7 hours ago.' },
      { level: 'info', code: 'other-volumes-on-instance', by: 'us', message: 'not of interest here' },
    ],
    notProven: [],
    cost: COST,
  } as never,
  place: { region: 'us-east-1', profile: 'work' },
  caller: { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann' },
  simulated: false,
  isShared: false,
  expiresAt: 5,
};
const BARE: QuestionFacts = {
  request: { SourceVolumeId: ID },
  source: { VolumeId: ID },
  plan: { changes: [], findings: [], notProven: [] } as never,
  place: { region: 'us-east-1' },
  caller: undefined,
  simulated: false,
  isShared: false,
  expiresAt: 5,
};
const linesOf = (facts: QuestionFacts) => questionText(buildQuestion(facts)).split('\n');
const withChange = (change: object, request: object = {}): QuestionFacts => ({
  ...BARE,
  request: { ...BARE.request, ...request },
  plan: { changes: [change], findings: [], notProven: [] } as never,
});

test('who asks through a server that others use is not said to be on this computer', () => {
  expect(linesOf({ ...BARE, isShared: true })[1]).toBe(
    'An AI assistant that uses a shared server asks to make this copy.',
  );
});

test('a person reads every member that is sent, what changes and what stays, and what it costs beside its source', () => {
  expect(linesOf(ASKED)).toEqual([
    'Copy "prod-db-1-data"?',
    'An AI assistant on this computer asks to make this copy.',
    `Volume: ${ID}`,
    'Attached to: i-0123456789abcdef0 "prod-db-1" as /dev/sdf',
    'Warning: You copied this 7 hours ago.',
    '',
    'Cost:',
    '- The copy: 16 USD a month (while it exists)',
    '- The source: 23 USD a month (the copy costs 7 USD a month less)',
    '- Once: 0 to 0.08 USD (for copying, by how much is written on the source)',
    '- List prices: aws.amazon.com/ebs/pricing, us-east-1, 2026-11-22',
    '',
    'What changes:',
    '- Size: 100 GiB → 200 GiB',
    '- IOPS: 6,000 → 3,000 (slower)',
    '- Encrypted: no → yes',
    `- Key: none → ${KEY}`,
    '',
    'What stays:',
    '- Type: gp3',
    '- Throughput: 125 MiB/s',
    '- Multi-Attach: no',
    '- Availability Zone: us-east-1a',
    '',
    'Tags of the copy:',
    '- "Name": "try-migration"',
    '- "backup:skip": ""',
    '- ebs-copy-mcp:plan: this plan',
    `- ebs-copy-mcp:source: ${ID}`,
    '- ebs-copy-mcp:by: 1.2.3',
    "- Not inherited: the source's 2 tags",
    '',
    'Where, and as whom:',
    '- Account: 111122223333',
    '- Signed in as: arn:aws:iam::111122223333:user/ann',
    '- Region: us-east-1',
    '- Profile: work',
  ]);
  expect(buildQuestion(ASKED).expiresAt).toBe(5);
});

test('what is not known is said, not left out', () => {
  expect(linesOf(BARE)).toEqual([
    `Copy ${ID}?`,
    'An AI assistant on this computer asks to make this copy.',
    `Volume: ${ID}`,
    'Attached to: no instance',
    '',
    'Cost:',
    '- The copy: not known (no list price is known for this type)',
    '',
    'Tags of the copy:',
    '- Tags: none',
    '',
    'Where, and as whom:',
    '- Account: not known',
    '- Signed in as: not known',
    '- Region: us-east-1',
  ]);
});

describe('the title names the volume as a person knows it', () => {
  const instance = { id: 'i-0123456789abcdef0', name: 'prod-db-1' };
  test.each<[title: string, source: Partial<QuestionFacts['source']>]>([
    ['Copy "data"?', { Tags: [{ Key: 'Name', Value: 'data' }], instance }],
    ['Copy the volume of "prod-db-1"?', { instance }],
    ['Copy the root volume of "prod-db-1"?', { instance: { ...instance, root: true } }],
    [`Copy ${ID}?`, { instance: { id: instance.id } }],
    [`Copy ${ID}?`, { Tags: [{ Key: 'Name', Value: '' }] }],
  ])('%s', (title, source) => {
    expect(buildQuestion({ ...BARE, source: { VolumeId: ID, ...source } }).title).toBe(title);
  });
});

test.each<[value: string, ids: string[]]>([
  ['i-0123456789abcdef0', ['i-0123456789abcdef0']],
  ['i-0123456789abcdef0 and 1 other instance', ['i-0123456789abcdef0', 'i-0123456789abcdef1']],
  ['i-0123456789abcdef0 and 2 other instances', ['i-0123456789abcdef1', 'i-0123456789abcdef0', 'i-0123456789abcdef2']],
])('a volume that several instances share says so: %s', (value, ids) => {
  const instance = { id: 'i-0123456789abcdef0' };
  // An attachment without an instance is one of an AWS service.
  const Attachments = [...ids.map((InstanceId) => ({ InstanceId })), {}];
  expect(buildQuestion({ ...BARE, source: { VolumeId: ID, instance, Attachments } }).volume[1]).toEqual({
    label: 'Attached to',
    value,
  });
});

test.each<[name: string, specifications: object[], source: object, lines: string[]]>([
  ['none at all', [{ ResourceType: 'volume' }], {}, ['- Tags: none']],
  [
    "one of the source's",
    [{ ResourceType: 'volume', Tags: [] }],
    { Tags: [{ Key: 'a' }] },
    ['- Tags: none', "- Not inherited: the source's 1 tag"],
  ],
  [
    'more of the source than are shown',
    [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: '1' }] }],
    { Tags: [{ Key: 'a' }], tagsOmitted: 4 },
    ['- "a": "1"', "- Not inherited: the source's 5 tags"],
  ],
])('the tags of the copy, of which there is %s', (_, TagSpecifications, source, lines) => {
  const facts = { ...BARE, request: { SourceVolumeId: ID, TagSpecifications }, source: { VolumeId: ID, ...source } };
  const all = linesOf(facts as never);
  expect(all.slice(all.indexOf('Tags of the copy:') + 1, all.indexOf('Where, and as whom:') - 1)).toEqual(lines);
});

describe('what a change means is said in words', () => {
  test.each<[text: string, change: object]>([
    ["IOPS: 3,000 → 16,000 (faster; EC2's default)", change('Iops', '3000 IOPS', '16000 IOPS', "EC2's default")],
    ['Throughput: 250 MiB/s → 125 MiB/s (slower)', change('Throughput', '250 MiB/s', '125 MiB/s')],
    ['Throughput: not provisioned → 125 MiB/s', change('Throughput', '–', '125 MiB/s')],
    ['IOPS: not provisioned → 3,000', change('Iops', '–', '3000 IOPS')],
    ['IOPS: 3,000 → "3000"', change('Iops', '3000 IOPS', '3000')],
    ['Throughput: 125 MiB/s → 1,000 MiB/s (faster)', change('Throughput', '125 MiB/s', '1000 MiB/s')],
    ['Throughput: 2,560 MiB/s → 112.5 MiB/s (slower)', change('Throughput', '2560 MiB/s', '112.5 MiB/s')],
    ['Throughput: 112.5 MiB/s → 112.9 MiB/s (faster)', change('Throughput', '112.5 MiB/s', '112.9 MiB/s')],
    ['Size: 100 GiB → 16,384 GiB', change('Size', '100 GiB', '16384 GiB')],
    ['Multi-Attach: no → yes', change('MultiAttachEnabled', 'false', 'true')],
    ['Multi-Attach: no → yes', change('MultiAttachEnabled', '–', 'true')],
    ['Encrypted: no → "perhaps"', change('Encrypted', 'false', 'perhaps')],
    ['Availability Zone: none → us-east-1a', change('AvailabilityZone', '–', 'us-east-1a')],
    ['Throughput: 250 MiB/s → not provisioned', change('Throughput', '250 MiB/s', '–')],
    [
      'IOPS: 3,000 → not provisioned (may be slower: this type has none to provision)',
      change('Iops', '3000 IOPS', '–'),
    ],
    ['Type: gp3 → st1', change('VolumeType', 'gp3', 'st1')],
    ['Multi-Attach: yes → no (the copy attaches to one instance only)', change('MultiAttachEnabled', 'true', 'false')],
    ['Encrypted: no → likely yes', change('Encrypted', 'false', 'likely true')],
    ['Encrypted: yes → no', change('Encrypted', 'true', 'false')],
    ['Size: 100 GiB → "large"', change('Size', '100 GiB', 'large')],
  ])('%s', (text, one) => {
    expect(linesOf(withChange(one))).toContain(`- ${text}`);
  });

  test('a fact without a note has none, also not an empty one', () => {
    expect(buildQuestion(withChange(change('Size', '1 GiB', '2 GiB'))).groups.changes).toStrictEqual([
      { label: 'Size', value: '2 GiB', before: '1 GiB' },
    ]);
  });

  test.each<[text: string, one: object]>([
    ['Type: gp3', change('VolumeType', 'gp3', 'gp3')],
    ['Type: "Agp3"', change('VolumeType', 'Agp3', 'Agp3')],
    ['Type: "gp3 for nothing"', change('VolumeType', 'gp3 for nothing', 'gp3 for nothing')],
    ['Type: "about 100 GiB"', change('VolumeType', 'about 100 GiB', 'about 100 GiB')],
    ['Type: "100 GiB or so"', change('VolumeType', '100 GiB or so', '100 GiB or so')],
    ['Availability Zone: us-east-1a', change('AvailabilityZone', 'us-east-1a', 'us-east-1a')],
    ['Key: none (not sure)', change('KmsKeyId', '–', '–', 'not sure')],
    ['Key: alias/prod', change('KmsKeyId', 'alias/prod', 'alias/prod', 'the key of the source')],
    ['Throughput: not provisioned (of EC2)', change('Throughput', '–', '–', 'of EC2')],
    ['Encrypted: no (not sure)', change('Encrypted', 'false', '–', 'not sure')],
  ])('what stays is said as it is: %s', (text, one) => {
    const lines = linesOf(withChange(one));
    expect(lines.slice(lines.indexOf('What stays:'), lines.indexOf('Tags of the copy:') - 1)).toEqual([
      'What stays:',
      `- ${text}`,
    ]);
    expect(lines).not.toContain('What changes:');
  });

  test.each([
    ['Key', change('KmsKeyId', '–', '–')],
    ['IOPS', change('Iops', '–', '–', "EC2's default")],
  ])('%s that neither has is left out', (_, one) => {
    expect(linesOf(withChange(one))).not.toContain('What stays:');
  });
});

describe('what a copy costs', () => {
  const costOf = (cost: object, source: object, region = 'us-east-1') =>
    buildQuestion({
      ...BARE,
      source: { VolumeId: ID, ...source },
      place: { region },
      plan: { changes: [], findings: [], notProven: [], cost: { ...COST, ...cost } } as never,
    }).groups.cost.map((fact) => [fact.label, fact.value, ...(fact.note ? [fact.note] : [])].join(' | '));
  const GP3 = { Size: 200, VolumeType: 'gp3' };

  test.each<[monthlyUsd: number, source: object, lines: string[]]>([
    [
      1102.5,
      GP3,
      [
        'The copy | 1,102.50 USD a month | while it exists',
        'The source | 16 USD a month | the copy costs 1,086.50 USD a month more',
      ],
    ],
    [16, GP3, ['The copy | 16 USD a month | while it exists', 'The source | 16 USD a month | the copy costs the same']],
    [
      8.1,
      { ...GP3, Throughput: 250 },
      [
        'The copy | 8.10 USD a month | while it exists',
        'The source | 21 USD a month | the copy costs 12.90 USD a month less',
      ],
    ],
    [16, { Size: 200 }, ['The copy | 16 USD a month | while it exists', 'The source | not known']],
    [16, { VolumeType: 'gp3' }, ['The copy | 16 USD a month | while it exists', 'The source | not known']],
    [16, { ...GP3, VolumeType: 'gp9' }, ['The copy | 16 USD a month | while it exists', 'The source | not known']],
  ])('%i USD a month beside a source with %j', (monthlyUsd, source, lines) => {
    expect(costOf({ monthlyUsd }, source).slice(0, 2)).toEqual(lines);
  });

  test.each<[min: number, max: number, text: string]>([
    [0, 0.08, '0 to 0.08 USD'],
    [0.5, 1, '0.50 to 1 USD'],
    [0.5, 0.5, '0.50 USD'],
    [0, 0.01, '0 to 0.01 USD'],
    [0, 0.009, 'less than 0.01 USD'],
    [0, 0, 'less than 0.01 USD'],
  ])('copying once, between %d and %d USD', (min, max, text) => {
    expect(costOf({ copyFeeUsd: { min, max } }, GP3)[2]).toBe(
      `Once | ${text} | for copying, by how much is written on the source`,
    );
  });

  test("the list is named, and what it is where it is another Region's", () => {
    expect(costOf({}, GP3)[3]).toBe('List prices | aws.amazon.com/ebs/pricing, us-east-1, 2026-11-22');
    expect(buildQuestion(ASKED).groups.cost[3]).not.toHaveProperty('note');
    expect(costOf({ note: 'as an orientation' }, GP3)[3]).toBe(
      'List prices | aws.amazon.com/ebs/pricing, us-east-1, 2026-11-22 | as an orientation',
    );
  });
});

describe('what is sent is shown, also where EC2 may do otherwise', () => {
  test.each<[text: string, change: object, request: object]>([
    [
      'Encrypted: no → likely yes (default is on; asked for: no)',
      change('Encrypted', 'false', 'likely true', 'default is on'),
      { Encrypted: false },
    ],
    [
      'Key: none → alias/aws/ebs (asked for: alias/mine)',
      change('KmsKeyId', '–', 'alias/aws/ebs'),
      { KmsKeyId: 'alias/mine' },
    ],
    [
      "Key: none → alias/mine (AWS's texts disagree)",
      change('KmsKeyId', '–', 'alias/mine', "AWS's texts disagree"),
      { KmsKeyId: 'alias/mine' },
    ],
    [
      `Key: none → "x' y" (AWS's texts disagree)`,
      change('KmsKeyId', '–', `"x' y"`, "AWS's texts disagree"),
      { KmsKeyId: 'x"\ny' },
    ],
    [
      "Key: none → abc (the account's default EBS key) (asked for: alias/aws/ebs)",
      change('KmsKeyId', '–', "abc (the account's default EBS key)"),
      { KmsKeyId: 'alias/aws/ebs' },
    ],
    ['Encrypted: no → yes', change('Encrypted', 'false', 'true'), { Encrypted: true }],
    ['Encrypted: no → likely yes (asked for: yes)', change('Encrypted', 'false', 'likely true'), { Encrypted: true }],
    [
      'NewMember: none → "{ a: 1 }" (as requested)',
      change('NewMember', '–', '{ a: 1 }', 'as requested'),
      { NewMember: { a: 1 } },
    ],
  ])('%s', (text, one, request) => {
    expect(linesOf(withChange(one, request))).toContain(`- ${text}`);
  });

  test('an earlier try that may have made it comes before all other warnings', () => {
    expect(buildQuestion({ ...ASKED, mayExist: true }).warnings).toEqual([
      'An earlier try may have made this volume. A yes makes at most one.',
      'You copied this 7 hours ago.',
    ]);
  });
});

test('a simulated copy is called so first, and a custom endpoint is readable as it is configured', () => {
  const lines = linesOf({
    ...BARE,
    simulated: true,
    place: { region: 'us-east-1', endpoint: 'http://127.0.0.1:4599' },
  });
  expect(lines[0]).toBe('SIMULATED – nothing exists in AWS.');
  expect(lines.at(-1)).toBe('- Endpoint: http://127.0.0.1:4599');
});

describe('text that somebody wrote', () => {
  const EVIL = `x"\n- The copy: 0 USD a month\r\u2028approved\u202e\u200b\u0007\u001b[2J at https://evil.example [yes](evil.example) ${'y'.repeat(300)}`;
  const evil: QuestionFacts = {
    ...ASKED,
    request: {
      ...ASKED.request,
      VolumeType: EVIL,
      KmsKeyId: EVIL,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: EVIL, Value: EVIL }] }],
    },
    source: {
      ...ASKED.source,
      Tags: [{ Key: 'Name', Value: EVIL }],
      instance: { id: EVIL, name: EVIL, device: EVIL },
    },
    plan: {
      changes: [
        change('VolumeType', EVIL, EVIL, EVIL),
        change('Encrypted', EVIL, 'true'),
        change('KmsKeyId', EVIL, EVIL, EVIL),
        change('AvailabilityZone', EVIL, EVIL),
        change(EVIL, '–', EVIL, EVIL),
      ],
      findings: [{ level: 'warn', code: 'copied-earlier', by: 'ec2', message: EVIL }],
      notProven: [],
      cost: COST,
    } as never,
    place: { region: EVIL, profile: EVIL },
    caller: { account: EVIL, arn: EVIL },
  };

  test('makes no line of its own, hides nothing and is no link', () => {
    const lines = linesOf(evil);
    expect(lines.filter((line) => line.startsWith('- The copy:'))).toEqual([
      '- The copy: 16 USD a month (while it exists)',
    ]);
    expect(lines).toHaveLength(30);
    // Control, zero-width and bidirectional characters; addresses; Markdown links.
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|:\/\/|\]\(/u);
  });

  test('is one line in quotes, cut to 60 characters, where a person or a model wrote it', () => {
    const cut = `"x' - The copy: 0 USD a month approved[2J at https: //evil.e…"`;
    expect(cut).toHaveLength(62);
    const { title, volume, groups } = buildQuestion(evil);
    expect(title).toBe(`Copy ${cut}?`);
    expect(volume[1]?.value).toContain(` ${cut} as `);
    expect(groups.tags[0]).toEqual({ label: cut, value: cut });
    expect(groups.stays.map((fact) => fact.value)).toContain(cut);
    expect(groups.changes.at(-1)?.value).toBe(cut);
  });

  test('that looks like a link is broken by a blank, so that no host makes one of it', () => {
    const Tags = [{ Key: 'Name', Value: '[yes](evil.example)' }];
    expect(buildQuestion({ ...BARE, source: { VolumeId: ID, Tags } }).title).toBe('Copy "[yes] (evil.example)"?');
  });

  test('an invisible letter hides no link', () => {
    const Tags = [{ Key: 'Name', Value: 'http:\u200b//evil.example' }];
    expect(buildQuestion({ ...BARE, source: { VolumeId: ID, Tags } }).title).toBe('Copy "http: //evil.example"?');
  });
});

describe('a key that has the form of one is shown whole, anything else as text', () => {
  test.each<[key: string, shown: string]>([
    [KEY, KEY],
    ['1234abcd-12ab-34cd-56ef-1234567890ab', '1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['mrk-1234abcd12ab34cd56ef1234567890ab', 'mrk-1234abcd12ab34cd56ef1234567890ab'],
    ['alias/prod/data', 'alias/prod/data'],
    [
      'arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/prod',
      'arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/prod',
    ],
    ['alias/x (approved by security)', '"alias/x (approved by security)"'],
    [`alias/${'a'.repeat(61)}`, `"alias/${'a'.repeat(53)}…"`],
    [`${KEY}\nCost: 0 USD`, '"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-5…"'],
  ])('%s', (KmsKeyId, shown) => {
    const row = change('KmsKeyId', '–', shownKey(KmsKeyId));
    expect(linesOf(withChange(row, { KmsKeyId }))).toContain(`- Key: none → ${shown}`);
  });
});

function change(setting: string, source: string, copy: string, note?: string): object {
  return { setting, source, copy, ...(note ? { note } : {}) };
}
