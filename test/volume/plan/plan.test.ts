import { describe, expect, test } from 'vitest';
import { handOverCopy, handOverSnapshot } from '../../../src/volume/answers/hand-over/hand-over.ts';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { type PlanFacts, planCopy } from '../../../src/volume/plan/plan.ts';
import { FINDING_CODES, type FindingCode } from '../../../src/volume/rules/finding.ts';
import { judgeMultiAttachRegion } from '../../../src/volume/rules/settings/multi-attach.ts';

const ID = 'vol-0123456789abcdef0';
const COPY = 'vol-0bbbbbbbbbbbbbbb0';
const SOURCE: Volume = {
  VolumeId: ID,
  State: 'available',
  VolumeType: 'gp3',
  Size: 500,
  Iops: 3000,
  Throughput: 125,
  Encrypted: true,
  KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/a',
};

function plan(asked: Partial<CopyVolumesRequest> = {}, more: Partial<PlanFacts> = {}) {
  return planCopy(
    { SourceVolumeId: ID, VolumeType: 'gp3', ...asked },
    {
      source: SOURCE,
      region: 'us-east-1',
      at: Date.UTC(2026, 10, 22, 12),
      account: { account: '111122223333', byDefault: false, defaultKey: 'alias/aws/ebs' },
      statuses: new Map(),
      copies: [],
      recentCopies: [],
      unread: [],
      stamped: true,
      ...more,
    },
  );
}

const LAST = [
  'later changes of the source',
  'the data inside (crash-consistent: stop writes until the request returns)',
];

describe('not proven', () => {
  test.each<[name: string, asked: Partial<CopyVolumesRequest>, more: Partial<PlanFacts>, list: string[]]>([
    ['the honest list', {}, {}, ['capacity and quotas', 'copies by other accounts', 'KMS grants', ...LAST]],
    [
      'copies of the last days of which some may not have been seen',
      {},
      { recentGap: 'EC2 listed no volume of the last days' },
      [
        'capacity and quotas',
        'copies by others (EBS makes five in a Region at a time; EC2 listed no volume of the last days)',
        'KMS grants',
        ...LAST,
      ],
    ],
    [
      'copies of the last days that were not read',
      {},
      { recentCopies: undefined as never },
      ['capacity and quotas', 'copies by others (EBS makes five in a Region at a time)', 'KMS grants', ...LAST],
    ],
    [
      'a plain copy needs no grants',
      {},
      { source: { ...SOURCE, Encrypted: false } },
      ['capacity and quotas', 'copies by other accounts', ...LAST],
    ],
    [
      'a type without a price',
      { VolumeType: 'standard', Size: 500 },
      {},
      [
        'the cost, since no list price of this type is known',
        'capacity and quotas',
        'copies by other accounts',
        'KMS grants',
        ...LAST,
      ],
    ],
    [
      'what could not be read comes first',
      {},
      { unread: ['could not check the default key: needs ec2:GetEbsDefaultKmsKeyId'] },
      [
        'could not check the default key: needs ec2:GetEbsDefaultKmsKeyId',
        'capacity and quotas',
        'copies by other accounts',
        'KMS grants',
        ...LAST,
      ],
    ],
  ])('%s', (_, asked, more, list) => {
    expect(plan(asked, more).notProven).toEqual(list);
  });

  test.each(['copies', 'statuses'] as const)('without %s even our own copies are not proven', (member) => {
    const facts: PlanFacts = { source: SOURCE, region: 'us-east-1', at: 0, account: {}, unread: [], stamped: true };
    const read = member === 'copies' ? { statuses: new Map() } : { copies: [] };
    const { notProven } = planCopy({ SourceVolumeId: ID, VolumeType: 'gp3' }, { ...facts, ...read });
    expect(notProven[1]).toBe('other copies (EBS makes one of a source and five in a Region at a time)');
  });
});

const UNPRICED = 'the cost, since no list price of this type is known';

test.each<[name: string, asked: Partial<CopyVolumesRequest>, more: Partial<PlanFacts>, fee: number | undefined]>([
  ['the fee goes by the source, not by the size of the copy', { Size: 1000 }, {}, 0.4],
  ['a source whose size was not told: by the copy', { Size: 1000 }, { source: { VolumeId: ID } }, 0.8],
  ['no size at all: no cost, and that is said', {}, { source: { VolumeId: ID } }, undefined],
])('%s', (_, asked, more, fee) => {
  const { cost, notProven } = plan(asked, more);
  expect(cost?.copyFeeUsd.max).toBe(fee);
  expect(notProven.includes(UNPRICED)).toBe(fee === undefined);
});

