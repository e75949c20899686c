// The facts of copy_volume's answers, before they become text and structure.

import { formatAge, formatTime } from '../../text/time-text.ts';
import type { CopyVolumesRequest, Volume } from '../aws-records.ts';
import type { CallContext, CopyFacts, ErrorReport } from '../errors/error-report.ts';
import { type Failure, reportFailure } from '../errors/failure.ts';
import { partitionOf, withPolicy } from '../errors/policy-statement.ts';
import { reportRefusal } from '../errors/refusal.ts';
import type { Change } from '../plan/changes.ts';
import { copyFacts } from '../plan/copy-facts.ts';
import type { InitializationPlan } from '../plan/initialization.ts';
import type { Plan } from '../plan/plan.ts';
import type { Cost } from '../plan/price.ts';
import { type SummaryFacts, summarize, type VolumeSummary } from '../reading/summary.ts';
import { type Finding, worstFirst } from '../rules/finding.ts';
import type { CopyOutcome } from '../rules/outcome-table.ts';
import { isEnded } from '../rules/source-state.ts';
import { afterMade, rehearsalOf } from './copy-next.ts';
import { awsProfileOf } from './hand-over/aws-command.ts';
import { handOverCopy, handOverDelete } from './hand-over/hand-over.ts';
import type { HandOver, NextCall } from './result-parts.ts';

export const NOTHING = 'Nothing was created.';
export const UNKNOWN = 'Not known whether a volume was created.';
const AGAIN = 'Make the same call again with the same ClientToken: it cannot make a second volume.';

export interface CopyPlace {
  region: string;
  profile?: string;
  endpoint?: string;
  awsHost?: boolean;
  source?: { name: string };
  /** Present where requests go out under a role of the operator's. */
  session?: object;
  /** Of the Region; the caller's own counts where it is known. */
  partition?: string;
}

/** `summary` is without the words about a simulated or custom endpoint that open it. */
export interface CopyAnswer {
  outcome: CopyOutcome;
  summary: string;
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
  /** With copied: a paragraph for a ticket, and where it helps the block that takes the copy into Terraform. */
  changeRecord?: string;
  terraform?: string;
  next: NextCall[];
  handOver: HandOver[];
}

/** What is known of an answer; the rest is empty. */
export type CopyResult = Partial<CopyAnswer> & Pick<CopyAnswer, 'outcome' | 'summary'>;
export type CopyArgs = CopyVolumesRequest & { Region?: string; Profile?: string };

/** What every answer about one planned copy shares. */
export interface Planned {
  place: CopyPlace;
  caller?: { account?: string; arn?: string };
  source: VolumeSummary;
  plan: Plan;
  /** EC2's clock when the source was read, ms since the epoch. */
  at?: number;
}

