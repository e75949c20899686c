// Who may call over HTTP, as the options say it: whoever reaches this machine, whoever a gateway lets through, or
// whoever has an access token of an issuer.

import { printable, suggestion } from '../config-errors.ts';
import { isLoopback } from '../loopback.ts';
import type { OptionReader } from '../option-values.ts';
import type { OptionName } from '../options.ts';

export type AuthConfig =
  /** Whoever reaches this machine; nobody has a name. */
  | { kind: 'none' }
  /** A gateway has checked the caller and names it in `header`; without one all are `caller`. */
  | { kind: 'gateway'; header: string }
  | { kind: 'gateway'; caller: string }
  | ({ kind: 'oidc' } & OidcConfig);

export interface OidcConfig {
  issuer: string;
  /** A token must be for one of these, when there are any. */
  audiences: string[];
  /** A token must have been issued to one of these, when there are any. */
  clientIds: string[];
  callerClaim: string;
  requiredScopes: string[];
  copyScope?: string;
}

const OIDC_OPTIONS = [
  'issuer',
  'audience',
  'client-id',
  'caller-claim',
  'required-scope',
  'copy-scope',
] as const satisfies readonly OptionName[];
const CALLER_OPTIONS = ['caller-header', 'single-caller'] as const satisfies readonly OptionName[];
const KINDS = ['none', 'oidc'];
// A scope token without quotes: it is repeated in a header (RFC 6749, section 3.3).
const SCOPE = { pattern: /^[\x21\x23-\x5b\x5d-\x7e]+$/, expects: 'a scope' };
const HEADER = /^[a-z\d-]{1,64}$/i;
// What these say is not who calls.
const NO_CALLER_HEADERS = ['authorization', 'cookie', 'host', 'origin', 'content-type', 'content-length'];

/** What is wrong is added to `configErrors`. */
export function readAuth(read: OptionReader, configErrors: string[]): AuthConfig {
  const kind = read.text('auth') ?? 'none';
  const isGateway = read.flag('behind-gateway');
  if (!KINDS.includes(kind)) {
    const message = `expected none or oidc, got "${printable(kind)}".${suggestion(kind, KINDS)}`;
    configErrors.push(`${read.source('auth')}: ${message}`);
  }
  if (kind === 'oidc' && isGateway)
    configErrors.push(
      `${read.source('behind-gateway')}: it stands for a login elsewhere; choose it or --auth oidc. A gateway may stand before either.`,
    );
  const misplaced: readonly OptionName[] = [
    ...(kind === 'oidc' ? [] : OIDC_OPTIONS),
    ...(isGateway ? [] : CALLER_OPTIONS),
  ];
  for (const name of misplaced.filter((one) => read.has(one))) {
    const needed = (OIDC_OPTIONS as readonly OptionName[]).includes(name) ? '--auth oidc' : '--behind-gateway';
    configErrors.push(`${read.source(name)}: it counts only with ${needed}.`);
  }
  if (kind === 'oidc') return { kind, ...readOidc(read, configErrors) };
  return isGateway ? readGateway(read, configErrors) : { kind: 'none' };
}

function readGateway(read: OptionReader, configErrors: string[]): AuthConfig {
  const header = read.text('caller-header')?.toLowerCase();
  const caller = read.text('single-caller');
  if ((header === undefined) === (caller === undefined)) {
    const both = header === undefined ? '' : ', not by both';
    configErrors.push(
      `${read.source('behind-gateway')}: say who calls, by --caller-header or by --single-caller${both}.`,
    );
  }
  if (header !== undefined && (!HEADER.test(header) || NO_CALLER_HEADERS.includes(header)))
    configErrors.push(`${read.source('caller-header')}: "${printable(header)}" is not a header that names a caller.`);
  return header === undefined ? { kind: 'gateway', caller: caller ?? '' } : { kind: 'gateway', header };
}

function readOidc(read: OptionReader, configErrors: string[]): OidcConfig {
  const issuer = read.text('issuer');
  if (issuer === undefined) configErrors.push('--issuer: with --auth oidc it says whose tokens are taken.');
  else if (!isIssuer(issuer))
    configErrors.push(`${read.source('issuer')}: expected an https URL such as https://login.example.com.`);
  const audiences = read.list('audience');
  const clientIds = read.list('client-id');
  if (audiences.length === 0 && clientIds.length === 0)
    configErrors.push('--audience: with --auth oidc say whom tokens must be for, by --audience, --client-id or both.');
  const [copyScope] = read.list('copy-scope', SCOPE);
  return {
    issuer: issuer ?? '',
    audiences,
    clientIds,
    callerClaim: read.text('caller-claim') ?? 'sub',
    requiredScopes: read.list('required-scope', SCOPE),
    ...(copyScope === undefined ? {} : { copyScope }),
  };
}

/** Plain http would let anybody on the way hand out the keys that tokens are checked by. */
function isIssuer(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.search || url.hash || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}
