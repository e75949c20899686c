// Pure: command line and environment become a configuration, with everything that is wrong with them at once.

import type { Limits } from '../consent/limits.ts';
import { LIMITS, MODES, MODES_TEXT, type Mode } from '../consent/limits-table.ts';
import { isRandom } from '../text/plain-text.ts';
import { collectLimits, limitsByTags } from './collect-limits.ts';
import { addVariables, nameUnknown, readArguments } from './command-line.ts';
import { printable, suggestion } from './config-errors.ts';
import { type ConnectConfig, readConnect } from './connect-config.ts';
import { type Endpoints, readEndpoints } from './custom-endpoints.ts';
import { type AssumedRole, type HttpConfig, readHttp, readRoles } from './http/http-config.ts';
import { CALLER_OPTIONS, HTTP_OPTIONS } from './http/http-options.ts';
import { createOptionReader, type OptionReader, REGION_FORM } from './option-values.ts';
import type { Command } from './options.ts';
import { dropPlaceholderOptions, dropPlaceholders } from './placeholders.ts';
import { readState, type TableConfig } from './state-config.ts';

export interface Config {
  /** 'none' where the first word is no command: then there is an error that says so. */
  command: Command | 'help' | 'version' | 'none';
  mode: Mode;
  regions: string[];
  profiles: string[];
  /** It is the one of AWS_PROFILE, which keys in the environment win over; the operator named none. */
  profilesImplied?: true;
  defaultRegion?: string;
  simulate: boolean;
  /** Simulated seconds in one real second. */
  speed: number;
  endpoints: Endpoints;
  limits: Limits;
  stamp: boolean;
  auditFile?: string;
  stateDir?: string;
  /** The table that the record is in; absent for files. */
  stateTable?: TableConfig;
  simulator: SimulatorConfig;
  /** With the command `doctor` alone. */
  doctor?: DoctorConfig;
  /** With the command `iam-policy` alone. */
  iamPolicy?: IamPolicyConfig;
  /** With the command `connect` alone. */
  connect?: ConnectConfig;
  /** With the command `serve-http`, and with `doctor` where it is asked of such a server. */
  http?: HttpConfig;
}

export interface DoctorConfig {
  json: boolean;
  /** Whose copy is tried as a dry run; absent: one that is found. */
  volume?: string;
  /** The options or variables that name Regions and profiles, where one does. */
  regionFrom?: string;
  profileFrom?: string;
  /** Those that a shared server would assume. */
  assumedRoles: AssumedRole[];
  sourceIdentity: boolean;
}

export interface IamPolicyConfig {
  /** Ids or ARNs. */
  keys: string[];
  withDryRun: boolean;
}

interface SimulatorConfig {
  port: number;
  throttle: number;
  fail: number;
  html: number;
  deny: string[];
  cutBefore: number;
  cutAfter: number;
  /** Milliseconds. */
  latency: number;
}

