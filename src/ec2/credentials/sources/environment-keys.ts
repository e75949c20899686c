// The pair of keys in the environment.
import { failBeforeSending } from '../../answers/known-failure.ts';
import type { Credentials } from '../credentials.ts';

/** Throws a KnownFailure that names the half that is missing. */
export function environmentKeys(env: NodeJS.ProcessEnv): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    const name = AWS_ACCESS_KEY_ID ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID';
    const other = AWS_ACCESS_KEY_ID ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
    throw failBeforeSending(
      'setting-invalid',
      { setting: name, from: 'the environment' },
      `${other} is set, and ${name} is not.`,
    );
  }
  const expiration = new Date(AWS_CREDENTIAL_EXPIRATION ?? '');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    ...(Number.isNaN(expiration.getTime()) ? {} : { expiration }),
  };
}
