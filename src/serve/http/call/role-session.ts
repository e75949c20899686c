// In whose name AWS sees a request: the caller as the name of a role's session, in the characters that AWS takes.
import { createHash } from 'node:crypto';
import type { AssumedRole } from '../../../config/http/http-config.ts';
import type { RoleSession } from '../../../ports/ec2.ts';
import type { Subject } from '../auth/subject.ts';

// RoleSessionName and SourceIdentity: 2 to 64 of letters, digits and _+=,.@- in ASCII (STS API reference, 2026-11).
const OTHERS = /[^\w+=,.@-]+/g;
const LEAST = 2;
const MOST = 64;
const HASH_LENGTH = 8;

/** Two claims give two names: where one had to be changed, the beginning of a hash tells it apart. */
export function sessionNameOf({ key, name }: { key: string; name: string }): string {
  const cleaned = name.replaceAll(OTHERS, '-');
  if (cleaned === name && name.length >= LEAST && name.length <= MOST) return name;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, HASH_LENGTH);
  return `${cleaned.slice(0, MOST - HASH_LENGTH - 1)}-${hash}`;
}

/** Undefined for a caller without a name, in whose name nothing can be asked. */
export function roleSessionOf(
  { key, name }: Subject,
  role: AssumedRole,
  { sourceIdentity }: { sourceIdentity: boolean },
): RoleSession | undefined {
  if (name === undefined) return undefined;
  const session = sessionNameOf({ key, name });
  return { roleArn: role.arn, name: session, ...(sourceIdentity ? { sourceIdentity: session } : {}) };
}
