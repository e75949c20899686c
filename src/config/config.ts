// Pure: command line and environment become a configuration, or every complaint at once.

import type { Limits } from '../consent/limits.ts';
import { type ListLimit, MODES, MODES_TEXT, type Mode } from '../consent/limits-table.ts';
import { REGION_NAME } from '../text/region-name.ts';
import { collectLimits, limitsByTags } from './collect-limits.ts';
import type { Given } from './command-line.ts';
import { cut, meant, readArguments } from './command-line.ts';
import { type Command, OPTIONS, type Option, type OptionName } from './options.ts';

export interface Config {
  command: Command | 'help' | 'version';
  mode: Mode;
  regions: string[];
  profiles: string[];
  defaultRegion?: string;
  simulate: boolean;
  /** Simulated seconds in one real second. */
  speed: number;
  endpoints: { ec2?: string; sts?: string };
  limits: Limits;
  stamp: boolean;
  auditFile?: string;
  stateDir?: string;
  simulator: {
    port: number;
    throttle: number;
    fail: number;
    html: number;
    deny: string[];
    cutBefore: number;
    cutAfter: number;
    /** Milliseconds. */
    latency: number;
  };
}

export interface Parsed {
  config: Config;
  complaints: string[];
}

type ListForm = NonNullable<ListLimit['form']>;
type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const ANY_NUMBER = { least: 0, most: Number.MAX_SAFE_INTEGER };
const FAST = 60;
// Time that stands still or runs backwards is no time.
const SLOWEST = 0.001;

/**
 * Variables of the environment without those that hosts fill with nothing: empty text, and the literal
 * `${user_config.…}` that an unset optional setting of a bundle leaves behind (mcpb 2.1.2).
 */
export function usefulEnvironment(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => {
      const value = entry[1]?.trim();
      return value !== undefined && value !== '' && !/^\$\{user_config\.[^}]*\}$/.test(value);
    }),
  );
}

