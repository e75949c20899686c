// EC2 in the name of a caller: its places carry the role that requests are made under.
import type { AssumedRole } from '../../../config/http/http-config.ts';
import type { Ec2 } from '../../../ports/ec2.ts';
import type { Subject } from '../auth/subject.ts';
import { roleSessionOf } from './role-session.ts';

export interface RoleRules {
  roles: readonly AssumedRole[];
  sourceIdentity: boolean;
}

/** A place is found as it is without a caller, by the server's own credentials, which assume the role. */
export function ec2InName(ec2: Ec2, subject: Subject, rules: RoleRules): Ec2 {
  const { roles, sourceIdentity } = rules;
  if (roles.length === 0) return ec2;
  return {
    ...ec2,
    async locate(region, profile) {
      const role = roles.length === 1 ? roles[0] : roles.find((one) => one.profile === profile);
      const session = role && roleSessionOf(subject, role, { sourceIdentity });
      if (!role || !session) throw new Error('A call without a role, or without a caller, came through the checks.');
      const located = await ec2.locate(region, undefined);
      if (!located.ok) return located;
      const { profile: base, source, ...place } = located.value;
      const own = base === undefined ? session : { ...session, profile: base };
      return {
        ...located,
        value: {
          ...place,
          ...(role.profile === undefined ? {} : { profile: role.profile }),
          ...(source ? { source: { ...source, name: `role ${role.arn} by ${source.name}` } } : {}),
          session: own,
        },
      };
    },
  };
}
