// The keys of an issuer: which of them a token may be signed with, and when health says that nobody can log in.
import { decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { OidcConfig } from '../../../../src/config/http/http-auth.ts';
import { createIssuerKeys, type IssuerKeys } from '../../../../src/serve/http/auth/issuer-keys.ts';
import { createTokenVerifier } from '../../../../src/serve/http/auth/verify-token.ts';

const ISSUER = 'https://login.example.com';
const CONFIG: OidcConfig = {
  issuer: ISSUER,
  audiences: ['a'],
  clientIds: [],
  callerClaim: 'sub',
  requiredScopes: [],
};

interface Pair {
  jwk: JWK;
  /** `exp` in seconds since the epoch; by default in five minutes. */
  sign(given?: { kid?: string; exp?: number }): Promise<string>;
}

async function newPair(kid: string): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const soon = Math.floor(Date.now() / 1000) + 300;
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    sign: ({ exp = soon, ...header } = {}) =>
      new SignJWT({ iss: ISSUER, sub: 'ann', aud: 'a', exp })
        .setProtectedHeader({ alg: 'ES256', ...header })
        .sign(privateKey),
  };
}

let [one, two, foreign]: Pair[] = [];
beforeAll(async () => {
  [one, two, foreign] = await Promise.all(['one', 'two', 'foreign'].map(newPair));
});

afterEach(() => {
  vi.useRealTimers();
});

type Answer = { status: number; body: unknown } | Error;