export function parseConfig(argv: readonly string[], environment: Environment): Parsed {
  const env = usefulEnvironment(environment);
  const complaints: string[] = [];
  const { command, given } = readArguments(argv, complaints);
  for (const option of OPTIONS as readonly Option[]) {
    const value = option.env === undefined ? undefined : env[option.env];
    if (value !== undefined && !given.has(option.name)) given.set(option.name, { value, from: option.env ?? '' });
  }
  const flag = (name: OptionName) => readFlag(given.get(name), complaints);
  const list = (name: OptionName, form?: ListForm) => readList(given.get(name), form, complaints);
  const count = (name: OptionName, otherwise: number, most = ANY_NUMBER.most, least = ANY_NUMBER.least) =>
    readNumber(given.get(name), otherwise, { least, most }, complaints);

  const simulate = flag('simulate');
  const regions = list('region', { pattern: REGION_NAME, expects: 'a Region such as us-east-1' });
  const profiles = list('profile');
  const config: Config = {
    command: flag('help') ? 'help' : flag('version') ? 'version' : command,
    mode: readMode(given, flag('allow-real-copies'), flag('rehearse-only'), complaints),
    regions,
    profiles: profiles.length > 0 ? profiles : env.AWS_PROFILE ? [env.AWS_PROFILE] : [],
    ...((env.AWS_REGION ?? env.AWS_DEFAULT_REGION)
      ? { defaultRegion: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? '' }
      : {}),
    simulate,
    speed: count('speed', simulate ? FAST : 1, 100_000, SLOWEST),
    // Nothing but a server for the real EC2 sends anything there.
    endpoints: command === 'serve' && !simulate ? readEndpoints(env, complaints) : {},
    limits: readLimits(given, complaints),
    stamp: !flag('unstamped'),
    ...optional('auditFile', given.get('audit-file')?.value),
    ...optional('stateDir', given.get('state-dir')?.value),
    simulator: {
      port: count('port', 0, 65_535),
      throttle: count('throttle', 0),
      fail: count('fail', 0),
      html: count('html', 0),
      deny: list('deny'),
      cutBefore: count('cut-before', 0),
      cutAfter: count('cut-after', 0),
      latency: count('latency', 0, 60_000),
    },
  };
  if (!config.stamp) {
    for (const { option } of limitsByTags(config.limits))
      complaints.push(`${given.get('unstamped')?.from}: --${option} counts by the tags; leave one of both out.`);
  }
  return { config, complaints };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function readLimits(given: Map<string, Given>, complaints: string[]): Limits {
  return collectLimits({
    list: (row) => readList(given.get(row.option), row.form, complaints),
    number(row) {
      const value = given.get(row.option);
      return value && readNumber(value, 0, ANY_NUMBER, complaints);
    },
  });
}

/** Entries between commas, each of the form that it must have. */
function readList(given: Given | undefined, form: ListForm | undefined, complaints: string[]): string[] {
  const entries = (given?.value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  for (const one of entries) {
    if (form && !form.pattern.test(one)) complaints.push(`${given?.from}: "${cut(one)}" is not ${form.expects}.`);
  }
  return entries;
}

function readFlag(given: Given | undefined, complaints: string[]): boolean {
  if (!given) return false;
  if (/^(true|1|yes|on)$/i.test(given.value)) return true;
  if (!/^(false|0|no|off)$/i.test(given.value))
    complaints.push(`${given.from}: expected true or false, got "${cut(given.value)}".`);
  return false;
}

function readNumber(
  given: Given | undefined,
  otherwise: number,
  { least, most }: { least: number; most: number },
  complaints: string[],
): number {
  if (!given) return otherwise;
  const value = Number(given.value);
  if (/^\d+(\.\d+)?$/.test(given.value) && value >= least && value <= most) return value;
  complaints.push(`${given.from}: expected a number from ${least} to ${most}, got "${cut(given.value)}".`);
  return otherwise;
}

/** Anything doubtful means plan. */
function readMode(given: Map<string, Given>, allowed: boolean, rehearseOnly: boolean, complaints: string[]): Mode {
  const named = given.get('mode');
  if (named && !(MODES as readonly string[]).includes(named.value)) {
    complaints.push(`${named.from}: expected ${MODES_TEXT}, got "${cut(named.value)}".${meant(named.value, MODES)}`);
    return 'plan';
  }
  const said = [
    ...(named ? [{ from: named.from, mode: named.value as Mode }] : []),
    ...(allowed ? [{ from: given.get('allow-real-copies')?.from ?? '', mode: 'auto' as const }] : []),
    ...(rehearseOnly ? [{ from: given.get('rehearse-only')?.from ?? '', mode: 'plan' as const }] : []),
  ];
  const different = said.find((one) => one.mode !== said[0]?.mode);
  if (different) {
    complaints.push(
      `${said[0]?.from} means mode ${said[0]?.mode}, but ${different.from} means mode ${different.mode}: choose one.`,
    );
    return 'plan';
  }
  return said[0]?.mode ?? 'ask';
}

function readEndpoints(env: Record<string, string>, complaints: string[]): Config['endpoints'] {
  if (/^true$/i.test(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? '')) return {};
  const read = (name: string): string | undefined => {
    const from = env[name] === undefined ? 'AWS_ENDPOINT_URL' : name;
    const value = env[from];
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !/^https?:$/.test(url.protocol))
      complaints.push(`${from}: "${cut(value)}" is not a URL such as https://host.`);
    else if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
      complaints.push(`${from}: plain http is only for this machine (127.0.0.1); use https.`);
    else if (url.username || url.password) complaints.push(`${from}: a URL with a user name or password is not taken.`);
    return value;
  };
  const ec2 = read('AWS_ENDPOINT_URL_EC2');
  // The general variable was judged already when it stands in for both.
  const sts =
    env.AWS_ENDPOINT_URL_STS === undefined && ec2 === env.AWS_ENDPOINT_URL ? ec2 : read('AWS_ENDPOINT_URL_STS');
  return { ...(ec2 ? { ec2 } : {}), ...(sts ? { sts } : {}) };
}
