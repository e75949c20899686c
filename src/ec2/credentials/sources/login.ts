// Credentials of `aws login`: kept in its cache and renewed by the AWS SDK.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fromLoginCredentials } from '@aws-sdk/credential-provider-login';
import { nameText } from '../../../volume/errors/failure-advice.ts';
import { messageText } from '../../answers/clean-text.ts';
import { failBeforeSending } from '../../answers/known-failure.ts';
import { refuseUnlessFile } from '../../settings/regular-file.ts';
import type { Credentials } from '../credentials.ts';
import type { SourceContext } from '../source-context.ts';
import { WAITS, waitFor } from '../time-limit.ts';
import { rememberErrors } from './remember-errors.ts';
import { sourceFailure } from './source-failure.ts';

export async function fromLoginProfile(profile: string, region: string, context: SourceContext): Promise<Credentials> {
  const what = `the sign-in of aws login for profile ${nameText(profile)}`;
  const hint = { profile, command: `aws login --profile ${nameText(profile)}` };
  const config = context.signIn('signin');
  const watched = rememberErrors(config.requestHandler);
  const clientConfig = { ...config, region, requestHandler: watched.handler } as never;
  return await waitFor(what, WAITS.portal, context, async () => {
    const cache = cachePath(context.files.sections[profile]?.login_session ?? '');
    await refuseUnlessFile(cache, failBeforeSending('login-missing', hint));
    try {
      return await fromLoginCredentials({ profile, ignoreCache: true, clientConfig })();
    } catch (thrown) {
      const broken = watched.newest();
      if (broken) throw sourceFailure(broken, { ...hint, what }, 'credentials-expired');
      // Everything else it throws is one class without codes, and means a new login; but one, known by its text alone
      // (credential-provider-login 3.972.92).
      const message = messageText((thrown as Error).message ?? '', 300);
      if (!/insufficient permissions/.test(message)) throw failBeforeSending('credentials-expired', hint, message);
      const denied = { action: 'signin:CreateOAuth2Token', resource: '*' };
      throw failBeforeSending('role-denied', { ...hint, denied }, message);
    }
  });
}

/** Where the SDK's provider reads and writes (credential-provider-login 3.972.92). */
function cachePath(session: string): string {
  const folder = process.env.AWS_LOGIN_CACHE_DIRECTORY ?? join(homedir(), '.aws', 'login', 'cache');
  return join(folder, `${createHash('sha256').update(session).digest('hex')}.json`);
}
