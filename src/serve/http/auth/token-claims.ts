// What a token that its issuer signed says about who calls, and whether it is for this server. Signature, issuer and
// expiry are checked before.
import type { OidcConfig } from '../../../config/http/http-auth.ts';
import type { Subject } from './subject.ts';

/** Of the token's header and payload, as far as it matters; everything may be missing or odd. */
export interface TokenContent {
  typ?: unknown;
  claims: Readonly<Record<string, unknown>>;
}

export type TokenJudgement =
  | { kind: 'accepted'; subject: Subject }
  /** Another token would do. */
  | { kind: 'invalid'; why: string }
  | { kind: 'lacks-scope'; scopes: readonly string[] }
  /** No other token of this caller would do: the operator or the issuer has to change something. */
  | { kind: 'unusable'; why: string };

type Rules = Omit<OidcConfig, 'issuer'>;

export function judgeToken(content: TokenContent, rules: Rules): TokenJudgement {
  const { claims } = content;
  const wrong = wrongKind(content) ?? wrongReceiver(claims, rules);
  if (wrong !== undefined) return { kind: 'invalid', why: wrong };
  const scopes = scopesOf(claims);
  const missing = rules.requiredScopes.filter((scope) => !scopes.has(scope));
  if (missing.length > 0) return { kind: 'lacks-scope', scopes: rules.requiredScopes };
  const name = claims[rules.callerClaim];
  if (typeof name !== 'string' || name.trim() === '')
    return { kind: 'unusable', why: `The token has no claim ${rules.callerClaim}, which names the caller here.` };
  if (!NAME.test(name))
    return {
      kind: 'unusable',
      why: `The claim ${rules.callerClaim} of the token is too long or has characters that cannot be shown.`,
    };
  const { copyScope } = rules;
  return {
    kind: 'accepted',
    subject: {
      key: JSON.stringify([claims.iss, claims.sub]),
      name,
      kind: isService(claims) ? 'service' : 'person',
      ...(copyScope !== undefined && !scopes.has(copyScope)
        ? { rehearsesBecause: `The access token of this caller lacks the scope ${copyScope}: it can rehearse only.` }
        : {}),
    },
  };
}

// It stands in logs and in CloudTrail as the issuer says it, also with spaces around it: cleaned it could be another's.
const NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u;

// at+jwt (RFC 9068), in both spellings of a media type; JWT or nothing from Entra, Cognito and older Okta (2026-11).
const ACCESS_TOKEN_TYPES = ['at+jwt', 'application/at+jwt', 'jwt'];

// What Keycloak calls its tokens that are none for access, in the payload (its TokenUtil); access tokens are Bearer.
const OTHER_TOKENS = ['ID', 'Refresh', 'Offline', 'Logout'];
// at_hash and c_hash: of ID tokens (OpenID Connect Core, 3.3.2.11); events: of security events and logout (RFC 8417,
// OpenID Connect Back-Channel Logout).
const OTHER_CLAIMS = ['at_hash', 'c_hash', 'events'];

/** An ID token says to a client who logged in; it is no permission to call. */
function wrongKind({ typ, claims }: TokenContent): string | undefined {
  const isTyped = typ === undefined || (typeof typ === 'string' && ACCESS_TOKEN_TYPES.includes(typ.toLowerCase()));
  // Keycloak before 25 puts the nonce of a login (OpenID Connect Core, 2) into its access tokens too (read 2026-11).
  const saysItIsForAccess = claims.typ === 'Bearer' || (isTyped && typ !== undefined && !/^jwt$/i.test(typ));
  const isOther =
    claims.token_use === 'id' ||
    OTHER_TOKENS.some((one) => one === claims.typ) ||
    OTHER_CLAIMS.some((claim) => claim in claims) ||
    ('nonce' in claims && !saysItIsForAccess);
  return isTyped && !isOther ? undefined : 'It is not an access token.';
}

function wrongReceiver(claims: TokenContent['claims'], { audiences, clientIds }: Rules): string | undefined {
  if (audiences.length > 0 && !textsOf(claims.aud).some((one) => audiences.includes(one)))
    return 'It is for another audience.';
  if (clientIds.length > 0 && !clientIds.includes(clientOf(claims) ?? ''))
    return 'It was issued to a client that may not call.';
  return undefined;
}

/** client_id (RFC 9068, Cognito), azp (OpenID Connect, Entra 2.0), appid (Entra 1.0), cid (Okta). */
function clientOf(claims: TokenContent['claims']): string | undefined {
  return [claims.client_id, claims.azp, claims.appid, claims.cid].find((one) => typeof one === 'string') as
    | string
    | undefined;
}

/** A client that got a token for itself is its own subject (RFC 9068, 5). */
function isService(claims: TokenContent['claims']): boolean {
  return claims.sub === clientOf(claims) || claims.gty === 'client-credentials' || claims.idtyp === 'app';
}

/** scope (RFC 8693, Cognito), a text with spaces; scp: a text (Entra) or a list (Okta). */
function scopesOf(claims: TokenContent['claims']): ReadonlySet<string> {
  return new Set([claims.scope, claims.scp].flatMap(textsOf).flatMap((one) => one.split(' ')));
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}
