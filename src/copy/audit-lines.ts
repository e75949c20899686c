// Audit lines of a copy: who, where and what, without a secret.
import type { Deps } from '../ports/tool.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';

/** What a line says of a call. */
export function auditFields(call: CopyCall, made: MadePlan | undefined, token: string): Record<string, unknown> {
  const caller = made?.first.caller ?? call.deps.ec2.knownCaller(call.place);
  return {
    token,
    region: call.place.region,
    ...(call.place.profile ? { profile: call.place.profile } : {}),
    ...(caller?.account ? { account: caller.account } : {}),
    ...(caller?.arn ? { principal: caller.arn } : {}),
    SourceVolumeId: call.request.SourceVolumeId,
  };
}

/** A real copy that was asked for and not sent, with the reason. */
export function notSentLine(fields: Record<string, unknown> & { why: string }): Record<string, unknown> {
  return { ...fields, event: 'not-sent' };
}

/** A line that comes after the fact: failing to write it must not take the answer away. */
export async function writeAudit({ audit }: Pick<Deps, 'audit'>, line: Record<string, unknown>): Promise<void> {
  try {
    await audit.write(line);
  } catch {
    // The line went to no file; the next real copy is refused for that.
  }
}
