import { expect, test } from 'vitest';
import {
  looksLikePlan,
  openPlan,
  type Sealed,
  type SealedField,
  type SealedPrice,
  sealPlan,
} from '../../src/consent/plan-token.ts';

const KEY = new Uint8Array(32).fill(7);
const SEALED: Sealed = {
  request: '{"SourceVolumeId":"vol-0123456789abcdef0","VolumeType":"gp3"}',
  account: '123456789012',
  principal: 'AIDAEXAMPLE',
  region: 'aws/us-east-1',
  endpoint: 'aws',
  size: '500',
  type: 'gp3',
  iops: '6000',
  throughput: '250',
  encrypted: 'true',
  key: 'arn:aws:kms:us-east-1:123456789012:key/1',
  owner: '123456789012',
};
const ISSUED = { issuedAt: Date.UTC(2026, 10, 22, 9, 0, 0), price: { kind: 'list' as const, cents: 6250 } };

test('a token fits into the 64 ASCII characters of a ClientToken', () => {
  const token = sealPlan(SEALED, ISSUED, KEY);
  expect(token).toMatch(/^p2[\w-]{61}$/);
  expect(looksLikePlan(token)).toBe(true);
});

test('a token of this version is the same in every release: a plan outlives an update of the server', () => {
  expect(sealPlan(SEALED, ISSUED, KEY)).toBe('p20towbo0l00004tmXLRF5x1DhthGzxvMiRvSa-7bBdTF6T3GJI--qlkMoC2pxz');
});

test.each<[name: string, price: SealedPrice | undefined, told: SealedPrice | undefined]>([
  ['a list price', { kind: 'list', cents: 6250 }, { kind: 'list', cents: 6250 }],
  ["another Region's price", { kind: 'orientation', cents: 1 }, { kind: 'orientation', cents: 1 }],
  ['none', undefined, undefined],
  ['one too large for its place', { kind: 'list', cents: 1e12 }, { kind: 'list', cents: 78_364_164_095 }],
])('it opens against the same facts and tells when it was issued and at what price: %s', (_, price, told) => {
  const issuedAt = Date.UTC(2026, 10, 22, 9, 0, 0);
  const token = sealPlan(SEALED, { issuedAt: issuedAt + 999, ...(price ? { price } : {}) }, KEY);
  expect(token).toHaveLength(63);
  expect(openPlan(token, { ...SEALED }, KEY)).toStrictEqual({
    ok: true,
    plan: { issuedAt, ...(told ? { price: told } : {}) },
  });
});

test.each<SealedField>([
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
])('another %s is named, and nothing else', (field) => {
  const token = sealPlan(SEALED, ISSUED, KEY);
  expect(openPlan(token, { ...SEALED, [field]: `${SEALED[field]}-other` }, KEY)).toEqual({
    ok: false,
    why: 'differs',
    fields: [field],
  });
});

test('several differences are named together', () => {
  const token = sealPlan(SEALED, ISSUED, KEY);
  expect(openPlan(token, { ...SEALED, size: '501', iops: '3000' }, KEY)).toEqual({
    ok: false,
    why: 'differs',
    fields: ['size', 'iops'],
  });
});

test('a token that another key sealed is not ours', () => {
  const token = sealPlan(SEALED, ISSUED, new Uint8Array(32).fill(8));
  expect(openPlan(token, SEALED, KEY)).toEqual({ ok: false, why: 'not-ours' });
});

test('no character of a token can be changed unnoticed', () => {
  const token = sealPlan(SEALED, ISSUED, KEY);
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'a' ? 'b' : 'a';
    const forged = token.slice(0, at) + other + token.slice(at + 1);
    expect(openPlan(forged, SEALED, KEY).ok, `character ${at}`).toBe(false);
  }
});

test('a request whose short digest happens to be equal does not open it', () => {
  // 12 bits a digest: one in 4,096 altered requests has the digest of the sealed one, and only the full value tells.
  const token = sealPlan(SEALED, ISSUED, KEY);
  expect(openPlan(token, { ...SEALED, request: 'altered 4769' }, KEY)).toMatchObject({ fields: ['request'] });
  expect(openPlan(token, { ...SEALED, request: 'altered 4770' }, KEY)).toEqual({ ok: false, why: 'not-ours' });
});

test.each(['', 'x', 'p1', 'my-own-token', 'a'.repeat(64), `p1${'0'.repeat(59)}!`, `x-p2${'0'.repeat(61)}`])(
  '%j does not look like a plan',
  (text) => {
    expect(looksLikePlan(text)).toBe(false);
    expect(openPlan(text, SEALED, KEY)).toEqual({ ok: false, why: 'not-ours' });
  },
);

test.each<[name: string, token: string]>([
  ['of version 1, of 61 characters', `p1${'0'.repeat(59)}`],
  ['of a later version, of up to 64', `p9${'a'.repeat(62)}`],
])('a plan %s is a plan, expired: never a token of the caller', (_, token) => {
  expect(looksLikePlan(token)).toBe(true);
  expect(openPlan(token, SEALED, KEY)).toEqual({ ok: false, why: 'other-version' });
});

test('one of this version that nobody here sealed is not ours', () => {
  const forged = `p2${'0'.repeat(61)}`;
  expect(looksLikePlan(forged)).toBe(true);
  expect(openPlan(forged, SEALED, KEY)).toEqual({ ok: false, why: 'not-ours' });
});
