// The token of a rehearsal opens for what it was sealed over, within its time, and for nothing else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Sealed, sealPlan } from '../../src/consent/plan-token.ts';
import { judgePlan } from '../../src/consent/validate-token.ts';
import { hostileText } from '../support/hostile-text.ts';
import { propertyRuns } from '../support/property-runs.ts';

const FIFTEEN_MINUTES = 15 * 60_000;
const FIELDS = [
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
] as const satisfies (keyof Sealed)[];

const value = fc.oneof(fc.constantFrom('', '500', 'gp3', 'aws'), fc.string(), hostileText);
const sealed: fc.Arbitrary<Sealed> = fc.record(
  Object.fromEntries(FIELDS.map((field) => [field, value])) as { [K in keyof Sealed]: fc.Arbitrary<string> },
);
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const price = fc.option(
  fc.record({ kind: fc.constantFrom('list' as const, 'orientation' as const), cents: fc.nat(2 ** 31 - 1) }),
  { nil: undefined },
);
/** Whole seconds, of this century. */
const issuedAt = fc.integer({ min: 946_684_800, max: 4_102_444_800 }).map((seconds) => seconds * 1_000);
const plan = fc.record({ sealed, key, price, issuedAt });

const seal = (one: { sealed: Sealed; key: Uint8Array; price?: Parameters<typeof judgePlan>[2]; issuedAt: number }) =>
  sealPlan(one.sealed, { issuedAt: one.issuedAt, ...(one.price ? { price: one.price } : {}) }, one.key);

test('it passes for the same facts within fifteen minutes, in at most 64 characters that EC2 takes', () => {
  const check = fc.property(plan, fc.integer({ min: 0, max: FIFTEEN_MINUTES }), (one, age) => {
    const token = seal(one);
    expect(token).toMatch(/^[\w-]{1,64}$/);
    expect(judgePlan(token, one.sealed, one.price, one.key, one.issuedAt + age)).toEqual({ pass: true });
  });
  fc.assert(check, propertyRuns());
});

test('it passes at no other time', () => {
  const other = fc.oneof(
    fc.constantFrom(-1, FIFTEEN_MINUTES + 1, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    fc.double(),
    fc.integer({ min: -1e12, max: 1e12 }),
  );
  const check = fc.property(plan, other, (one, age) => {
    fc.pre(!(age >= 0 && age <= FIFTEEN_MINUTES));
    const time = one.issuedAt + age;
    fc.pre(!(time - one.issuedAt >= 0 && time - one.issuedAt <= FIFTEEN_MINUTES));
    expect(judgePlan(seal(one), one.sealed, one.price, one.key, time)).toEqual(
      time < one.issuedAt
        ? { pass: false, why: 'from-future', byMs: one.issuedAt - time }
        : { pass: false, why: 'expired' },
    );
  });
  fc.assert(check, propertyRuns());
});

test('another value of any sealed field is refused', () => {
  const check = fc.property(plan, fc.constantFrom(...FIELDS), value, (one, field, changed) => {
    fc.pre(changed !== one.sealed[field]);
    const now = { ...one.sealed, [field]: changed };
    expect(judgePlan(seal(one), now, one.price, one.key, one.issuedAt)).toMatchObject({ pass: false });
  });
  fc.assert(check, propertyRuns());
});

test('values that move from one field to the next are refused', () => {
  const check = fc.property(plan, fc.nat(FIELDS.length - 2), fc.nat(40), (one, at, cut) => {
    const [first, second] = [FIELDS[at] ?? 'request', FIELDS[at + 1] ?? 'account'];
    const both = one.sealed[first] + one.sealed[second];
    const now = { ...one.sealed, [first]: both.slice(0, cut), [second]: both.slice(cut) };
    fc.pre(now[first] !== one.sealed[first]);
    expect(judgePlan(seal(one), now, one.price, one.key, one.issuedAt)).toMatchObject({ pass: false });
  });
  fc.assert(check, propertyRuns());
});

test('a token with any byte changed, left out or added is refused', () => {
  const edit = fc.oneof(
    fc.record({
      at: fc.nat(63),
      drop: fc.constant(1),
      put: fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
    }),
    fc.record({ at: fc.nat(63), drop: fc.nat(3), put: fc.string({ unit: 'binary-ascii', maxLength: 3 }) }),
  );
  const check = fc.property(plan, edit, (one, { at, drop, put }) => {
    const token = seal(one);
    const forged = token.slice(0, at) + put + token.slice(at + drop);
    fc.pre(forged !== token);
    expect(judgePlan(forged, one.sealed, one.price, one.key, one.issuedAt)).toMatchObject({ pass: false });
  });
  fc.assert(check, propertyRuns(5));
});

test('a token of another key, or made up, is refused', () => {
  const check = fc.property(plan, key, hostileText, (one, other, madeUp) => {
    fc.pre(Buffer.compare(one.key, other) !== 0);
    for (const token of [seal({ ...one, key: other }), madeUp, `p2${madeUp}`]) {
      expect(judgePlan(token, one.sealed, one.price, one.key, one.issuedAt)).toMatchObject({ pass: false });
    }
  });
  fc.assert(check, propertyRuns());
});

test('a dearer price of the same kind is refused', () => {
  const check = fc.property(plan, fc.integer({ min: 1, max: 1e6 }), (one, more) => {
    fc.pre(one.price !== undefined);
    const now = one.price && { ...one.price, cents: one.price.cents + more };
    expect(judgePlan(seal(one), one.sealed, now, one.key, one.issuedAt)).toMatchObject({ pass: false, why: 'differs' });
  });
  fc.assert(check, propertyRuns());
});