export function planFacts({
  place,
  caller,
  source,
  plan,
}: Planned): Partial<CopyAnswer> & Pick<CopyAnswer, 'findings'> {
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

export interface SentFacts {
  request: CopyVolumesRequest & { ClientToken: string };
  args: CopyArgs;
  place: CopyPlace;
  caller?: { account?: string; arn?: string };
}

/** EC2 made the copy. `at` is EC2's clock, ms since the epoch; `planned` are the findings of its plan. */
export function answerCopied(
  { volume, at, created, differs }: CopiedFacts,
  { request, args, place, caller }: SentFacts,
  planned: readonly Finding[],
): CopyResult {
  const { VolumeId, CreateTime = '' } = volume;
  const madeAt = Date.parse(CreateTime);
  const failed = isEnded(volume);
  const gone = failed && volume.State !== 'error';
  const unusable = `It is in state ${volume.State}, so it cannot be used: ${gone ? '' : 'delete it and '}rehearse again.`;
  const Volumes = summarizeCopy(volume, {
    now: at,
    account: caller?.account,
    // Nobody had the time to modify it.
    ...(created === 'now' ? { modification: 'none' } : {}),
  });
  const toCome =
    created === 'now' && volume.State === 'creating' ? ' You can attach it once its state is available.' : '';
  return {
    // A volume in state error, or one that is being deleted, was made, and is no copy.
    outcome: failed ? 'failed' : 'copied',
    dryRun: false,
    place,
    Request: { ...request },
    Volumes,
    created,
    ...(Number.isNaN(madeAt) ? {} : { dataAsOf: `${formatTime(madeAt)} (${formatAge(madeAt, at)})` }),
    // Advice on how to make a copy comes too late for one that is made.
    findings: worstFirst([...differs, ...(failed ? planned : planned.map(({ fix: _, ...one }) => one))]),
    summary: `${VolumeId} was created. ${failed ? unusable : `${CREATED[created]}${dataWords(madeAt)}${toCome}`}`,
    ...(failed
      ? {
          error: gone
            ? reportRefusal('copy-gone', unusable)
            : reportFailure(
                { code: 'copy-in-error', message: '', definite: true },
                copyContext(request.SourceVolumeId, place),
              ),
        }
      : {}),
    next: failed ? [rehearsalOf(args)] : Volumes.flatMap((copy) => afterMade(copy, args, at)),
    handOver: failed ? (gone ? [] : [handOverDelete(VolumeId, place)]) : handOverCopy(VolumeId, place),
  };
}

export interface CopiedFacts {
  volume: Volume & { VolumeId: string };
  at: number;
  created: 'now' | 'earlier';
  /** In what the new volume is not as it was asked for. */
  differs: readonly Finding[];
}

const CREATED = {
  now: '',
  earlier: 'An earlier call made it with this ClientToken; this call made no second volume. ',
} as const;

/** `madeAt`: ms since the epoch. */
function dataWords(madeAt: number): string {
  return `It holds the source's data as of ${Number.isNaN(madeAt) ? 'its creation' : formatTime(madeAt)}.`;
}

/** EC2 said no to the first send: nothing was made. */
export function answerFailed(failure: Failure, { request, place, caller }: SentFacts): CopyResult {
  const error = copyError(failure, request, place, caller);
  return {
    outcome: 'failed',
    dryRun: false,
    place,
    Request: { ...request },
    summary: `${NOTHING} ${error.meaning}`,
    error,
  };
}

/** The volume that an earlier attempt made counts, so that the next is refused (EBS CSI driver issue 2512). */
const OWN_VOLUME = ' An earlier attempt may have made the volume all the same.';

/** Neither made nor refused for certain: the one safe step is the same call again. */
export function answerUnknown(failure: Failure, { request, args, place, caller }: SentFacts): CopyResult {
  const error = copyError(failure, request, place, caller);
  return {
    outcome: 'unknown',
    dryRun: false,
    place,
    Request: { ...request },
    summary: `${UNKNOWN} ${error.meaning}${failure.code === 'VolumeLimitExceeded' ? OWN_VOLUME : ''} The same call with the same ClientToken is safe and gives certainty.`,
    error: { ...error, retry: 'same_request', nextStep: AGAIN },
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
function copyError(
  failure: Failure,
  request: CopyVolumesRequest,
  place: CopyPlace,
  caller: { account?: string; arn?: string } | undefined,
): ErrorReport {
  const copy = copyFacts(request);
  const { region } = place;
  const partition = partitionOf(caller?.arn) ?? place.partition;
  const error = reportFailure(failure, copyContext(request.SourceVolumeId, place, copy));
  return withPolicy(error, { region, account: caller?.account, partition }, copy);
}

/** What a failing copy was about; `copy` is what it carried. */
export function copyContext(source: string, place: CopyPlace, copy?: CopyFacts): CallContext {
  const profile = awsProfileOf(place);
  return {
    action: 'CopyVolumes',
    resource: `volume/${source} and the new volume/*`,
    region: place.region,
    ...(profile ? { profile } : {}),
    ...(copy ? { copy } : {}),
  };
}

export function summarizeCopy(volume: Volume, facts: SummaryFacts = {}): VolumeSummary[] {
  const summary = summarize(volume, facts);
  if (!summary) return [];
  const { needsAttention: _, ...rest } = summary;
  return [rest];
}
