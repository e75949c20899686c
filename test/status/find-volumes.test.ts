// Which requests find volumes, and what comes of their replies.
import { describe, expect, test } from 'vitest';
import type { Page, Reply, VolumeQuery } from '../../src/ports/ec2.ts';
import type { Deps } from '../../src/ports/tool.ts';
import { findAttached, findByIds, findCopies, findPage, madeHereFilters } from '../../src/status/find-volumes.ts';
import type { Volume, VolumeStatus } from '../../src/volume/aws-records.ts';
import {
  CONTROL,
  createFakeClock,
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

const ids = (count: number) => Array.from({ length: count }, (_, n) => idOf(n));
const volume = (VolumeId: string, more: Volume = {}): Volume => ({ VolumeId, State: 'available', ...more });
const YOUNG = { CreateTime: new Date(NOON - 60_000).toISOString() };
const row = (VolumeId: string): VolumeStatus => ({ VolumeId, Status: 'ok' });

/** EC2 with these volumes: a filter leaves out silently what is not there. */
function world(present: readonly string[], more: Script = {}): Script {
  const known = new Set(present);
  return {
    describeVolumes: ({ Filters }) => {
      const wanted = Filters?.find((one) => one.Name === 'volume-id')?.Values ?? [];
      return yes({ items: wanted.filter((id) => known.has(id)).map((id) => volume(id)) });
    },
    describeVolumeStatus: (asked) => yes(asked.map(row)),
    ...more,
  };
}

function start(script: Script): { deps: Deps } & ReturnType<typeof createFakeEc2> {
  const fake = createFakeEc2(script);
  return { ...fake, deps: createFakeDeps(fake.ec2) };
}

function value<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`unexpected failure ${reply.failure.code}`);
  return reply.value;
}