test('what is missing for the price blocks the copy, so that the cost is not called unknown', () => {
  const { cost, notProven, findings } = plan({ VolumeType: 'io2' });
  expect([cost, notProven.includes(UNPRICED), findings[0]?.code]).toEqual([undefined, false, 'iops-required']);
});

test('the status of the source counts, not that of another volume', () => {
  const impaired = (id: string) => plan({}, { statuses: new Map([[id, { Status: 'impaired' }]]) }).findings;
  expect(impaired(ID).map(({ code }) => code)).toEqual(['source-impaired']);
  expect(impaired(COPY)).toEqual([]);
});

test('the copy of the token that is planned stands against nothing', () => {
  const copies = [{ VolumeId: COPY, State: 'creating', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 't' }] }];
  expect(plan({}, { copies, token: 't' }).findings).toMatchObject([{ level: 'info', code: 'copied-earlier' }]);
  expect(plan({}, { copies, token: 'u' }).findings).toMatchObject([{ level: 'block', code: 'copy-running' }]);
});

test('a member nobody thought of is shown', () => {
  const { changes } = plan({ SomethingNew: 7 } as Partial<CopyVolumesRequest>);
  expect(changes.at(-1)).toEqual({ setting: 'SomethingNew', source: '–', copy: '7', note: 'as requested' });
});

test('of a type that AWS added since the performance that is not named is told', () => {
  const source = { ...SOURCE, VolumeType: 'gp4', Iops: 9_000, Throughput: 900 };
  const told = (request: object) => plan({ VolumeType: 'gp4', ...request }, { source }).findings[0]?.message;
  expect(told({})).toMatch(
    / The copy gets Iops 9000 and Throughput 900 of the source only where they are named and the type takes them\.$/,
  );
  expect(told({ Iops: 9_000 })).toContain(' The copy gets Throughput 900 of the source ');
  expect(told({ Iops: 9_000, Throughput: 900 })).toMatch(/ EC2 decides\.$/);
});

test('the same facts give the same plan, and nothing is changed on the way', () => {
  const source = Object.freeze({ ...SOURCE });
  expect(plan({}, { source })).toEqual(plan({}, { source }));
});

test('a type that AWS added since: shown, no price, no invented rule, and said so', () => {
  const { changes, cost, findings, initialization } = plan({ VolumeType: 'gp4', Iops: 9 });
  expect(changes[0]).toMatchObject({ source: 'gp3', copy: 'gp4' });
  expect(cost).toBeUndefined();
  expect(findings).toMatchObject([
    { level: 'warn', code: 'type-not-known', by: 'us' },
    { level: 'warn', code: 'performance-lower', fix: { arguments: { Iops: 3000 } } },
  ]);
  expect(initialization.hours).toEqual({ min: 0, max: 6 });
});

test.each<[type: string, region: string, said: string[]]>([
  ['io1', 'us-east-1', []],
  ['io1', 'us-west-2', []],
  ['io1', 'ap-northeast-2', []],
  ['io1', 'eu-west-1', ['multi-attach-region']],
  ['io2', 'eu-west-1', []],
])('Multi-Attach for %s in %s', (VolumeType, region, said) => {
  const request: CopyVolumesRequest = { SourceVolumeId: ID, VolumeType, Iops: 100, MultiAttachEnabled: true };
  expect(judgeMultiAttachRegion(request, region).map((one) => one.code)).toEqual(said);
  expect(judgeMultiAttachRegion({ ...request, MultiAttachEnabled: false }, region)).toEqual([]);
});

test('Multi-Attach where it is not documented: the type and the Regions that have it', () => {
  const request: CopyVolumesRequest = { SourceVolumeId: ID, VolumeType: 'io1', Iops: 100, MultiAttachEnabled: true };
  expect(judgeMultiAttachRegion(request, 'eu-west-1')[0]).toMatchObject({
    message:
      'Multi-Attach for io1 is documented in us-east-1, us-west-2, ap-northeast-2 only, not in eu-west-1. EC2 decides.',
    fix: { arguments: { VolumeType: 'io2' } },
  });
  for (const VolumeType of [undefined, 'gp9'])
    expect(judgeMultiAttachRegion({ ...request, VolumeType } as CopyVolumesRequest, 'eu-west-1')).toEqual([]);
});

