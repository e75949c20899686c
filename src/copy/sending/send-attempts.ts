// The attempts of one send: every one carries the same token and the same bytes, so that EC2 makes one volume at most.
import { looksLikePlan } from '../consent/plan-token.ts';
import { CLAIM_MS } from '../consent/send-states.ts';
import type { SendGuard } from '../ports/ec2.ts';
import type { Volume } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import type { Sent } from './decision.ts';
import { judgeReply } from './judge-reply.ts';
import { lookForCopy } from './look-for-copy.ts';
import type { ClaimedSend } from './send-copy.ts';

const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
/** What the look for the copy and the answer itself need of the call's time. */
export const RESERVE_MS = 4_000;

/** Sends until EC2 says yes or a definite no, or the time is up; then looks by the tag that only this send carries. */
export async function sendAttempts(claimed: ClaimedSend): Promise<Sent | 'superseded'> {
  const { call, made, record, isFirst } = claimed;
  const { deps, place, options } = call;
  // The caller's cancel is not listened to from here on: a copy under way cannot be taken back.
  const left = () => Math.max(1, options.deadline - RESERVE_MS - deps.now());
  // In whole seconds, as EC2 writes CreateTime: what is older was made before this call began.
  const begun = Math.floor((deps.ec2.clock() ?? Number.NEGATIVE_INFINITY) / 1000) * 1000;
  const copied = (volume: Volume & { VolumeId: string }, at: number, more: object): Sent => ({
    kind: 'copied',
    volume,
    at,
    created: Date.parse(volume.CreateTime ?? '') < begun ? 'earlier' : 'now',
    differs: [],
    ...more,
  });
  let unclear = !isFirst;
  let last: Failure = { code: 'deadline-reached', message: '', definite: false };
  for (let attempt = 1; attempt <= MOST_ATTEMPTS && (attempt === 1 || left() > 1); attempt++) {
    const control = { signal: deps.timeout(left()) };
    const reply = await deps.ec2.copyVolumes(place, record.request, control, guardOf(claimed));
    if (reply.ok) {
      const judged = judgeReply(record.request, reply.value, made.first.source);
      const { requestId } = reply;
      if (judged.kind === 'copy') {
        return copied(judged.volume, reply.at, { differs: judged.differs, ...(requestId ? { requestId } : {}) });
      }
      last = { code: 'answer-cut', message: '', definite: false, ...(requestId ? { requestId } : {}) };
    } else last = reply.failure;
    // The guard stopped it before a byte left: whoever has the claim now decides.
    if (last.code === 'not-sent') {
      if (!unclear) return 'superseded';
      break;
    }
    const definite = isDefinite(last, isFirst && attempt === 1, record.token);
    if (definite && !isThrottled(last)) break;
    if (!definite) unclear = true;
    // An earlier attempt may be behind these two; one repetition shows it, more change nothing.
    if (attempt > 1 && MAY_BE_OWN.has(last.code)) break;
    const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (isThrottled(last) ? 2 : 1);
    if (pause < left()) await deps.sleep(pause, deps.timeout(left()));
  }
  if (!unclear) return { kind: 'failed', failure: last };
  const { volume, at, complete } = await lookForCopy(deps, place, record, options.deadline);
  return volume?.VolumeId === undefined
    ? { kind: 'unknown', failure: last, lookedEverywhere: complete }
    : copied({ ...volume, VolumeId: volume.VolumeId }, at, {});
}

/** Whether this answer proves that nothing was made. */
function isDefinite({ code, definite }: Failure, isVeryFirst: boolean, token: string): boolean {
  if (code === 'VolumeLimitExceeded') return isVeryFirst;
  // A token of ours is nobody else's: only a caller's own can have been used for something else before.
  if (code === 'IdempotentParameterMismatch') return isVeryFirst && !looksLikePlan(token);
  return definite;
}

// Refusals that an earlier attempt with the same token can cause (EBS CSI driver issues 1951 and 2512).
const MAY_BE_OWN = new Set(['IdempotentParameterMismatch', 'VolumeLimitExceeded']);

/** Asked right before the bytes leave: the claim is still ours, and this machine has not slept since it was made. */
function guardOf({ call, made, record }: ClaimedSend): SendGuard {
  const { deps } = call;
  const { caller } = made.first;
  const { n, until } = record.claim;
  return {
    ...(caller?.credentialsId === undefined ? {} : { credentialsId: caller.credentialsId }),
    async mayStillSend() {
      const age = CLAIM_MS - (until - deps.now());
      return age >= 0 && age < CLAIM_MS && (await deps.sends.holds(record.token, n));
    },
  };
}

function isThrottled(failure: Failure): boolean {
  return failure.code === 'RequestLimitExceeded' || failure.code === 'Throttling';
}