describe('by ids', () => {
  test('one id: volume, status and modification are asked for at the same time', async () => {
    const waiting: (() => void)[] = [];
    const hold = <T>(reply: Reply<T>) => new Promise<Reply<T>>((resolve) => waiting.push(() => resolve(reply)));
    const { deps, actions } = start({
      describeVolumes: () => hold(yes({ items: [volume(ID)] })),
      describeVolumeStatus: () => hold(yes([row(ID)])),
      describeVolumesModifications: () => hold(yes([{ VolumeId: ID, ModificationState: 'modifying' }])),
    });
    const found = findByIds(deps, PLACE, [ID], CONTROL);
    await Promise.resolve();
    expect(actions()).toEqual(['DescribeVolumes', 'DescribeVolumeStatus', 'DescribeVolumesModifications']);
    expect(waiting).toHaveLength(3);
    for (const go of waiting) go();
    expect(value(await found)).toMatchObject({
      volumes: [{ VolumeId: ID }],
      missing: [],
      complete: true,
      modifications: new Map([[ID, { VolumeId: ID, ModificationState: 'modifying' }]]),
    });
  });

  test.each<[count: number, requests: string[][]]>([
    [3, [ids(3)]],
    [4, [ids(4)]],
    [200, [ids(199), [idOf(199)]]],
  ])('%i ids: modifications are asked for too, at most 199 in a request', async (count, requests) => {
    const { deps, asked } = start(world(ids(count)));
    await findByIds(deps, PLACE, ids(count), CONTROL);
    expect(asked('DescribeVolumesModifications')).toEqual(requests);
  });

  test('a modification that cannot be read fails nothing', async () => {
    const { deps } = start(world([ID], { describeVolumesModifications: () => no('UnauthorizedOperation') }));
    const found = value(await findByIds(deps, PLACE, [ID], CONTROL));
    expect(found).toMatchObject({
      volumes: [{ VolumeId: ID }],
      modificationFailure: { code: 'UnauthorizedOperation' },
    });
  });

  test('what is being deleted has no status row and is not asked for one', async () => {
    const { deps, asked } = start({
      describeVolumes: () =>
        yes({
          items: [volume(idOf(1)), volume(idOf(2), { State: 'deleting' }), volume(idOf(3), { State: 'deleted' })],
        }),
    });
    await findByIds(deps, PLACE, [idOf(1), idOf(2), idOf(3)], CONTROL);
    expect(asked('DescribeVolumeStatus')).toEqual([[idOf(1)]]);
  });

  test.each<[name: string, progress: number | undefined, count: number, asks: boolean]>([
    ['an initializing copy', 40, 1, true],
    ['a copy whose progress is not shown', undefined, 3, true],
    ['an initialized copy', 100, 1, false],
    ['four copies', 40, 4, false],
  ])('the source of %s is read once: %s %s %s', async (_, Progress, count, asks) => {
    const source = volume(idOf(99), { Iops: 500 });
    const { deps, asked } = start({
      describeVolumes: ({ Filters }) =>
        Filters?.[0]?.Values.includes(idOf(99))
          ? yes({ items: [source] })
          : yes({ items: ids(count).map((id) => volume(id, { ...YOUNG, SourceVolumeId: idOf(99) })) }),
      describeVolumeStatus: (wanted) =>
        yes(
          wanted.map((id) => ({
            ...row(id),
            ...(Progress === undefined ? {} : { Initialization: { Type: 'volume-copy', Progress } }),
          })),
        ),
    });
    const found = value(await findByIds(deps, PLACE, ids(count), CONTROL));
    expect(asked('DescribeVolumes').slice(1)).toEqual(
      asks ? [{ Filters: [{ Name: 'volume-id', Values: [idOf(99)] }], IncludeManagedResources: true }] : [],
    );
    expect(found.sources?.get(idOf(99))).toEqual(asks ? source : undefined);
  });

  test('a source that cannot be read fails nothing', async () => {
    const { deps } = start({
      describeVolumes: ({ Filters }) =>
        Filters?.[0]?.Values.includes(idOf(99))
          ? no('Throttling')
          : yes({ items: [volume(ID, { SourceVolumeId: idOf(99) })] }),
      describeVolumeStatus: () => yes([row(ID)]),
    });
    expect(value(await findByIds(deps, PLACE, [ID], CONTROL)).volumes).toHaveLength(1);
  });

  test('an id is asked for by a filter, so that an unknown one fails nothing', async () => {
    const { deps, asked } = start(world([ID]));
    await findByIds(deps, PLACE, [ID], CONTROL);
    // Also what an AWS service keeps out of lists: it was named.
    expect(asked('DescribeVolumes')).toEqual([
      { Filters: [{ Name: 'volume-id', Values: [ID] }], IncludeManagedResources: true },
    ]);
    expect(asked('DescribeVolumeStatus')).toEqual([[ID]]);
  });

  test.each<[count: number, values: number[]]>([
    [199, [199]],
    [200, [199, 1]],
    [398, [199, 199]],
    [500, [199, 199, 102]],
  ])('%i ids: at most 199 values a filter, one request for all statuses', async (count, values) => {
    const { deps, asked, actions } = start(world(ids(count)));
    const found = value(await findByIds(deps, PLACE, ids(count), CONTROL));
    expect((asked('DescribeVolumes') as VolumeQuery[]).map((one) => one.Filters?.[0]?.Values.length)).toEqual(values);
    // As many for the modifications, and one for the statuses.
    expect(actions()).toHaveLength(2 * values.length + 1);
    expect(found.volumes.map((one) => one.VolumeId)).toEqual(ids(count));
    expect(found.statuses.size).toBe(count);
  });

  test('500 ids of which two have no status row: one request more', async () => {
    const gone = [idOf(7), idOf(400)];
    const { deps, asked, actions } = start(
      world(ids(500), {
        describeVolumeStatus: (wanted) => {
          const bad = wanted.filter((id) => gone.includes(id));
          return bad.length > 0
            ? no('InvalidVolume.NotFound', { message: `The volumes '${bad.join(', ')}' do not exist.` })
            : yes(wanted.map(row));
        },
      }),
    );
    const found = value(await findByIds(deps, PLACE, ids(500), CONTROL));
    expect(actions()).toHaveLength(8);
    expect((asked('DescribeVolumeStatus') as string[][]).map((one) => one.length)).toEqual([500, 498]);
    expect(found.volumes).toHaveLength(500);
    expect(found.statuses.size).toBe(498);
    expect(found).not.toHaveProperty('statusFailure');
  });

  test('unknown ids are named, and fail nothing', async () => {
    const { deps, asked } = start(world([idOf(1), idOf(3)]));
    const found = value(await findByIds(deps, PLACE, [idOf(0), idOf(3), idOf(2), idOf(1)], CONTROL));
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(3), idOf(1)]);
    expect(found.missing).toEqual([idOf(0), idOf(2)]);
    expect((asked('DescribeVolumeStatus') as string[][]).map((one) => [...one].sort())).toEqual([[idOf(1), idOf(3)]]);
  });

  test('none known: no status is asked for', async () => {
    const { deps, actions } = start(world([]));
    const found = value(await findByIds(deps, PLACE, [idOf(1), idOf(2)], CONTROL));
    expect(found).toMatchObject({ volumes: [], missing: [idOf(1), idOf(2)] });
    expect(actions()).not.toContain('DescribeVolumeStatus');
  });

  test('one id that is not known: its status answer is not taken for a failure', async () => {
    const { deps } = start(
      world([], { describeVolumeStatus: () => no('InvalidVolume.NotFound', { message: `no ${ID}` }) }),
    );
    const found = value(await findByIds(deps, PLACE, [ID], CONTROL));
    expect(found.missing).toEqual([ID]);
    expect(found).not.toHaveProperty('statusFailure');
  });

  test('duplicates are asked for once and told once', async () => {
    const { deps, asked } = start(world([idOf(1), idOf(2)]));
    const found = value(await findByIds(deps, PLACE, [idOf(2), idOf(1), idOf(2), idOf(9), idOf(9)], CONTROL));
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(2), idOf(1)]);
    expect(found.missing).toEqual([idOf(9)]);
    expect((asked('DescribeVolumes') as VolumeQuery[])[0]?.Filters?.[0]?.Values).toEqual([idOf(2), idOf(1), idOf(9)]);
  });

  test('pages are followed to the end, also past an empty one', async () => {
    const pages: Record<string, Page<Volume>> = {
      '': { items: [volume(idOf(1))], nextToken: 'a' },
      a: { items: [], nextToken: 'b' },
      b: { items: [volume(idOf(2))] },
    };
    const { deps, asked } = start({
      describeVolumes: ({ NextToken }) => yes(pages[NextToken ?? ''] ?? { items: [] }),
      describeVolumeStatus: (wanted) => yes(wanted.map(row)),
    });
    const found = value(await findByIds(deps, PLACE, [idOf(1), idOf(2)], CONTROL));
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(1), idOf(2)]);
    expect((asked('DescribeVolumes') as VolumeQuery[]).map((one) => one.NextToken)).toEqual([undefined, 'a', 'b']);
  });

  test('of a list that ended early nothing is said about the ids that it lacks', async () => {
    const { deps } = start({
      describeVolumes: ({ NextToken }) =>
        NextToken ? no('InternalError') : yes({ items: [volume(idOf(1))], nextToken: 'a' }),
      describeVolumeStatus: (wanted) => yes(wanted.map(row)),
    });
    expect(value(await findByIds(deps, PLACE, [idOf(1), idOf(2)], CONTROL))).toMatchObject({
      volumes: [{ VolumeId: idOf(1) }],
      missing: [],
      unlisted: [idOf(2)],
      complete: false,
      listFailure: { code: 'InternalError' },
    });
  });

  test('modifications come in pages too; of a list that ended early only what it holds is known', async () => {
    const modification = (VolumeId: string) => ({ VolumeId, ModificationState: 'optimizing' });
    const pages = (last: 'page' | 'failure') =>
      start(
        world([idOf(1), idOf(2), idOf(3)], {
          describeVolumesModifications: (_, token) => {
            if (!token) return yes({ items: [modification(idOf(1))], nextToken: 'a' });
            return last === 'page' ? yes({ items: [modification(idOf(2))] }) : no('InternalError');
          },
        }),
      );
    const read = async (last: 'page' | 'failure') =>
      value(await findByIds(pages(last).deps, PLACE, [idOf(1), idOf(2), idOf(3)], CONTROL));
    const whole = await read('page');
    expect([...(whole.modifications ?? [])]).toEqual([
      [idOf(1), modification(idOf(1))],
      [idOf(2), modification(idOf(2))],
      [idOf(3), 'none'],
    ]);
    expect(whole).not.toHaveProperty('modificationFailure');
    const part = await read('failure');
    expect([...(part.modifications ?? [])]).toEqual([[idOf(1), modification(idOf(1))]]);
    expect(part.modificationFailure?.code).toBe('InternalError');
  });

  test('a failing read of volumes is the failure of the call', async () => {
    const { deps } = start({ describeVolumes: () => no('UnauthorizedOperation') });
    expect(await findByIds(deps, PLACE, [idOf(1), idOf(2)], CONTROL)).toMatchObject({
      ok: false,
      failure: { code: 'UnauthorizedOperation' },
    });
  });

  test('a failing read of statuses is told, and the volumes are there', async () => {
    const { deps, actions } = start(
      world([idOf(1), idOf(2)], { describeVolumeStatus: () => no('UnauthorizedOperation') }),
    );
    const found = value(await findByIds(deps, PLACE, [idOf(1), idOf(2)], CONTROL));
    expect(found.volumes).toHaveLength(2);
    expect(found.statusFailure?.code).toBe('UnauthorizedOperation');
    expect(actions().filter((action) => action === 'DescribeVolumeStatus')).toHaveLength(1);
  });

  test('nor are the sources of copies read, whose progress would need them', async () => {
    const { deps, actions } = start({
      describeVolumes: () => yes({ items: [volume(ID, { SourceVolumeId: idOf(99) })] }),
      describeVolumeStatus: () => no('RequestLimitExceeded'),
    });
    await findByIds(deps, PLACE, [ID], CONTROL);
    expect(actions().filter((action) => action === 'DescribeVolumes')).toHaveLength(1);
  });

  test('an endpoint that complains about other ids is not asked for ever', async () => {
    const { deps, actions } = start(
      world(ids(9), {
        describeVolumeStatus: (wanted) => no('InvalidVolume.NotFound', { message: `no ${wanted[0]}` }),
      }),
    );
    const found = value(await findByIds(deps, PLACE, ids(9), CONTROL));
    expect(found.statusFailure?.code).toBe('InvalidVolume.NotFound');
    expect(actions().filter((action) => action === 'DescribeVolumeStatus')).toHaveLength(3);
  });

  test("EC2's own clock is that of its last answer", async () => {
    const { deps } = start({
      describeVolumes: () => yes({ items: [volume(ID)] }, 123_000),
      describeVolumeStatus: () => yes([]),
    });
    expect(await findByIds(deps, PLACE, [ID], CONTROL)).toMatchObject({ at: 123_000, value: { at: 123_000 } });
  });
});

