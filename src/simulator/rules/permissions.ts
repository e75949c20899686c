// What a denied permission looks like.
import { Ec2Fault } from '../wire/fault.ts';
import type { Principal } from '../world/simulated-world.ts';

/**
 * CopyVolumes needs three: to copy the source, to make a volume, and to tag it (managed policy of the EBS CSI driver,
 * docs/AmazonEBSCSIDriverPolicyV2.json, 2026-08). Every other action needs one, which is `source` here.
 */
export type Permission = 'source' | 'target' | 'create-tags';

/** A permission that an injected rule denies. `message` replaces EC2's explicit form, e.g. by the form with an encoded blob. */
export interface DeniedAction {
  /** Which of an action's permissions is missing; omitted means `source`. */
  permission?: Permission | undefined;
  code?: string | undefined;
  status?: number | undefined;
  message?: string | undefined;
}

/** EC2's explicit denial, naming who, what and on which resource (form: aws/containers-roadmap issue 2812). */
export function deniedFault(caller: Principal, action: string, resource: string, denied: DeniedAction): Ec2Fault {
  const message =
    denied.message ??
    `You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ` +
      `${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  const code = denied.code ?? (action.startsWith('sts:') ? 'AccessDenied' : 'UnauthorizedOperation');
  return new Ec2Fault(code, message, denied.status ?? 403);
}
