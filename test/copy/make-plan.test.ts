// From a request to its plan: what of the reads, the place and the settings gets into it.
import { describe, expect, test } from 'vitest';
import { type CopyCall, type MadePlan, makePlan } from '../../src/copy/make-plan.ts';
import type { Caller, Place } from '../../src/ports/ec2.ts';
import type { Settings } from '../../src/ports/tool.ts';
import type { Tag, Volume } from '../../src/volume/aws-records.ts';
import { CALLER, gp3, MINUTE, SOURCE, startCopyProcess } from '../support/copy-process.ts';
import { CONTROL, ID, idOf, NOON, no, PLACE, type Script, yes } from '../support/fake-ec2.ts';
import { NO_LIMITS } from '../support/no-limits.ts';

interface World {
  source?: Volume;
  /** Copies of the source by our tag. */
  tagged?: Volume[];
  /** Volumes of the last days, by their day. */
  recent?: Volume[];
  settings?: Partial<Settings>;
  script?: Script;
}

/** The plan of a call in such a world, and what EC2 was asked. */
async function planOf(
  { source = SOURCE, tagged = [], recent = [SOURCE], settings = {}, script = {} }: World,
  { withDryRun = false, ...call }: Partial<CopyCall> & { withDryRun?: boolean } = {},
): Promise<MadePlan & { actions: string[] }> {
  const { deps, actions } = startCopyProcess(settings, {
    describeVolumes: ({ Filters }) => {
      const name = Filters?.[0]?.Name;
      if (name === undefined) return yes({ items: [source] });
      return yes({ items: name === 'create-time' ? recent : tagged });
    },
    ...script,
  });
  const options = { cancelled: CONTROL.signal, signal: CONTROL.signal, arrivedAt: NOON, deadline: NOON + 50_000 };
  const made = await makePlan({ deps, options, place: PLACE, request: gp3, args: gp3, ...call }, withDryRun);
  if (!made.ok) throw new Error(made.failure.code);
  return { ...made.value, actions: actions() };
}

const codes = ({ planned }: MadePlan) => planned.plan.findings.map(({ code }) => code);
const plan = (Value: string): Tag => ({ Key: 'ebs-copy-mcp:plan', Value });
const made = (n: number, more: Volume = {}): Volume => ({
  VolumeId: idOf(n),
  SourceVolumeId: ID,
  State: 'available',
  CreateTime: '2026-11-22T11:00:00Z',
  ...more,
});

describe('where nobody knows who is calling', () => {
  const { OwnerId: _, ...nobodys } = SOURCE;
  const silent: Script = { callerIdentity: () => no('timed-out') };

  test('the plan names no account, and no owner is foreign', async () => {
    const { planned, world, actions } = await planOf({ source: nobodys, script: silent }, { withDryRun: true });
    expect(planned).not.toHaveProperty('caller');
    expect(world).toEqual({ partition: 'aws', region: 'us-east-1', endpoint: 'aws' });
    expect(planned.plan.findings).toEqual([]);
    expect(actions).toContain('DescribeVolumeStatus');
    expect(actions).toContain('CopyVolumes DryRun');
  });

  test("the source's owner serves for the plan, and for no limit", async () => {
    const { planned } = await planOf({
      script: silent,
      settings: { limits: { ...NO_LIMITS, accounts: ['111122223333'] } },
    });
    expect(planned.caller).toEqual({ account: '111122223333' });
    expect(planned.plan.findings).toMatchObject([
      {
        code: 'operator-limit',
        message: 'The account of the credentials is not known, and the operator allows only some.',
      },
    ]);
  });
});