describe('a page', () => {
  test('passes filters, size and token on, once', async () => {
    const { deps, asked } = start({ describeVolumes: () => yes({ items: [volume(ID)], nextToken: 'more' }) });
    const filters = [{ Name: 'status', Values: ['available'] }];
    const found = value(await findPage(deps, PLACE, { filters, most: 25, nextToken: 'here' }, CONTROL));
    expect(asked('DescribeVolumes')).toEqual([{ Filters: filters, MaxResults: 25, NextToken: 'here' }]);
    expect(found).toMatchObject({ nextToken: 'more', complete: false, missing: [] });
  });

  test('without filters sends none', async () => {
    const { deps, asked } = start({});
    const found = value(await findPage(deps, PLACE, { filters: [], most: 50 }, CONTROL));
    expect(asked('DescribeVolumes')).toEqual([{ MaxResults: 50 }]);
    expect(found.complete).toBe(true);
    expect(found).not.toHaveProperty('nextToken');
  });

  test('that is empty but has a token goes on until something is found', async () => {
    const { deps, asked } = start({
      describeVolumes: ({ NextToken }) =>
        NextToken === 'b'
          ? yes({ items: [volume(ID)], nextToken: 'c' })
          : yes({ items: [], nextToken: NextToken ? 'b' : 'a' }),
    });
    const found = value(await findPage(deps, PLACE, { filters: [], most: 50 }, CONTROL));
    expect((asked('DescribeVolumes') as VolumeQuery[]).map((one) => one.NextToken)).toEqual([undefined, 'a', 'b']);
    expect(found.nextToken).toBe('c');
  });

  test('that stays empty ends after 20 pages, with the token to go on', async () => {
    let page = 0;
    const { deps, actions } = start({ describeVolumes: () => yes({ items: [], nextToken: `more-${++page}` }) });
    const found = value(await findPage(deps, PLACE, { filters: [], most: 50 }, CONTROL));
    expect(actions()).toHaveLength(20);
    expect(found).toMatchObject({ volumes: [], nextToken: 'more-20', complete: false });
  });

  test('that fails is the failure of the call', async () => {
    const { deps } = start({ describeVolumes: () => no('InvalidFilter') });
    expect(await findPage(deps, PLACE, { filters: [], most: 50 }, CONTROL)).toMatchObject({
      failure: { code: 'InvalidFilter' },
    });
  });

  test('of copies made here is found by our tag', () => {
    expect(madeHereFilters()).toEqual([{ Name: 'tag-key', Values: ['ebs-copy-mcp:plan'] }]);
  });
});

