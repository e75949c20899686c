import { describe, expect, test } from 'vitest';
import { type FirstReads, readSource, readSurroundings } from '../../src/copy/read-source.ts';
import type { Volume } from '../../src/volume/aws-records.ts';
import type { Failure } from '../../src/volume/errors/failure.ts';
import {
  CONTROL,
  createFakeDeps,
  createFakeEc2,
  ID,
  idOf,
  NOON,
  no,
  PLACE,
  type Script,
  yes,
} from '../support/fake-ec2.ts';

const OTHER = 'vol-0fffffffffffffff0';
const INSTANCE = 'i-0123456789abcdef0';
const SOURCE: Volume = { VolumeId: ID, State: 'available', OwnerId: '111122223333' };

const deps = (fake: ReturnType<typeof createFakeEc2>) => createFakeDeps(fake.ec2);

/** The source by its id, copies by tag, neighbours by instance. */
function world(source: Volume, copies: Volume[] = [], attached: Volume[] = []): Script {
  return {
    describeVolumes: ({ Filters }) => {
      if (!Filters) return yes({ items: [source] }, NOON + 5);
      return yes({ items: Filters[0]?.Name === 'attachment.instance-id' ? attached : copies });
    },
  };
}

describe('round one', () => {
  function read(script: Script = {}, source = SOURCE) {
    const fake = createFakeEc2({ ...world(source), ...script });
    return { ...fake, reply: readSource(deps(fake), PLACE, ID, CONTROL) };
  }

  test('reads source, modification, copies by our tag, encryption default, default key and caller', async () => {
    const copy = { VolumeId: OTHER, SourceVolumeId: ID };
    const { reply, calls } = read({
      ...world(SOURCE, [copy, { VolumeId: idOf(1), SourceVolumeId: OTHER }]),
      describeVolumesModifications: () => yes([{ VolumeId: OTHER }, { VolumeId: ID, ModificationState: 'optimizing' }]),
      encryptionByDefault: () => yes(true),
      defaultKey: () => yes('alias/team'),
      callerIdentity: () => yes({ account: '111122223333' }),
    });
    expect(calls.map((call) => [call.action, call.asked])).toEqual([
      ['DescribeVolumes', { VolumeIds: [ID] }],
      ['DescribeVolumesModifications', [ID]],
      ['DescribeVolumes', { Filters: [{ Name: 'tag:ebs-copy-mcp:source', Values: [ID] }] }],
      ['GetEbsEncryptionByDefault', undefined],
      ['GetEbsDefaultKmsKeyId', undefined],
      ['GetCallerIdentity', undefined],
    ]);
    expect(await reply).toEqual({
      ok: true,
      at: NOON + 5,
      value: {
        source: SOURCE,
        at: NOON + 5,
        modification: { VolumeId: ID, ModificationState: 'optimizing' },
        copies: [copy],
        encryptionByDefault: true,
        defaultKey: 'alias/team',
        caller: { account: '111122223333' },
        callerProven: true,
        unread: [],
      },
    });
  });

  // Each read but the source's × denied, failed, unknown to the endpoint.
  const READS: [name: string, script: (code: Failure['code']) => Script, line: string, lost: string][] = [
    [
      'modification',
      (code) => ({ describeVolumesModifications: () => no(code) }),
      'could not check a running modification: needs ec2:DescribeVolumesModifications',
      'modification',
    ],
    [
      'copies',
      (code) => ({ describeVolumes: ({ Filters }) => (Filters ? no(code) : yes({ items: [SOURCE] })) }),
      'could not check earlier copies of this source: needs ec2:DescribeVolumes',
      'copies',
    ],
    [
      'encryption default',
      (code) => ({ encryptionByDefault: () => no(code) }),
      'could not check encryption by default: needs ec2:GetEbsEncryptionByDefault',
      'encryptionByDefault',
    ],
    [
      'default key',
      (code) => ({ defaultKey: () => no(code) }),
      'could not check the default key: needs ec2:GetEbsDefaultKmsKeyId',
      'defaultKey',
    ],
  ];
  const CODES: [code: Failure['code'], ending: string][] = [
    ['UnauthorizedOperation', ''],
    ['AccessDenied', ''],
    ['timed-out', ' (timed-out)'],
    ['InternalError', ' (InternalError)'],
    ['unknown-to-endpoint', ' (unknown-to-endpoint)'],
  ];

  test.each(
    READS.flatMap(([name, script, line, lost]) => CODES.map((one) => [name, ...one, script, line, lost] as const)),
  )('%s with %s is a line, and nothing fails', async (_, code, ending, script, line, lost) => {
    const reply = await read(script(code)).reply;
    expect(reply).toMatchObject({ ok: true, value: { source: { VolumeId: ID }, unread: [`${line}${ending}`] } });
    expect(reply.ok && lost in reply.value).toBe(false);
  });

  test.each(CODES)("STS with %s: the account is the source's owner, and that is said", async (code, ending) => {
    expect(await read({ callerIdentity: () => no(code) }).reply).toMatchObject({
      ok: true,
      value: {
        caller: { account: '111122223333' },
        callerProven: false,
        unread: [
          `could not check the account of the credentials; the source's owner is taken for it: needs sts:GetCallerIdentity${ending}`,
        ],
      },
    });
  });

  test('without STS and without an owner no account is invented', async () => {
    const reply = await read({ callerIdentity: () => no('AccessDenied') }, { VolumeId: ID }).reply;
    expect(reply.ok && reply.value).not.toHaveProperty('caller');
    expect(reply.ok && reply.value.unread).toEqual([
      'could not check the account of the credentials: needs sts:GetCallerIdentity',
    ]);
  });

  test('all of them at once', async () => {
    const reply = await read({
      ...Object.assign({}, ...READS.map(([, script]) => script('timed-out'))),
      callerIdentity: () => no('timed-out'),
    }).reply;
    expect(reply.ok && reply.value.unread).toHaveLength(5);
    expect(reply.ok && Object.keys(reply.value).sort()).toEqual(['at', 'caller', 'callerProven', 'source', 'unread']);
  });

  test('a first page of copies is not taken for all of them', async () => {
    const reply = await read({
      describeVolumes: ({ Filters }) =>
        yes({ items: Filters ? [] : [SOURCE], ...(Filters ? { nextToken: 'more' } : {}) }),
    }).reply;
    expect(reply.ok && reply.value.unread).toEqual([
      'could not check all copies of this source: EC2 gave a first page',
    ]);
  });

  test.each<[name: string, script: Script, code: string]>([
    ['cannot be read', { describeVolumes: () => no('UnauthorizedOperation') }, 'UnauthorizedOperation'],
    ['is not in the answer', { describeVolumes: () => yes({ items: [] }) }, 'InvalidVolume.NotFound'],
    ['is another one', { describeVolumes: () => yes({ items: [{ VolumeId: OTHER }] }) }, 'InvalidVolume.NotFound'],
  ])('a source that %s is a failure', async (_, script, code) => {
    expect(await read(script).reply).toMatchObject({ ok: false, failure: { code, definite: true } });
  });
});

