// What copy_volume answers when this call sent nothing: refused by us, nothing could be read, or an earlier call has
// made the copy, or may have.

import { quotedText } from '../../text/plain-text.ts';
import { formatAge, formatTime } from '../../text/time-text.ts';
import type { ModificationRead, Volume, VolumeStatus } from '../aws-records.ts';
import type { ErrorReport } from '../errors/error-report.ts';
import { type Failure, reportFailure, withoutToken } from '../errors/failure.ts';
import { withPolicy } from '../errors/policy-statement.ts';
import { type RefusalCode, reportRefusal } from '../errors/refusal.ts';
import { summarize } from '../reading/summary.ts';
import { type CopyArgs, type CopyPlace, type CopyResult, copyContext, NOTHING, type SentFacts } from './copy-answer.ts';
import { afterMade, lookAt, rehearsalOf, repetitionOf } from './copy-next.ts';
import { awsProfileOf } from './hand-over/aws-command.ts';
import { handOverCopy } from './hand-over/hand-over.ts';
import type { NextCall } from './result-parts.ts';

export const MADE_EARLIER = 'This call sent nothing. An earlier call with this ClientToken made a volume.';
export const UNKNOWN_OF_EARLIER = 'This call sent nothing. Not known whether an earlier call made a volume.';

export function refuseCopy(code: RefusalCode, message: string, place?: CopyPlace): CopyResult {
  return {
    outcome: 'refused',
    dryRun: false,
    summary: `${NOTHING} ${message}`,
    error: reportRefusal(code, message),
    ...(place ? { place } : {}),
  };
}

/** The error block of volumes that could not be read; a denial brings the policy statement that would cure it. */
export function reportUnread(failure: Failure, place: CopyPlace | undefined, account: string | undefined): ErrorReport {
  const profile = place && awsProfileOf(place);
  const told = reportFailure(failure, {
    action: 'DescribeVolumes',
    resource: '*',
    ...(profile ? { profile } : {}),
    ...(place?.region ? { region: place.region } : {}),
  });
  return withPolicy(told, { region: place?.region ?? '', account, partition: place?.partition });
}

/** Nothing could be read, so nothing was judged and nothing sent. `isTokenless`: nobody has a token to repeat it with. */
export function unreadCopy(
  dryRun: boolean,
  failure: Failure,
  place: CopyPlace | undefined,
  account?: string,
  isTokenless = dryRun,
): CopyResult {
  const told = reportUnread(failure, place, account);
  const error = isTokenless ? withoutToken(told) : told;
  const here = {
    ...(place?.region ? { Region: place.region } : {}),
    ...(place?.profile ? { Profile: place.profile } : {}),
  };
  return {
    outcome: 'failed',
    dryRun,
    ...(place ? { place } : {}),
    summary: `${NOTHING} ${error.meaning}`,
    error,
    next:
      failure.code === 'InvalidVolume.NotFound'
        ? [{ tool: 'get_volume_status', arguments: here, why: 'lists volumes here, to find the right id' }]
        : [],
  };
}

const GONE = {
  'not-found': 'and no longer exists',
  deleted: 'and no longer exists',
  error: 'and is in state error',
  'token-used': 'and no longer exists',
} as const;

/** What an earlier call made is not there any more; a key that could not be used is the usual cause. */
export function answerGone(
  { VolumeId, why }: { VolumeId?: string; why: keyof typeof GONE },
  { args, place, key }: { args: CopyArgs; place: CopyPlace; key?: string },
): CopyResult {
  const message = `${VolumeId ?? 'A volume'} was created by an earlier call ${GONE[why]}.`;
  const actions = 'kms:DescribeKey, kms:CreateGrant, kms:GenerateDataKeyWithoutPlaintext and kms:Decrypt';
  const cause = `Somebody deleted it, or EC2 took it back: often because the key ${key ? quotedText(key) : 'of the copy'} could not be used (${actions} are needed).`;
  return {
    outcome: 'refused',
    dryRun: false,
    place,
    summary: `${message} This call created nothing. ${cause}`,
    error: reportRefusal('copy-gone', message),
    next: [rehearsalOf(args)],
  };
}

