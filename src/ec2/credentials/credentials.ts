// A set of credentials, and which of them no request can carry.
import { failBeforeSending } from '../answers/known-failure.ts';

/** As the AWS SDK takes them. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
  credentialScope?: string;
  accountId?: string;
}

/**
 * Throws for a part that goes into no header, or signs what AWS reads otherwise: a secret of Kubernetes may end in a line
 * end. All parts of AWS's credentials are ASCII (STS API reference, "Credentials", read 2026-11). `from` names the source.
 */
export function refuseUnsendable(credentials: Credentials, from: string): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials;
  const parts = { 'access key id': accessKeyId, 'secret access key': secretAccessKey, 'session token': sessionToken };
  const part = Object.entries(parts).find(([, value]) => /[^ -~]/.test(value))?.[0];
  if (part === undefined) return credentials;
  const setting = `the ${part} has a line end or another character that does not belong there`;
  throw failBeforeSending('setting-invalid', { setting, from });
}
