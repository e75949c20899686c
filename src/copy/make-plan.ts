// From a request to its plan: the reads of both rounds, EC2's dry run beside them when asked for, and the seal.

import { judgeLimits } from '../consent/limits.ts';
import type { Sealed, SealedPrice } from '../consent/plan-token.ts';
import { sealedFacts, sealedPrice } from '../consent/sealed-fields.ts';
import { dayOf, type World, worldOf } from '../consent/world.ts';
import type { Caller, Place, Reply } from '../ports/ec2.ts';
import type { Day } from '../ports/state.ts';
import type { CallOptions, Deps } from '../ports/tool.ts';
import { type CopyArgs, copyContext, type Planned, summarizeCopy } from '../volume/answers/copy-answer.ts';
import type { CopyVolumesRequest, Volume } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { partitionOf } from '../volume/errors/policy-statement.ts';
import { copyFacts } from '../volume/plan/copy-facts.ts';
import { settingsOf } from '../volume/plan/copy-settings.ts';
import { type DryRunResult, readDryRun } from '../volume/plan/dry-run.ts';
import { type Plan, planCopy } from '../volume/plan/plan.ts';
import { profileOverridden } from '../volume/plan/record-findings.ts';
import { readPages } from '../volume/read-pages.ts';
import type { VolumeSummary } from '../volume/reading/summary.ts';
import { livingCopies, planOf, unstampedCopy } from '../volume/rules/earlier-copies.ts';
import { isForeign } from '../volume/rules/encryption.ts';
import { blocks, type Finding } from '../volume/rules/finding.ts';
import { judgeRequest } from '../volume/rules/judge-request.ts';
import { PLAN_TAG, stampTags } from '../volume/rules/tags.ts';
import { accountOf, type FirstReads, idsOf, readSource, readSurroundings, type SecondReads } from './read-source.ts';

/** One call's copy: what was asked, where, and with which bounds. */
export interface CopyCall {
  deps: Deps;
  options: CallOptions;
  place: Place;
  /** The caller's request without ClientToken and DryRun. */
  request: CopyVolumesRequest;
  args: CopyArgs;
  /** The caller's ClientToken: a copy that carries it is this very copy, not one that stands against it. */
  token?: string;
  /**
   * When a copy without our tags was first sent whose answer is not known (EC2's clock, ms since the epoch): one that
   * appeared since may be it.
   */
  unstampedSince?: number | undefined;
}

/** A call for a real copy: also who calls, and the text of what is wanted. */
export interface RealCall extends CopyCall {
  world: World;
  /** Equal texts are the same intent. */
  intentKey: string;
  /** The same whoever calls. */
  placeKey: string;
  /** Why it is not known who is calling. */
  callerFailure?: Failure;
}

export interface MadePlan {
  planned: Planned;
  first: FirstReads;
  /** Ids of the living copies of the source, this token's own left out. */
  copies: readonly string[];
  world: World;
  sealed: Sealed;
  price: SealedPrice | undefined;
  /** Without findings when none was sent. */
  dryRun: DryRunResult;
}

// 10,000 volumes of this product in one Region; with more the limit cannot be judged.
const MOST_STAMPED_PAGES = 20;

export async function makePlan(call: CopyCall, withDryRun: boolean): Promise<Reply<MadePlan>> {
  const { deps, place, request, options } = call;
  const read = await readSource(deps, place, request.SourceVolumeId, options);
  if (!read.ok) return read;
  const first = withoutOwn(read.value, call.unstampedSince);
  const { source, caller } = first;
  const world = worldOf(first.callerProven ? caller : undefined, place, deps.subject);
  // Our grammar may already say that no EC2 can accept the request; then nothing is sent.
  const rehearse = withDryRun && !blocks(judgeRequest(request, source));
  const [second, dryRun, copiesToday] = await Promise.all([
    readSurroundings(deps, place, first, isForeign(source, caller?.account), options),
    rehearse ? askDryRun(call, first) : undefined,
    countToday(call, world, read.at),
  ]);
  const plan = planFrom(call, first, second);
  const { Size: size } = settingsOf(request, source);
  const limits = judgeLimits(
    { source, account: world.account, size, monthlyUsd: plan.cost?.monthlyUsd, copiesToday },
    deps.settings.limits,
  );
  return {
    ok: true,
    at: read.at,
    value: {
      first,
      planned: {
        place,
        ...(caller ? { caller } : {}),
        source: summarizeSource(request, first, second),
        at: first.at,
        plan: { ...plan, findings: [...plan.findings, ...limits, ...overrideFindings(place)] },
      },
      copies: otherCopies(first.copies ?? [], call.token),
      world,
      sealed: sealedFacts(request, worldOf(caller, place, deps.subject), source),
      price: sealedPrice(plan.cost),
      dryRun: dryRun ?? { findings: [] },
    },
  };
}

