// What the record of real copies knows of a request beside EC2: an earlier send whose end is not known, and a copy that
// EC2 does not list yet, or that carries no tag of ours, be it of another request for the same source. Put into the plan, so that whoever reads it sees them.
import { ageOf, carriesToken, isUnresolved, type SendRecord, VISIBLE_MS } from '../consent/send-states.ts';
import { intentKeyOf, placeKeyOf, sourceKeyOf, type World, worldDifference } from '../consent/world.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import { copiedOtherwise, copiedUnseen, sendUnresolved } from '../volume/plan/record-findings.ts';
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
  const [earlier, newest] = await Promise.all([
    earlierSends(deps, request, made.world),
    deps.sends.newestCopy(sourceKeyOf(request, made.world)),
  ]);
  const others = earlier.filter((record) => record.token !== token);
  const unresolved = others.find((record) => isUnresolved(record, clocksOf(deps)));
  if (unresolved) return { made: withFinding(made, sendUnresolved(unresolved.token)), unresolved };
  const same = others.slice(0, 1).flatMap((record) => unlistedCopy(record, made, deps) ?? [])[0];
  if (same !== undefined) return { made: withCopy(made, same, copiedUnseen(same)) };
  const isOther = newest && newest.token !== token && isNew(newest, deps);
  const other = isOther ? unlistedCopy(newest, made, deps) : undefined;
  return { made: other === undefined ? made : withCopy(made, other, copiedOtherwise(other)) };
}

function withCopy(made: MadePlan, id: string, finding: Finding): MadePlan {
  return { ...withFinding(made, finding), copies: [...made.copies, id] };
}

/**
 * Sends of this very request that made a volume or may have, the newest of this intent first; where it is not known who
 * calls, or who sent it, also those of whoever that may be.
 */
export async function earlierSends(
  { sends }: Pick<Deps, 'sends'>,
  request: CopyVolumesRequest,
  world: World,
): Promise<SendRecord[]> {
  const [own, ofPlace] = await Promise.all([
    sends.byIntent(intentKeyOf(request, world)),
    sends.byPlace(placeKeyOf(request, world)),
  ]);
  const others = ofPlace.filter(
    (record) => record.token !== own?.token && worldDifference(record.world, world) === undefined,
  );
  return own ? [own, ...others] : others;
}

/** EC2 lists a copy by our tags, and not at once. */
function unlistedCopy(record: SendRecord, { first }: MadePlan, deps: Pick<Deps, 'ec2'>): string | undefined {
  const { end, request } = record;
  if (end?.kind !== 'copied') return undefined;
  const { VolumeId } = end;
  if (first.copies?.some((copy) => copy.VolumeId === VolumeId)) return undefined;
  const isListed = carriesToken(request) && first.copies !== undefined && !isNew(record, deps);
  return isListed ? undefined : VolumeId;
}

/** Made so lately that EC2 may not list it. */
function isNew({ end, lastTriedAt }: SendRecord, { ec2 }: Pick<Deps, 'ec2'>): boolean {
  const madeAt = end?.kind === 'copied' ? Date.parse(end.CreateTime ?? '') : Number.NaN;
  return (ageOf(Number.isNaN(madeAt) ? lastTriedAt : madeAt, ec2.clock()) ?? 0) < VISIBLE_MS;
}

function withFinding(made: MadePlan, finding: Finding): MadePlan {
  const { planned } = made;
  const plan = { ...planned.plan, findings: [finding, ...planned.plan.findings] };
  return { ...made, planned: { ...planned, plan } };
}