/** `keySet` is what is answered where the keys are. */
function startIssuer(keySet: () => Answer, now = () => 0) {
  const asked: string[] = [];
  const keys = createIssuerKeys({
    issuer: ISSUER,
    now,
    get: async (given) => {
      const { pathname } = new URL(given);
      asked.push(pathname);
      if (pathname !== '/keys') return Response.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys` });
      const answer = await keySet();
      if (answer instanceof Error) throw answer;
      return Response.json(answer.body, { status: answer.status });
    },
  });
  return { keys, asked, verify: createTokenVerifier(CONFIG, keys, Date.now) };
}

const showing =
  (...pairs: (Pair | undefined)[]) =>
  (): Answer => ({ status: 200, body: { keys: pairs.map((pair) => pair?.jwk) } });

describe('a token that names no key', () => {
  test('is of any key that the issuer shows, as while it changes them', async () => {
    const { verify } = startIssuer(showing(one, two));
    for (const pair of [one, two])
      expect(await verify((await pair?.sign()) ?? '')).toMatchObject({ kind: 'accepted', subject: { name: 'ann' } });
  });

  test('and of no other', async () => {
    const { verify } = startIssuer(showing(one, two));
    expect(await verify((await foreign?.sign()) ?? '')).toEqual({ kind: 'invalid', why: 'Its signature is wrong.' });
  });

  test.each([
    ['the only key', () => [one], () => [two]],
    ['one of two keys', () => [one, foreign], () => [foreign, two]],
  ])('is of the new key when %s was changed, and made-up ones fetch no keys', async (_, before, after) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let shown = before;
    const { verify, asked } = startIssuer(() => showing(...shown())());
    const token = (await two?.sign()) ?? '';
    const wrong = { kind: 'invalid', why: 'Its signature is wrong.' };
    const fetched = () => asked.filter((path) => path === '/keys').length;
    expect(await verify(token)).toEqual(wrong);
    shown = after;
    for (let n = 0; n < 3; n++) expect(await verify(token)).toEqual(wrong);
    expect(fetched()).toBe(1);
    vi.setSystemTime(Date.now() + 31_000);
    expect(await verify(token)).toMatchObject({ kind: 'accepted' });
    expect(fetched()).toBe(2);
    expect(await verify((await one?.sign()) ?? '')).toEqual(wrong);
    expect(fetched()).toBe(2);
  });

  test('is taken though a key of the issuer is too short to be used', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const short: JWK = { kty: 'RSA', n: Buffer.alloc(128, 0xfd).toString('base64url'), e: 'AQAB' };
    const keys = [short, await exportJWK(publicKey)];
    const { verify } = startIssuer(() => ({ status: 200, body: { keys } }));
    const claims = { iss: ISSUER, sub: 'ann', aud: 'a', exp: Math.floor(Date.now() / 1000) + 300 };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(await verify(token)).toMatchObject({ kind: 'accepted' });
  });

  test('is judged for the rest like any other', async () => {
    const { verify } = startIssuer(showing(one, two));
    const own = { ...CONFIG, issuer: 'https://other.example' };
    const { keys } = startIssuer(showing(one, two));
    expect(await createTokenVerifier(own, keys, Date.now)((await two?.sign()) ?? '')).toEqual({
      kind: 'invalid',
      why: 'It is of another issuer.',
    });
    expect(await verify((await two?.sign({ kid: 'one' })) ?? '')).toEqual({
      kind: 'invalid',
      why: 'Its signature is wrong.',
    });
  });
});

describe('a token that was taken', () => {
  async function start() {
    const { keys } = startIssuer(showing(one));
    let now = 0;
    let verified = 0;
    const counting: IssuerKeys = {
      ...keys,
      key: (...asked) => {
        verified += 1;
        return keys.key(...asked);
      },
    };
    const verify = createTokenVerifier(CONFIG, counting, () => now);
    return {
      verify,
      verified: () => verified,
      /** ms since the epoch. */
      setTime: (time: number) => {
        now = time;
      },
    };
  }

  test('is taken for half a minute without another look at its signature, and no longer', async () => {
    const { verify, verified, setTime } = await start();
    const token = (await one?.sign({ kid: 'one' })) ?? '';
    for (const time of [0, 1_000, 29_999]) {
      setTime(time);
      expect(await verify(token)).toMatchObject({ kind: 'accepted', subject: { name: 'ann' } });
    }
    expect(verified()).toBe(1);
    setTime(30_000);
    await verify(token);
    expect(verified()).toBe(2);
    // The clock was set back: nobody knows how long ago it was.
    setTime(29_000);
    await verify(token);
    expect(verified()).toBe(3);
  });

  test('is not taken beyond its end', async () => {
    const { verify, verified, setTime } = await start();
    const token = (await one?.sign({ kid: 'one' })) ?? '';
    const end = (decodeJwt(token).exp ?? 0) * 1_000;
    // A minute more, by another clock.
    setTime(end + 50_000);
    await verify(token);
    setTime(end + 59_999);
    await verify(token);
    expect(verified()).toBe(1);
    setTime(end + 60_000);
    await verify(token);
    expect(verified()).toBe(2);
  });

  test('is taken for ten minutes at most after its key was withdrawn', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const read = Date.now();
    let shown = one;
    const { verify } = startIssuer(() => showing(shown)());
    const tokenUntil = async (seconds: number) => (await one?.sign({ kid: 'one', exp: read / 1_000 + seconds })) ?? '';
    expect(await verify(await tokenUntil(3_000))).toMatchObject({ kind: 'accepted' });
    shown = two;
    // The last moment at which the key is still known, and a token of it can be taken for half a minute.
    const token = await tokenUntil(4_000);
    const taken: number[] = [];
    for (let seconds = 500; seconds <= 640; seconds += 5) {
      vi.setSystemTime(read + seconds * 1_000);
      if ((await verify(token)).kind === 'accepted') taken.push(seconds);
    }
    expect(taken.at(-1)).toBeLessThanOrEqual(600);
    expect(taken.at(-1)).toBeGreaterThanOrEqual(560);
  });

  test('says nothing of another one, and what was refused is looked at each time', async () => {
    const { verify, verified } = await start();
    const token = (await one?.sign({ kid: 'one' })) ?? '';
    await verify(token);
    const forged = token.replace(/[^.]*$/, ((await foreign?.sign({ kid: 'one' })) ?? '').split('.').at(-1) ?? '');
    for (let n = 0; n < 2; n++)
      expect(await verify(forged)).toEqual({ kind: 'invalid', why: 'Its signature is wrong.' });
    expect(verified()).toBe(3);
  });
});

describe('while the issuer does not show its keys any more', () => {
  const MINUTE = 60_000;
  async function start() {
    vi.useFakeTimers({ toFake: ['Date'] });
    const begun = Date.now();
    const issuer: { answer: () => Answer } = { answer: showing(one) };
    const { verify, asked } = startIssuer(() => issuer.answer(), Date.now);
    const token = async (pair: Pair | undefined) =>
      (await pair?.sign({ kid: String(pair.jwk.kid), exp: begun / 1000 + 7_200 })) ?? '';
    const [known, unknown] = await Promise.all([token(one), token(two)]);
    expect(await verify(known)).toMatchObject({ kind: 'accepted' });
    asked.splice(0);
    return {
      asked,
      issuer,
      at: (ms: number) => vi.setSystemTime(begun + ms),
      known: async () => (await verify(known)).kind,
      unknown: async () => (await verify(unknown)).kind,
    };
  }
  const down = () => new Error('ECONNREFUSED');

  test('those that it showed last are taken for an hour', async () => {
    const { issuer, at, known } = await start();
    issuer.answer = down;
    at(10 * MINUTE);
    expect(await known()).toBe('accepted');
    at(59 * MINUTE);
    expect(await known()).toBe('accepted');
    at(60 * MINUTE);
    expect(await known()).toBe('unverifiable');
    issuer.answer = showing(one);
    at(60 * MINUTE + 5_000);
    expect(await known()).toBe('accepted');
  });

  test('one that it withdrew is taken no longer, once it answers', async () => {
    const { issuer, at, known } = await start();
    issuer.answer = showing(two);
    at(10 * MINUTE);
    expect(await known()).toBe('invalid');
  });

  test('nor after a failure from long ago, which says nothing', async () => {
    const { issuer, at, known } = await start();
    issuer.answer = down;
    at(10 * MINUTE);
    expect(await known()).toBe('accepted');
    issuer.answer = showing(two);
    at(58 * MINUTE);
    expect(await known()).toBe('invalid');
  });

  test('it is asked every five seconds at most, for a key that is not known too', async () => {
    const { issuer, asked, at, known, unknown } = await start();
    issuer.answer = down;
    at(10 * MINUTE);
    for (let n = 0; n < 3; n++) expect([await known(), await unknown()]).toEqual(['accepted', 'unverifiable']);
    expect(asked).toHaveLength(1);
    at(10 * MINUTE + 5_000);
    expect(await unknown()).toBe('unverifiable');
    expect(asked).toHaveLength(2);
  });

  test('and nobody waits for it again while they are known', async () => {
    const { issuer, at, known } = await start();
    issuer.answer = down;
    at(10 * MINUTE);
    await known();
    let answer = (_: Answer) => {};
    const late = new Promise<Answer>((resolve) => {
      answer = resolve;
    });
    issuer.answer = () => late as unknown as Answer;
    at(11 * MINUTE);
    expect(await known()).toBe('accepted');
    answer(down());
  });
});

describe('the check', () => {
  test.each<[string, Answer]>([
    ['are refused', { status: 500, body: {} }],
    ['are no key set', { status: 200, body: { keys: 'none' } }],
    ['are none', { status: 200, body: { keys: [] } }],
    ['cannot be reached', new Error('ECONNREFUSED')],
  ])('rejects while the keys %s, also where the issuer names their place', async (_, answer) => {
    let now = answer;
    const { keys } = startIssuer(() => now);
    await expect(keys.check()).rejects.toThrow();
    now = showing(one)();
    await keys.check();
  });

  test('asks for the keys anew each time, and takes nothing from what tokens are verified with', async () => {
    let now = showing(one)();
    const { keys, asked, verify } = startIssuer(() => now);
    await keys.check();
    expect(await verify((await one?.sign({ kid: 'one' })) ?? '')).toMatchObject({ kind: 'accepted' });
    now = new Error('ECONNREFUSED');
    await expect(keys.check()).rejects.toThrow('ECONNREFUSED');
    expect(await verify((await one?.sign({ kid: 'one' })) ?? '')).toMatchObject({ kind: 'accepted' });
    expect(asked.filter((path) => path === '/keys')).toHaveLength(3);
  });
});
