// The copies of a day by our tags, in a list that EC2 gives in pages.
import { describe, expect, test } from 'vitest';
import type { Volume } from '../../src/volume/aws-records.ts';
import { gp3, startCopyProcess } from '../support/copy-process.ts';
import { idOf, NOON, type Script, yes } from '../support/fake-ec2.ts';

const today: Volume = {
  CreateTime: new Date(NOON).toISOString(),
  Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'another plan' }],
};
const old: Volume = { ...today, CreateTime: '2026-11-01T12:00:00Z' };

/** What a rehearsal says of the limit, when the stamped volumes are in these pages. */
async function limitOf(pageOf: (page: number) => { items: Volume[]; nextToken?: string }, copiesPerDay = 2) {
  let read = 0;
  const plain = startCopyProcess();
  const describeVolumes: Script['describeVolumes'] = (query, place) => {
    if (query.Filters?.[0]?.Name !== 'tag-key') return plain.deps.ec2.describeVolumes(place, query, CONTROL);
    read += 1;
    return yes(pageOf(Number(query.NextToken ?? 1)));
  };
  const limits = { accounts: [], requiredTags: [], forbiddenTags: [], copiesPerDay };
  const told = (await startCopyProcess({ limits }, { describeVolumes }).call(gp3)) as {
    findings?: { code: string; message: string }[];
  };
  return { read, message: told.findings?.find(({ code }) => code === 'operator-limit')?.message };
}

const CONTROL = { signal: new AbortController().signal };

describe('copies a day', () => {
  test('one on the second page counts', async () => {
    const made = (n: number): Volume => ({ ...today, VolumeId: idOf(n) });
    const { read, message } = await limitOf((page) =>
      page === 1 ? { items: [made(1), old], nextToken: '2' } : { items: [made(2)] },
    );
    expect([read, message]).toEqual([2, expect.stringContaining('Copies made today (UTC): 2.')]);
  });

  test('pages of older days alone do not count', async () => {
    const { message } = await limitOf((page) =>
      page < 20 ? { items: [old], nextToken: `${page + 1}` } : { items: [] },
    );
    expect(message).toBeUndefined();
  });

  test('a list without an end is not known, unless the limit is reached in what was read', async () => {
    const endless = (items: Volume[]) => limitOf((page) => ({ items, nextToken: `${page + 1}` }));
    expect(await endless([old])).toEqual({
      read: 20,
      message: expect.stringContaining('How many copies were made today is not known'),
    });
    expect((await endless([today])).message).toContain('Copies made today (UTC): 20.');
  });
});
