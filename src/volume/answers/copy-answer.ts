// The facts of copy_volume's answers, before they become text and structure.

import { ago, isoTime } from '../../text/time-text.ts';
import type { CopyVolumesRequest, Volume } from '../aws-records.ts';
import type { CallContext, ErrorReport } from '../errors/error-report.ts';
import { type Failure, reportFailure } from '../errors/failure.ts';
import { withPolicy } from '../errors/policy-statement.ts';
import type { Change } from '../plan/changes.ts';
import type { DryRunSaid } from '../plan/dry-run.ts';
import type { InitializationPlan } from '../plan/initialization.ts';
import type { Plan } from '../plan/plan.ts';
import type { Cost } from '../plan/price.ts';
import { summarize, type VolumeSummary } from '../reading/summary.ts';
import { blocks, type Finding, worstFirst } from '../rules/finding.ts';
import { afterCopy, listNext } from './copy-next.ts';
import { handOverCopy, handOverSnapshot } from './hand-over.ts';
import type { HandOver, NextCall } from './result-parts.ts';

export const NOTHING = 'Nothing was created.';
const UNKNOWN = 'Not known whether a volume was created.';
const AGAIN = 'Call again exactly as in `next`: the ClientToken makes a second volume impossible.';
// A block that lasts longer than this offers the snapshot route.
const LONG_SECONDS = 600;

export interface CopyPlace {
  region: string;
  profile?: string;
  endpoint?: string;
}

/** `says` becomes the summary. */
export interface CopyAnswer {
  outcome:
    | 'would_copy'
    | 'would_be_refused'
    | 'copied'
    | 'approval_needed'
    | 'declined'
    | 'refused'
    | 'failed'
    | 'unknown';
  says: string;
  dryRun: boolean;
  place?: CopyPlace;
  caller?: { account?: string; arn?: string };
  Request?: object;
  Volumes: VolumeSummary[];
  created?: 'now' | 'earlier';
  dataAsOf?: string;
  source?: VolumeSummary;
  changes?: Change[];
  findings: Finding[];
  notProven: string[];
  cost?: Cost;
  initialization?: InitializationPlan;
  error?: ErrorReport;
  next: NextCall[];
  handOver: HandOver[];
}

export type Answered = Partial<CopyAnswer> & Pick<CopyAnswer, 'outcome' | 'says'>;
export type CopyArgs = CopyVolumesRequest & { Region?: string; Profile?: string };

/** What every answer about one planned copy shares. */
export interface Planned {
  place: CopyPlace;
  caller?: { account?: string; arn?: string };
  source: VolumeSummary;
  plan: Plan;
}

export function planFacts({ place, caller, source, plan }: Planned): Partial<CopyAnswer> {
  return {
    place,
    ...(caller ? { caller } : {}),
    source,
    changes: plan.changes,
    findings: worstFirst(plan.findings),
    notProven: plan.notProven,
    ...(plan.cost ? { cost: plan.cost } : {}),
    initialization: plan.initialization,
  };
}

/** `request` is what would be sent, `token` goes with it when it would copy. */
export function answerRehearsal(
  planned: Planned,
  said: DryRunSaid,
  facts: {
    args: CopyArgs;
    /** What would be sent under a token. Without one our tags are left out: they would hold it. */
    request: (token: string | undefined) => CopyVolumesRequest;
    /** Issues the token; asked for only when the answer hands it out. */
    token: () => string;
    mayCopy: boolean;
    durable: boolean;
  },
): Answered {
  const { args } = facts;
  const shared = {
    ...planFacts({ ...planned, plan: { ...planned.plan, findings: [...planned.plan.findings, ...said.findings] } }),
    dryRun: true,
  };
  if (said.volumes) {
    return {
      ...shared,
      outcome: 'unknown',
      Volumes: said.volumes.flatMap(summarizeCopy),
      says: `${UNKNOWN} The endpoint answered the dry run like a real copy.`,
      ...(said.error ? { error: said.error } : {}),
      next: [
        {
          tool: 'get_volume_status',
          arguments: { copiesOf: args.SourceVolumeId, ...placeOf({ ...args, Region: planned.place.region }) },
          why: 'shows whether a copy exists',
        },
      ],
    };
  }
  if (said.error) return { ...shared, outcome: 'failed', says: `${NOTHING} ${said.error.meaning}`, error: said.error };
  const findings = shared.findings ?? [];
  const would = !blocks(findings);
  // Whoever loses type or performance by leaving something out has not decided yet: such a plan carries no token.
  const token = would && !losesSomething(findings) ? facts.token() : undefined;
  const warned = findings.some((one) => one.level === 'warn');
  return {
    ...shared,
    outcome: would ? 'would_copy' : 'would_be_refused',
    Request: { ...facts.request(token), ...(token ? { ClientToken: token } : {}) },
    notProven: [
      ...(shared.notProven ?? []),
      ...(facts.durable ? [] : ['what was sent, after a restart: no record can be written here']),
    ],
    says: would
      ? `${NOTHING} EC2's dry run agrees and nothing stands against this copy${warned ? '; read the warnings' : ''}.`
      : `${NOTHING} This copy would be refused: ${findings[0]?.message ?? ''}`,
    next: listNext({ args, findings, token, mayCopy: facts.mayCopy }),
    handOver: would
      ? handOverCopy(undefined, args.SourceVolumeId, planned.place, instanceOf(findings, planned.source)).filter(
          // Only its owner takes snapshots of a shared volume.
          (one) => !(one.command.includes('create-snapshot') && findings.some(isOfAnother)),
        )
      : handOverBlocked(findings, args, planned.place),
  };
}