test('one instance that has the source attached is no warning, several are', () => {
  const attached = (count: number) =>
    plan({}, { source: { ...SOURCE, Attachments: Array.from({ length: count }, () => ({ InstanceId: 'i-1' })) } });
  expect(attached(1).findings).toEqual([]);
  expect(attached(2).findings[0]?.message).toMatch(/^2 instances have the source attached\. A copy is consistent only/);
});

/** Of the record, the audit and EC2's answer (record-findings), of EC2's dry run, and of the operator (consent/limits). */
const ELSEWHERE = [
  'ec2-refused',
  'operator-limit',
  'copy-differs',
  'profile-overridden',
  'record-not-kept',
  'audit-not-writable',
  'send-unresolved',
] as const;

/** One case for each code of the published list that a plan by itself can have. */
const CASES: Record<
  Exclude<FindingCode, (typeof ELSEWHERE)[number]>,
  [asked: Partial<CopyVolumesRequest>, more: Partial<PlanFacts>]
> = {
  'iops-required': [{ VolumeType: 'io2' }, {}],
  'iops-not-for-type': [{ VolumeType: 'gp2', Iops: 3000 }, {}],
  'iops-out-of-range': [{ Iops: 2999 }, {}],
  'iops-ceiling': [{ Iops: 80001 }, {}],
  'throughput-not-for-type': [{ VolumeType: 'st1', Throughput: 125 }, {}],
  'throughput-out-of-range': [{ Throughput: 124 }, {}],
  'throughput-ceiling': [{ Throughput: 2001 }, {}],
  'multi-attach-not-for-type': [{ MultiAttachEnabled: true }, {}],
  'multi-attach-region': [{ VolumeType: 'io1', Iops: 100, MultiAttachEnabled: true }, { region: 'eu-west-1' }],
  'size-below-source': [{ Size: 1 }, {}],
  'size-below-type': [{ VolumeType: 'st1' }, { source: { ...SOURCE, Size: 20 } }],
  'size-ceiling': [{ Size: 65537 }, {}],
  'type-defaults-to-gp2': [{ VolumeType: undefined as never }, {}],
  'performance-lower': [{ VolumeType: 'st1' }, {}],
  'multi-attach-lost': [{}, { source: { ...SOURCE, MultiAttachEnabled: true } }],
  'durability-lower': [{}, { source: { ...SOURCE, VolumeType: 'io2' } }],
  'ssd-to-hdd': [{ VolumeType: 'sc1' }, {}],
  'source-multi-attached': [{}, { source: { ...SOURCE, Attachments: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] } }],
  'performance-not-inherited': [{}, { source: { ...SOURCE, Iops: 6000 } }],
  'kms-key-without-encryption': [{ KmsKeyId: 'alias/k', Encrypted: false }, {}],
  'encryption-cannot-be-removed': [{ Encrypted: false }, {}],
  'tag-key-invalid': [{ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'aws:x' }] }] }, {}],
  'tag-value-invalid': [
    { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'x'.repeat(257) }] }] },
    {},
  ],
  'tag-key-long': [{ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'k'.repeat(128) }] }] }, {}],
  'cluster-tags': [{ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'CSIVolumeName' }] }] }, {}],
  'type-not-known': [{ VolumeType: 'gp9' }, {}],
  'tag-key-repeated': [{ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a' }, { Key: 'a' }] }] }, {}],
  'tag-limit': [
    {
      TagSpecifications: [{ ResourceType: 'volume', Tags: Array.from({ length: 48 }, (_, n) => ({ Key: `k${n}` })) }],
    },
    {},
  ],
  'source-state': [{}, { source: { ...SOURCE, State: 'error' } }],
  'source-being-modified': [{}, { modification: { ModificationState: 'modifying' } }],
  'source-initializing': [{}, { statuses: new Map([[ID, { Initialization: { Type: 'volume-copy', Progress: 3 } }]]) }],
  'source-on-outpost': [{}, { source: { ...SOURCE, OutpostArn: 'arn:aws:outposts:us-east-1:1:outpost/op-1' } }],
  'source-in-wavelength-zone': [{}, { source: { ...SOURCE, AvailabilityZone: 'us-east-1-wl1-bos-wlz-1' } }],
  'source-in-local-zone': [{}, { source: { ...SOURCE, AvailabilityZone: 'us-west-2-lax-1a' } }],
  'source-impaired': [{}, { statuses: new Map([[ID, { Status: 'impaired' }]]) }],
  'encryption-undocumented': [
    { Encrypted: false },
    { source: { ...SOURCE, Encrypted: false }, account: { byDefault: true } },
  ],
  'encrypted-without-key': [{ Encrypted: true }, {}],
  'source-of-another-account': [{}, { source: { ...SOURCE, OwnerId: '444455556666' } }],
  'key-malformed': [{ Encrypted: true, KmsKeyId: 'my key' }, {}],
  'key-of-another-region': [{ Encrypted: true, KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k' }, {}],
  'key-differs': [{ Encrypted: true, KmsKeyId: 'alias/other' }, {}],
  'key-of-another-account': [{ Encrypted: true, KmsKeyId: 'arn:aws:kms:us-east-1:444455556666:key/k' }, {}],
  'source-managed': [{}, { source: { ...SOURCE, Operator: { Managed: true } } }],
  'copy-running': [{}, { copies: [{ VolumeId: COPY, State: 'creating' }] }],
  'copied-earlier': [{}, { copies: [{ VolumeId: COPY, State: 'available' }] }],
  'copies-in-region': [
    {},
    {
      recentCopies: Array.from({ length: 5 }, (_, n) => ({ VolumeId: `${COPY.slice(0, -1)}${n}`, State: 'creating' })),
    },
  ],
  'other-volumes-on-instance': [{}, { attached: [SOURCE, { VolumeId: COPY }] }],
};

describe('the published list of findings', () => {
  test('has a case each', () => {
    expect([...Object.keys(CASES), ...ELSEWHERE].sort()).toEqual(Object.keys(FINDING_CODES).sort());
  });

  test.each(Object.entries(CASES))('%s is found, is ours, and brings a fix', (code, [asked, more]) => {
    const found = plan(asked, more).findings.filter((one) => one.code === code);
    expect(found).toHaveLength(1);
    expect(found[0]?.by).toBe('us');
    expect(found[0]?.fix?.arguments ?? found[0]?.fix?.advice).toBeTruthy();
  });
});

describe('handed over', () => {
  const place = { region: 'us-east-1', profile: 'work' };
  test('after a copy: attach and delete it, by its id', () => {
    expect(handOverCopy(COPY, place)).toEqual([
      {
        purpose: 'attach it in its zone; beside its source, mount XFS with nouuid and import LVM with vgimportclone',
        command: `aws ec2 attach-volume --volume-id ${COPY} --instance-id INSTANCE_ID --device /dev/sdf --region us-east-1 --profile work`,
        risk: 'changes',
      },
      {
        purpose: 'delete it later; --dry-run only checks, leave it out to delete',
        command: `aws ec2 delete-volume --volume-id ${COPY} --dry-run --region us-east-1 --profile work`,
        risk: 'destroys',
      },
    ]);
  });

  test.each<[profile: string, shown: string]>([
    ['work', ' --profile work'],
    ['a b; rm -rf', ''],
    ['$(x)', ''],
  ])('a profile named %s cannot end the command', (profile, shown) => {
    expect(handOverSnapshot(ID, { region: 'us-east-1', profile }, 'p').command).toBe(
      `aws ec2 create-snapshot --volume-id ${ID} --region us-east-1${shown}`,
    );
  });

  test('an endpoint of its own goes with the command', () => {
    expect(handOverSnapshot(ID, { region: 'us-east-1', endpoint: 'http://127.0.0.1:1' }, 'p').command).toContain(
      ' --endpoint-url http://127.0.0.1:1/',
    );
  });
});

test.each(['io1', 'io2'])(
  '%s without its Iops has no price: storage alone would hide the larger part',
  (VolumeType) => {
    const request: CopyVolumesRequest = { SourceVolumeId: ID, VolumeType };
    const facts: PlanFacts = {
      source: { VolumeId: ID, Size: 500 },
      region: 'us-east-1',
      at: 0,
      account: {},
      unread: [],
      stamped: true,
    };
    expect(planCopy(request, facts).cost).toBeUndefined();
    expect(planCopy({ ...request, Iops: 1000 }, facts).cost?.monthlyUsd).toBe(127.5);
  },
);
