// The token of a request, and what a client is told that has none or a wrong one (RFC 6750, RFC 9728).
import type { HttpRefusal } from '../http-refusal.ts';

// One token68 (RFC 7235); longer ones than any issuer makes are not worth a signature check.
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;
const MOST_CHARACTERS = 16_384;

export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > MOST_CHARACTERS) return undefined;
  return BEARER.exec(authorization)?.[1];
}

export interface Challenge {
  /** Where a client learns which issuer to log in at. */
  metadataUrl: string;
  scopes: readonly string[];
}

/** Without a token there is no error yet: a client begins so. */
export function askForToken(challenge: Challenge): HttpRefusal {
  return refuse(401, 'Log in: this server takes calls with an access token only.', challenge);
}

/** `why`: one sentence. */
export function refuseToken(why: string, challenge: Challenge): HttpRefusal {
  return refuse(401, `The access token is not accepted. ${why}`, challenge, {
    error: 'invalid_token',
    description: why,
  });
}

export function refuseScopes(scopes: readonly string[], challenge: Challenge): HttpRefusal {
  const message = `The access token lacks a scope: ${scopes.join(' ')} needed.`;
  return refuse(403, message, { ...challenge, scopes }, { error: 'insufficient_scope', description: message });
}

/** The token could not be judged; a client that logged in again would come no further. */
export function issuerUnreachable(): HttpRefusal {
  const message = 'The issuer of the access tokens cannot be reached, so the token cannot be checked. Try again later.';
  return { status: 503, message, headers: { 'retry-after': '5' } };
}

function refuse(
  status: 401 | 403,
  message: string,
  { metadataUrl, scopes }: Challenge,
  failed?: { error: string; description: string },
): HttpRefusal {
  const parameters = [
    ...(failed ? [`error="${failed.error}"`, `error_description="${failed.description.replace(/["\\]/g, "'")}"`] : []),
    ...(scopes.length > 0 ? [`scope="${scopes.join(' ')}"`] : []),
    `resource_metadata="${metadataUrl}"`,
  ];
  return { status, message, headers: { 'www-authenticate': `Bearer ${parameters.join(', ')}` } };
}