/** Where nothing tells a copy from others, the only one that appeared since the send is taken for its copy. */
function withoutOwn(first: FirstReads, since: number | undefined): FirstReads {
  const { copies, recentCopies } = first;
  if (!copies || since === undefined) return first;
  const own = unstampedCopy(copies, since);
  if (own === undefined) return first;
  const others = (all: readonly Volume[]) => all.filter(({ VolumeId }) => VolumeId !== own);
  return { ...first, copies: others(copies), ...(recentCopies ? { recentCopies: others(recentCopies) } : {}) };
}

/** The caller's own, which a Region that the AWS SDK does not know yet cannot tell. */
function callerPartition(caller: Caller | undefined, place: Place): string | undefined {
  return partitionOf(caller?.arn) ?? place.partition;
}

function planFrom({ deps, request, place, token }: CopyCall, first: FirstReads, second: SecondReads): Plan {
  const { caller } = first;
  return planCopy(request, {
    ...first,
    ...second,
    region: place.region,
    partition: callerPartition(caller, place),
    stamped: deps.settings.stamp,
    token,
    unread: [...first.unread, ...second.unread],
    account: accountOf(first),
  });
}

function summarizeSource(
  { SourceVolumeId: VolumeId }: CopyVolumesRequest,
  { source, modification, at, caller }: FirstReads,
  { statuses }: SecondReads,
): VolumeSummary {
  const [summary = { VolumeId }] = summarizeCopy(source, {
    status: statuses?.get(VolumeId),
    unread: statuses === undefined,
    modification,
    now: at,
    account: caller?.account,
  });
  return summary;
}

/** A copy that carries this token is this very copy. */
function otherCopies(copies: readonly Volume[], token: string | undefined): string[] {
  const others = copies.filter((copy) => token === undefined || planOf(copy) !== token);
  return idsOf(livingCopies(others));
}

/** Somebody may have meant another identity. */
function overrideFindings({ source, session }: Place): Finding[] {
  return source?.overrides === undefined ? [] : [profileOverridden(source.overrides, session !== undefined)];
}

/**
 * Copies of this UTC day in the account, over all Regions as far as our record knows and in this one by our tags: the
 * larger of both. Only asked for when the operator set that limit; undefined when it cannot be told. `now`: EC2's clock.
 */
async function countToday(call: CopyCall, world: World, now: number): Promise<number | undefined> {
  const { deps, place, options } = call;
  const { copiesPerDay } = deps.settings.limits;
  const day = dayOf(world, now);
  if (copiesPerDay === undefined || day === undefined) return undefined;
  // The place that this very copy has already does not stand against it.
  const recorded = await deps.sends.count(day, call.token).catch(() => undefined);
  if (recorded === undefined || recorded >= copiesPerDay) return recorded;
  const query = { Filters: [{ Name: 'tag-key', Values: [PLAN_TAG] }], MaxResults: 500 };
  const read = await readPages(
    (NextToken) => deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, options),
    MOST_STAMPED_PAGES,
  );
  if (!read.ok) return undefined;
  const { items, complete } = read.value;
  const stamped = items.filter((volume) => isOfDay(volume, day) && planOf(volume) !== call.token).length;
  const most = Math.max(recorded, stamped);
  return complete || most >= copiesPerDay ? most : undefined;
}

function isOfDay({ CreateTime }: Volume, { date }: Day): boolean {
  return CreateTime?.startsWith(date) === true;
}

/**
 * With a throw-away token: whether EC2 counts a dry run as a use of it is not documented. And with the tags of the real
 * copy: a policy may deny it for one of them.
 */
async function askDryRun(
  { deps, place, request, options }: CopyCall,
  { source, caller }: FirstReads,
): Promise<DryRunResult> {
  const ClientToken = deps.newToken();
  const rehearsal = { ...stampedFor(deps, request, ClientToken), ClientToken };
  const reply = await deps.ec2.rehearseCopy(place, rehearsal, options);
  const context = copyContext(request.SourceVolumeId, place, copyFacts(rehearsal, source));
  const partition = callerPartition(caller, place);
  return readDryRun(reply, context, { region: place.region, account: caller?.account, partition });
}

/** The request as it is sent under a token: with our tags, unless the operator turned them off. */
export function stampedFor(deps: Deps, request: CopyVolumesRequest, token: string): CopyVolumesRequest {
  return deps.settings.stamp ? stampTags(request, token, deps.settings.version) : request;
}
