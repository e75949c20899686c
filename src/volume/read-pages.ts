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
  /** False when pages are left: the bound was reached, a later page failed, or a token came twice. */
  complete: boolean;
  /** Why a later page is missing; absent when the bound ended it. */
  failure?: Failure;
}

/** Fails only with its first page; what later pages would have held is missing, and `complete` is false then. */
export async function readPages<T>(
  read: (nextToken: string | undefined) => Promise<PageReply<T>>,
  mostPages: number,
): Promise<{ ok: true; at: number; value: PagesRead<T> } | { ok: false; failure: Failure }> {
  const items: T[] = [];
  const tokens = new Set<string>();
  let at = 0;
  let token: string | undefined;
  for (let page = 1; ; page++) {
    const reply = await read(token);
    if (!reply.ok) {
      return page === 1 ? reply : { ok: true, at, value: { items, complete: false, failure: reply.failure } };
    }
    at = reply.at;
    items.push(...reply.value.items);
    token = reply.value.nextToken;
    if (!token) return { ok: true, at, value: { items, complete: true } };
    if (page >= mostPages || tokens.has(token)) return { ok: true, at, value: { items, complete: false } };
    tokens.add(token);
  }
}
