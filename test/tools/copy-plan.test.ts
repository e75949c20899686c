// The plan as the tool gives it: both halves, their size, and the order of the requests.

import { describe, expect, test } from 'vitest';
import type { FormPort } from '../../src/ports/consent.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import type { Settings } from '../../src/ports/tool.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import type { Volume } from '../../src/volume/aws-records.ts';
import { formOf } from '../support/copy-process.ts';
import { createFakeDeps, createFakeEc2, ID, NOON, no, type Script, yes } from '../support/fake-ec2.ts';

const COPY = 'vol-0bbbbbbbbbbbbbbb0';
const OTHER = 'vol-0ccccccccccccccc0';
const INSTANCE = 'i-0123456789abcdef0';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
// A key of the caller's own account and Region.
const KEY_ID = 'key/1234abcd-12ab-34cd-56ef-1234567890ab';
/** The throw-away one of EC2's dry run. */
const THROW_AWAY = 'a5b5c5d5-0000-4000-8000-0123456789ab';
/** That of the healthy plan at noon. */
const TOKEN = 'p20towk00l00004moNdFmfy1DhthGzxvMiRvSHl0t02i6Aqixep-2v0ewG8YYAO';

const SOURCE: Volume = {
  VolumeId: ID,
  State: 'available',
  VolumeType: 'gp3',
  Size: 500,
  Iops: 6000,
  Throughput: 250,
  Encrypted: true,
  KmsKeyId: KEY,
  MultiAttachEnabled: false,
  AvailabilityZone: 'us-east-1a',
  OwnerId: '111122223333',
  Tags: [{ Key: 'Name', Value: 'prod-db-1-data' }],
};
const attached: Volume = {
  ...SOURCE,
  State: 'in-use',
  Attachments: [{ InstanceId: INSTANCE, Device: '/dev/sdf', State: 'attached' }],
};
const ASKED = { SourceVolumeId: ID, VolumeType: 'gp3', Iops: 6000, Throughput: 250 };

/** Somebody's new volume, which is no copy. */
const MADE_TODAY: Volume = { VolumeId: 'vol-0ddddddddddddddd0', CreateTime: new Date(NOON - 3_600_000).toISOString() };

