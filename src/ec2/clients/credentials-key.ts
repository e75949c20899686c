// Which credentials the requests of a place have: whatever is kept of answers is kept under this.
import type { Place } from '../../ports/ec2.ts';

/** Equal texts are the same credentials. */
export function credentialsKey({ profile, session }: Pick<Place, 'profile' | 'session'>): string {
  if (!session) return profile ?? '';
  const { roleArn, name, sourceIdentity = '', profile: base = '' } = session;
  return JSON.stringify([roleArn, name, sourceIdentity, base]);
}
