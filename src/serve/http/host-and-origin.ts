// Whether a request may come from where it says: a page of a foreign site that reaches this server through the
// person's browser, or under a name of its own (DNS rebinding), is told apart by Host and Origin.
import type { HttpRefusal } from './http-refusal.ts';

export interface ReachRules {
  /** Names without a port, in small letters; IPv6 in brackets; `*` for any. */
  allowedHosts: readonly string[];
  /** Whole origins, in small letters. */
  allowedOrigins: readonly string[];
  /** Pages of this machine may call, whatever their port. */
  allowsLocalPages: boolean;
}

const HOST = /^(\[[\da-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?$/i;
const LOCAL_PAGE = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** Undefined when the request may go on. */
export function checkHost(host: string | undefined, { allowedHosts }: ReachRules): HttpRefusal | undefined {
  const name = HOST.exec(host ?? '')?.[1]?.toLowerCase();
  // Further on it becomes part of a URL.
  if (name === undefined || !URL.canParse(`http://${host}`))
    return { status: 400, message: 'The Host header is missing or not valid.' };
  if (allowedHosts.includes('*') || allowedHosts.includes(name)) return undefined;
  return {
    status: 403,
    message: 'This server does not answer to this host name: its operator allows names by --allowed-hosts.',
  };
}

/** A request without Origin does not come from a page. */
export function checkOrigin(origin: string | undefined, rules: ReachRules): HttpRefusal | undefined {
  if (origin === undefined) return undefined;
  const given = origin.toLowerCase();
  if (rules.allowedOrigins.includes(given) || (rules.allowsLocalPages && LOCAL_PAGE.test(given))) return undefined;
  return {
    status: 403,
    message: 'This origin may not call: the operator of this server allows origins by --allowed-origins.',
  };
}

// What a client of Streamable HTTP sends beside what any page may (MCP 2026-07-28, transports).
const REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'Last-Event-ID',
  'MCP-Protocol-Version',
  'Mcp-Method',
  'Mcp-Name',
  'Mcp-Session-Id',
  'X-Request-Id',
];

/** What a browser needs to let an allowed page read the answer. */
export function corsHeaders(origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'WWW-Authenticate, X-Request-Id, Retry-After',
    vary: 'Origin',
  };
}

/** The answer to the question that a browser asks before such a request; `*` for any page. */
export function preflightHeaders(origin: string | undefined, method: 'GET' | 'POST' = 'POST'): Record<string, string> {
  return {
    ...corsHeaders(origin),
    'access-control-allow-methods': method,
    'access-control-allow-headers': REQUEST_HEADERS.join(', '),
    'access-control-max-age': '600',
  };
}