describe('the dry run', () => {
  const ENCODED = 'You are not authorized to perform this operation. Encoded authorization failure message: AbC';
  const denied: Script = { rehearseCopy: () => no('UnauthorizedOperation', { message: ENCODED }) };
  const { OwnerId: _, ...nobodys } = SOURCE;

  test.each<[name: string, caller: Caller | undefined, place: Partial<Place>, volumes: string]>([
    [
      "the caller's",
      { ...CALLER, arn: 'arn:aws-cn:iam::111122223333:user/ann' },
      {},
      'aws-cn:ec2:us-east-1:111122223333',
    ],
    [
      "the caller's, whatever the Region's is",
      { ...CALLER, arn: 'arn:aws-cn:iam::111122223333:user/ann' },
      { region: 'cn-north-1', partition: 'aws' },
      'aws-cn:ec2:cn-north-1:111122223333',
    ],
    [
      "the Region's",
      { account: '111122223333' },
      { region: 'us-gov-west-1', partition: 'aws-us-gov' },
      'aws-us-gov:ec2:us-gov-west-1:111122223333',
    ],
    ['nobody', undefined, {}, 'aws:ec2:us-east-1:*'],
  ])('a denial is cured in the partition and account of %s', async (_, caller, place, volumes) => {
    const { dryRun } = await planOf(
      {
        source: nobodys,
        script: { ...denied, callerIdentity: () => (caller ? yes(caller) : no('timed-out')) },
      },
      { place: { ...PLACE, ...place }, withDryRun: true },
    );
    expect(dryRun?.findings).toMatchObject([
      {
        code: 'ec2-refused',
        fix: {
          policy: { Resource: `arn:${volumes}:volume/${ID}` },
          alsoNeeded: [
            { Resource: `arn:${volumes}:volume/*` },
            { Action: ['ec2:CreateTags'], Resource: `arn:${volumes}:volume/*` },
          ],
        },
      },
    ]);
  });

  test('without our tags needs no permission for tags', async () => {
    const { dryRun } = await planOf({ settings: { stamp: false }, script: denied }, { withDryRun: true });
    expect(dryRun?.findings[0]?.fix?.alsoNeeded).toHaveLength(1);
  });

  test('is not sent where no EC2 can accept the request, and not asked for of a real copy', async () => {
    const impossible = await planOf({}, { request: { ...gp3, Size: 50 }, withDryRun: true });
    expect(impossible).toMatchObject({ dryRun: { findings: [] } });
    expect(impossible.actions).not.toContain('CopyVolumes DryRun');
    const real = await planOf({});
    expect(real).toMatchObject({ dryRun: { findings: [] } });
    expect(real.actions).not.toContain('CopyVolumes DryRun');
    expect((await planOf({}, { withDryRun: true })).dryRun).toEqual({ findings: [] });
  });
});

describe("the account's settings", () => {
  test('encryption by default and its key are those that were read', async () => {
    const { planned } = await planOf(
      { script: { encryptionByDefault: () => yes(true), defaultKey: () => yes('alias/team') } },
      { request: { ...gp3, Encrypted: false } },
    );
    expect(planned.plan.findings).toMatchObject([
      { code: 'encryption-undocumented', fix: { arguments: { Encrypted: true, KmsKeyId: 'alias/team' } } },
    ]);
  });

  test('a source of another account is said to be one, and its status is not asked for', async () => {
    const { planned, actions } = await planOf({ source: { ...SOURCE, OwnerId: '444455556666' } });
    expect(planned.plan.findings).toMatchObject([
      {
        code: 'source-of-another-account',
        message: expect.stringContaining('The source belongs to account 444455556666.'),
      },
    ]);
    expect(planned.source.verdict).toContain('belongs to another account');
    expect(actions).not.toContain('DescribeVolumeStatus');
  });
});

describe('the summary of the source', () => {
  const loaded: Volume = { ...SOURCE, SourceVolumeId: idOf(9), CreateTime: '2026-11-22T11:59:00Z' };

  test('a copy without a status row yet has just begun; one whose status was not read may have', async () => {
    const listed = await planOf({ source: loaded, script: { describeVolumeStatus: () => yes([]) } });
    expect(listed.planned.source.verdict).toContain('not yet at full speed (progress not shown yet');
    const unread = await planOf({
      source: loaded,
      script: { describeVolumeStatus: () => no('UnauthorizedOperation') },
    });
    expect(unread.planned.source.verdict).toContain('Its checks and initialization could not be read');
  });

  test('its own row is read', async () => {
    const { planned } = await planOf({});
    expect(planned.source).toMatchObject({ VolumeId: ID, State: 'available', healthy: true });
    expect(planned.source).not.toHaveProperty('needsAttention');
  });
});

