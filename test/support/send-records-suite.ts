// One suite for every store of the record of real copies: what copy/ relies on, whatever holds it.
import { describe, expect, test } from 'vitest';
import type { SendEnd, SendRecord } from '../../src/consent/send-states.ts';
import { sourceKeyOf } from '../../src/consent/world.ts';
import type { Day, SendRecords } from '../../src/ports/state.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);
export const sendOf = (token: string, more: Partial<SendRecord> = {}): Omit<SendRecord, 'end'> => ({
  token,
  intentKey: 'intent',
  world: { partition: 'aws', account: '111122223333', principal: 'AROAEXAMPLE', region: 'us-east-1', endpoint: 'aws' },
  request: { SourceVolumeId: 'vol-0123456789abcdef0', ClientToken: token },
  consent: { how: 'auto', at: NOON },
  shown: [],
  firstTriedAt: NOON,
  lastTriedAt: NOON,
  claim: { n: 1, owner: 'one', until: NOON + 60_000 },
  ...more,
});

const again = (record: Omit<SendRecord, 'end'>, n: number, until: number): Omit<SendRecord, 'end'> => ({
  ...record,
  claim: { n, owner: 'other', until },
});

/** Claims as somebody who judged a moment ago. */
export const claim = async (sends: SendRecords, record: Omit<SendRecord, 'end'>): Promise<boolean> =>
  sends.claim(record, await sends.claims(record.intentKey));

const SOURCE_KEY = sourceKeyOf(sendOf('t1').request, sendOf('t1').world);
const tokensOf = async (sends: SendRecords, sourceKey: string) =>
  (await sends.ofSource(sourceKey)).records.map(({ token }) => token);

