// What serve-http is asked for: where it listens, who may call, and in whose name requests go out.

import type { Limits } from '../../consent/limits.ts';
import type { Mode } from '../../consent/limits-table.ts';
import { printable } from '../config-errors.ts';
import { isLoopback } from '../loopback.ts';
import type { OptionReader } from '../option-values.ts';
import { type AuthConfig, readAuth } from './http-auth.ts';

export interface HttpConfig {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** Without a slash at its end; absent when it is where the server listens. */
  publicUrl?: string;
  /** Names without a port, in small letters; `*` for any. */
  allowedHosts: string[];
  /** As a browser sends them; absent for the pages of this machine. */
  allowedOrigins?: string[];
  callSeconds: number;
  callsPerCaller: number;
  auth: AuthConfig;
  assumedRoles: AssumedRole[];
  sourceIdentity: boolean;
}

export interface AssumedRole {
  arn: string;
  /** The `Profile` that stands for it; absent when there is only one. */
  profile?: string;
}

/** What a copy without a person needs here: somebody far away is the only one who could have said no. */
export function modeErrors({ mode, limits }: { mode: Mode; limits: Limits }): string[] {
  const isLimited = Object.values(limits).some((limit) => (Array.isArray(limit) ? limit.length > 0 : true));
  if (mode !== 'auto' || isLimited) return [];
  return ['--mode: over HTTP auto needs a limit, such as --max-copies-per-day, --account or --require-tag.'];
}

