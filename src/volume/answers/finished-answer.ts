// The facts of copy_volume's answers about an earlier send: finished and there, finished and gone, or still not known.

import { ago, isoTime } from '../../text/time-text.ts';
import type { Volume, VolumeStatus } from '../aws-records.ts';
import { type Failure, reportFailure } from '../errors/failure.ts';
import { type RefusalCode, reportRefusal } from '../errors/refusal.ts';
import { summarize } from '../reading/summary.ts';
import { type CopyArgs, type CopyPlace, type CopyResult, copyContext, type SentFacts } from './copy-answer.ts';
import { afterCopy, rehearsalOf, repetitionOf } from './copy-next.ts';
import { handOverCopy } from './hand-over.ts';

const UNKNOWN_OF_EARLIER = 'This call sent nothing. Not known whether an earlier call made a volume.';
const EARLIER = 'An earlier call made it with this ClientToken; this call sent nothing.';

/** `at`: EC2's clock, ms since the epoch. */
export interface FinishedFacts {
  VolumeId: string;
  volume?: Volume;
  status?: VolumeStatus;
  at?: number;
  unread?: Failure;
}

/** A finished copy, as it is now. */
export function answerFinished(
  { VolumeId, volume, status, at = 0, unread }: FinishedFacts,
  { request, args, place }: SentFacts,
): CopyResult {
  const summary = volume && summarize(volume, { status, now: at, unread: status === undefined });
  const madeAt = Date.parse(volume?.CreateTime ?? '');
  const { needsAttention: _, ...shown } = summary ?? { needsAttention: false, VolumeId };
  const present = unread
    ? 'Its present state could not be read.'
    : volume
      ? (summary?.verdict ?? '')
      : 'EC2 does not show it yet; that can take a few minutes after a copy.';
  return {
    outcome: 'copied',
    dryRun: false,
    place,
    Request: { ...request },
    Volumes: [shown],
    created: 'earlier',
    ...(Number.isNaN(madeAt) ? {} : { dataAsOf: `${isoTime(madeAt)} (${ago(madeAt, at)})` }),
    summary: `${VolumeId} was created. ${EARLIER} ${present}`.trim(),
    next: afterCopy(VolumeId, args),
    handOver: handOverCopy(VolumeId, request.SourceVolumeId, place),
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
  const who = VolumeId ?? 'A volume';
  const message = `${who} was created by an earlier call ${GONE[why]}.`;
  const cause = `Somebody deleted it, or EC2 took it back: often the key ${key ? `that KmsKeyId names` : 'of the copy'} could not be used (kms:DescribeKey, kms:CreateGrant, kms:GenerateDataKeyWithoutPlaintext and kms:Decrypt are needed).`;
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
  const again = 'Call again exactly as in `next`: the ClientToken makes a second volume impossible.';
  return {
    outcome: 'unknown',
    dryRun: false,
    place,
    Request: { ...request },
    summary: `${UNKNOWN_OF_EARLIER} ${message || error.meaning}`,
    error: error.retry === 'never' ? error : { ...error, retry: 'same_request', nextStep: again },
    next: [
      repetitionOf(args, request.ClientToken, 'finds out what the earlier call made', error.retryAfterSeconds ?? 30),
    ],
  };
}
