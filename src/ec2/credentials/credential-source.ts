// Which source the credentials of a place come from, decided by settings alone. The order is that of the AWS CLI v2
// (botocore, credentials.py: environment, assume role, web identity, SSO, credentials file, process, configuration
// file, container, instance), except that nothing is tried behind a profile that somebody named: it would be another
// identity than the one that was asked for.
import type { CredentialSource } from '../../ports/ec2.ts';
import { nameText } from '../../volume/errors/failure-advice.ts';
import type { ProfileFiles, Section } from '../settings/profile-files.ts';

export type ProfileMethod = NonNullable<CredentialSource['method']>;

export type ChosenSource =
  | { kind: 'environment'; overrides?: string }
  | { kind: 'profile'; profile: string; method?: ProfileMethod }
  | { kind: 'web-identity' | 'container' | 'instance' | 'none' };

/** `named`: by the operator or the call, which beats the keys of the environment. */
export function chooseSource(named: string | undefined, env: NodeJS.ProcessEnv, files: ProfileFiles): ChosenSource {
  const variable = profileVariable(env);
  if (named === undefined && env.AWS_ACCESS_KEY_ID)
    return { kind: 'environment', ...(variable ? { overrides: `${variable}=${env[variable]}` } : {}) };
  const profile = named ?? (variable && env[variable]);
  if (profile) return profileSource(profile, files);
  const fallback = profileSource('default', files);
  if (fallback.method === 'role') return fallback;
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE) return { kind: 'web-identity' };
  if (fallback.method) return fallback;
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return { kind: 'container' };
  return { kind: isMetadataOff(env) ? 'none' : 'instance' };
}

/** The profile that requests are made with when nobody named one; undefined when keys or no variable decide. */
export function impliedProfile(env: NodeJS.ProcessEnv): string | undefined {
  const variable = profileVariable(env);
  return env.AWS_ACCESS_KEY_ID || !variable ? undefined : env[variable];
}

/** Whose settings count: also beside keys of the environment a profile gives Region and certificates. */
export function settingsProfile(named: string | undefined, env: NodeJS.ProcessEnv): string {
  const variable = profileVariable(env);
  return named ?? (variable && env[variable]) ?? 'default';
}

/** AWS_PROFILE goes first in the AWS CLI v2; v1 and boto3 turn the two round. */
function profileVariable(env: NodeJS.ProcessEnv): string | undefined {
  return ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].find((name) => env[name]);
}

export function isMetadataOff(env: NodeJS.ProcessEnv): boolean {
  const off = env.AWS_EC2_METADATA_DISABLED;
  return off !== undefined && off !== '' && off.toLowerCase() !== 'false';
}

function profileSource(profile: string, files: ProfileFiles) {
  const method = profileMethod(files.sections[profile] ?? {}, files.credentialsOf(profile));
  return { kind: 'profile' as const, profile, ...(method ? { method } : {}) };
}

/** How a profile gets credentials; half a pair of keys counts, so that its other half is missed and nothing else. */
export function profileMethod(section: Section, credentials: Section): ProfileMethod | undefined {
  if (section.role_arn) return section.web_identity_token_file ? 'web-identity' : 'role';
  if (section.web_identity_token_file) return 'web-identity';
  if (section.sso_session || section.sso_account_id || section.sso_start_url || section.sso_role_name) return 'sso';
  if (hasKeys(credentials)) return 'keys';
  if (section.credential_process) return 'process';
  if (hasKeys(section)) return 'keys';
  return section.login_session ? 'login' : undefined;
}

function hasKeys(section: Section): boolean {
  return Boolean(section.aws_access_key_id || section.aws_secret_access_key);
}

/** For whoever asks which identity this is. */
export function describeSource(chosen: ChosenSource): CredentialSource {
  if (chosen.kind === 'environment')
    return {
      kind: 'environment',
      name: 'environment keys',
      ...(chosen.overrides ? { overrides: chosen.overrides } : {}),
    };
  if (chosen.kind === 'profile') {
    const { profile, method } = chosen;
    const name = `profile ${nameText(profile)}${method ? ` (${method})` : ''}`;
    return { kind: 'profile', name, profile, ...(method ? { method } : {}) };
  }
  return { kind: chosen.kind, name: SOURCE_NAMES[chosen.kind] };
}

const SOURCE_NAMES = {
  'web-identity': 'web identity token',
  container: 'container',
  instance: 'instance role',
  none: 'none',
} as const;
