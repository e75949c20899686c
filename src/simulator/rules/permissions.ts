import { Fault } from '../wire/fault.ts';
import type { Principal } from '../world/world.ts';

/** CopyVolumes needs three: to copy the source, to make a volume, and to tag it. Every other action has one. */
export type Permission = 'source' | 'target' | 'create-tags';

/** A denial that a test asked for. `message` replaces EC2's explicit form, e.g. by the form with an encoded blob. */
export interface Denial {
  /** Which of an action's permissions is missing; omitted means the first. */
  permission?: Permission | undefined;
  code?: string | undefined;
  status?: number | undefined;
  message?: string | undefined;
}

/** EC2's explicit denial, naming who, what and on which resource (form seen in aws/containers-roadmap issue 2812). */
export function denied(caller: Principal, action: string, resource: string, denial: Denial): Fault {
  const message =
    denial.message ??
    `You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ` +
      `${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  const code = denial.code ?? (action.startsWith('sts:') ? 'AccessDenied' : 'UnauthorizedOperation');
  return new Fault(code, message, denial.status ?? 403);
}