describe('the ids of other copies', () => {
  const all = [
    made(1),
    made(2, { Tags: [{ Key: 'Name', Value: 'mine' }, plan('mine')] }),
    made(3, { Tags: [plan('theirs')] }),
  ];
  const ids = (...numbers: number[]) => numbers.map(idOf);

  test.each<[name: string, world: World, token: string | undefined, copies: string[]]>([
    [
      'could not be read',
      { script: { describeVolumes: ({ VolumeIds }) => (VolumeIds ? yes({ items: [SOURCE] }) : no('timed-out')) } },
      'mine',
      [],
    ],
    ['without a token all of them', { tagged: all }, undefined, ids(1, 2, 3)],
    ['not the one that carries the token', { tagged: all }, 'mine', ids(1, 3)],
    [
      'a token in another tag is none',
      { tagged: [made(1, { Tags: [{ Key: 'Name', Value: 'mine' }] })] },
      'mine',
      ids(1),
    ],
    ['of those that stay', { tagged: [made(1, { State: 'deleting' }), made(2)] }, undefined, ids(2)],
    ['of those that have one', { tagged: [{ SourceVolumeId: ID, State: 'available' }, made(2)] }, undefined, ids(2)],
  ])('%s', async (_, world, token, copies) => {
    const found = await planOf(world, token === undefined ? {} : { token });
    expect(found.copies).toEqual(copies);
  });

  test('a copy that the token made is its own, not an earlier one', async () => {
    const { planned } = await planOf({ tagged: all }, { token: 'mine' });
    expect(planned.plan.findings).toMatchObject([
      { code: 'copied-earlier', level: 'info', message: expect.stringContaining(`This ClientToken made ${idOf(2)}`) },
    ]);
  });
});

describe('a copy without our tags that appeared since its send', () => {
  const unstampedSince = NOON - MINUTE;
  const since = (n: number, more: Volume = {}) =>
    made(n, { State: 'creating', CreateTime: '2026-11-22T12:00:00Z', ...more });
  const others = [11, 12, 13, 14].map((n) => since(n, { SourceVolumeId: idOf(9) }));

  test('is taken for its own: it blocks nothing', async () => {
    const own = await planOf({ tagged: [since(1), made(2)], recent: [since(1), ...others] }, { unstampedSince });
    expect(own.copies).toEqual([idOf(2)]);
    expect(codes(own)).toEqual(['copied-earlier']);
  });

  test('that of a send of which no time is known is another one', async () => {
    const other = await planOf({ tagged: [since(1)], recent: [since(1), ...others] });
    expect(other.copies).toEqual([idOf(1)]);
    expect(codes(other)).toEqual(['copy-running']);
  });

  test('of two nobody can say which it is', async () => {
    const two = await planOf({ tagged: [since(1), since(2)] }, { unstampedSince });
    expect(two.copies).toEqual([idOf(1), idOf(2)]);
    expect(codes(two)).toEqual(['copy-running']);
  });

  test('one without an id stays, and blocks', async () => {
    const { VolumeId: _, ...nameless } = since(1);
    expect(codes(await planOf({ tagged: [nameless] }, { unstampedSince }))).toEqual(['copy-running']);
  });

  test('where no copies could be read there is none', async () => {
    const describeVolumes: Script['describeVolumes'] = ({ VolumeIds }) =>
      VolumeIds ? yes({ items: [SOURCE] }) : no('UnauthorizedOperation');
    const unread = await planOf({ script: { describeVolumes } }, { unstampedSince });
    expect(unread.first).not.toHaveProperty('copies');
  });

  test('where the days could not be read the tags say it', async () => {
    const describeVolumes: Script['describeVolumes'] = ({ VolumeIds, Filters }) =>
      VolumeIds
        ? yes({ items: [SOURCE] })
        : Filters?.[0]?.Name === 'create-time'
          ? no('UnauthorizedOperation')
          : yes({ items: [since(1)] });
    const own = await planOf({ script: { describeVolumes } }, { unstampedSince });
    expect(own.copies).toEqual([]);
    expect(codes(own)).toEqual([]);
  });
});

test.each<[name: string, limits: Partial<Settings['limits']>, messages: string[]]>([
  ['within them', { accounts: ['111122223333'], largestSize: 100, largestMonthlyUsd: 8 }, []],
  [
    'of another account',
    { accounts: ['444455556666'] },
    ['Account 111122223333 is not among those the operator allows.'],
  ],
  ['too large', { largestSize: 99 }, ['The size of the copy would be 100 GiB; the operator allows at most 99 GiB.']],
  [
    'too expensive',
    { largestMonthlyUsd: 7 },
    ['The monthly cost of the copy would be 8 USD; the operator allows at most 7 USD.'],
  ],
  ['without a tag', { requiredTags: ['team'] }, ['The source lacks the tag team, which the operator requires.']],
])('limits of the operator: %s', async (_, limits, messages) => {
  const { planned } = await planOf({ settings: { limits: { ...NO_LIMITS, ...limits } } });
  expect(planned.plan.findings.map(({ message }) => message)).toEqual(messages);
});

test('what it is sealed over, and its price, are those of the source', async () => {
  const { sealed, price } = await planOf({});
  expect(sealed).toMatchObject({ account: '111122223333', principal: 'AIDAANN', region: 'aws/us-east-1', size: '100' });
  expect(price).toEqual({ kind: 'list', cents: 800 });
});
