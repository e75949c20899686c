// The settings of AWS clients for one profile, read from the environment and the shared files by this table alone: the
// SDK's own look-ups read files of their own accord, take another profile and name no place in their errors.
import { RETRY_MODES } from '@smithy/core/retry';
import { homePath } from './home-path.ts';
import type { ProfileFiles } from './profile-files.ts';
import { type FoundSetting, findSetting, type SettingSources, settingInvalid } from './setting-sources.ts';

/** Services that this product, or a source of credentials, speaks to; with the names of their endpoint settings. */
const SERVICES = {
  ec2: { variable: 'AWS_ENDPOINT_URL_EC2', key: 'ec2' },
  sts: { variable: 'AWS_ENDPOINT_URL_STS', key: 'sts' },
  sso: { variable: 'AWS_ENDPOINT_URL_SSO', key: 'sso' },
  'sso-oidc': { variable: 'AWS_ENDPOINT_URL_SSO_OIDC', key: 'sso_oidc' },
  signin: { variable: 'AWS_ENDPOINT_URL_SIGNIN', key: 'signin' },
  dynamodb: { variable: 'AWS_ENDPOINT_URL_DYNAMODB', key: 'dynamodb' },
} as const;
export type Service = keyof typeof SERVICES;

export interface ClientSettings {
  /** Of the profile or the environment; a call may name another. */
  region?: FoundSetting;
  /** Present when it is switched on. */
  useFipsEndpoint?: FoundSetting;
  useDualstackEndpoint?: FoundSetting;
  retryMode: RETRY_MODES;
  maxAttempts: number;
  /** Part of the user agent. */
  userAgentAppId?: string;
  disableClockSkewCorrection: boolean;
  endpoints: Partial<Record<Service, FoundSetting>>;
  /** A file of certificates in PEM form. */
  caBundle?: FoundSetting;
}

/** What the embedded EC2 is asked with: nothing of the environment, nothing of a profile. */
export const PLAIN_SETTINGS: ClientSettings = {
  retryMode: RETRY_MODES.STANDARD,
  maxAttempts: 3,
  disableClockSkewCorrection: false,
  endpoints: {},
};

/** Throws a KnownFailure that names the first setting that cannot be used. */
export function readClientSettings(env: NodeJS.ProcessEnv, files: ProfileFiles, profile: string): ClientSettings {
  const sources = { env, files, profile };
  const region = findSetting(sources, ['AWS_REGION', 'AWS_DEFAULT_REGION'], ['region']);
  const appId = findSetting(sources, ['AWS_SDK_UA_APP_ID'], ['sdk_ua_app_id']);
  const caBundle = findSetting(sources, ['AWS_CA_BUNDLE'], ['ca_bundle']);
  // The timeouts that a mode stands for are ours; a value that is none is told all the same.
  readOneOf(sources, 'AWS_DEFAULTS_MODE', 'defaults_mode', DEFAULTS_MODES);
  const fips = readFlag(sources, 'AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint');
  const dualstack = readFlag(sources, 'AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint');
  const skew = readFlag(sources, 'AWS_DISABLE_CLOCK_SKEW_CORRECTION', 'disable_clock_skew_correction');
  return {
    ...(region ? { region } : {}),
    ...(fips ? { useFipsEndpoint: fips } : {}),
    ...(dualstack ? { useDualstackEndpoint: dualstack } : {}),
    retryMode: readRetryMode(sources),
    maxAttempts: readAttempts(sources),
    ...(appId ? { userAgentAppId: appId.value.slice(0, MOST_APP_ID) } : {}),
    disableClockSkewCorrection: skew !== undefined,
    endpoints: readEndpoints(sources),
    ...(caBundle ? { caBundle } : {}),
  };
}

// The SDK warns on stderr about a longer one and sends it (client-ec2 3.1169).
const MOST_APP_ID = 50;

// Source: AWS SDKs reference guide, "Smart configuration defaults", read 2026-11.
const DEFAULTS_MODES = `${RETRY_MODES.STANDARD} in-region cross-region mobile auto legacy`.split(' ');

/** `legacy` is the AWS CLI's and Python's; the SDK of this language never had it. */
function readRetryMode(sources: SettingSources): RETRY_MODES {
  const found = readOneOf(sources, 'AWS_RETRY_MODE', 'retry_mode', [...Object.values(RETRY_MODES), 'legacy']);
  return found?.value === RETRY_MODES.ADAPTIVE ? RETRY_MODES.ADAPTIVE : RETRY_MODES.STANDARD;
}

/** The setting when it is true; absent when it is false or not there. */
function readFlag(sources: SettingSources, variable: string, key: string): FoundSetting | undefined {
  const found = readOneOf(sources, variable, key, ['true', 'false']);
  return found?.value === 'true' ? found : undefined;
}

function readOneOf(
  sources: SettingSources,
  variable: string,
  key: string,
  allowed: readonly string[],
): FoundSetting | undefined {
  const found = findSetting(sources, [variable], [key]);
  if (!found) return undefined;
  const value = found.value.trim().toLowerCase();
  if (!allowed.includes(value)) throw settingInvalid(found, `it has to be ${orList(allowed)}`);
  return { ...found, value };
}

function readAttempts(sources: SettingSources): number {
  const found = findSetting(sources, ['AWS_MAX_ATTEMPTS'], ['max_attempts']);
  if (!found) return PLAIN_SETTINGS.maxAttempts;
  if (!/^\s*[1-9]\d{0,2}\s*$/.test(found.value))
    throw settingInvalid(found, 'it has to be a whole number from 1 to 999');
  return Number(found.value);
}

/**
 * By service: its own variable, the general one, the `services` section of the profile, `endpoint_url` of the profile.
 * Source: AWS SDKs reference guide, "Service-specific endpoints", read 2026-11.
 */
function readEndpoints(sources: SettingSources): ClientSettings['endpoints'] {
  if (readFlag(sources, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls')) return {};
  const endpoints: ClientSettings['endpoints'] = {};
  for (const service of Object.keys(SERVICES) as Service[]) {
    const found = findEndpoint(sources, service);
    if (!found) continue;
    if (!isEndpoint(found.value))
      throw settingInvalid(found, 'it has to be a URL such as https://host, without user and password');
    endpoints[service] = found;
  }
  return endpoints;
}

function findEndpoint(sources: SettingSources, service: Service): FoundSetting | undefined {
  const { variable, key } = SERVICES[service];
  const given = findSetting(sources, [variable, 'AWS_ENDPOINT_URL'], []);
  if (given) return given;
  const { sections, fileOf } = sources.files;
  const named = findSetting(sources, [], ['services']);
  const section = named && sections[`services.${named.value}`];
  if (named && !section) throw settingInvalid(named, `there is no section [services ${named.value}]`);
  const value = section?.[`${key}.endpoint_url`];
  if (value === undefined) return findSetting(sources, [], ['endpoint_url']);
  return { value, name: 'endpoint_url', from: `services ${named?.value} in ${homePath(fileOf('', ''))}` };
}

/** No user name, also where a # in the password makes it a host: it would be shown in every answer. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text) || text.includes('@')) return false;
  const { protocol, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && hostname !== '';
}

function orList(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
