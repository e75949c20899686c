// What the record of real copies knows of a request beside EC2: an earlier send whose end is not known, and a copy that
// EC2 does not list yet, or that carries no tag of ours. Put into the plan, so that whoever reads it sees them.
import { ageOf, carriesToken, isUnresolved, type SendRecord, VISIBLE_MS } from '../consent/send-states.ts';
import { intentKeyOf, placeKeyOf, type World, worldDifference } from '../consent/world.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
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
  const others = (await earlierSends(deps, request, made.world)).filter((record) => record.token !== token);
  const unresolved = others.find((record) => isUnresolved(record, clocksOf(deps)));
  if (unresolved) return { made: withFinding(made, sendUnresolved(unresolved.token)), unresolved };
  const id = others.slice(0, 1).flatMap((record) => unlistedCopy(record, made, deps) ?? [])[0];
  return { made: id === undefined ? made : { ...withFinding(made, copiedUnseen(id)), copies: [...made.copies, id] } };
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
