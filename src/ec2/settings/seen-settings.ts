// The settings of AWS that count for a profile, each with the place it comes from: for whoever wants to see why requests
// go where they go. Nothing is sent.
import { settingsProfile } from '../credentials/credential-source.ts';
import { PROXY_FORM, readProxyVariables } from '../network/proxy-choice.ts';
import { readClientSettings, type Service } from './client-settings.ts';
import { readProfileFiles } from './profile-files.ts';
import { type FoundSetting, findSetting } from './setting-sources.ts';

export interface SeenSettings {
  /** Of the environment or the profile; the operator or a call may name another. */
  region?: FoundSetting;
  endpoints: (FoundSetting & { service: Service })[];
  /** FIPS and dual-stack endpoints, where they are switched on. */
  variants: FoundSetting[];
  caBundle?: FoundSetting;
  proxy: SeenProxy;
  /** Values that nobody is to see, in case somebody else's message quotes one. */
  secrets: string[];
}

export type SeenProxy =
  | { kind: 'none' }
  | { kind: 'http-only'; from: string }
  /** `form`: what the value has to be. */
  | { kind: 'invalid'; from: string; form: string }
  /** `url` is without user name and password. */
  | { kind: 'used'; from: string; url: string; noProxy: readonly string[] };

/** `profile`: named by somebody. Rejects with a KnownFailure when a setting cannot be used, as every request does. */
export async function seeSettings(profile: string | undefined, env: NodeJS.ProcessEnv): Promise<SeenSettings> {
  const files = await readProfileFiles(env);
  const name = settingsProfile(profile, env);
  const { region, endpoints, useFipsEndpoint, useDualstackEndpoint, caBundle } = readClientSettings(env, files, name);
  const held = (key: string) => findSetting({ env: {}, files, profile: name }, [], [key])?.value;
  return {
    ...(region ? { region } : {}),
    endpoints: (Object.entries(endpoints) as [Service, FoundSetting][]).map(([service, found]) => ({
      service,
      ...found,
    })),
    variants: [useFipsEndpoint, useDualstackEndpoint].filter((one) => one !== undefined),
    ...(caBundle ? { caBundle } : {}),
    proxy: seeProxy(env),
    secrets: [
      ...SECRET_VARIABLES.map((variable) => env[variable]),
      ...['aws_secret_access_key', 'aws_session_token'].map(held),
      ...proxySecrets(env),
    ].filter((value) => value !== undefined),
  };
}

const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'];

function seeProxy(env: NodeJS.ProcessEnv): SeenProxy {
  const variables = readProxyVariables(env);
  if (variables.kind === 'invalid') return { ...variables, form: PROXY_FORM };
  if (variables.kind === 'none')
    return variables.httpOnly === undefined ? { kind: 'none' } : { kind: 'http-only', from: variables.httpOnly };
  const { from, url, noProxy } = variables.choice;
  return { kind: 'used', from, url: `${url.protocol}//${url.host}`, noProxy };
}

/** As it is written, and as it is meant: a message may quote either. */
function proxySecrets(env: NodeJS.ProcessEnv): string[] {
  const variables = readProxyVariables(env);
  if (variables.kind !== 'proxy') return [];
  const { password } = variables.choice.url;
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
