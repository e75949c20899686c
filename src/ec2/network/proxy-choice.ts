// Which requests go through which proxy, as the AWS CLI decides it (botocore: proxies by the scheme of the endpoint,
// small letters before capital ones, no_proxy by suffix). Source: AWS CLI user guide, "Using an HTTP proxy", read 2026-11.
import { BlockList, isIP } from 'node:net';

export interface ProxyChoice {
  /** The variable that names it. */
  from: string;
  /** May carry a user name and a password. */
  url: URL;
  noProxy: readonly string[];
}

export type ProxyVariables =
  | { kind: 'none' /** A variable for http alone, which no endpoint of AWS uses. */; httpOnly?: string }
  | { kind: 'proxy'; choice: ProxyChoice }
  | { kind: 'invalid'; from: string };

/** A value without a scheme means http://, as for curl and Python. */
export function readProxyVariables(env: NodeJS.ProcessEnv): ProxyVariables {
  const from = ['https_proxy', 'HTTPS_PROXY'].find((name) => env[name]);
  if (from === undefined) {
    const httpOnly = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => env[name]);
    return { kind: 'none', ...(httpOnly ? { httpOnly } : {}) };
  }
  const value = env[from]?.trim() ?? '';
  const text = /^[a-z][\w+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '' || !isDecodable(url) || !isOfHostAlone(url))
    return { kind: 'invalid', from };
  const noProxy = (env.no_proxy || env.NO_PROXY || '').split(/[\s,]+/).filter(Boolean);
  return { kind: 'proxy', choice: { from, url, noProxy } };
}

/**
 * A /, ? or # that is not encoded ends the host, so that what stands before it, a part of the password, would be asked for
 * by DNS and told as the proxy's name (WHATWG URL standard, "authority state").
 */
function isOfHostAlone({ pathname, search, hash }: URL): boolean {
  return pathname === '/' && search === '' && hash === '';
}

/** Said without the value, which may hold a password. */
export const PROXY_FORM =
  'a URL such as http://host:8080; in its user name and password write % as %25, # as %23, / as %2F, ? as %3F, @ as %40, \\ as %5C.';

/** A user name and a password are sent decoded. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/** Whether a request to this host goes directly: loopback and link-local always, else by the list. */
export function bypassesProxy(noProxy: readonly string[], host: string, port: number): boolean {
  const name = nameOf(host);
  return isLocal(name) || noProxy.some((entry) => entryMatches(entry.toLowerCase(), name, port));
}

/** `*`; a name, which stands for itself and what ends in it; an address or a range (CIDR); each with a port or without. */
function entryMatches(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const [, range, bits] = /^([\da-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (range !== undefined) return isInRange(host, range, Number(bits));
  const [, name = '', onlyPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (onlyPort !== undefined && Number(onlyPort) !== port) return false;
  const suffix = name.replace(/^\*?\.+/, '');
  // An address of IPv6 has many spellings.
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`) || isInRange(host, name, 128));
}

function isInRange(host: string, range: string, bits: number): boolean {
  const family = isIP(range);
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(range, bits, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

// Where the metadata of an instance and the credentials of a container are (fd00:ec2::/32 is theirs in IPv6).
const LOCAL_RANGES: readonly [range: string, bits: number][] = [
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['::1', 128],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
];

/** What no proxy reaches. */
export function isLocal(host: string): boolean {
  const name = nameOf(host);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    LOCAL_RANGES.some(([range, bits]) => isInRange(name, range, bits))
  );
}

function nameOf(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}
