// The attempts of one send: every one carries the same token and the same bytes, so that EC2 makes one volume at most.
import { looksLikePlan } from '../../consent/plan-token.ts';
import { CLAIM_MS, type SendRecord, whoCreated } from '../../consent/send-states.ts';
import type { Reply, SendGuard } from '../../ports/ec2.ts';
import { CALL_MS, type CallOptions } from '../../ports/tool.ts';
import type { Volume } from '../../volume/aws-records.ts';
import type { Failure } from '../../volume/errors/failure.ts';
import type { Sent } from '../decision.ts';
import type { MadePlan, RealCall } from '../make-plan.ts';
import { accountOf } from '../read-source.ts';
import { judgeReply } from './judge-reply.ts';
import { lookForCopy } from './look-for-copy.ts';

/** A send whose claim is ours. */
export interface ClaimedSend {
  call: RealCall;
  made: MadePlan;
  record: Omit<SendRecord, 'end'>;
  /** No earlier call can have made a volume with this token. */
  isFirst: boolean;
  /** When it was last tried before; EC2's clock, ms since the epoch. */
  triedBefore: number | undefined;
}

const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
/** What the look for the copy and the answer itself need of the call's time, ms; less where calls are short. */
export function reserveMs({ callMs = CALL_MS }: Pick<CallOptions, 'callMs'>): number {
  return Math.min(4_000, callMs * 0.16);
}

/**
 * Sends until EC2 says yes or a definite no, or the time is up; then looks by the tag that only this send carries.
 * `held-back`: the guard stopped it, and this call has made nothing.
 */
export async function sendAttempts(claimed: ClaimedSend): Promise<Sent | 'held-back'> {
  const { call, record, isFirst } = claimed;
  const { deps, options } = call;
  // The caller's cancel is not listened to from here on: a copy under way cannot be taken back.
  const left = () => Math.max(1, options.deadline - reserveMs(options) - deps.now());
  const begun = deps.ec2.clock();
  let isUnclear = !isFirst;
  let hasLeft = false;
  let failure: Failure;
  for (let attempt = 1; ; attempt++) {
    const control = { signal: deps.timeout(left()) };
    const reply = await deps.ec2.copyVolumes(call.place, record.request, control, guardOf(claimed));
    const judged = readReply(reply, claimed, begun);
    if (!('failure' in judged)) return judged;
    failure = judged.failure;
    // Held back before a byte left: whoever has the claim now decides.
    if (failure.code === 'not-sent') break;
    hasLeft = true;
    const isDefinite = provesNothingMade(failure, isFirst && attempt === 1, record.token);
    if (!isDefinite) isUnclear = true;
    if (isDefinite && !isThrottled(failure)) break;
    // An earlier attempt may be behind these two; one repetition shows it, more change nothing.
    if (attempt > 1 && MAY_BE_OWN.has(failure.code)) break;
    const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (isThrottled(failure) ? 2 : 1);
    if (pause < left()) await deps.sleep(pause, deps.timeout(left()));
    if (attempt === MOST_ATTEMPTS || left() <= 1) break;
  }
  if (!hasLeft || (failure.code === 'not-sent' && !isUnclear)) return 'held-back';
  return isUnclear ? lookAfterwards(claimed, failure, begun) : { kind: 'failed', failure };
}

type Copied = Extract<Sent, { kind: 'copied' }>;

function readReply(
  reply: Reply<Volume[]>,
  { made, record, isFirst }: ClaimedSend,
  begun: number | undefined,
): Copied | { failure: Failure } {
  if (!reply.ok) return { failure: reply.failure };
  const { value, at, requestId } = reply;
  const withId = requestId ? { requestId } : {};
  const judged = judgeReply(record.request, value, made.first.source, accountOf(made.first));
  if (judged.kind === 'no-proof') return { failure: { code: 'answer-cut', message: '', definite: false, ...withId } };
  const { volume, differs } = judged;
  return { kind: 'copied', volume, at, created: createdBy(volume, record, { begun, isFirst }), differs, ...withId };
}

async function lookAfterwards(
  { call, record, isFirst }: ClaimedSend,
  failure: Failure,
  begun: number | undefined,
): Promise<Sent> {
  const { volume, at, isNothing } = await lookForCopy(call.deps, call.place, record, call.options.deadline);
  if (!volume) return { kind: 'unknown', failure, lookedEverywhere: isNothing };
  return { kind: 'copied', volume, at, created: createdBy(volume, record, { begun, isFirst }), differs: [] };
}

/** Our record tells that a send is the first of a token of ours alone: a caller's own may have been used elsewhere. */
function createdBy(
  { CreateTime }: Volume,
  { token }: Pick<SendRecord, 'token'>,
  { begun, isFirst }: { begun: number | undefined; isFirst: boolean },
): 'now' | 'earlier' {
  return whoCreated(CreateTime, { begun, isFirst: isFirst && looksLikePlan(token) });
}

/** Whether this answer is a definite no. */
function provesNothingMade({ code, definite }: Failure, isVeryFirst: boolean, token: string): boolean {
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
  const { credentialsId } = made.first.caller ?? {};
  const { n, until } = record.claim;
  return {
    ...(credentialsId === undefined ? {} : { credentialsId }),
    async mayStillSend() {
      const isOurs = await deps.sends.holds(record.token, n).catch(() => false);
      // The age last: to read the record may take as long as the machine sleeps.
      const age = CLAIM_MS - (until - deps.now());
      return isOurs && age >= 0 && age < CLAIM_MS;
    },
  };
}

function isThrottled({ code }: Failure): boolean {
  return code === 'RequestLimitExceeded' || code === 'Throttling';
}