describe('copies of a volume', () => {
  const scanFor = (more: { nextToken?: string; until?: number; notify?: (looked: number) => void } = {}) => ({
    source: ID,
    until: Number.POSITIVE_INFINITY,
    notify: () => undefined,
    ...more,
  });
  const copyOf = (id: string) => volume(id, { ...YOUNG, SourceVolumeId: ID });

  test('by our tag first, then by looking at every volume; each is told once', async () => {
    const { deps, asked } = start({
      describeVolumes: ({ Filters, NextToken }) => {
        if (Filters) return yes({ items: [copyOf(idOf(1)), volume(idOf(8), { SourceVolumeId: idOf(99) })] });
        if (!NextToken) return yes({ items: [volume(idOf(5)), copyOf(idOf(2))], nextToken: 'a' });
        return yes({ items: [copyOf(idOf(1)), copyOf(idOf(3))] });
      },
      describeVolumeStatus: (wanted) => yes(wanted.map(row)),
    });
    const found = value(await findCopies(deps, PLACE, scanFor(), CONTROL));
    expect(asked('DescribeVolumes')).toEqual([
      { Filters: [{ Name: 'tag:ebs-copy-mcp:source', Values: [ID] }] },
      { MaxResults: 500 },
      { MaxResults: 500, NextToken: 'a' },
      // Few copies on their way: their source too, for the speed until then.
      { Filters: [{ Name: 'volume-id', Values: [ID] }], IncludeManagedResources: true },
    ]);
    expect(asked('DescribeVolumesModifications')).toEqual([[idOf(1), idOf(2), idOf(3)]]);
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(1), idOf(2), idOf(3)]);
    expect(asked('DescribeVolumeStatus')).toEqual([[idOf(1), idOf(2), idOf(3)]]);
    expect(found).toMatchObject({ complete: true, looked: 4 });
  });

  test('stops when the time is up, and says how far it looked page by page', async () => {
    const clock = createFakeClock();
    const told: number[] = [];
    let page = 0;
    const { ec2 } = createFakeEc2({
      describeVolumes: ({ Filters }) => {
        clock.move(1_000);
        if (Filters) return yes({ items: [] });
        return yes({ items: [volume(idOf(5)), copyOf(idOf(2))], nextToken: `deep-${++page}` });
      },
    });
    const deps = createFakeDeps(ec2, { clock });
    const until = NOON + 4_000;
    const found = value(
      await findCopies(deps, PLACE, scanFor({ until, notify: (looked) => told.push(looked) }), CONTROL),
    );
    expect(told).toEqual([2, 4, 6]);
    expect(found).toMatchObject({ looked: 6, nextToken: '|deep-3', complete: false });
  });

  test('throttled to the end of its time in the middle: what it found, and where to go on', async () => {
    let turn = 0;
    const { deps } = start({
      describeVolumes: ({ Filters }) => {
        if (Filters) return yes({ items: [] });
        return turn++ === 0 ? yes({ items: [copyOf(idOf(1))], nextToken: 'deep' }) : no('RequestLimitExceeded');
      },
    });
    const found = value(await findCopies(deps, PLACE, scanFor(), CONTROL));
    expect(found).toMatchObject({ looked: 1, nextToken: '|deep', complete: false });
    expect(found).not.toHaveProperty('listFailure');
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(1)]);
  });

  test('what the tag found is told even when looking is refused', async () => {
    const { deps } = start({
      describeVolumes: ({ Filters }) => (Filters ? yes({ items: [copyOf(idOf(1))] }) : no('InvalidPaginationToken')),
    });
    const found = value(await findCopies(deps, PLACE, scanFor(), CONTROL));
    expect(found).toMatchObject({ looked: 0, complete: false });
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(1)]);
  });

  test('stops at its bound, keeps what it found and the token to go on', async () => {
    let page = 0;
    const { deps, asked } = start({
      describeVolumes: ({ Filters }) =>
        Filters ? yes({ items: [copyOf(idOf(1))] }) : yes({ items: [], nextToken: `deep-${++page}` }),
    });
    const found = value(await findCopies(deps, PLACE, scanFor(), CONTROL));
    // Once by tag, two hundred pages, once for the source.
    expect(asked('DescribeVolumes')).toHaveLength(202);
    expect(found).toMatchObject({ nextToken: '|deep-200', complete: false, looked: 0 });
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(1)]);
  });

  test('going on does not look by tag again', async () => {
    const { deps, asked } = start({});
    await findCopies(deps, PLACE, scanFor({ nextToken: '|deep' }), CONTROL);
    expect(asked('DescribeVolumes')).toEqual([{ MaxResults: 500, NextToken: 'deep' }]);
  });

  test('none: nothing is asked about statuses', async () => {
    const { deps, actions } = start({});
    expect(value(await findCopies(deps, PLACE, scanFor(), CONTROL)).volumes).toEqual([]);
    expect(actions()).toEqual(['DescribeVolumes', 'DescribeVolumes']);
  });

  test.each(['by tag', 'by looking'])('a failure %s is the failure of the call', async (where) => {
    const { deps } = start({
      describeVolumes: ({ Filters }) =>
        Boolean(Filters) === (where === 'by tag') ? no('Throttling') : yes({ items: [] }),
    });
    expect(await findCopies(deps, PLACE, scanFor(), CONTROL)).toMatchObject({ failure: { code: 'Throttling' } });
  });
});

