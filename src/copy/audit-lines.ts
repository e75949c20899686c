// Audit lines of a copy.
import type { Deps } from '../ports/tool.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';

/** A line that comes after the fact: failing to write it must not take the answer away. */
export function tell(deps: Deps, line: Record<string, unknown>): void {
  try {
    deps.audit.write(line);
  } catch {
    // The line went to no file; the next real copy is refused for that.
  }
}

/** What an audit line tells of a call: no secrets are in any of it. */
export function auditOf(call: CopyCall, made: MadePlan | undefined, token: string): Record<string, unknown> {
  const caller = made?.first.caller;
  return {
    token,
    region: call.place.region,
    ...(call.place.profile ? { profile: call.place.profile } : {}),
    ...(caller?.account ? { account: caller.account } : {}),
    ...(caller?.arn ? { principal: caller.arn } : {}),
    SourceVolumeId: call.request.SourceVolumeId,
  };
}