function world(source: Volume, copies: Volume[] = [], beside: Volume[] = [], recent: Volume[] = copies): Script {
  return {
    describeVolumes: ({ Filters }) => {
      if (!Filters) return yes({ items: [source] });
      switch (Filters[0]?.Name) {
        case 'attachment.instance-id':
          return yes({ items: [source, ...beside] });
        case 'create-time':
          return yes({ items: [MADE_TODAY, ...recent] });
        default:
          return yes({ items: copies });
      }
    },
    callerIdentity: () => yes({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann.lee' }),
  };
}

async function rehearse(ec2: Ec2, args: object = ASKED, settings: Partial<Settings> = {}, form?: FormPort) {
  const never = new AbortController().signal;
  const deps = { ...createFakeDeps(ec2, { settings }), newToken: () => THROW_AWAY };
  const result = await copyVolume.call(args, deps, {
    cancelled: never,
    signal: never,
    arrivedAt: NOON,
    deadline: NOON + 50_000,
    ...(form ? { form } : {}),
  });
  return { ...result, half: JSON.stringify(result.structured), outcome: result.structured.outcome };
}

const plan = (script: Script, args?: object, settings?: Partial<Settings>, form?: FormPort) =>
  rehearse(createFakeEc2(script).ec2, args, settings, form);

describe('a source that is a copy itself', () => {
  const copied: Volume = { ...SOURCE, SourceVolumeId: OTHER, CreateTime: '2026-11-22T10:00:00Z' };
  const source = async (volume: Volume, script: Script = {}) =>
    (await plan({ ...world(volume), ...script })).structured.source as Record<string, unknown>;

  test('two hours old, of an empty volume: it is at full speed', async () => {
    const describeVolumeStatus = () => yes([{ VolumeId: ID, Status: 'ok' }]);
    expect(await source(copied, { describeVolumeStatus })).toMatchObject({ fullSpeed: true });
  });

  test('of another account, while the status of a copy of it is read: not known', async () => {
    const told = await source(
      { ...copied, OwnerId: '444455556666' },
      {
        ...world({ ...copied, OwnerId: '444455556666' }, [{ VolumeId: COPY, SourceVolumeId: ID, State: 'available' }]),
        describeVolumeStatus: () => yes([{ VolumeId: COPY, Status: 'ok' }]),
      },
    );
    expect(told).not.toHaveProperty('fullSpeed');
    expect(told).toMatchObject({ verdict: expect.stringContaining('belongs to another account') });
  });
});

describe('the text of a healthy plan', () => {
  test.each<[name: string, args: object, settings: Partial<Settings>]>([
    ['with the credentials of the environment', { ...ASKED, Region: 'us-east-1' }, {}],
    ['with a profile', { ...ASKED, Region: 'us-east-1', Profile: 'work' }, { profiles: ['work', 'home'] }],
  ])('is at most 500 tokens of four characters, %s', async (_, args, settings) => {
    const { text, outcome } = await plan(world(SOURCE), args, settings);
    expect(outcome).toBe('would_copy');
    expect(text.length).toBeLessThanOrEqual(2_000);
  });

  test('is this', async () => {
    const { text } = await plan(world(SOURCE), { ...ASKED, Region: 'us-east-1' });
    expect(text.split('\n')).toEqual([
      "Nothing was created. EC2's dry run succeeded, and nothing blocks this copy.",
      'Outcome: would_copy. Where: us-east-1, account 111122223333, arn:aws:iam::111122223333:user/ann.lee',
      `Source: ${ID} "prod-db-1-data", available`,
      `Same as the source: VolumeType gp3, 6000 IOPS, 250 MiB/s, Encrypted true, KmsKeyId ${KEY_ID}, AvailabilityZone us-east-1a`,
      "Same as the source, by EC2's defaults: 500 GiB, MultiAttachEnabled false",
      "Tags: The source's 1 tag is not inherited. The copy gets 3 tags from this server.",
      'Cost: 60 USD a month (2 a day): 40 for 500 GiB gp3, 15 for 6000 IOPS, 5 for 250 MiB/s. Copying costs 0 to 0.4 USD once. List prices of us-east-1, aws.amazon.com/ebs/pricing, 2026-11-22.',
      'Full speed after 0 to 6 h (best effort); until then 3000 IOPS and 125 MiB/s.',
      'A rehearsal cannot check: capacity and quotas; copies by other accounts; KMS grants; later changes of the source; the data inside (crash-consistent: stop writes until the request returns).',
      `Next: copy_volume {"SourceVolumeId":"${ID}","Iops":6000,"VolumeType":"gp3","Throughput":250,"Region":"us-east-1","DryRun":false,"ClientToken":"${TOKEN}"} – makes the copy once a person said yes; valid until 12:15Z`,
      `Next: copy_volume {"SourceVolumeId":"${ID}","Iops":6000,"VolumeType":"gp3","Throughput":250,"Region":"us-east-1","TagSpecifications":[{"ResourceType":"volume","Tags":[{"Key":"Name","Value":"prod-db-1-data-copy-2026-11-22"}]}]} – rehearses once more, with a Name for the copy`,
      'Commands a person can run (this server cannot):',
      '- a snapshot, for another zone or as a backup too: a copy stays in its zone (changes):',
      `aws ec2 create-snapshot --volume-id ${ID} --region us-east-1`,
    ]);
  });
});

const earlier: Volume = {
  VolumeId: COPY,
  State: 'available',
  SourceVolumeId: ID,
  CreateTime: new Date(NOON - 12 * 60_000).toISOString(),
};
const DENIED =
  'not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:us-east-1:111122223333:volume/* because no policy allows it';

// Either half alone must tell these.
const FACTS: [name: string, script: Script, args: object, facts: string[]][] = [
  [
    'a healthy plan',
    world(SOURCE),
    ASKED,
    [
      'would_copy',
      'Nothing was created.',
      ID,
      'prod-db-1-data',
      'us-east-1',
      '111122223333',
      'user/ann.lee',
      'gp3',
      '500 GiB',
      '6000 IOPS',
      '250 MiB/s',
      KEY_ID,
      'us-east-1a',
      "EC2's default",
      '60',
      '40',
      '0.4',
      'aws.amazon.com/ebs/pricing',
      '2026-11-22',
      '3000',
      '125',
      'capacity and quotas',
      'KMS grants',
      'crash-consistent: stop writes until the request returns',
      'a copy stays in its zone',
      TOKEN,
      'create-snapshot',
      'prod-db-1-data-copy-2026-11-22',
    ],
  ],
  [
    'the type forgotten, another Region',
    world(SOURCE),
    { SourceVolumeId: ID, Region: 'eu-west-1' },
    [
      'type-defaults-to-gp2',
      'gp2',
      '1500 IOPS',
      'baseline of gp2 at this size',
      'rehearses again with VolumeType, Iops, Throughput corrected',
      'prices of eu-west-1 are not in the table',
      'as an orientation',
      '50',
      '1.67',
    ],
  ],
  [
    'an earlier copy, and an instance with another volume',
    world(attached, [earlier], [{ VolumeId: OTHER }]),
    ASKED,
    [
      `This source was copied 12 minutes ago → ${COPY}. Reuse it?`,
      'shows the earlier copy, to reuse it',
      INSTANCE,
      '/dev/sdf',
      `The instance has 1 more volume (${OTHER})`,
      'is not consistent with the others',
      'take snapshots of the whole instance (aws ec2 create-snapshots)',
      `create-snapshots --instance-specification InstanceId=${INSTANCE}`,
    ],
  ],
  [
    'a copy that still runs',
    world(SOURCE, [{ ...earlier, State: 'creating', CreateTime: new Date(NOON).toISOString() }]),
    ASKED,
    ['would_be_refused', 'copy-running', COPY, '900', 'create-snapshot', 'that wait is too long'],
  ],
  [
    'EC2 denies',
    { ...world(SOURCE), rehearseCopy: () => no('UnauthorizedOperation', { message: DENIED }) },
    ASKED,
    [
      'would_be_refused',
      'ec2-refused',
      'they may not do ec2:CreateTags on arn:aws:ec2:us-east-1:111122223333:volume/*.',
      'ebs-copy-mcp:plan',
      'ebs-copy-mcp:by',
      '--unstamped',
      'UnauthorizedOperation',
      'ec2:CreateAction',
      'CopyVolumes',
    ],
  ],
  [
    'EC2 refuses a value',
    {
      ...world(SOURCE),
      rehearseCopy: () => no('InvalidParameterValue', { message: 'Volume iops of 6000 is too high' }),
    },
    ASKED,
    ['would_be_refused', 'InvalidParameterValue', 'Volume iops of 6000 is too high'],
  ],
  [
    'nothing else could be read',
    {
      ...world(SOURCE),
      describeVolumesModifications: () => no('timed-out'),
      encryptionByDefault: () => no('UnauthorizedOperation'),
      callerIdentity: () => no('AccessDenied'),
    },
    ASKED,
    [
      'would_copy',
      'ould not check a running modification: ec2:DescribeVolumesModifications failed (timed-out)',
      'ould not check encryption by default: needs ec2:GetEbsEncryptionByDefault',
      "the source's owner is taken for it",
      '111122223333',
    ],
  ],
];

describe('each half alone', () => {
  test.each(FACTS)('%s', async (_, script, args, facts) => {
    const { text, half } = await plan(script, args);
    for (const fact of facts) {
      expect(text).toContain(fact);
      expect(half).toContain(fact);
    }
  });

  test.each(FACTS)('%s: every amount and every id of one half is in the other', async (_, script, args) => {
    const { text, half, structured } = await plan(script, args);
    for (const id of new Set(half.match(/(?:vol|i)-[0-9a-f]{17}/g))) expect(text).toContain(id);
    for (const id of new Set(text.match(/(?:vol|i)-[0-9a-f]{17}/g))) expect(half).toContain(id);
    const cost = structured.cost as { dailyUsd: number; monthlyUsd: number; copyFeeUsd: object; lines: object[] };
    const line = text.split('\n').find((one) => one.startsWith('Cost')) ?? '';
    expect(line).toContain(`${cost.monthlyUsd} USD a month`);
    expect(line).toContain(`(${cost.dailyUsd} a day)`);
    expect(line).toMatch(/List prices of us-east-1, aws\.amazon\.com\/ebs\/pricing, 2026-11-22/);
  });

  test.each(FACTS)('%s: stays within its bounds', async (_, script, args) => {
    const { text, half } = await plan(script, args);
    for (const one of [text, half]) expect(one.length).toBeLessThanOrEqual(16_000);
  });
});

describe('a source whose instance has more volumes, and that cannot be copied now', () => {
  const all = `aws ec2 create-snapshots --instance-specification InstanceId=${INSTANCE} --region us-east-1`;
  const running: Volume = { ...earlier, State: 'creating', CreateTime: new Date(NOON).toISOString() };
  const AT_ONE_MOMENT = 'snapshots of all volumes of its instance at one moment';
  test.each<[name: string, script: Script, settings: Partial<Settings>, purpose: string]>([
    [
      'while another copy of it runs',
      world(attached, [running], [{ VolumeId: OTHER }]),
      {},
      `${AT_ONE_MOMENT} instead, where that wait is too long`,
    ],
    [
      'by a limit of the operator',
      world(attached, [], [{ VolumeId: OTHER }]),
      { limits: { accounts: [], requiredTags: [], forbiddenTags: [], largestSize: 1 } },
      AT_ONE_MOMENT,
    ],
    [
      'because EC2 refuses it',
      { ...world(attached, [], [{ VolumeId: OTHER }]), rehearseCopy: () => no('InvalidParameterValue') },
      {},
      AT_ONE_MOMENT,
    ],
  ])('%s: the snapshots are of all of them', async (_, script, settings, purpose) => {
    const { structured } = await plan(script, ASKED, settings);
    expect(structured).toMatchObject({ outcome: 'would_be_refused', handOver: [{ purpose, command: all }] });
  });

  test("another account's: no snapshots, which only its owner takes", async () => {
    const script = world({ ...attached, OwnerId: '444455556666' }, [running], [{ VolumeId: OTHER }]);
    expect((await plan(script)).structured).toMatchObject({ outcome: 'would_be_refused', handOver: [] });
  });
});

test('where those keys assume the role of a caller, nobody is told to name a profile, which is not taken there', async () => {
  const source = { kind: 'environment', name: 'role r by environment keys', overrides: 'AWS_PROFILE=prod' } as const;
  const session = { roleArn: 'arn:aws:iam::111122223333:role/r', name: 'ann' };
  const place = { region: 'us-east-1', profile: 'prod', source, session };
  const { structured } = await plan({ ...world(SOURCE), locate: () => yes(place) });
  expect(structured).toMatchObject({
    findings: [
      {
        code: 'profile-overridden',
        message: expect.stringContaining('are used to assume the role, and not the profile of "AWS_PROFILE=prod"'),
        fix: {
          advice:
            'Compare the account. If the profile is meant, the operator takes AWS_ACCESS_KEY_ID out of the environment.',
        },
      },
    ],
  });
});

test('keys of the environment that win over a profile are a warning, and where says whose credentials these are', async () => {
  const source = { kind: 'environment', name: 'environment keys', overrides: 'AWS_PROFILE=prod' } as const;
  const keys = { ...world(SOURCE), locate: () => yes({ region: 'us-east-1', source }) };
  const { text, structured } = await plan(keys);
  expect(structured).toMatchObject({
    outcome: 'would_copy',
    where: { credentials: 'environment keys' },
    findings: [
      {
        level: 'warn',
        code: 'profile-overridden',
        message:
          'The keys in the environment of this server are used, and not the profile of "AWS_PROFILE=prod": as in the AWS CLI, keys come first.',
      },
    ],
  });
  expect(JSON.stringify(structured)).toContain('the operator names it with --profile, or takes AWS_ACCESS_KEY_ID out');
  expect(text).toContain('user/ann.lee, credentials: environment keys\n');
  let warnings: readonly string[] = [];
  const form = formOf(() => ({ answer: 'decline', afterMs: 5_000 }), {
    ask: async (question) => {
      warnings = question.warnings;
      return { answer: 'decline', afterMs: 5_000 };
    },
  });
  await plan(keys, { ...ASKED, DryRun: false }, { mode: 'ask' }, form);
  expect(warnings).toEqual([expect.stringMatching(/^The keys in the environment of this server are used, and not /)]);
  const alone = { ...keys, locate: () => yes({ region: 'us-east-1', source: { ...source, overrides: undefined } }) };
  expect((await plan(alone as Script)).structured.findings).toEqual([]);
});

test('an orientation is called so before its first figure', async () => {
  const { text } = await plan(world(SOURCE), { ...ASKED, Region: 'eu-west-1' });
  expect(text).toContain('\nCost (orientation): 60 USD a month');
});

test('a type without a price has no figure of money in either half', async () => {
  const { text, structured } = await plan(world({ ...SOURCE, Size: 100 }), {
    SourceVolumeId: ID,
    VolumeType: 'standard',
  });
  expect(structured).not.toHaveProperty('cost');
  expect(text).not.toMatch(/USD/);
  for (const one of [text, JSON.stringify(structured)]) expect(one).toContain('no list price of this type is known');
});

describe("EC2's verdict beside ours", () => {
  const modifying: Script = {
    describeVolumesModifications: () => yes([{ VolumeId: ID, ModificationState: 'modifying' }]),
  };
  const refusing: Script = { rehearseCopy: () => no('InvalidParameterValue') };
  test.each<[name: string, script: Script, args: object, outcome: string, by: string[]]>([
    ['EC2 agrees, nothing blocks', {}, ASKED, 'would_copy', []],
    ['EC2 agrees, we block', modifying, ASKED, 'would_be_refused', ['us']],
    ['EC2 refuses, nothing of ours', refusing, ASKED, 'would_be_refused', ['ec2']],
    ['both', { ...modifying, ...refusing }, ASKED, 'would_be_refused', ['us', 'ec2']],
    ['the grammar blocks, EC2 is not asked', refusing, { ...ASKED, Size: 1 }, 'would_be_refused', ['us']],
    ['EC2 agrees, a warning', {}, { SourceVolumeId: ID }, 'would_copy', ['us']],
    ['EC2 did not answer', { rehearseCopy: () => no('timed-out') }, ASKED, 'failed', []],
  ])('%s', async (_, script, args, outcome, by) => {
    const { structured } = await plan({ ...world(SOURCE), ...script }, args);
    expect(structured.outcome).toBe(outcome);
    expect((structured.findings as { by: string }[]).map((one) => one.by)).toEqual(by);
  });
});

test('a dry run that is answered like a real copy is reported as exactly that', async () => {
  const { structured, text } = await plan({
    ...world(SOURCE),
    rehearseCopy: () => yes([{ VolumeId: COPY, State: 'creating' }]),
  });
  expect(structured).toMatchObject({
    outcome: 'unknown',
    summary: 'Not known whether a volume was created. The endpoint answered the dry run like a real copy.',
    error: { code: 'dry-run-ignored', httpStatus: 200 },
    Volumes: [{ VolumeId: COPY }],
  });
  expect(text).toContain(COPY);
});

/** A port whose answers wait until they are let go, so that what was asked before any answer can be seen. */
function gated(script: Script) {
  const fake = createFakeEc2(script);
  const waiting: (() => void)[] = [];
  const free = new Set(['locate', 'knownCaller', 'clock', 'close']);
  const ec2 = Object.fromEntries(
    Object.entries(fake.ec2).map(([name, send]) => [
      name,
      free.has(name)
        ? send
        : async (...args: unknown[]) => {
            const answer = (send as (...given: unknown[]) => unknown)(...args);
            await new Promise<void>((resolve) => waiting.push(resolve));
            return answer;
          },
    ]),
  ) as unknown as Ec2;
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ec2,
    /** What was asked since the last time; then lets all of it go. */
    async round(): Promise<string[]> {
      await settle();
      const asked = fake.actions().slice(-waiting.length);
      for (const go of waiting.splice(0)) go();
      await settle();
      return asked;
    },
    actions: fake.actions,
  };
}

test('at most ten requests, in two rounds', async () => {
  const port = gated(world(attached, [earlier], [{ VolumeId: OTHER }]));
  const answered = rehearse(port.ec2);
  expect(await port.round()).toEqual([
    'DescribeVolumes',
    'DescribeVolumesModifications',
    'DescribeVolumes',
    'DescribeVolumes',
    'GetEbsEncryptionByDefault',
    'GetEbsDefaultKmsKeyId',
    'GetCallerIdentity',
  ]);
  expect((await port.round()).sort()).toEqual(['CopyVolumes DryRun', 'DescribeVolumeStatus', 'DescribeVolumes']);
  expect((await answered).outcome).toBe('would_copy');
  expect(port.actions()).toHaveLength(10);
});