const HOST = {
  pattern: /^(?:\*|\[[\da-f:.]+\]|[\da-z_](?:[\da-z_.-]*[\da-z_])?)$/i,
  expects: 'a host name without a port',
};
const ORIGIN = { pattern: /^[a-z][\da-z+.-]*:\/\/[^\s/*?#]+$/i, expects: 'an origin such as https://chat.example.com' };
// Role names and paths may hold a comma and =, which a list cannot carry (IAM API reference, 2026-11).
const ROLE = {
  pattern: /^(?:[\w.@-]{1,64}=)?arn:[\w-]+:iam::\d{12}:role\/[\w+.@/-]+$/,
  expects: 'the ARN of a role, or NAME=ARN',
};

/** What is wrong is added to `configErrors`. */
export function readHttp(read: OptionReader, { simulate }: { simulate: boolean }, configErrors: string[]): HttpConfig {
  const host = read.text('host') ?? '127.0.0.1';
  const auth = readAuth(read, configErrors);
  const publicUrl = readPublicUrl(read, configErrors);
  const origins = read.list('allowed-origins', ORIGIN);
  const config: HttpConfig = {
    host,
    port: read.number('port', 8000, { most: 65_535, isWhole: true }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    allowedHosts: allowedHosts(host, publicUrl, read.list('allowed-hosts', HOST)),
    ...(origins.length > 0 ? { allowedOrigins: origins } : {}),
    callSeconds: read.number('call-seconds', 50, { least: 10, most: 50, isWhole: true }),
    callsPerCaller: read.number('calls-per-caller', 10, { least: 1, isWhole: true }),
    auth,
    ...readRoles(read, { simulate }, configErrors),
  };
  configErrors.push(...reachErrors(config, read), ...callerErrors(config, read));
  return config;
}

function readPublicUrl(read: OptionReader, configErrors: string[]): string | undefined {
  const text = read.text('public-url');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash;
  const isSound = isPlain === true && /^https?:$/.test(url.protocol);
  if (!isSound) configErrors.push(`${read.source('public-url')}: expected a URL such as https://ebs.example.com.`);
  else if (url.protocol === 'http:' && !isLoopback(url.hostname))
    configErrors.push(`${read.source('public-url')}: plain http is only for this machine; use https.`);
  // Its ASCII form: it goes into a header.
  return isSound ? url.href.replace(/\/+$/, '').replace(/\/mcp$/, '') : undefined;
}

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

function allowedHosts(host: string, publicUrl: string | undefined, given: readonly string[]): string[] {
  const known = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  const bound = isLoopback(host) ? [host] : [];
  return [...new Set([...THIS_MACHINE, ...bound, ...known, ...given].map((one) => one.toLowerCase()))];
}

function roleOf(text: string): AssumedRole {
  const at = text.startsWith('arn:') ? -1 : text.indexOf('=');
  return at < 0 ? { arn: text } : { profile: text.slice(0, at), arn: text.slice(at + 1) };
}

/** Who could reach the server, against who is kept out. */
function reachErrors({ host, auth, allowedHosts, publicUrl }: HttpConfig, read: OptionReader): string[] {
  const errors: string[] = [];
  const isOpen = auth.kind === 'none';
  if (isOpen && !isLoopback(host))
    errors.push(
      `${read.source('host')}: without a login it listens on this machine only (127.0.0.1); set --auth oidc, or --behind-gateway with --caller-header or --single-caller.`,
    );
  // Whatever listens on this machine may have a front door that the world reaches: its name tells.
  const foreign = isOpen ? allowedHosts.find((name) => !isLoopback(name)) : undefined;
  if (foreign !== undefined) {
    const isPublic = publicUrl !== undefined && new URL(publicUrl).hostname === foreign;
    errors.push(
      `${read.source(isPublic ? 'public-url' : 'allowed-hosts')}: ${foreign} needs a login (--auth oidc) or a gateway (--behind-gateway).`,
    );
  }
  const named = read.has('allowed-hosts') || publicUrl !== undefined;
  if (!isOpen && !isLoopback(host) && !named)
    errors.push('--allowed-hosts: name the hosts that callers ask for, or set --public-url.');
  if (auth.kind === 'oidc' && !isLoopback(host) && publicUrl === undefined)
    errors.push('--public-url: with --auth oidc a client must be told where this server is reached.');
  return errors;
}

/** In whose name nothing could be asked. */
function callerErrors({ assumedRoles, auth }: HttpConfig, read: OptionReader): string[] {
  if (assumedRoles.length === 0 || auth.kind !== 'none') return [];
  return [
    `${read.source('assume-role')}: it is not known who calls; set --auth oidc, or --behind-gateway with a caller.`,
  ];
}

/** What is wrong is added to `configErrors`. */
export function readRoles(
  read: OptionReader,
  { simulate }: { simulate: boolean },
  configErrors: string[],
): Pick<HttpConfig, 'assumedRoles' | 'sourceIdentity'> {
  const identity = read.text('source-identity') ?? 'on';
  if (identity !== 'on' && identity !== 'off')
    configErrors.push(`${read.source('source-identity')}: expected on or off, got "${printable(identity)}".`);
  const roles = read.list('assume-role', ROLE);
  const assumedRoles = roles.filter((role) => ROLE.pattern.test(role)).map(roleOf);
  configErrors.push(...roleErrors(assumedRoles, read, simulate));
  return { assumedRoles: simulate ? [] : assumedRoles, sourceIdentity: identity !== 'off' };
}

function roleErrors(assumedRoles: readonly AssumedRole[], read: OptionReader, simulate: boolean): string[] {
  if (assumedRoles.length === 0) return [];
  const source = read.source('assume-role');
  const errors: string[] = [];
  const names = assumedRoles.flatMap(({ profile }) => profile ?? []);
  if (assumedRoles.length > 1 && names.length < assumedRoles.length)
    errors.push(`${source}: with several roles each needs a name: NAME=ARN.`);
  if (new Set(names).size < names.length) errors.push(`${source}: two roles have the same name.`);
  if (read.has('profile'))
    errors.push(
      `${read.source('profile')}: with --assume-role the profiles are the names of the roles; AWS_PROFILE says whose credentials assume them.`,
    );
  if (simulate) errors.push(`${source}: the embedded EC2 has no roles; leave --simulate out.`);
  return errors;
}
