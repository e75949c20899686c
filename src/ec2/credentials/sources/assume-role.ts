// Credentials of a role: by other credentials, or by the token of a web identity.
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts';
import { type Failure, isCredentialFailure, isDenial } from '../../../volume/errors/failure.ts';
import { nameText } from '../../../volume/errors/failure-advice.ts';
import type { FailureHint } from '../../../volume/errors/failure-hint.ts';
import { arn } from '../../answers/clean-text.ts';
import { failBeforeSending, KnownFailure } from '../../answers/known-failure.ts';
import { isOptInRegion } from '../../partition.ts';
import type { Section } from '../../settings/profile-files.ts';
import { readRegularFile, whyUnread } from '../../settings/regular-file.ts';
import { profileMethod } from '../credential-source.ts';
import type { Credentials } from '../credentials.ts';
import type { SourceContext } from '../source-context.ts';
import { WAITS, waitFor } from '../time-limit.ts';
import { sourceFailure } from './source-failure.ts';

const SESSION_NAME = 'ebs-copy-mcp';

/** The role of a profile, assumed with the credentials of its source. */
export async function assumeRole(
  profile: string,
  section: Section,
  source: Credentials,
  context: SourceContext,
): Promise<Credentials> {
  const RoleArn = section.role_arn ?? '';
  const seconds = section.duration_seconds;
  if (seconds !== undefined && !/^\d{3,5}$/.test(seconds))
    throw failBeforeSending('profile-incomplete', { profile, setting: 'duration_seconds is not a number of seconds' });
  const command = new AssumeRoleCommand({
    RoleArn,
    RoleSessionName: section.role_session_name ?? SESSION_NAME,
    ...(section.external_id ? { ExternalId: section.external_id } : {}),
    ...(seconds ? { DurationSeconds: Number(seconds) } : {}),
  });
  const what = `AWS STS (for the role of profile ${nameText(profile)})`;
  const { region } = context;
  return await waitFor(what, WAITS.role, context, async (abortSignal) => {
    try {
      const sts = await context.sts(region, source);
      return readCredentials((await sts.send(command, { abortSignal })).Credentials, { profile, what });
    } catch (thrown) {
      throw explainRefusal(sourceFailure(thrown, { profile, what }, 'role-not-assumed'), section, region, context);
    }
  });
}

/** `file` and `roleArn` of a profile, or of the environment, where `profile` is undefined. */
export async function assumeRoleByToken(
  { file, roleArn, sessionName, profile }: TokenSource,
  context: SourceContext,
): Promise<Credentials> {
  const named: FailureHint = profile === undefined ? {} : { profile };
  if (!file || !roleArn) {
    const setting = `${file ? 'role_arn (AWS_ROLE_ARN)' : 'web_identity_token_file'} is missing`;
    throw failBeforeSending('web-identity-failed', { ...named, setting }, `${setting}.`);
  }
  const token = await waitFor('the file of the web identity token', WAITS.files, context, () => readToken(file, named));
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName || SESSION_NAME,
    WebIdentityToken: token,
  });
  const what = 'AWS STS (for the role of the web identity token)';
  return await waitFor(what, WAITS.role, context, async (abortSignal) => {
    try {
      const sts = await context.sts(context.region, undefined);
      return readCredentials((await sts.send(command, { abortSignal })).Credentials, { ...named, what });
    } catch (thrown) {
      const { failure } = sourceFailure(thrown, { ...named, what }, 'web-identity-failed');
      throw new KnownFailure(explainToken(failure, profile, context.region));
    }
  });
}

/** No other credentials are sent along: what has expired is the token, and nothing here writes a new one. */
function explainToken(failure: Failure, profile: string | undefined, region: string): Failure {
  const { code, hint } = failure;
  if (code === 'RegionDisabledException') return { ...failure, hint: { ...hint, region } };
  if (code !== 'ExpiredToken') return failure;
  const file =
    profile === undefined ? 'AWS_WEB_IDENTITY_TOKEN_FILE' : `web_identity_token_file of profile ${nameText(profile)}`;
  const setting = `the token in ${file} has expired`;
  return { ...failure, code: 'web-identity-failed', awsCode: code, hint: { ...hint, setting } };
}

export interface TokenSource {
  file: string | undefined;
  roleArn: string | undefined;
  sessionName?: string | undefined;
  profile?: string;
}

async function readToken(path: string, hint: FailureHint): Promise<string> {
  try {
    return (await readRegularFile(path)).trim();
  } catch (thrown) {
    const message = `The file of the token cannot be read (${whyUnread(thrown)}).`;
    throw failBeforeSending('web-identity-failed', hint, message);
  }
}

export function readCredentials(given: StsCredentials | undefined, hint: FailureHint): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken)
    throw new KnownFailure({ code: 'answer-cut', message: '', definite: true, hint });
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration ? { expiration: Expiration } : {}),
  };
}

/** A denial names the role, so that nobody is told to allow every one; other refusals may be for the source. */
function explainRefusal(
  { failure }: KnownFailure,
  { role_arn, source_profile }: Section,
  region: string,
  { files }: SourceContext,
): KnownFailure {
  const { awsCode = '', code, hint } = failure;
  if (isDenial(awsCode)) {
    const denied = { action: 'sts:AssumeRole', resource: arn(role_arn) ?? 'the role of the profile' };
    return new KnownFailure({ ...failure, code: 'role-denied', hint: { ...hint, denied } });
  }
  if (code === 'RegionDisabledException') return new KnownFailure({ ...failure, hint: { ...hint, region } });
  if (!isCredentialFailure(code) || code === 'role-not-assumed') return new KnownFailure(failure);
  const source = source_profile === undefined ? {} : { profile: source_profile };
  const renewal =
    source_profile && profileMethod(files.sections[source_profile] ?? {}, files.credentialsOf(source_profile));
  const optIn = isOptInRegion(region) ? { region, optInRegion: true as const } : {};
  return new KnownFailure({ ...failure, hint: { ...hint, ...source, ...(renewal ? { renewal } : {}), ...optIn } });
}
