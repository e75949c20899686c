// The keys that an issuer signs with: found by its metadata, fetched anew when a token names one that is not known.
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import type { NetworkGet } from '../../../ec2/network/network-get.ts';

/** Asked for a key when a token is verified. Rejects with IssuerUnreachable when the issuer does not say which keys are its own. */
export interface IssuerKeys {
  key: JWTVerifyGetKey;
  /** Fetches the keys again, unless they were a moment ago; whether it did. Rejects as `key` does. */
  renew(): Promise<boolean>;
  /** Rejects while the issuer does not show its keys; those that it showed before are still taken. */
  check(): Promise<void>;
}

export class IssuerUnreachable extends Error {
  override name = 'IssuerUnreachable';
}

export interface IssuerKeysOptions {
  issuer: string;
  /** How the issuer is reached. */
  get: NetworkGet;
  /** Unknown keys lead to at most one request in this time, ms: whoever makes tokens up must not make requests. */
  cooldownMs?: number;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

const ANSWER_MS = 5_000;
const COOLDOWN_MS = 30_000;
// While an issuer is down, callers are told so without waiting for it each time.
const RETRY_MS = 5_000;
/**
 * So long a token that was verified is taken without another look at its signature, which takes 0.3 ms of a call
 * (2026-11).
 */
export const TOKEN_KEPT_MS = 30_000;
// A withdrawn key is taken for so long at most (jose's own default, 6.2).
const WITHDRAWN_MS = 10 * 60_000;
// While the issuer cannot be asked, the keys that it showed last are taken for so long: nobody can have it withdraw one
// then, and a team would be without its server at once. Whoever keeps this server from its issuer gains no more.
const LAST_SHOWN_MS = 60 * 60_000;

// A failure from longer ago says nothing: what the issuer has withdrawn since is asked for before a token passes.
const STILL_DOWN_MS = 2 * 60_000;

export function createIssuerKeys({ issuer, get, cooldownMs = COOLDOWN_MS, now }: IssuerKeysOptions): IssuerKeys {
  let found: Promise<IssuerKeys> | undefined;
  let failed: { at: number; problem: unknown } | undefined;
  const find = async (): Promise<IssuerKeys> => {
    try {
      const url = await findKeySet(issuer, get);
      const read = (from: string, signal: AbortSignal) =>
        get(from, { signal, headers: { accept: 'application/json' } });
      return {
        ...createKeySet(url, read, { cooldownMs, now }),
        check: async () => checkKeySet(await read(url.href, AbortSignal.timeout(ANSWER_MS))),
      };
    } catch (problem) {
      failed = { at: now(), problem };
      found = undefined;
      throw problem;
    }
  };
  const keySet = (): Promise<IssuerKeys> => {
    if (failed && now() - failed.at < RETRY_MS && !found) return Promise.reject(failed.problem);
    found ??= find();
    return found;
  };
  return {
    key: async (...asked) => (await keySet()).key(...asked),
    renew: async () => (await keySet()).renew(),
    // Apart from the keys that tokens are verified with, whose own look an unknown key must not wait for.
    check: async () => (await keySet()).check(),
  };
}

type Read = (from: string, signal: AbortSignal) => ReturnType<NetworkGet>;

function createKeySet(
  url: URL,
  read: Read,
  { cooldownMs, now }: Required<Pick<IssuerKeysOptions, 'cooldownMs' | 'now'>>,
): Pick<IssuerKeys, 'key' | 'renew'> {
  // When it is read again is decided here: jose waits for a read that fails each time, and then takes no key it knows.
  const known = createRemoteJWKSet(url, {
    timeoutDuration: ANSWER_MS,
    cooldownDuration: LAST_SHOWN_MS,
    cacheMaxAge: LAST_SHOWN_MS - TOKEN_KEPT_MS,
    [customFetch]: (from, { signal }) => read(from, signal),
  });
  let readAt: number | undefined;
  let failed: { at: number; problem: unknown } | undefined;
  const isOlder = (ms: number) => readAt === undefined || Math.abs(Date.now() - readAt) >= ms;
  const reload = async () => {
    if (failed && now() - failed.at < RETRY_MS) throw failed.problem;
    try {
      await known.reload();
    } catch (problem) {
      failed = { at: now(), problem };
      throw problem;
    }
    failed = undefined;
    readAt = Date.now();
  };
  return {
    async key(...asked) {
      if (isOlder(WITHDRAWN_MS - TOKEN_KEPT_MS)) {
        const isKnownToFail = failed !== undefined && now() - failed.at <= STILL_DOWN_MS;
        const reloaded = reload().catch((problem: unknown) => {
          if (!known.fresh) throw problem;
        });
        // Nobody waits for an issuer that did not answer the last time, while its keys are known.
        if (!isKnownToFail || !known.fresh) await reloaded;
        else void reloaded.catch(() => undefined);
      }
      try {
        return await known(...asked);
      } catch (problem) {
        if (!(problem instanceof errors.JWKSNoMatchingKey) || !isOlder(cooldownMs)) throw problem;
        await reload();
        return known(...asked);
      }
    },
    async renew() {
      if (!isOlder(cooldownMs)) return false;
      await reload();
      return true;
    },
  };
}

async function checkKeySet(answer: Awaited<ReturnType<NetworkGet>>): Promise<void> {
  if (!answer.ok) throw new IssuerUnreachable(`Its key set is answered with HTTP ${answer.status}.`);
  const { keys } = (await answer.json()) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) throw new IssuerUnreachable('Its key set has no keys.');
}

/** OpenID Connect puts its metadata behind the issuer's path, RFC 8414 before it. */
function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

async function findKeySet(issuer: string, get: NetworkGet): Promise<URL> {
  const problems: string[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      const answer = await get(url, { signal: AbortSignal.timeout(ANSWER_MS) });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return keySetOf((await answer.json()) as Metadata, issuer);
    } catch (problem) {
      problems.push(`${url}: ${reasonOf(problem)}`);
    }
  }
  throw new IssuerUnreachable(problems.join('; '));
}

interface Metadata {
  issuer?: unknown;
  jwks_uri?: unknown;
}

function keySetOf({ issuer: own, jwks_uri }: Metadata, issuer: string): URL {
  if (own !== issuer) throw new Error(`it says that the issuer is ${JSON.stringify(own)}`);
  if (typeof jwks_uri !== 'string' || !URL.canParse(jwks_uri)) throw new Error('it names no jwks_uri');
  const url = new URL(jwks_uri);
  // The keys must come as safely as the issuer's own word.
  if (url.protocol !== new URL(issuer).protocol && url.protocol !== 'https:') throw new Error('its keys come by http');
  return url;
}

function reasonOf(problem: unknown): string {
  const { message, cause } = problem as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
}