const COPIED: SendEnd = { kind: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' };
const DAY: Day = { scope: 'account', date: '2026-11-22' };

export interface Opened {
  /** Two processes over the same store. */
  one: SendRecords;
  other: SendRecords;
  /** This machine's clock of both. */
  setClock(now: number): void;
  /** After how long the claim of a process that is silent can be taken over by who has watched it; ms. */
  silentMs?: number;
}

/** As a claim lasts. */
const CLAIM_MS = 60_000;

/** `open` gives a fresh store. */
export function describeSendRecords(name: string, open: () => Promise<Opened>): void {
  describe(`${name}: claims`, () => {
    test('the first claim is kept, with every member, and found by token and by intent', async () => {
      const { one, other } = await open();
      expect(await one.byToken('t1')).toBeUndefined();
      expect(await one.byIntent('intent')).toBeUndefined();
      expect(await claim(one, sendOf('t1'))).toBe(true);
      expect(await other.byToken('t1')).toEqual(sendOf('t1'));
      expect(await other.byIntent('intent')).toEqual(sendOf('t1'));
      expect(await other.byIntent('another')).toBeUndefined();
    });

    test('of two processes that claim one token one has it, whoever comes first', async () => {
      for (let round = 0; round < 20; round++) {
        const { one, other } = await open();
        const taken = await Promise.all([claim(one, sendOf('t1')), claim(other, sendOf('t1'))]);
        expect(taken.filter(Boolean)).toHaveLength(1);
      }
    });

    test('of two tokens of one intent one is sent at a time', async () => {
      for (let round = 0; round < 20; round++) {
        const { one, other } = await open();
        const taken = await Promise.all([claim(one, sendOf('t1')), claim(other, sendOf('t2'))]);
        expect(taken.filter(Boolean)).toHaveLength(1);
      }
    });

    test('who judged before the newest claim of the intent claims nothing, under whatever token', async () => {
      const { one, other } = await open();
      const judged = await other.claims('intent');
      expect(judged).toBe(0);
      await claim(one, sendOf('t1'));
      await one.finish('t1', 1, COPIED);
      expect(await other.claims('intent')).toBe(1);
      expect(await other.claim(sendOf('t2'), judged)).toBe(false);
      expect(await other.byToken('t2')).toBeUndefined();
      expect(await other.claim(sendOf('t2'), 1)).toBe(true);
      expect(await one.claims('intent')).toBe(2);
      expect(await one.claims('another')).toBe(0);
    });

    test.each<[SendEnd, again: boolean]>([
      [{ kind: 'unclear' }, true],
      [{ kind: 'failed' }, true],
      [COPIED, false],
      [{ kind: 'gone', why: 'not-found' }, false],
      [{ kind: 'not-made' }, false],
    ])('after %j the token may be claimed again: %s', async (end, may) => {
      const { one, other } = await open();
      await claim(one, sendOf('t1'));
      await one.finish('t1', 1, end);
      expect(await claim(other, again(sendOf('t1'), 2, NOON + 60_000))).toBe(may);
    });

    test('a place has the sends of all who may be one another, and is sent from once at a time', async () => {
      const { one, other } = await open();
      const nameless = sendOf('t2', { intentKey: 'place', placeKey: 'place' });
      const claimAt = async (sends: SendRecords, record: Omit<SendRecord, 'end'>) =>
        sends.claim(record, await sends.claims('place'));
      expect(await one.byPlace('place')).toEqual([]);
      expect(await claimAt(one, sendOf('t1', { placeKey: 'place' }))).toBe(true);
      expect((await other.byPlace('place')).map(({ token }) => token)).toEqual(['t1']);
      expect((await other.byIntent('intent'))?.token).toBe('t1');
      expect(await other.byIntent('place')).toBeUndefined();
      const judged = await other.claims('place');
      expect(await claimAt(other, nameless)).toBe(false);
      await one.finish('t1', 1, { kind: 'unclear' });
      expect(await claimAt(one, again(sendOf('t1', { placeKey: 'place' }), 2, NOON + 60_000))).toBe(true);
      await one.finish('t1', 2, { kind: 'unclear' });
      expect(await other.claim(nameless, judged)).toBe(false);
      expect(await claimAt(other, nameless)).toBe(true);
      expect((await one.byPlace('place')).map(({ token }) => token)).toEqual(['t2', 't1']);
      await other.finish('t2', 1, { kind: 'failed' });
      expect((await one.byPlace('place')).map(({ token }) => token)).toEqual(['t1']);
      expect((await one.byIntent('intent'))?.token).toBe('t1');
    });

    test('the sends of a source are found by it, whoever sent them and as what; what made nothing is not', async () => {
      const { one, other } = await open();
      const request = (Size: number, ClientToken: string) => ({ ...sendOf('t1').request, Size, ClientToken });
      const key = sourceKeyOf(sendOf('t1').request, sendOf('t1').world);
      const tokens = async () => tokensOf(other, key);
      const send = async (token: string) => {
        const world = { ...sendOf(token).world, principal: token, subject: token };
        const record = sendOf(token, { intentKey: token, request: request(9, token), world });
        expect(await claim(one, record)).toBe(true);
      };
      expect(await tokens()).toEqual([]);
      await send('t1');
      // Also while it is being sent.
      expect(await tokens()).toEqual(['t1']);
      await one.finish('t1', 1, { kind: 'failed' });
      expect(await tokens()).toEqual([]);
      await send('t2');
      await one.finish('t2', 1, { kind: 'unclear' });
      await send('t3');
      await one.finish('t3', 1, COPIED);
      expect((await other.ofSource(key)).records).toMatchObject([
        { token: 't3', end: COPIED, request: { Size: 9 } },
        { token: 't2', end: { kind: 'unclear' } },
      ]);
      await one.finish('t3', 1, { kind: 'gone', VolumeId: 'vol-0bbbbbbbbbbbbbbb0', why: 'deleted' });
      expect(await tokens()).toEqual(['t2']);
      const elsewhere = { ...sendOf('t1').world, region: 'us-west-2' };
      const none = { claims: 0, records: [] };
      expect(await one.ofSource(sourceKeyOf(sendOf('t1').request, elsewhere))).toEqual(none);
      expect(await one.ofSource(sourceKeyOf({ SourceVolumeId: 'vol-1' }, sendOf('t1').world))).toEqual(none);
    });

    test('of many copies of a source the newest five are told, and whatever is open, however much came after it', async () => {
      const { one, other } = await open();
      const send = async (token: string, end: SendEnd) => {
        expect(await claim(one, sendOf(token, { intentKey: token }))).toBe(true);
        await one.finish(token, 1, end);
      };
      await send('open', { kind: 'unclear' });
      for (let n = 1; n <= 7; n++) await send(`t${n}`, COPIED);
      for (let n = 1; n <= 25; n++) await send(`no${n}`, { kind: 'failed' });
      expect(await tokensOf(other, SOURCE_KEY)).toEqual(['t7', 't6', 't5', 't4', 't3', 'open']);
    });

    test('what is open is told, however often another send of its source was repeated', async () => {
      const { one, other } = await open();
      for (const token of ['t1', 't2']) {
        expect(await claim(one, sendOf(token, { intentKey: token }))).toBe(true);
        await one.finish(token, 1, { kind: 'unclear' });
      }
      for (let n = 2; n <= 30; n++) {
        expect(await claim(one, again(sendOf('t2', { intentKey: 't2' }), n, NOON + 60_000))).toBe(true);
        await one.finish('t2', n, { kind: 'unclear' });
      }
      expect(await tokensOf(other, SOURCE_KEY)).toEqual(['t2', 't1']);
    });

    test('whoever judged before another send of the source was claimed judged something else', async () => {
      const { one, other } = await open();
      const { claims } = await other.ofSource(SOURCE_KEY);
      expect(await one.claim(sendOf('t1', { intentKey: 'i1' }), 0, claims)).toBe(true);
      expect(await other.claim(sendOf('t2', { intentKey: 'i2' }), 0, claims)).toBe(false);
      await one.finish('t1', 1, { kind: 'failed' });
      const later = (await other.ofSource(SOURCE_KEY)).claims;
      const now = await other.claims('i2');
      expect(await other.claim(sendOf('t2', { intentKey: 'i2' }), now, later)).toBe(true);
    });

    test('of two who send the same source at one moment, and judged it, one has it', async () => {
      for (let round = 0; round < 20; round++) {
        const { one, other } = await open();
        const taken = await Promise.all([
          one.claim(sendOf('t1', { intentKey: 'i1' }), 0, 0),
          other.claim(sendOf('t2', { intentKey: 'i2' }), 0, 0),
        ]);
        expect(taken.filter(Boolean)).toHaveLength(1);
      }
    });

    test('two who send the same source at one moment are both found by it', async () => {
      const { one, other } = await open();
      const sends = ['t1', 't2', 't3', 't4'].map((token) => sendOf(token, { intentKey: token }));
      const claimed = await Promise.all(sends.map((record, i) => claim(i % 2 ? one : other, record)));
      expect(claimed).toEqual([true, true, true, true]);
      const key = sourceKeyOf(sendOf('t1').request, sendOf('t1').world);
      expect((await tokensOf(one, key)).sort()).toEqual(['t1', 't2', 't3', 't4']);
    });

    test('of two who claim at one place at one moment one has it, in whosever name', async () => {
      for (let round = 0; round < 20; round++) {
        const { one, other } = await open();
        const taken = await Promise.all([
          one.claim(sendOf('t1', { placeKey: 'place' }), 0),
          other.claim(sendOf('t2', { intentKey: 'place', placeKey: 'place' }), 0),
        ]);
        expect(taken.filter(Boolean)).toHaveLength(1);
      }
    });

    test('two intents do not wait for each other', async () => {
      const { one, other } = await open();
      expect(await claim(one, sendOf('t1'))).toBe(true);
      expect(await claim(other, sendOf('t2', { intentKey: 'another' }))).toBe(true);
    });

    test('another token of the intent may be claimed once the first has ended', async () => {
      const { one, other } = await open();
      await claim(one, sendOf('t1'));
      expect(await claim(other, sendOf('t2'))).toBe(false);
      await one.finish('t1', 1, COPIED);
      expect(await claim(other, sendOf('t2'))).toBe(true);
    });

    test('a claim is taken over after its time, with the next number, and not before', async () => {
      const { one, other, setClock, silentMs = CLAIM_MS } = await open();
      await claim(one, sendOf('t1'));
      await other.byToken('t1');
      setClock(NOON + silentMs - 1);
      expect(await claim(other, again(sendOf('t1'), 2, NOON + silentMs + CLAIM_MS))).toBe(false);
      setClock(NOON + silentMs);
      expect(await claim(other, again(sendOf('t1'), 3, NOON + silentMs + CLAIM_MS))).toBe(false);
      expect(await claim(other, again(sendOf('t1'), 2, NOON + silentMs + CLAIM_MS))).toBe(true);
      expect(await one.holds('t1', 1)).toBe(false);
      expect(await other.holds('t1', 2)).toBe(true);
    });

    test('of twenty that take over one has it', async () => {
      const { one, other, setClock } = await open();
      await claim(one, sendOf('t1'));
      await Promise.all([one.byToken('t1'), other.byToken('t1')]);
      setClock(NOON + CLAIM_MS);
      const tries = Array.from({ length: 20 }, (_, i) =>
        claim(i % 2 ? one : other, again(sendOf('t1'), 2, NOON + 120_000)),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    });
  });

  test(`${name}: under another token the time of a claim is waited for, also when its process is silent`, async () => {
    const { one, other, setClock } = await open();
    await claim(one, sendOf('t1'));
    await other.byIntent('intent');
    setClock(NOON + CLAIM_MS - 1);
    expect(await claim(other, sendOf('t2', { claim: { n: 1, owner: 'other', until: NOON + 2 * CLAIM_MS - 1 } }))).toBe(
      false,
    );
    setClock(NOON + CLAIM_MS);
    expect(await claim(other, sendOf('t2', { claim: { n: 1, owner: 'other', until: NOON + 2 * CLAIM_MS } }))).toBe(
      true,
    );
  });

  describe(`${name}: ends`, () => {
    test('an end is kept with the time of the last attempt', async () => {
      const { one, other } = await open();
      await claim(one, sendOf('t1'));
      await one.finish('t1', 1, COPIED, NOON + 5_000);
      expect(await other.byToken('t1')).toEqual({ ...sendOf('t1'), end: COPIED, lastTriedAt: NOON + 5_000 });
    });

    test.each<[first: SendEnd, second: SendEnd, stays: SendEnd]>([
      [{ kind: 'unclear' }, COPIED, COPIED],
      [COPIED, { kind: 'unclear' }, COPIED],
      [COPIED, { kind: 'failed' }, COPIED],
      [{ kind: 'failed' }, { kind: 'unclear' }, { kind: 'failed' }],
      [{ kind: 'unclear' }, { kind: 'not-made' }, { kind: 'not-made' }],
      [{ kind: 'not-made' }, COPIED, COPIED],
      [COPIED, { kind: 'gone', why: 'not-found' }, { kind: 'gone', why: 'not-found' }],
      [{ kind: 'gone', why: 'not-found' }, COPIED, { kind: 'gone', why: 'not-found' }],
    ])('%j, then %j: ends only rise', async (first, second, stays) => {
      const { one } = await open();
      await claim(one, sendOf('t1'));
      await one.finish('t1', 1, first);
      await one.finish('t1', 1, second);
      expect((await one.byToken('t1'))?.end).toEqual(stays);
    });

    test('a sleeper whose claim was taken over ends nothing', async () => {
      const { one, other, setClock } = await open();
      await claim(one, sendOf('t1'));
      await other.byToken('t1');
      setClock(NOON + CLAIM_MS);
      await claim(other, again(sendOf('t1'), 2, NOON + 2 * CLAIM_MS));
      await one.finish('t1', 1, { kind: 'failed' });
      expect((await other.byToken('t1'))?.end).toBeUndefined();
      await other.finish('t1', 2, COPIED);
      expect((await one.byToken('t1'))?.end).toEqual(COPIED);
    });

    test('a refused send gives way to a new first one, which begins without an end', async () => {
      const { one } = await open();
      await claim(one, sendOf('t1'));
      await one.finish('t1', 1, { kind: 'failed' });
      const second = { ...again(sendOf('t1'), 2, NOON + 60_000), firstTriedAt: NOON + 1_000 };
      expect(await claim(one, second)).toBe(true);
      expect(await one.byToken('t1')).toEqual(second);
    });

    test.each<[SendEnd, found: boolean]>([
      [{ kind: 'failed' }, false],
      [{ kind: 'not-made' }, false],
      [{ kind: 'gone', VolumeId: 'vol-0bbbbbbbbbbbbbbb0', why: 'not-found' }, false],
      [{ kind: 'unclear' }, true],
      [COPIED, true],
    ])('after %j a call without a token joins it: %s', async (end, found) => {
      const { one } = await open();
      await claim(one, sendOf('t1'));
      await one.finish('t1', 1, end);
      expect((await one.byIntent('intent'))?.token).toBe(found ? 't1' : undefined);
    });

    test('the newest send of an intent is joined, or the one before when that made nothing', async () => {
      const { one } = await open();
      await claim(one, sendOf('t1'));
      await one.finish('t1', 1, COPIED);
      await claim(one, sendOf('t2'));
      await one.finish('t2', 1, { kind: 'unclear' });
      expect((await one.byIntent('intent'))?.token).toBe('t2');
      await one.finish('t2', 1, { kind: 'not-made' });
      expect((await one.byIntent('intent'))?.token).toBe('t1');
    });
  });

  describe(`${name}: the places of a day`, () => {
    test('there are as many as the operator allows, one a token, however often it asks', async () => {
      const { one, other } = await open();
      expect(await one.reserve(DAY, 't1', 2)).toBe(true);
      expect(await other.reserve(DAY, 't1', 2)).toBe(true);
      expect(await one.reserve(DAY, 't2', 2)).toBe(true);
      expect(await other.reserve(DAY, 't3', 2)).toBe(false);
      expect(await other.reserve(DAY, 't2', 2)).toBe(true);
      expect(await one.count(DAY)).toBe(2);
      expect(await one.count(DAY, 't1')).toBe(1);
    });

    test('sixty that race for twenty: twenty have one', async () => {
      const { one, other } = await open();
      const tries = Array.from({ length: 60 }, (_, i) => (i % 2 ? one : other).reserve(DAY, `t${i}`, 20));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(20);
      expect(await one.count(DAY)).toBe(20);
    });

    test('a place that is given back is free again; another day or account has its own', async () => {
      const { one } = await open();
      await one.reserve(DAY, 't1', 1);
      expect(await one.reserve({ ...DAY, date: '2026-11-23' }, 't2', 1)).toBe(true);
      expect(await one.reserve({ ...DAY, scope: 'another' }, 't2', 1)).toBe(true);
      await one.release(DAY, 't1');
      expect(await one.reserve(DAY, 't2', 1)).toBe(true);
      expect(await one.count(DAY)).toBe(1);
    });

    test('a token that has a place takes no other, also when one before it is free', async () => {
      const { one, other } = await open();
      for (const token of ['t1', 't2', 't3']) await one.reserve(DAY, token, 3);
      await one.release(DAY, 't2');
      expect(await other.reserve(DAY, 't3', 3)).toBe(true);
      expect(await one.count(DAY)).toBe(2);
      expect(await one.reserve(DAY, 't4', 3)).toBe(true);
      expect(await other.reserve(DAY, 't5', 3)).toBe(false);
    });

    test('whoever is not limited takes a place as well, which counts for whoever is', async () => {
      const { one, other } = await open();
      for (const token of ['t1', 't2', 't1']) expect(await one.reserve(DAY, token, Number.MAX_SAFE_INTEGER)).toBe(true);
      expect(await other.count(DAY)).toBe(2);
      expect(await other.reserve(DAY, 't3', 2)).toBe(false);
      expect(await other.reserve(DAY, 't3', 3)).toBe(true);
    });

    test('no place at all when none is allowed', async () => {
      const { one } = await open();
      expect(await one.reserve(DAY, 't1', 0)).toBe(false);
    });
  });
}
