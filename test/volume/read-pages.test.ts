import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/volume/errors/failure.ts';
import { type PageReply, readPages } from '../../src/volume/read-pages.ts';

const REFUSED: Failure = { code: 'RequestLimitExceeded', message: 'slow down', definite: true };

/** Answers the pages in turn and keeps the tokens that it was asked with. */
function pages(...replies: PageReply<string>[]) {
  const asked: (string | undefined)[] = [];
  const read = async (token: string | undefined) => {
    asked.push(token);
    return replies[asked.length - 1] ?? { ok: false as const, failure: REFUSED };
  };
  return { asked, read };
}

const page = (items: string[], nextToken?: string, at = 1_000): PageReply<string> => ({
  ok: true,
  at,
  value: { items, ...(nextToken ? { nextToken } : {}) },
});

describe('a list in pages', () => {
  test('one page without a token is all of it', async () => {
    const { read, asked } = pages(page(['a', 'b']));
    expect(await readPages(read, 5)).toEqual({ ok: true, at: 1_000, value: { items: ['a', 'b'], complete: true } });
    expect(asked).toEqual([undefined]);
  });

  test('tokens are followed, past an empty page too, and the newest clock counts', async () => {
    const { read, asked } = pages(page(['a'], 't1'), page([], 't2', 2_000), page(['b'], undefined, 3_000));
    expect(await readPages(read, 5)).toEqual({ ok: true, at: 3_000, value: { items: ['a', 'b'], complete: true } });
    expect(asked).toEqual([undefined, 't1', 't2']);
  });

  test('at the bound it stops and says that something is left', async () => {
    const { read, asked } = pages(page(['a'], 't1'), page(['b'], 't2'), page(['c']));
    expect(await readPages(read, 2)).toMatchObject({ value: { items: ['a', 'b'], complete: false, nextToken: 't2' } });
    expect(asked).toHaveLength(2);
  });

  test('the last page at the bound is complete', async () => {
    const { read } = pages(page(['a'], 't1'), page(['b']));
    expect(await readPages(read, 2)).toMatchObject({ value: { items: ['a', 'b'], complete: true } });
  });

  test('a token that comes twice ends it: another round would give the same', async () => {
    const { read, asked } = pages(page(['a'], 't'), page(['a'], 't'), page(['a'], 't'));
    expect(await readPages(read, 50)).toEqual({ ok: true, at: 1_000, value: { items: ['a', 'a'], complete: false } });
    expect(asked).toHaveLength(2);
  });

  test('the token that it begins with counts as one that came', async () => {
    const { read, asked } = pages(page(['a'], 't'), page(['a'], 't'));
    expect(await readPages(read, 50, { nextToken: 't' })).toMatchObject({ value: { items: ['a'], complete: false } });
    expect(asked).toEqual(['t']);
  });

  test('what is enough ends it, and says where to go on', async () => {
    const { read, asked } = pages(page([], 't1'), page(['a'], 't2'), page(['b']));
    expect(await readPages(read, 50, { isEnough: (items) => items.length > 0 })).toMatchObject({
      value: { items: ['a'], complete: false, nextToken: 't2' },
    });
    expect(asked).toEqual([undefined, 't1']);
  });

  test('a first page that fails is the failure', async () => {
    expect(await readPages(pages().read, 5)).toEqual({ ok: false, failure: REFUSED });
  });

  test('a later page that fails keeps what came before, incomplete, and why', async () => {
    const { read } = pages(page(['a'], 't1'), { ok: false, failure: REFUSED });
    expect(await readPages(read, 5)).toEqual({
      ok: true,
      at: 1_000,
      value: { items: ['a'], complete: false, nextToken: 't1', failure: REFUSED },
    });
  });
});
