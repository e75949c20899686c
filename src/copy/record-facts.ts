// What the record of real copies knows of a request beside EC2: an earlier send whose end is not known, and a copy that
// EC2 does not list yet, or that carries no tag of ours. Put into the plan, so that whoever reads it sees them.
import { ageOf, carriesToken, isUnresolved, type SendRecord, VISIBLE_MS } from '../consent/send-states.ts';
import { intentKeyOf } from '../consent/world.ts';
import type { Deps } from '../ports/tool.ts';
import { copiedUnseen, sendUnresolved } from '../volume/plan/record-findings.ts';
import type { Finding } from '../volume/rules/finding.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';
import { clocksOf } from './sending/resolve-send.ts';

export interface RecordedPlan {
  made: MadePlan;
  /** A send of this very request, with another token, whose end is not known. */
  unresolved?: SendRecord;
}

/** `token` is that of the plan itself, if it has one. */
export async function addRecordFacts(
  { deps, request }: Pick<CopyCall, 'deps' | 'request'>,
  made: MadePlan,
  token: string | undefined,
): Promise<RecordedPlan> {
  const record = await deps.sends.byIntent(intentKeyOf(request, made.world));
  if (!record || record.token === token) return { made };
  if (isUnresolved(record, clocksOf(deps)))
    return { made: withFinding(made, sendUnresolved(record.token)), unresolved: record };
  const id = unlistedCopy(record, made, deps);
  return { made: id === undefined ? made : { ...withFinding(made, copiedUnseen(id)), copies: [...made.copies, id] } };
}

/** EC2 lists a copy by our tags, and not at once. */
function unlistedCopy(record: SendRecord, { first }: MadePlan, { ec2 }: Pick<Deps, 'ec2'>): string | undefined {
  const { end, request, lastTriedAt } = record;
  if (end?.kind !== 'copied') return undefined;
  const { VolumeId, CreateTime } = end;
  if (first.copies?.some((copy) => copy.VolumeId === VolumeId)) return undefined;
  const madeAt = Date.parse(CreateTime ?? '');
  const age = ageOf(Number.isNaN(madeAt) ? lastTriedAt : madeAt, ec2.clock());
  const isListed = carriesToken(request) && first.copies !== undefined && (age ?? 0) >= VISIBLE_MS;
  return isListed ? undefined : VolumeId;
}

function withFinding(made: MadePlan, finding: Finding): MadePlan {
  const { planned } = made;
  const plan = { ...planned.plan, findings: [finding, ...planned.plan.findings] };
  return { ...made, planned: { ...planned, plan } };
}
