// The keys of an issuer: which of them a token may be signed with, and when health says that nobody can log in.
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OidcConfig } from '../../../../src/config/http/http-auth.ts';
import { createIssuerKeys } from '../../../../src/serve/http/auth/issuer-keys.ts';
import { verifyToken } from '../../../../src/serve/http/auth/verify-token.ts';

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
  sign(header?: { kid?: string }): Promise<string>;
}

async function newPair(kid: string): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const exp = Math.floor(Date.now() / 1000) + 300;
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    sign: (header = {}) =>
      new SignJWT({ iss: ISSUER, sub: 'ann', aud: 'a', exp })
        .setProtectedHeader({ alg: 'ES256', ...header })
        .sign(privateKey),
  };
}

let [one, two, foreign]: Pair[] = [];
beforeAll(async () => {
  [one, two, foreign] = await Promise.all(['one', 'two', 'foreign'].map(newPair));
});

type Answer = { status: number; body: unknown } | Error;

/** `keySet` is what is answered where the keys are. */
function startIssuer(keySet: () => Answer) {
  const asked: string[] = [];
  const keys = createIssuerKeys({
    issuer: ISSUER,
    now: () => 0,
    get: async (given) => {
      const { pathname } = new URL(given);
      asked.push(pathname);
      if (pathname !== '/keys') return Response.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys` });
      const answer = keySet();
      if (answer instanceof Error) throw answer;
      return Response.json(answer.body, { status: answer.status });
    },
  });
  return { keys, asked, verify: async (token: string) => verifyToken(token, CONFIG, keys) };
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

  test('is judged for the rest like any other', async () => {
    const { verify } = startIssuer(showing(one, two));
    const own = { ...CONFIG, issuer: 'https://other.example' };
    const { keys } = startIssuer(showing(one, two));
    expect(await verifyToken((await two?.sign()) ?? '', own, keys)).toEqual({
      kind: 'invalid',
      why: 'It is of another issuer.',
    });
    expect(await verify((await two?.sign({ kid: 'one' })) ?? '')).toEqual({
      kind: 'invalid',
      why: 'Its signature is wrong.',
    });
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
