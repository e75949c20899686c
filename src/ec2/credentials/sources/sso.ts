// Credentials of IAM Identity Center. The token comes from the AWS SDK, which also renews it; the portal is asked here,
// because the SDK's provider keeps nothing but the text of a refusal (credential-provider-sso 3.973).
import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/nested-clients/sso';
import { fromSso } from '@aws-sdk/token-providers';
import { getSSOTokenFilepath, getSSOTokenFromFile } from '@smithy/core/config';
import { nameText } from '../../../volume/errors/failure-advice.ts';
import type { FailureHint } from '../../../volume/errors/failure-hint.ts';
import { failBeforeSending, type KnownFailure } from '../../answers/known-failure.ts';
import type { Section } from '../../settings/profile-files.ts';
import { refuseUnlessFile } from '../../settings/regular-file.ts';
import type { Credentials } from '../credentials.ts';
import type { SourceContext } from '../source-context.ts';
import { WAITS, waitFor } from '../time-limit.ts';
import { rememberErrors } from './remember-errors.ts';
import { sourceFailure } from './source-failure.ts';

interface SsoSettings {
  session?: string;
  startUrl: string;
  region: string;
  account: string;
  role: string;
}

export async function fromSsoProfile(profile: string, section: Section, context: SourceContext): Promise<Credentials> {
  const settings = readSsoSettings(profile, section, context);
  const hint: FailureHint = { profile, command: `aws sso login --profile ${nameText(profile)}` };
  const what = `the sign-in of IAM Identity Center for profile ${nameText(profile)}`;
  const token = await waitFor(what, WAITS.portal, context, () =>
    readToken(profile, settings, { ...hint, what }, context),
  );
  const portal = `the portal of IAM Identity Center for profile ${nameText(profile)}`;
  return await waitFor(portal, WAITS.portal, context, (signal) =>
    askPortal(settings, token, { ...hint, what: portal }, context, signal),
  );
}

function readSsoSettings(profile: string, section: Section, { files }: SourceContext): SsoSettings {
  const incomplete = (setting: string) => failBeforeSending('profile-incomplete', { profile, setting });
  const { sso_session: session } = section;
  const login = session ? files.sections[`sso-session.${session}`] : section;
  if (!login) throw incomplete(`sso_session names ${nameText(session ?? '')}, and there is no such sso-session`);
  const need = (from: Section, name: string) => {
    const value = from[name];
    if (!value) throw incomplete(`${name} is missing`);
    return value;
  };
  return {
    ...(session ? { session } : {}),
    startUrl: need(login, 'sso_start_url'),
    region: need(login, 'sso_region'),
    account: need(section, 'sso_account_id'),
    role: need(section, 'sso_role_name'),
  };
}

/** What the SDK's sign-in throws means a new login, unless a request of its renewal failed on the way. */
async function readToken(
  profile: string,
  { session, startUrl }: SsoSettings,
  hint: FailureHint,
  context: SourceContext,
): Promise<string> {
  await refuseUnlessFile(getSSOTokenFilepath(session ?? startUrl), failBeforeSending('login-missing', hint));
  const config = context.signIn('sso-oidc');
  const watched = rememberErrors(config.requestHandler);
  try {
    if (session) {
      const clientConfig = { ...config, requestHandler: watched.handler } as never;
      return (await fromSso({ profile, ignoreCache: true, clientConfig })()).token;
    }
    const { accessToken, expiresAt } = await getSSOTokenFromFile(startUrl);
    if (!(Date.parse(expiresAt) > Date.now())) throw new Error('expired');
    return accessToken;
  } catch {
    const broken = watched.newest();
    throw broken ? sourceFailure(broken, hint, 'credentials-expired') : failBeforeSending('credentials-expired', hint);
  }
}

async function askPortal(
  { region, account, role }: SsoSettings,
  accessToken: string,
  hint: FailureHint,
  { signIn }: SourceContext,
  abortSignal: AbortSignal,
): Promise<Credentials> {
  const client = new SSOClient({ ...signIn('sso'), region });
  const command = new GetRoleCredentialsCommand({ accountId: account, roleName: role, accessToken });
  const { roleCredentials } = await client.send(command, { abortSignal }).catch((thrown: unknown) => {
    throw portalFailure(thrown, hint);
  });
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken)
    throw failBeforeSending('credentials-stalled', hint, 'Its answer holds no credentials.');
  return { accessKeyId, secretAccessKey, sessionToken, ...(expiration ? { expiration: new Date(expiration) } : {}) };
}

/** Source: IAM Identity Center portal API, GetRoleCredentials, "Errors"; 403 is its answer to a missing assignment. */
function portalFailure(thrown: unknown, hint: FailureHint): KnownFailure {
  const { name, $metadata } = thrown as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (name === 'UnauthorizedException' || status === 401) return sourceFailure(thrown, hint, 'credentials-expired');
  const isUnassigned =
    name === 'ForbiddenException' || name === 'ResourceNotFoundException' || status === 403 || status === 404;
  return sourceFailure(thrown, hint, isUnassigned ? 'sso-access-missing' : 'profile-incomplete');
}
