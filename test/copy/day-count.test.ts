// The copies of a day by our tags, in a list that EC2 gives in pages.
import { describe, expect, test } from 'vitest';
import type { Volume } from '../../src/volume/aws-records.ts';
import { createSharedState, gp3, madeBy, real, startCopyProcess, YES } from '../support/copy-process.ts';
import { idOf, NOON, no, type Script, unclear, yes } from '../support/fake-ec2.ts';
import { NO_LIMITS } from '../support/no-limits.ts';

const today: Volume = {
  CreateTime: new Date(NOON).toISOString(),
  Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'another plan' }],
};
const old: Volume = { ...today, CreateTime: '2026-11-01T12:00:00Z' };

/** What a rehearsal says of the limit, when the stamped volumes are in these pages; and what the record counts. */
async function limitOf(
  pageOf: (page: number) => { items: Volume[]; nextToken?: string } | 'denied',
  copiesPerDay = 2,
  { recorded, caller }: { recorded?: () => Promise<number>; caller?: Script['callerIdentity'] } = {},
) {
  const queries: unknown[] = [];
  const plain = startCopyProcess();
  const describeVolumes: Script['describeVolumes'] = (query, place) => {
    if (query.Filters?.[0]?.Name !== 'tag-key') return plain.deps.ec2.describeVolumes(place, query, CONTROL);
    queries.push(query);
    const page = pageOf(Number(query.NextToken ?? 1));
    return page === 'denied' ? no('UnauthorizedOperation') : yes(page);
  };
  const limits = { accounts: [], requiredTags: [], forbiddenTags: [], copiesPerDay };
  const script: Script = { describeVolumes, ...(caller ? { callerIdentity: caller } : {}) };
  const more = recorded ? { sends: { ...plain.sends, count: recorded } } : {};
  const told = await startCopyProcess({ limits }, script, { more }).call(gp3);
  return { queries, message: told.findings.find(({ code }) => code === 'operator-limit')?.message };
}

const CONTROL = { signal: new AbortController().signal };

describe('copies a day', () => {
  test('one on the second page counts', async () => {
    const made = (n: number): Volume => ({ ...today, VolumeId: idOf(n) });
    const { queries, message } = await limitOf((page) =>
      page === 1 ? { items: [made(1), old], nextToken: '2' } : { items: [made(2)] },
    );
    const query = { Filters: [{ Name: 'tag-key', Values: ['ebs-copy-mcp:plan'] }], MaxResults: 500 };
    expect(queries).toEqual([query, { ...query, NextToken: '2' }]);
    expect(message).toContain('Copies made today (UTC): 2.');
  });

  test('pages of older days alone do not count', async () => {
    const { message } = await limitOf((page) =>
      page < 20 ? { items: [old], nextToken: `${page + 1}` } : { items: [] },
    );
    expect(message).toBeUndefined();
  });

  test('a list without an end is not known, unless the limit is reached in what was read', async () => {
    const endless = (items: Volume[], most = 2) => limitOf((page) => ({ items, nextToken: `${page + 1}` }), most);
    const { queries, message } = await endless([old]);
    expect(queries).toHaveLength(20);
    expect(message).toContain('How many copies were made today is not known');
    expect((await endless([today], 21)).message).toContain('How many copies were made today is not known');
    expect((await endless([today], 20)).message).toContain('Copies made today (UTC): 20.');
  });

  test('a volume without a time is of no day', async () => {
    const { CreateTime: _, ...timeless } = today;
    expect((await limitOf(() => ({ items: [timeless, today] }), 1)).message).toContain('Copies made today (UTC): 1.');
    expect((await limitOf(() => ({ items: [timeless] }), 1)).message).toBeUndefined();
  });

  const NOT_KNOWN = 'How many copies were made today is not known';

  test.each<[name: string, page: Volume[] | 'denied', recorded: number | 'unreadable', message: string, reads: number]>(
    [
      ['reached in the record: nothing else is read', [], 2, 'Copies made today (UTC): 2.', 0],
      ['passed in the record', [], 3, 'Copies made today (UTC): 3.', 0],
      ['reached by the tags alone', [today, today], 1, 'Copies made today (UTC): 2.', 1],
      ['not to be seen by the tags', 'denied', 1, NOT_KNOWN, 1],
      ['not to be seen in the record', [], 'unreadable', NOT_KNOWN, 0],
    ],
  )('the limit is %s', async (_, page, recorded, message, reads) => {
    const told = await limitOf(() => (page === 'denied' ? page : { items: page }), 2, {
      recorded: async () => {
        if (recorded === 'unreadable') throw new Error('EACCES');
        return recorded;
      },
    });
    expect(told.message).toContain(message);
    expect(told.queries).toHaveLength(reads);
  });

  test('where the account is not known its day is not', async () => {
    const told = await limitOf(() => ({ items: [] }), 2, {
      recorded: async () => 0,
      caller: () => no('timed-out'),
    });
    expect(told).toEqual({ queries: [], message: expect.stringContaining(NOT_KNOWN) });
  });

  test('copies of a server without a limit count for one that has it', async () => {
    const shared = createSharedState();
    const free = startCopyProcess({ mode: 'ask' }, {}, { shared });
    for (const ClientToken of ['one', 'two']) await free.call({ ...real, ClientToken }, YES);
    const limited = startCopyProcess({ mode: 'ask', limits: { ...NO_LIMITS, copiesPerDay: 2 } }, {}, { shared });
    const told = await limited.call({ ...real, ClientToken: 'three' }, YES);
    expect([told.outcome, told.findings[0]?.message]).toEqual([
      'refused',
      'Copies made today (UTC): 2. The operator allows 2 a day.',
    ]);
    expect(limited.sent()).toEqual([]);
  });

  test('a copy that is repeated does not count against its own limit', async () => {
    const shared = createSharedState();
    const limits = { ...NO_LIMITS, copiesPerDay: 1 };
    const unlucky = startCopyProcess({ limits }, { copyVolumes: () => unclear('connection-cut') }, { shared });
    const ClientToken = await unlucky.tokenOf();
    await unlucky.call({ ...real, ClientToken });
    shared.volumes.push(madeBy(unlucky.sent()[0] ?? gp3, NOON, { State: 'available' }));
    const describeVolumes: Script['describeVolumes'] = (query, place) =>
      query.Filters?.[0]?.Name === 'tag:ebs-copy-mcp:plan'
        ? no('timed-out')
        : unlucky.deps.ec2.describeVolumes(place, query, CONTROL);
    const server = startCopyProcess({ limits }, { describeVolumes }, { shared });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied' });
  });
});