function isOfAnother(finding: Finding): boolean {
  return finding.code === 'source-of-another-account';
}

function losesSomething(findings: readonly Finding[]): boolean {
  return findings.some((one) => one.code === 'type-defaults-to-gp2' || one.code === 'performance-not-inherited');
}

function handOverBlocked(findings: readonly Finding[], args: CopyArgs, place: CopyPlace): HandOver[] {
  const blocking = findings.filter((one) => one.level === 'block');
  if (blocking.some((one) => one.fix?.snapshot)) {
    return [handOverSnapshot(args.SourceVolumeId, place, 'a snapshot instead, since EC2 does not copy there')];
  }
  return blocking.some((one) => (one.fix?.afterSeconds ?? 0) > LONG_SECONDS)
    ? [handOverSnapshot(args.SourceVolumeId, place, 'a snapshot instead, since the source stays busy for long')]
    : [];
}

/** The instance whose volumes belong together, when there are others on it. */
function instanceOf(findings: readonly Finding[], source: VolumeSummary): string | undefined {
  return findings.some((one) => one.code === 'other-volumes-on-instance') ? source.instance?.id : undefined;
}

export interface SentFacts {
  request: CopyVolumesRequest & { ClientToken: string };
  args: CopyArgs;
  place: CopyPlace;
  caller?: { account?: string };
}

/** EC2 made the copy, in this call or in an earlier one. `at` is EC2's clock, ms since the epoch. */
export function answerCopied(
  volumes: readonly Volume[],
  at: number,
  earlier: boolean,
  { request, args, place }: SentFacts,
): Answered {
  const [first] = volumes;
  const madeAt = Date.parse(first?.CreateTime ?? '');
  return {
    outcome: 'copied',
    dryRun: false,
    place,
    Request: { ...request },
    Volumes: volumes.flatMap(summarizeCopy),
    created: earlier ? 'earlier' : 'now',
    ...(Number.isNaN(madeAt) ? {} : { dataAsOf: `${isoTime(madeAt)} (${ago(madeAt, at)})` }),
    says: `${first?.VolumeId ?? 'A volume'} was created. ${
      earlier
        ? 'An earlier call made it with this ClientToken; this call made no second volume.'
        : 'Its data is that of the moment in dataAsOf; it can be attached once it is available.'
    }`,
    next: afterCopy(first?.VolumeId, args),
    handOver: handOverCopy(first?.VolumeId, request.SourceVolumeId, place),
  };
}

/** EC2 said no to the first send: nothing was made. */
export function answerFailed(failure: Failure, { request, place, caller }: SentFacts): Answered {
  const error = copyError(failure, request.SourceVolumeId, place, caller);
  return {
    outcome: 'failed',
    dryRun: false,
    place,
    Request: { ...request },
    says: `${NOTHING} ${error.meaning}`,
    error,
  };
}

/** Neither made nor refused for certain: the one safe step is the same call again. */
export function answerUnknown(failure: Failure, { request, args, place, caller }: SentFacts): Answered {
  const error = copyError(failure, request.SourceVolumeId, place, caller);
  return {
    outcome: 'unknown',
    dryRun: false,
    place,
    Request: { ...request },
    says: `${UNKNOWN} ${error.meaning} The same call with the same ClientToken is safe and gives certainty.`,
    error: error.retry === 'never' ? error : { ...error, retry: 'same_request', nextStep: AGAIN },
    next: [
      {
        tool: 'copy_volume',
        arguments: { ...args, DryRun: false, ClientToken: request.ClientToken },
        why: 'the same request with the same token finds or makes the one volume',
        afterSeconds: error.retryAfterSeconds ?? 10,
      },
    ],
  };
}

/** The error block of a copy; a denial brings the policy statement that would cure it. */
export function copyError(
  failure: Failure,
  source: string,
  place: CopyPlace,
  caller: { account?: string } | undefined,
): ErrorReport {
  return withPolicy(reportFailure(failure, copyContext(source, place)), place.region, caller?.account);
}

export function copyContext(source: string, place: CopyPlace): CallContext {
  return {
    action: 'CopyVolumes',
    resource: `volume/${source} and the new volume/*`,
    region: place.region,
    ...(place.profile ? { profile: place.profile } : {}),
  };
}

export function summarizeCopy(volume: Volume): VolumeSummary[] {
  const summary = summarize(volume);
  if (!summary) return [];
  const { needsAttention: _, ...rest } = summary;
  return [rest];
}

function placeOf(args: CopyArgs): { Region?: string; Profile?: string } {
  return { ...(args.Region ? { Region: args.Region } : {}), ...(args.Profile ? { Profile: args.Profile } : {}) };
}