describe('attached to an instance', () => {
  const instance = (InstanceId: string, ...volumes: string[]) => ({
    InstanceId,
    BlockDevices: [...volumes.map((VolumeId) => ({ DeviceName: '/dev/sdf', VolumeId })), { DeviceName: '/dev/sdz' }],
  });

  test.each<[asked: string, filter: string]>([
    ['i-0123456789abcdef0', 'instance-id'],
    ['i-01234567', 'instance-id'],
    ['prod-db-1', 'tag:Name'],
    ['prod-db-*', 'tag:Name'],
    ['i-am-a-name', 'tag:Name'],
  ])('%s is looked for by %s, in one read', async (asked, filter) => {
    const fake = start(
      world([idOf(1)], { describeInstances: () => yes({ items: [instance('i-0123456789abcdef0', idOf(1))] }) }),
    );
    const found = value(await findAttached(fake.deps, PLACE, asked, CONTROL));
    expect(fake.asked('DescribeInstances')).toEqual([[{ Name: filter, Values: [asked] }]]);
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(1)]);
    expect(found.instances).toHaveLength(1);
  });

  test('several matches are all there, none is chosen', async () => {
    const { deps } = start(
      world([idOf(1), idOf(2), idOf(3)], {
        describeInstances: () => yes({ items: [instance('i-01', idOf(2)), instance('i-02', idOf(3), idOf(1))] }),
      }),
    );
    const found = value(await findAttached(deps, PLACE, 'web-*', CONTROL));
    expect(found.instances.map((one) => one.InstanceId)).toEqual(['i-01', 'i-02']);
    expect(found.volumes.map((one) => one.VolumeId)).toEqual([idOf(2), idOf(3), idOf(1)]);
  });

  test('no match: nothing else is asked', async () => {
    const { deps, actions } = start({});
    expect(value(await findAttached(deps, PLACE, 'nobody', CONTROL))).toMatchObject({
      volumes: [],
      instances: [],
      complete: true,
    });
    expect(actions()).toEqual(['DescribeInstances']);
  });

  test('more instances than one page: the answer says so', async () => {
    const { deps } = start(
      world([idOf(1)], { describeInstances: () => yes({ items: [instance('i-01', idOf(1))], nextToken: 'more' }) }),
    );
    expect(value(await findAttached(deps, PLACE, '*', CONTROL)).complete).toBe(false);
    const none = start({ describeInstances: () => yes({ items: [], nextToken: 'more' }) });
    expect(value(await findAttached(none.deps, PLACE, '*', CONTROL)).complete).toBe(false);
  });

  test('pages of instances are followed to the end', async () => {
    const { deps } = start(
      world([idOf(1), idOf(2)], {
        describeInstances: (_, token) =>
          token === 'more'
            ? yes({ items: [instance('i-02', idOf(2))] })
            : yes({ items: [instance('i-01', idOf(1))], nextToken: 'more' }),
      }),
    );
    expect(value(await findAttached(deps, PLACE, '*', CONTROL))).toMatchObject({
      complete: true,
      instances: [{ InstanceId: 'i-01' }, { InstanceId: 'i-02' }],
      volumes: [{ VolumeId: idOf(1) }, { VolumeId: idOf(2) }],
    });
  });

  test.each(['terminated', 'shutting-down'])('one that is %s counts only where no other is', async (State) => {
    const over = { ...instance('i-09'), State };
    const both = start(
      world([idOf(1)], { describeInstances: () => yes({ items: [over, instance('i-01', idOf(1))] }) }),
    );
    const found = value(await findAttached(both.deps, PLACE, 'web', CONTROL));
    expect(found.instances.map(({ InstanceId }) => InstanceId)).toEqual(['i-01']);
    expect(found).not.toHaveProperty('terminated');
    const alone = start(world([], { describeInstances: () => yes({ items: [over] }) }));
    expect(value(await findAttached(alone.deps, PLACE, 'web', CONTROL))).toMatchObject({
      instances: [],
      terminated: [{ InstanceId: 'i-09' }],
    });
  });

  test('a failure is the failure of the call', async () => {
    const { deps } = start({ describeInstances: () => no('UnauthorizedOperation') });
    expect(await findAttached(deps, PLACE, 'x', CONTROL)).toMatchObject({ failure: { code: 'UnauthorizedOperation' } });
  });
});

test('reads listen to the signal they are given', async () => {
  const { deps, calls } = start(world([ID]));
  await findByIds(deps, PLACE, [ID], CONTROL);
  expect(calls.map((call) => call.signal === CONTROL.signal)).toEqual([true, true, true]);
});