/** `why`: the rule or the failure that kept this call from sending. */
export function answerUnresolved(
  why: RefusalCode | Failure,
  message: string,
  { request, args, place }: SentFacts,
): CopyResult {
  const error =
    typeof why === 'string'
      ? reportRefusal(why, message)
      : reportFailure(why, copyContext(request.SourceVolumeId, place));
  // What the operator forbids now the same call may do later.
  const isOver = error.retry === 'never' && error.whoCanFix !== 'operator';
  return {
    outcome: 'unknown',
    dryRun: false,
    place,
    Request: { ...request },
    summary: `${UNKNOWN_OF_EARLIER} ${message || error.meaning}`,
    error: isOver ? error : { ...error, retry: 'same_request', nextStep: nextStepOf(error) },
    next: isOver ? afterWindow(args, place) : againOrAnew(request.ClientToken, args, error.retryAfterSeconds ?? 30),
  };
}

/** Whoever else must act comes first. */
function nextStepOf({ whoCanFix, nextStep }: ErrorReport): string {
  return whoCanFix === 'operator' || whoCanFix === 'person' ? `${nextStep} ${AGAIN}` : AGAIN;
}

const AGAIN = 'Make the same call again with the same ClientToken: it cannot make a second volume.';

function againOrAnew(token: string, args: CopyArgs, afterSeconds: number): NextCall[] {
  return [repetitionOf(args, token, 'finds out what the earlier call made', afterSeconds), rehearsalOf(args)];
}

/** EC2 may have forgotten the token: it is looked at what there is, then another copy may be rehearsed. */
function afterWindow(args: CopyArgs, { region }: CopyPlace): NextCall[] {
  const { SourceVolumeId, Profile } = args;
  const where = { Region: args.Region ?? region, ...(Profile ? { Profile } : {}) };
  return [
    {
      tool: 'get_volume_status',
      arguments: { copiesOf: SourceVolumeId, ...where },
      why: 'shows the copies of the source that exist',
    },
    rehearsalOf(args),
  ];
}

const EARLIER = 'An earlier call made it with this ClientToken; this call sent nothing.';

/** A finished copy as it was read. */
export interface FinishedCopy {
  VolumeId: string;
  /** Absent when it could not be read, or is not seen. */
  volume?: Volume;
  /** As it was recorded, for where there is no volume. */
  CreateTime?: string;
  status?: VolumeStatus;
  /** Absent when it could not be read. */
  modification?: ModificationRead;
  /** EC2's clock, ms since the epoch. */
  at?: number;
  unread?: Failure;
  /** Not seen, and it is not known whether these are the credentials that made it. */
  isForeign?: true;
  /** EC2's list was not read to its end. */
  isUnlisted?: true;
}

/** A finished copy, as it is now. */
export function answerFinished(facts: FinishedCopy, { request, args, place, caller }: SentFacts): CopyResult {
  const { VolumeId, volume, status, modification, unread, isUnlisted, at = 0 } = facts;
  const summary =
    volume &&
    summarize(volume, { status, modification, now: at, unread: status === undefined, account: caller?.account });
  const madeAt = Date.parse((volume ?? facts).CreateTime ?? '');
  const isDated = !Number.isNaN(madeAt);
  const recorded = { VolumeId, ...(isDated ? { CreateTime: new Date(madeAt).toISOString() } : {}) };
  const { needsAttention: _, ...shown } = summary ?? { needsAttention: false, ...recorded };
  return {
    outcome: 'copied',
    dryRun: false,
    place,
    Request: { ...request },
    Volumes: [shown],
    created: 'earlier',
    ...(isDated ? { dataAsOf: `${formatTime(madeAt)}${volume ? ` (${formatAge(madeAt, at)})` : ''}` } : {}),
    summary: `${VolumeId} was created. ${EARLIER} ${presentState(facts, summary?.verdict)}`.trim(),
    next:
      shown.State === undefined ? [lookAt(VolumeId, args, 'shows whether it is there')] : afterMade(shown, args, at),
    handOver: volume || unread || isUnlisted ? handOverCopy(VolumeId, place) : [],
  };
}

function presentState({ volume, unread, isForeign, isUnlisted }: FinishedCopy, verdict = ''): string {
  if (unread) return 'Its present state could not be read.';
  if (volume) return verdict;
  if (isUnlisted) return 'EC2 did not list everything, so its present state is not known.';
  if (isForeign) return 'EC2 does not show it to these credentials, and it is not known whose they are.';
  return 'EC2 does not show it now: just after a copy that is normal, else it was probably deleted.';
}
