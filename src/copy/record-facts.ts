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
  const [same] = others.slice(0, 1).flatMap((record) => unlistedCopy(record, made, deps) ?? []);
  if (same) return { made: withCopy(made, same.VolumeId, copiedUnseen(same.VolumeId)) };
  const other = newest && newest.token !== token ? unlistedCopy(newest, made, deps) : undefined;
  return { made: other?.isNew ? withCopy(made, other.VolumeId, copiedOtherwise(other.VolumeId)) : made };
}

function withCopy(made: MadePlan, id: string, finding: Finding): MadePlan {
  return { ...withFinding(made, finding), copies: [...made.copies, id] };
}

/**
 * Sends of this very request that made a volume or may have: first the newest of this intent, then all of the place;
 * where it is not known who calls, or who sent it, also those of whoever that may be.
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
  const ofWhoever = ofPlace.filter((record) => worldDifference(record.world, world) === undefined);
  return own ? [own, ...ofWhoever] : ofWhoever;
}

interface Unlisted {
  VolumeId: string;
  /** Made so lately that EC2 may not list it yet. */
  isNew: boolean;
}

/** EC2 lists a copy by our tags, and not at once. */
function unlistedCopy(
  { end, request, lastTriedAt }: SendRecord,
  { first }: MadePlan,
  { ec2 }: Pick<Deps, 'ec2'>,
): Unlisted | undefined {
  if (end?.kind !== 'copied') return undefined;
  const { VolumeId, CreateTime } = end;
  if (first.copies?.some((copy) => copy.VolumeId === VolumeId)) return undefined;
  const madeAt = Date.parse(CreateTime ?? '');
  const age = ageOf(Number.isNaN(madeAt) ? lastTriedAt : madeAt, ec2.clock());
  const isNew = (age ?? 0) < VISIBLE_MS;
  const isListed = carriesToken(request) && first.copies !== undefined && !isNew;
  return isListed ? undefined : { VolumeId, isNew };
}

function withFinding(made: MadePlan, finding: Finding): MadePlan {
  const { planned } = made;
  const plan = { ...planned.plan, findings: [finding, ...planned.plan.findings] };
  return { ...made, planned: { ...planned, plan } };
}