export interface ParsedConfig {
  config: Config;
  /** Sentences that name the option or the variable. */
  configErrors: string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const SIMULATED_SPEED = 60;
const KEY_FORM = {
  pattern: /^(arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/)?(mrk-[\da-f]{32}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/,
  expects: 'the id or the ARN of a KMS key; a policy takes no alias',
};
// Time that stands still or runs backwards is no time.
const SLOWEST_SPEED = 0.001;

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

/** The command line is stronger than the environment; anything doubtful means rehearsals only. `home`: the account's. */
export function parseConfig(argv: readonly string[], environment: Environment, home?: string): ParsedConfig {
  const configErrors: string[] = [];
  const { command, values, operand } = readArguments(argv, configErrors);
  dropPlaceholderOptions(values, configErrors);
  const isServer = command === 'serve' || command === 'serve-http';
  const serves = isServer || command === 'doctor';
  const checked = (env: Readonly<Record<string, string>>, prefix: string) =>
    dropPlaceholders(env, (name) => name.startsWith(prefix), configErrors);
  const own = checked(usefulEnvironment(environment), 'EBS_COPY_');
  nameUnknown(own, configErrors);
  addVariables(values, own, command === 'serve');
  const read = createOptionReader(values, configErrors);
  const simulate = read.flag('simulate');
  // The embedded EC2 takes nothing from the settings of AWS. A bundle always sets the switch, so its value decides.
  const env = serves && !simulate ? checked(own, 'AWS_') : own;
  const profiles = readProfiles(read, env, configErrors);
  const team = teamOptions(command, read);
  if (command === 'serve' || command === 'connect') refuseCallers(command, read, configErrors);
  const mode = readMode(read, team === 'none' ? 'ask' : 'plan', configErrors);
  const http = team === 'all' ? readHttp(read, { simulate }, configErrors) : undefined;
  const config: Config = {
    command: read.flag('help') ? 'help' : read.flag('version') ? 'version' : (command ?? 'none'),
    mode,
    regions: read.list('region', REGION_FORM),
    ...profiles,
    ...optional('defaultRegion', env.AWS_REGION ?? env.AWS_DEFAULT_REGION),
    simulate,
    speed: read.number('speed', simulate ? SIMULATED_SPEED : 1, { least: SLOWEST_SPEED, most: 100_000 }),
    // Nothing but a server for the real EC2 sends anything there.
    endpoints: serves && !simulate ? readEndpoints(env, configErrors) : {},
    limits: readLimits(read),
    stamp: !read.flag('unstamped'),
    ...optional('auditFile', serves ? read.path('audit-file', home) : undefined),
    ...optional('stateDir', serves ? read.path('state-dir', home) : undefined),
    ...optional('stateTable', readState(read, env, configErrors)),
    simulator: readSimulator(read, command),
    ...(command === 'doctor'
      ? { doctor: readDoctor(read, http ?? readRoles(read, { simulate }, configErrors), configErrors) }
      : {}),
    ...(command === 'iam-policy'
      ? { iamPolicy: { keys: read.list('key', KEY_FORM), withDryRun: read.flag('with-dry-run') } }
      : {}),
    ...(command === 'connect' ? { connect: readConnect({ operand, values, read, mode }, configErrors) } : {}),
    ...(http ? { http } : {}),
  };
  if (!config.stamp) {
    for (const { option } of limitsByTags(config.limits))
      configErrors.push(`${read.source('unstamped')}: --${option} counts by the tags; leave one of the two out.`);
  }
  return { config, configErrors };
}

/** Those that an option names, or else that of AWS's variable. A secret key in its place would be shown in answers. */
function readProfiles(
  read: OptionReader,
  env: Readonly<Record<string, string>>,
  configErrors: string[],
): Pick<Config, 'profiles' | 'profilesImplied'> {
  const named = read.list('profile');
  const isImplied = named.length === 0 && env.AWS_PROFILE !== undefined;
  const given = isImplied ? [env.AWS_PROFILE ?? ''] : named;
  const profiles = given.filter((name) => !isRandom(name));
  if (profiles.length < given.length)
    configErrors.push(`${isImplied ? 'AWS_PROFILE' : read.source('profile')}: this is a secret key, not a profile.`);
  return { profiles, ...(isImplied ? { profilesImplied: true as const } : {}) };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function readLimits(read: OptionReader): Limits {
  return collectLimits({
    list: (row, key) => read.list(LIMITS[key].option, row.form),
    number: (_, key) => (read.has(LIMITS[key].option) ? read.number(LIMITS[key].option, 0) : undefined),
  });
}

function readSimulator(read: OptionReader, command: Command | undefined): SimulatorConfig {
  return {
    port: command === 'serve-http' ? 0 : read.number('port', 0, { most: 65_535, isWhole: true }),
    throttle: read.number('throttle', 0),
    fail: read.number('fail', 0),
    html: read.number('html', 0),
    deny: read.list('deny'),
    cutBefore: read.number('cut-before', 0),
    cutAfter: read.number('cut-after', 0),
    latency: read.number('latency', 0, { most: 60_000 }),
  };
}

/** What doctor is asked of a server for a team it judges as that server would; of its roles alone also without a caller. */
function teamOptions(command: Command | undefined, read: OptionReader): 'all' | 'roles' | 'none' {
  if (command === 'serve-http') return 'all';
  if (command !== 'doctor') return 'none';
  const given = HTTP_OPTIONS.filter(({ name }) => read.has(name));
  return given.length === 0 ? 'none' : given.every((option) => 'alsoOf' in option) ? 'roles' : 'all';
}

/**
 * A server over stdio has one caller, whoever started it, and is the caller of AWS that it finds itself. Of connect's
 * own shell no such variable goes along.
 */
function refuseCallers(command: 'serve' | 'connect', read: OptionReader, configErrors: string[]): void {
  for (const { name, kind, default: off } of CALLER_OPTIONS) {
    // Where no role is assumed it guards nothing, and one value may be set for all servers.
    if (name === 'source-identity' || (command === 'connect' && !read.source(name).startsWith('--'))) continue;
    if (kind === 'flag' ? read.flag(name) : (read.text(name) ?? off) !== off)
      configErrors.push(
        `${read.source(name)}: it counts with serve-http alone, and here nothing of it would hold; leave it out.`,
      );
  }
}

function readDoctor(
  read: OptionReader,
  { assumedRoles, sourceIdentity }: Pick<HttpConfig, 'assumedRoles' | 'sourceIdentity'>,
  configErrors: string[],
): DoctorConfig {
  const volume = read.text('volume');
  if (volume !== undefined && !/^vol-[\da-f]{8,17}$/.test(volume))
    configErrors.push(`--volume: "${printable(volume)}" is not the id of a volume, such as vol-0123456789abcdef0.`);
  return {
    json: read.flag('json'),
    ...optional('volume', volume),
    ...optional('regionFrom', read.source('region') || undefined),
    ...optional('profileFrom', read.source('profile') || undefined),
    assumedRoles,
    sourceIdentity,
  };
}

/** `otherwise`: what counts when nothing says which. */
function readMode(read: OptionReader, otherwise: Mode, configErrors: string[]): Mode {
  const named = read.text('mode');
  if (named !== undefined && !isMode(named)) {
    configErrors.push(
      `${read.source('mode')}: expected ${MODES_TEXT}, got "${printable(named)}".${suggestion(named, MODES)}`,
    );
    return 'plan';
  }
  const given: { source: string; mode: Mode }[] = [
    ...(named ? [{ source: read.source('mode'), mode: named }] : []),
    ...(read.flag('allow-real-copies') ? [{ source: read.source('allow-real-copies'), mode: 'auto' as const }] : []),
    ...(read.flag('rehearse-only') ? [{ source: read.source('rehearse-only'), mode: 'plan' as const }] : []),
  ];
  const [first] = given;
  const other = given.find((one) => one.mode !== first?.mode);
  if (first && other) {
    configErrors.push(
      `${first.source} means mode ${first.mode}, but ${other.source} means mode ${other.mode}: choose one.`,
    );
    return 'plan';
  }
  return first?.mode ?? otherwise;
}

function isMode(text: string): text is Mode {
  return (MODES as readonly string[]).includes(text);
}
