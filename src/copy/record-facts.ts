// What the record of real copies knows of a request beside EC2: an earlier send whose end is not known, and a copy that
// EC2 does not list yet, or that carries no tag of ours, be it of another request for the same source. Put into the
// plan, so that whoever reads it sees them.
import { possibleKeys } from '../consent/sealed-fields.ts';
import {
  ageOf,
  carriesToken,
  isUnresolved,
  isWindowOver,
  type SendRecord,
  VISIBLE_MS,
} from '../consent/send-states.ts';
import { intentKeyOf, isKnown, placeKeyOf, sourceKeyOf, type World, worldDifference } from '../consent/world.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyArgs } from '../volume/answers/copy-answer.ts';
import { placeOf } from '../volume/answers/copy-next.ts';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import { copiedOtherwise, copiedUnseen, sendUnresolved, sentOtherwise } from '../volume/plan/record-findings.ts';
import type { Finding } from '../volume/rules/finding.ts';
import { withoutStamps } from '../volume/rules/tags.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';
import { accountOf } from './read-source.ts';
import { clocksOf } from './sending/resolve-send.ts';

export interface RecordedPlan {
  made: MadePlan;
  /** A send of this very copy, with another token, whose end is not known. */
  unresolved?: SendRecord;
  /** How many claims of the source there were before its sends were read. */
  claimsOfSource: number;
}

/** Sends that made a volume, or may have, the newest first. */
interface EarlierSends {
  /** Of this very request; see `earlierSends`. */
  own: SendRecord[];
  /** Of whoever may be this caller, by this request or another one that would make the very same copy. */
  same: SendRecord[];
  /** Of the source, whoever sent them and as what. */
  ofSource: readonly SendRecord[];
  claimsOfSource: number;
}

/** `token` is that of the plan itself, if it has one. */
export async function addRecordFacts(
  { deps, request }: Pick<CopyCall, 'deps' | 'request'>,
  made: MadePlan,
  token: string | undefined,
): Promise<RecordedPlan> {
  const { claimsOfSource, ...sends } = await sendsOfSource(deps, request, made);
  return { ...recordedPlan(sends, { deps, made, token }), claimsOfSource };
}

function recordedPlan(
  { own, same, ofSource }: Omit<EarlierSends, 'claimsOfSource'>,
  { deps, made, token }: { deps: Deps; made: MadePlan; token: string | undefined },
): Omit<RecordedPlan, 'claimsOfSource'> {
  const isOther = (record: SendRecord) => record.token !== token;
  const isOpen = (record: SendRecord) => isOther(record) && isUnresolved(record, clocksOf(deps));
  // What is sent already is repeated, whatever else would make the same.
  const unresolved = own.find(isOpen) ?? (own.every(isOther) ? same.find(isOpen) : undefined);
  if (unresolved) {
    const isSameRequest = own.includes(unresolved);
    return {
      made: withFinding(made, sendUnresolved(unresolved.token, isSameRequest, mayBeRepeated(unresolved, deps))),
      unresolved,
    };
  }
  const [unseen] = own
    .filter(isOther)
    .slice(0, 1)
    .flatMap((record) => unlistedCopy(record, made, deps) ?? []);
  if (unseen) return { made: withCopy(made, unseen.VolumeId, copiedUnseen(unseen.VolumeId)) };
  const isUnseen = ofSource.some((record) => isOpen(record) && mayBeUnlisted(record, deps));
  const told = isUnseen ? withFinding(made, sentOtherwise()) : made;
  const newest = ofSource.find(({ end }) => end?.kind === 'copied');
  const other = newest && isOther(newest) ? unlistedCopy(newest, made, deps) : undefined;
  return { made: other?.isNew ? withCopy(told, other.VolumeId, copiedOtherwise(other.VolumeId)) : told };
}

/** Those of the source of this request, apart from each other by what a second copy beside them would be. */
async function sendsOfSource(
  deps: Pick<Deps, 'sends'>,
  request: CopyVolumesRequest,
  made: MadePlan,
): Promise<EarlierSends> {
  const { first, world } = made;
  const [own, { claims, records }] = await Promise.all([
    earlierSends(deps, request, world),
    deps.sends.ofSource(sourceKeyOf(request, world)),
  ]);
  const account = accountOf(first);
  const keysOf = (one: CopyVolumesRequest) => possibleKeys(one, first.source, world, account);
  const keys = keysOf(request);
  const isSame = (record: SendRecord) =>
    worldDifference(record.world, world) === undefined && keysOf(record.request).some((key) => keys.includes(key));
  return { own, same: records.filter(isSame), ofSource: records, claimsOfSource: claims };
}

/** Sends that would make, or have made, the very copy of this plan, by this request or another one. */
export async function sendsOfCopy(
  deps: Pick<Deps, 'sends'>,
  request: CopyVolumesRequest,
  made: MadePlan,
): Promise<SendRecord[]> {
  const { own, same } = await sendsOfSource(deps, request, made);
  return [...own, ...same];
}

/** The arguments of the call that repeats a send, which may have asked for the same in another way. */
export function repetitionArgs({ request }: SendRecord, { args }: Pick<CopyCall, 'args'>): CopyArgs {
  return { ...withoutStamps(request), ...placeOf(args) };
}

/** Whether its repetition may send it; otherwise it only looks. */
export function mayBeRepeated(record: SendRecord, deps: Pick<Deps, 'now' | 'ec2'>): boolean {
  return isKnown(record.world) && !isWindowOver(record, clocksOf(deps));
}

/** Whether EC2 may not show yet what it made. */
function mayBeUnlisted({ request, lastTriedAt }: SendRecord, { ec2 }: Pick<Deps, 'ec2'>): boolean {
  return !carriesToken(request) || (ageOf(lastTriedAt, ec2.clock()) ?? 0) < VISIBLE_MS;
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
