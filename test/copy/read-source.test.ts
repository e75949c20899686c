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

/** An old volume that is no copy: what EC2 lists by day is not empty. */
const MADE_TODAY: Volume = { VolumeId: idOf(99), CreateTime: '2026-11-22T08:00:00.000Z' };

/** The source by its id, copies by tag, volumes of the last days by day. */
function world(source: Volume, copies: Volume[] = [], recent: Volume[] = [MADE_TODAY]): Script {
  return {
    describeVolumes: ({ Filters }) => {
      if (!Filters) return yes({ items: [source] }, NOON + 5);
      return yes({ items: Filters[0]?.Name === 'create-time' ? recent : copies });
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
    const byOthers = { VolumeId: idOf(2), SourceVolumeId: ID, CreateTime: '2026-11-21T23:00:00.000Z' };
    const ofAnother = { VolumeId: idOf(3), SourceVolumeId: OTHER, CreateTime: '2026-11-22T01:00:00.000Z' };
    const { reply, calls } = read({
      ...world(
        SOURCE,
        [copy, { VolumeId: idOf(1), SourceVolumeId: OTHER }],
        [MADE_TODAY, byOthers, ofAnother, { ...MADE_TODAY, VolumeId: idOf(4), SourceVolumeId: '' }],
      ),
      describeVolumesModifications: () => yes([{ VolumeId: OTHER }, { VolumeId: ID, ModificationState: 'optimizing' }]),
      encryptionByDefault: () => yes(true),
      defaultKey: () => yes('alias/team'),
      callerIdentity: () => yes({ account: '111122223333' }),
    });
    expect(calls.map((call) => [call.action, call.asked])).toEqual([
      ['DescribeVolumes', { VolumeIds: [ID] }],
      ['DescribeVolumesModifications', [ID]],
      ['DescribeVolumes', { Filters: [{ Name: 'tag:ebs-copy-mcp:source', Values: [ID] }] }],
      [
        'DescribeVolumes',
        {
          Filters: [{ Name: 'create-time', Values: ['2026-11-20*', '2026-11-21*', '2026-11-22*', '2026-11-23*'] }],
          MaxResults: 500,
        },
      ],
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
        copies: [copy, byOthers],
        recentCopies: [byOthers, ofAnother],
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
    ['timed-out', ' failed (timed-out)'],
    ['InternalError', ' failed (InternalError)'],
    ['unknown-to-endpoint', ' failed (unknown-to-endpoint)'],
  ];

  /** What a policy denies needs a permission; what failed only failed. */
  const lineOf = (line: string, ending: string) => (ending ? `${line.replace('needs ', '')}${ending}` : line);

  test.each(
    READS.flatMap(([name, script, line, lost]) => CODES.map((one) => [name, ...one, script, line, lost] as const)),
  )('%s with %s is a line, and nothing fails', async (_, code, ending, script, line, lost) => {
    const reply = await read(script(code)).reply;
    expect(reply).toMatchObject({ ok: true, value: { source: { VolumeId: ID }, unread: [lineOf(line, ending)] } });
    expect(reply.ok && lost in reply.value).toBe(false);
  });

  test.each(CODES)("STS with %s: the account is the source's owner, and that is said", async (code, ending) => {
    expect(await read({ callerIdentity: () => no(code) }).reply).toMatchObject({
      ok: true,
      value: {
        caller: { account: '111122223333' },
        callerProven: false,
        unread: [
          lineOf(
            "could not check the account of the credentials; the source's owner is taken for it: needs sts:GetCallerIdentity",
            ending,
          ),
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
    expect(reply.ok && Object.keys(reply.value).sort()).toEqual([
      'at',
      'caller',
      'callerProven',
      'recentGap',
      'source',
      'unread',
    ]);
  });

  const byTag: Volume = { VolumeId: idOf(1), SourceVolumeId: ID };
  const byDay: Volume = { VolumeId: idOf(2), SourceVolumeId: ID, CreateTime: '2026-11-22T08:00:00.000Z' };
  const denied = () => no('UnauthorizedOperation');
  const TAGGED = [() => yes({ items: [byTag] }), denied];
  const [DENIED, CUT] = ['needs ec2:DescribeVolumes', 'ec2:DescribeVolumes failed (RequestLimitExceeded)'];
  const LISTED: Script['describeVolumes'][] = [
    () => yes({ items: [byDay] }),
    ({ NextToken }) => (NextToken ? no('RequestLimitExceeded') : yes({ items: [byDay], nextToken: 't' })),
    denied,
  ];

  // By our tag: read or denied. By day: read, cut after the first page, denied.
  test.each<[tag: number, day: number, copies: Volume[] | undefined, recent: Volume[] | undefined, gap?: string]>([
    [0, 0, [byTag, byDay], [byDay]],
    [0, 1, [byTag, byDay], [byDay], CUT],
    [0, 2, [byTag], undefined, DENIED],
    [1, 0, [byDay], [byDay]],
    [1, 1, [byDay], [byDay], CUT],
    [1, 2, undefined, undefined, DENIED],
  ])('copies by tag (%i) and by day (%i): what is seen, and what may be missing', async (tag, day, ...seen) => {
    const reply = await read({
      describeVolumes: (query, place) => {
        if (!query.Filters) return yes({ items: [SOURCE] });
        const script = query.Filters[0]?.Name === 'create-time' ? LISTED[day] : TAGGED[tag];
        return script?.(query, place) ?? denied();
      },
    }).reply;
    const { copies, recentCopies, recentGap } = reply.ok ? reply.value : {};
    expect([copies, recentCopies, recentGap]).toEqual([seen[0], seen[1], seen[2]]);
  });

  test.each<[name: string, source: Volume, tagged: ReturnType<typeof denied> | Volume[]]>([
    ['the source', { ...SOURCE, CreateTime: '2026-11-22T08:00:00.000Z' }, []],
    ['the source, the copies unread', { ...SOURCE, CreateTime: '2026-11-22T08:00:00.000Z' }, denied()],
    ['a copy of ours', SOURCE, [byDay]],
  ])('%s of today that the list by day lacks: such a list proves nothing', async (_, source, tagged) => {
    const reply = await read({
      describeVolumes: ({ Filters }) => {
        if (!Filters) return yes({ items: [source] });
        if (Filters[0]?.Name === 'create-time') return yes({ items: [MADE_TODAY] });
        return 'ok' in tagged ? tagged : yes({ items: tagged });
      },
    }).reply;
    expect(reply.ok && reply.value.recentGap).toBe('this endpoint does not list volumes by day');
  });

  test('earlier copies are followed over pages, and an end that was not reached is said', async () => {
    const tagged = (pages: number): Script => ({
      describeVolumes: ({ Filters, NextToken = '0' }) => {
        if (!Filters) return yes({ items: [SOURCE] });
        if (Filters[0]?.Name === 'create-time') return yes({ items: [MADE_TODAY] });
        const page = Number(NextToken) + 1;
        const items = [{ VolumeId: idOf(page), SourceVolumeId: ID }];
        return yes({ items, ...(page < pages ? { nextToken: String(page) } : {}) });
      },
    });
    const [whole, cut] = [await read(tagged(3)).reply, await read(tagged(9)).reply];
    expect(whole.ok && whole.value.copies?.map(({ VolumeId }) => VolumeId)).toEqual([idOf(1), idOf(2), idOf(3)]);
    expect(whole.ok && whole.value.unread).toEqual([]);
    expect(cut.ok && cut.value.copies).toHaveLength(5);
    expect(cut.ok && cut.value.unread).toEqual([
      'could not check earlier copies of this source to the end: too many pages',
    ]);
  });

  test('a modification on the second page is seen', async () => {
    const reply = await read({
      describeVolumesModifications: (_, token) =>
        token
          ? yes([{ VolumeId: ID, ModificationState: 'modifying' }])
          : yes({ items: [{ VolumeId: OTHER }], nextToken: 'second' }),
    }).reply;
    expect(reply).toMatchObject({ value: { modification: { ModificationState: 'modifying' }, unread: [] } });
  });

  test('modifications without an end are not taken for none', async () => {
    let page = 0;
    const endless = () => yes({ items: [], nextToken: `t${++page}` });
    const reply = await read({ describeVolumesModifications: endless }).reply;
    expect(reply.ok && reply.value.unread).toEqual([
      'could not check a running modification to the end: too many pages',
    ]);
  });

  const ABSENT = 'EC2 returned no volume vol-0123456789abcdef0.';

  test.each<[name: string, script: Script, code: string, message: string]>([
    ['cannot be read', { describeVolumes: denied }, 'UnauthorizedOperation', 'words of UnauthorizedOperation'],
    ['is not in the answer', { describeVolumes: () => yes({ items: [] }) }, 'InvalidVolume.NotFound', ABSENT],
    ['is another one', { describeVolumes: () => yes({ items: [byTag] }) }, 'InvalidVolume.NotFound', ABSENT],
  ])('a source that %s is a failure', async (_, script, code, message) => {
    expect(await read(script).reply).toEqual({ ok: false, failure: { code, message, definite: true } });
  });
});

describe('round two', () => {
  const NOT_FOUND = 'ec2:DescribeVolumeStatus failed (InvalidVolume.NotFound)';

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

  test('other copies of the last days join the one request, each once and at most 200', async () => {
    const mine = { VolumeId: OTHER, SourceVolumeId: ID, CreateTime: '2026-11-22T01:00:00Z' };
    const recentCopies = Array.from({ length: 210 }, (_, n) => ({
      VolumeId: idOf(n),
      SourceVolumeId: idOf(999),
      CreateTime: new Date(NOON - n * 60_000).toISOString(),
    }));
    const few = read({ copies: [mine], recentCopies: [mine, ...recentCopies.slice(0, 1)] });
    await few.reply;
    expect(few.asked('DescribeVolumeStatus')).toEqual([[ID, OTHER, idOf(0)]]);
    expect((await read({ recentCopies: recentCopies.slice(0, 200) }).reply).unread).toEqual([]);
    const many = read({ recentCopies });
    expect((await many.reply).unread).toEqual([
      'could not check all copies in progress: only the newest 200 of 210 were read',
    ]);
    const ids = many.asked('DescribeVolumeStatus')[0] as string[];
    expect([ids.length, ids[1], ids.at(-1)]).toEqual([201, idOf(0), idOf(199)]);
  });

  test('a copy that went between the rounds costs one more request, not the status of the source', async () => {
    const { reply, asked } = read(
      { copies: [{ VolumeId: OTHER }] },
      {
        describeVolumeStatus: (ids) =>
          ids.includes(OTHER)
            ? no('InvalidVolume.NotFound', { message: `The volume '${OTHER}' does not exist.` })
            : yes([{ VolumeId: ID, Status: 'ok' }]),
      },
    );
    expect(await reply).toEqual({ statuses: new Map([[ID, { VolumeId: ID, Status: 'ok' }]]), unread: [] });
    expect(asked('DescribeVolumeStatus')).toEqual([[ID, OTHER], [ID]]);
  });

  const gone = (message: string) => no('InvalidVolume.NotFound', { message });

  test.each<[name: string, failure: ReturnType<typeof no>, foreign: boolean, line: string]>([
    ['names every id that was asked for', gone(`The volume '${OTHER}' does not exist.`), true, NOT_FOUND],
    ['names no id', gone('The volume does not exist.'), false, NOT_FOUND],
    [
      'is a denial that names an id',
      no('UnauthorizedOperation', { message: `Not authorized on arn:aws:ec2:us-east-1:111122223333:volume/${OTHER}` }),
      false,
      'needs ec2:DescribeVolumeStatus',
    ],
  ])('a failure of the status that %s is not asked again', async (_, failure, foreign, line) => {
    const script: Script = { describeVolumeStatus: () => failure };
    const { reply, actions } = read({ copies: [{ VolumeId: OTHER }] }, script, foreign);
    expect((await reply).unread[0]).toBe(`could not check the status of the source and its copies: ${line}`);
    expect(actions()).toEqual(['DescribeVolumeStatus']);
  });

  test('a copy without an id and an attachment without an instance are not asked about', async () => {
    const { reply, calls } = read({
      source: { ...SOURCE, Attachments: [{ Device: '/dev/sdf' }] },
      copies: [{ State: 'available' }],
      recentCopies: [{ State: 'creating' }],
    });
    await reply;
    expect(calls.map((call) => [call.action, call.asked])).toEqual([['DescribeVolumeStatus', [ID]]]);
  });

  test('volumes of the instance are followed over pages', async () => {
    const { reply } = read(
      { source: attached },
      {
        describeVolumes: ({ NextToken }) =>
          NextToken ? yes({ items: [{ VolumeId: idOf(3) }] }) : yes({ items: [attached], nextToken: 'second' }),
      },
    );
    expect(await reply).toMatchObject({ attached: [attached, { VolumeId: idOf(3) }], unread: [] });
  });

  test("another account's volume has no status to read, and that is said", async () => {
    const { reply, actions } = read({}, {}, true);
    expect(await reply).toEqual({
      unread: ["could not check the status and modifications of the source: only its owner's account can read them"],
    });
    expect(actions()).toEqual([]);
  });

  test.each<[code: Failure['code'], ending: string]>([
    ['UnauthorizedOperation', ''],
    ['timed-out', 'timed-out'],
    ['unknown-to-endpoint', 'unknown-to-endpoint'],
  ])('%s is a line for each, and nothing fails', async (code, failed) => {
    const { reply } = read(
      { source: attached },
      { describeVolumeStatus: () => no(code), describeVolumes: () => no(code) },
    );
    expect(await reply).toEqual({
      unread: [
        `could not check the status of the source and its copies: ${failed ? `ec2:DescribeVolumeStatus failed (${failed})` : 'needs ec2:DescribeVolumeStatus'}`,
        `could not check other volumes of its instance: ${failed ? `ec2:DescribeVolumes failed (${failed})` : 'needs ec2:DescribeVolumes'}`,
      ],
    });
  });
});
