// A token is what its issuer signed, is still valid, and is for this server: with jose, to a judgement as data.
import { createHash } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify } from 'jose';
import type { OidcConfig } from '../../../config/http/http-auth.ts';
import { type IssuerKeys, IssuerUnreachable, TOKEN_KEPT_MS } from './issuer-keys.ts';
import { judgeToken, type TokenJudgement } from './token-claims.ts';

export type TokenVerdict = TokenJudgement | { kind: 'unverifiable'; problem: unknown };

// Signatures by a private key alone: with a shared secret, whoever knows the public key could sign.
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const TOLERANCE_SECONDS = 60;

const MOST_KEPT = 1_000;

/** `now`: this machine's clock, ms since the epoch. */
export function createTokenVerifier(
  config: OidcConfig,
  keys: IssuerKeys,
  now: () => number,
): (token: string) => Promise<TokenVerdict> {
  const kept = new Map<string, { verdict: TokenVerdict; at: number; until: number }>();
  return async (token) => {
    const hash = createHash('sha256').update(token).digest('base64');
    const known = kept.get(hash);
    if (known && known.at <= now() && now() < known.until) return known.verdict;
    kept.delete(hash);
    const at = now();
    const { verdict, exp = 0 } = await verify(token, config, keys);
    if (verdict.kind === 'accepted') {
      kept.set(hash, { verdict, at, until: Math.min(at + TOKEN_KEPT_MS, (exp + TOLERANCE_SECONDS) * 1_000) });
      for (const [oldest] of kept) if (kept.size > MOST_KEPT) kept.delete(oldest);
    }
    return verdict;
  };
}

async function verify(
  token: string,
  config: OidcConfig,
  keys: IssuerKeys,
): Promise<{ verdict: TokenVerdict; exp?: number }> {
  try {
    const { payload, protectedHeader } = await verifySigned(token, keys, {
      issuer: config.issuer,
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'sub'],
    });
    const verdict = judgeToken({ typ: protectedHeader.typ, claims: payload }, config);
    return { verdict, ...(payload.exp === undefined ? {} : { exp: payload.exp }) };
  } catch (problem) {
    const why = reasonOf(problem);
    return { verdict: why === undefined ? { kind: 'unverifiable', problem } : { kind: 'invalid', why } };
  }
}

/** Where no key is named, a wrong signature may be one of a key that the issuer has had only since. */
async function verifySigned(token: string, keys: IssuerKeys, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  try {
    return await verifyByKnown(token, keys, options);
  } catch (problem) {
    const mayBeNew =
      problem instanceof errors.JWSSignatureVerificationFailed && decodeProtectedHeader(token).kid === undefined;
    if (!mayBeNew || !(await keys.renew())) throw problem;
    return verifyByKnown(token, keys, options);
  }
}

/** A token that names no key may be signed with any of those that its issuer shows (RFC 7515, 4.1.4: kid is optional). */
async function verifyByKnown(token: string, keys: IssuerKeys, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, keys.key, options);
  } catch (problem) {
    if (!(problem instanceof errors.JWKSMultipleMatchingKeys)) throw problem;
    for await (const key of problem) {
      try {
        return await jwtVerify(token, key, options);
      } catch (wrong) {
        // jose's TypeError: a key that cannot be used, such as one of RSA with less than 2,048 bits (6.2).
        if (!(wrong instanceof errors.JWSSignatureVerificationFailed || wrong instanceof TypeError)) throw wrong;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Undefined when it is not the token's fault: the keys could not be had. */
function reasonOf(problem: unknown): string | undefined {
  if (problem instanceof IssuerUnreachable || problem instanceof errors.JWKSTimeout) return undefined;
  if (problem instanceof errors.JWTExpired) return 'It has expired.';
  if (problem instanceof errors.JWTClaimValidationFailed)
    return problem.claim === 'iss' ? 'It is of another issuer.' : `Its claim ${problem.claim} is missing or not valid.`;
  if (problem instanceof errors.JWKSNoMatchingKey) return 'Its issuer has no such key.';
  if (problem instanceof errors.JWSSignatureVerificationFailed) return 'Its signature is wrong.';
  if (problem instanceof errors.JOSEAlgNotAllowed) return 'Its signature is of a kind that is not taken.';
  // A key set that is no answer of an issuer comes as the bare base class, which a token never causes.
  if (
    problem instanceof errors.JOSEError &&
    problem.code !== 'ERR_JOSE_GENERIC' &&
    !(problem instanceof errors.JWKSInvalid)
  )
    return 'It is not a token of this issuer.';
  return undefined;
}
