// The credentials of a profile, along the source profiles of a role.
import { nameText } from '../../volume/errors/failure-advice.ts';
import { failBeforeSending, type KnownFailure } from '../answers/known-failure.ts';
import type { Section } from '../settings/profile-files.ts';
import { isMetadataOff, profileMethod } from './credential-source.ts';
import { type Credentials, refuseUnsendable } from './credentials.ts';
import { missingProfile } from './profile-names.ts';
import type { SourceContext } from './source-context.ts';
import { environmentKeys } from './sources/environment-keys.ts';

/** Throws a KnownFailure that says what the profile needs. `path`: those whose source it is, the first one first. */
export async function resolveProfile(
  profile: string,
  context: SourceContext,
  path: readonly string[] = [],
): Promise<Credentials> {
  const section = context.files.sections[profile];
  if (!section) throw await missingProfile(profile, context, path.at(-1));
  const credentials = context.files.credentialsOf(profile);
  // A role may be its own source: then its keys count. Other sources give their keys before anything else.
  if (path.length > 0 && hasBothKeys(section) && (path.includes(profile) || !section.role_arn))
    return profileKeys(profile, section);
  if (path.includes(profile))
    throw incomplete(profile, `source_profile leads in a circle (${[...path, profile].map(nameText).join(', ')})`);
  switch (profileMethod(section, credentials)) {
    case 'role':
      return resolveRole(profile, section, context, path);
    case 'web-identity':
      return tokenOfProfile(profile, section, context);
    case 'sso':
      return (await import('./sources/sso.ts')).fromSsoProfile(profile, section, context);
    case 'keys':
      return profileKeys(profile, section);
    case 'process':
      return (await import('./sources/helper-process.ts')).fromHelperProcess(
        profile,
        section.credential_process ?? '',
        context,
      );
    case 'login':
      return (await import('./sources/login.ts')).fromLoginProfile(profile, section.region ?? context.region, context);
    default:
      throw incomplete(profile, 'it has no keys, role_arn, sso_session, credential_process or login_session');
  }
}

function incomplete(profile: string, setting: string): KnownFailure {
  return failBeforeSending('profile-incomplete', { profile, setting });
}

function hasBothKeys(section: Section): boolean {
  return Boolean(section.aws_access_key_id && section.aws_secret_access_key);
}

function profileKeys(profile: string, section: Section): Credentials {
  const { aws_access_key_id, aws_secret_access_key, aws_session_token, aws_credential_scope, aws_account_id } = section;
  if (!aws_access_key_id) throw incomplete(profile, 'aws_access_key_id is missing');
  if (!aws_secret_access_key) throw incomplete(profile, 'aws_secret_access_key is missing');
  return {
    accessKeyId: aws_access_key_id,
    secretAccessKey: aws_secret_access_key,
    ...(aws_session_token ? { sessionToken: aws_session_token } : {}),
    ...(aws_credential_scope ? { credentialScope: aws_credential_scope } : {}),
    ...(aws_account_id ? { accountId: aws_account_id } : {}),
  };
}

async function tokenOfProfile(profile: string, section: Section, context: SourceContext): Promise<Credentials> {
  const { assumeRoleByToken } = await import('./sources/assume-role.ts');
  return assumeRoleByToken(
    {
      file: section.web_identity_token_file,
      roleArn: section.role_arn,
      sessionName: section.role_session_name,
      profile,
    },
    context,
  );
}

async function resolveRole(
  profile: string,
  section: Section,
  context: SourceContext,
  path: readonly string[],
): Promise<Credentials> {
  const { source_profile, credential_source, mfa_serial } = section;
  if (source_profile && credential_source)
    throw incomplete(profile, 'source_profile and credential_source exclude each other');
  if (!source_profile && !credential_source)
    throw incomplete(profile, 'role_arn needs source_profile or credential_source');
  // Told before anything is asked, and for the profile whose commands work: the first of the path.
  if (mfa_serial) throw failBeforeSending('mfa-needed', { profile: path[0] ?? profile });
  const source = source_profile
    ? await resolveProfile(source_profile, context, [...path, profile])
    : await namedSource(credential_source ?? '', profile, context);
  const { assumeRole } = await import('./sources/assume-role.ts');
  const from = source_profile ? `profile ${nameText(source_profile)}` : `credential_source ${credential_source}`;
  return assumeRole(profile, section, refuseUnsendable(source, from), context);
}

/** Source: AWS CLI user guide, `credential_source`: three names. */
async function namedSource(name: string, profile: string, context: SourceContext): Promise<Credentials> {
  switch (name) {
    case 'Environment':
      if (!context.env.AWS_ACCESS_KEY_ID || !context.env.AWS_SECRET_ACCESS_KEY)
        throw incomplete(
          profile,
          'credential_source is Environment, and the environment has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
        );
      return environmentKeys(context.env);
    case 'EcsContainer':
      return (await import('./sources/container.ts')).fromContainer(context);
    case 'Ec2InstanceMetadata':
      if (isMetadataOff(context.env))
        throw incomplete(profile, `credential_source is ${name}, and AWS_EC2_METADATA_DISABLED switches that off`);
      return (await import('./sources/instance.ts')).fromInstance(context);
    default:
      throw incomplete(profile, `credential_source is none of Environment, EcsContainer and Ec2InstanceMetadata`);
  }
}