describe('round two', () => {
  function read(first: Partial<FirstReads>, script: Script = {}, foreign = false) {
    const fake = createFakeEc2(script);
    const facts: FirstReads = { source: SOURCE, at: NOON, unread: [], callerProven: true, ...first };
    return { ...fake, reply: readSurroundings(deps(fake), PLACE, facts, foreign, CONTROL) };
  }
  const attached: Volume = { ...SOURCE, Attachments: [{ InstanceId: INSTANCE }] };

  test('reads the status of source and copies, and the other volumes of the instance', async () => {
    const { reply, calls } = read(
      { source: attached, copies: [{ VolumeId: OTHER }] },
      {
        describeVolumeStatus: () => yes([{ VolumeId: ID, Status: 'ok' }, {}]),
        describeVolumes: () => yes({ items: [attached, { VolumeId: idOf(2) }] }),
      },
    );
    expect(calls.map((call) => [call.action, call.asked])).toEqual([
      ['DescribeVolumeStatus', [ID, OTHER]],
      ['DescribeVolumes', { Filters: [{ Name: 'attachment.instance-id', Values: [INSTANCE] }] }],
    ]);
    expect(await reply).toEqual({
      statuses: new Map([[ID, { VolumeId: ID, Status: 'ok' }]]),
      attached: [attached, { VolumeId: idOf(2) }],
      unread: [],
    });
  });

  test('without an instance nothing is asked about one', async () => {
    const { reply, actions } = read({});
    expect(await reply).toEqual({ statuses: new Map(), unread: [] });
    expect(actions()).toEqual(['DescribeVolumeStatus']);
  });

  test("a copy that is going or failed has no status row, and one unknown id would lose the source's", async () => {
    const copies = ['creating', 'available', 'deleting', 'deleted', 'error'].map((State, n) => ({
      VolumeId: idOf(n),
      State,
    }));
    const { reply, asked } = read({ copies });
    await reply;
    expect(asked('DescribeVolumeStatus')).toEqual([[ID, idOf(0), idOf(1)]]);
  });

  test('of many copies the newest twenty are asked about', async () => {
    const copies = Array.from({ length: 30 }, (_, n) => ({
      VolumeId: idOf(n),
      CreateTime: `2026-11-${String(n + 1).padStart(2, '0')}T00:00:00Z`,
    }));
    const { reply, asked } = read({ copies });
    await reply;
    const ids = asked('DescribeVolumeStatus')[0] as string[];
    expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([21, ID, idOf(29), idOf(10)]);
  });

  test("another account's volume has no status to read, and that is said", async () => {
    const { reply, actions } = read({}, {}, true);
    expect(await reply).toEqual({
      unread: ["could not check the status of the source: only its owner's account can read it"],
    });
    expect(actions()).toEqual([]);
  });

  test.each<[code: Failure['code'], ending: string]>([
    ['UnauthorizedOperation', ''],
    ['timed-out', ' (timed-out)'],
    ['unknown-to-endpoint', ' (unknown-to-endpoint)'],
  ])('%s is a line for each, and nothing fails', async (code, ending) => {
    const { reply } = read(
      { source: attached },
      { describeVolumeStatus: () => no(code), describeVolumes: () => no(code) },
    );
    expect(await reply).toEqual({
      unread: [
        `could not check the status of the source and its copies: needs ec2:DescribeVolumeStatus${ending}`,
        `could not check other volumes of its instance: needs ec2:DescribeVolumes${ending}`,
      ],
    });
  });
});
