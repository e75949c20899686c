// A list that EC2 gives in pages, followed to its end or to a bound, and whether all of it was seen. Every filtered
// read goes through here: EC2 may end a page early, also an empty one, and says so with a token alone (EC2 API
// reference, "Pagination", read 2026-11-28).

import type { Failure } from './errors/failure.ts';

/** One page as a port answers it; `at` is EC2's clock, ms since the epoch. */
export type PageReply<T> =
  | { ok: true; at: number; value: { items: readonly T[]; nextToken?: string } }
  | { ok: false; failure: Failure };

export interface PagesRead<T> {
  items: T[];
  /** False when pages are left: a bound was reached, a later page failed, or a token came twice. */
  complete: boolean;
  /** Where to go on; absent at the end, and when a token came twice. */
  nextToken?: string;
  /** Why a later page is missing; absent when a bound ended it. */
  failure?: Failure;
}

/** Where to begin, and when to end before the last page, asked after each page. */
export interface PageRange<T> {
  nextToken?: string;
  isEnough?(items: readonly T[]): boolean;
}

/** Fails only with its first page; what later pages would have held is missing, and `complete` is false then. */
export async function readPages<T>(
  read: (nextToken: string | undefined) => Promise<PageReply<T>>,
  mostPages: number,
  { nextToken, isEnough = () => false }: PageRange<T> = {},
): Promise<{ ok: true; at: number; value: PagesRead<T> } | { ok: false; failure: Failure }> {
  const items: T[] = [];
  const tokens = new Set<string>();
  let at = 0;
  let token = nextToken;
  for (let page = 1; ; page++) {
    const reply = await read(token);
    if (!reply.ok) {
      if (page === 1) return reply;
      return { ok: true, at, value: { items, complete: false, ...goOn(token), failure: reply.failure } };
    }
    at = reply.at;
    if (token) tokens.add(token);
    // Not spread into the arguments of one push, which have their limit.
    for (const item of reply.value.items) items.push(item);
    token = reply.value.nextToken;
    if (!token) return { ok: true, at, value: { items, complete: true } };
    if (tokens.has(token)) return { ok: true, at, value: { items, complete: false } };
    if (page >= mostPages || isEnough(items)) {
      return { ok: true, at, value: { items, complete: false, ...goOn(token) } };
    }
  }
}

function goOn(nextToken: string | undefined): { nextToken?: string } {
  return nextToken ? { nextToken } : {};
}
