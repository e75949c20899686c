// The plan token: the ClientToken that a rehearsal returns and the real copy carries. EC2 allows 64 ASCII characters,
// so it holds no plan, only a seal over one: version, time of issue, price, a short digest of each sealed field (to
// name what differs), and an HMAC-SHA256 over all of it and the full values, cut to 128 bits.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a plan is bound to, each value as text; absent values are ''. */
export interface Sealed {
  /** The caller's request without ClientToken, DryRun and our tags. */
  request: string;
  account: string;
  /** Unique id of the role or user, without the session. */
  principal: string;
  /** Partition and Region. */
  region: string;
  /** `aws`, or the custom endpoint. */
  endpoint: string;
  size: string;
  type: string;
  iops: string;
  throughput: string;
  encrypted: string;
  key: string;
  owner: string;
}
export type SealedField = keyof Sealed;

const FIELDS: readonly SealedField[] = [
  'request',
  'account',
  'principal',
  'region',
  'endpoint',
  'size',
  'type',
  'iops',
  'throughput',
  'encrypted',
  'key',
  'owner',
];

/** USD a month in cents, of a price list or as an orientation from another Region's list. */
export interface SealedPrice {
  kind: 'list' | 'orientation';
  cents: number;
}

export interface Issued {
  /** ms since the epoch, whole seconds. */
  issuedAt: number;
  price?: SealedPrice;
}

export type Opened =
  | { ok: true; plan: Issued }
  | { ok: false; why: 'not-ours' }
  /** A plan of another version of this server. */
  | { ok: false; why: 'other-version' }
  | { ok: false; why: 'differs'; fields: SealedField[] };

const VERSION = 'p2';
const KINDS = { list: 'l', orientation: 'o' } as const;
const TIME_LENGTH = 7;
const PRICE_LENGTH = 7;
const DIGEST_LENGTH = 2;
const MAC_LENGTH = 22;
const FORM = new RegExp(
  `^${VERSION}([0-9a-z]{${TIME_LENGTH}})([lo-])([0-9a-z]{${PRICE_LENGTH}})([\\w-]{${FIELDS.length * DIGEST_LENGTH}})([\\w-]{${MAC_LENGTH}})$`,
);

/** What FORM finds in a token: all of it, or it is no plan of this version. */
type Parts = readonly [token: string, time: string, kind: string, cents: string, digests: string, seal: string];

/** At most 64 ASCII characters. `key`: 32 random bytes that never leave the machine. */
export function sealPlan(sealed: Sealed, issued: Issued, key: Uint8Array): string {
  const head = [
    VERSION,
    base36(Math.floor(issued.issuedAt / 1000), TIME_LENGTH),
    issued.price ? KINDS[issued.price.kind] : '-',
    base36(issued.price?.cents ?? 0, PRICE_LENGTH),
    ...FIELDS.map((field) => digest(field, sealed[field])),
  ].join('');
  return head + mac(head, sealed, key);
}

// 61 characters in version 1, 63 in version 2; EC2 takes 64.
const ANY_VERSION = /^p\d[\w-]{59,62}$/;

/** Whether a token has the form of a plan, of this version or another; says nothing about its truth. */
export function looksLikePlan(token: string): boolean {
  return ANY_VERSION.test(token);
}

/** Opens a token against how things are now. `differs` names fields; a token that nobody here sealed is `not-ours`. */
export function openPlan(token: string, now: Sealed, key: Uint8Array): Opened {
  const parts = FORM.exec(token) as Parts | null;
  if (!parts)
    return { ok: false, why: looksLikePlan(token) && !token.startsWith(VERSION) ? 'other-version' : 'not-ours' };
  const [, time, kind, cents, digests, seal] = parts;
  const expected = mac(token.slice(0, -MAC_LENGTH), now, key);
  if (timingSafeEqual(Buffer.from(expected), Buffer.from(seal))) {
    const price: SealedPrice | undefined =
      kind === '-' ? undefined : { kind: kind === 'l' ? 'list' : 'orientation', cents: Number.parseInt(cents, 36) };
    return { ok: true, plan: { issuedAt: Number.parseInt(time, 36) * 1000, ...(price ? { price } : {}) } };
  }
  const fields = FIELDS.filter(
    (field, i) => digests.slice(i * DIGEST_LENGTH, (i + 1) * DIGEST_LENGTH) !== digest(field, now[field]),
  );
  // Nothing differs, yet the seal does: the token was sealed with another key, or made up.
  return fields.length > 0 ? { ok: false, why: 'differs', fields } : { ok: false, why: 'not-ours' };
}

function base36(value: number, length: number): string {
  return Math.min(value, 36 ** length - 1)
    .toString(36)
    .padStart(length, '0');
}

function digest(field: string, value: string): string {
  return createHash('sha256').update(`${field}\0${value}`).digest('base64url').slice(0, DIGEST_LENGTH);
}

function mac(head: string, sealed: Sealed, key: Uint8Array): string {
  const values = JSON.stringify(FIELDS.map((field) => sealed[field]));
  return createHmac('sha256', key).update(`${head}\0${values}`).digest('base64url').slice(0, MAC_LENGTH);
}
