// The send of a copy: claimed, counted, audited, sent and recorded. Only the holder of the newest claim sends, and what
// came of it is written before it is told.
import { CLAIM_MS, type Consent, type SendEnd, type SendRecord, type SentRequest } from '../../consent/send-states.ts';
import { isFresh } from '../../consent/validate-token.ts';
import { dayOf, whereKeyOf } from '../../consent/world.ts';
import { CALL_MS } from '../../ports/tool.ts';
import type { RefusalCode } from '../../volume/errors/refusal.ts';
import { auditFields } from '../audit-lines.ts';
import { type CopyDecision, DECIDE_ANEW, type DecideAnew, refuse, type Sent } from '../decision.ts';
import type { MadePlan, RealCall } from '../make-plan.ts';
import { whyNotWritten } from '../state-problems.ts';
import { type ClaimedSend, reserveMs, sendAttempts } from './send-attempts.ts';

/** What is sent, by whose yes, and after which earlier sends. */
export interface Sending {
  made: MadePlan;
  request: SentRequest;
  consent: Consent;
  /** The question that the consent answers. */
  questionId?: string | undefined;
  /** The record of the token, when there is one. */
  earlier?: SendRecord;
  /** How many claims of its intent there were when all this was judged, and how many of its source. */
  claims: number;
  claimsOfSource: number;
}

/** A send that is begun has this long for its answer at least, ms; less where calls are short. */
function leastMs({ callMs = CALL_MS }: RealCall['options']): number {
  return Math.min(8_000, callMs * 0.32);
}

const OLD_YES = 'The person agreed more than 15 minutes ago: call again, and they are asked again.';
const NOT_WRITTEN = 'The record of what is sent cannot be written.';

/** Refusals are those of a first send: whoever repeats one leaves open what it made. */
export async function sendCopy(call: RealCall, sending: Sending): Promise<CopyDecision | DecideAnew> {
  const { deps, options } = call;
  const { made, request, earlier, questionId, consent } = sending;
  const token = request.ClientToken;
  // At the moment from which the claim counts: a machine may have slept since somebody agreed.
  const now = deps.now();
  if (consent.how !== 'auto' && !isFresh(consent.at, now))
    return refuse('plan-expired', OLD_YES, { made, token, repeat: token });
  if (options.deadline - reserveMs(options) - now < leastMs(options)) {
    const message = 'Too little time was left in this call to send the request and hear the answer.';
    return refuse('no-time-left', message, { made, token, repeat: token });
  }
  const repeated = earlier?.end?.kind === 'failed' ? undefined : earlier;
  const claimed: ClaimedSend = {
    call,
    made,
    record: recordOf(call, sending, repeated, now),
    isFirst: repeated === undefined,
    triedBefore: repeated?.lastTriedAt,
  };
  try {
    if (!(await deps.sends.claim(claimed.record, sending.claims, sending.claimsOfSource))) return DECIDE_ANEW;
  } catch (problem) {
    return refuse('record-not-durable', whyNotWritten(problem, NOT_WRITTEN), { made, token, rehearseAgain: true });
  }
  const unsent = (await reserveDay(claimed)) ?? (await auditIntent(claimed));
  if (unsent) {
    await endUnsent(claimed);
    return refuse(unsent.code, unsent.message, { made, token, rehearseAgain: true });
  }
  const sent = await sendAttempts(claimed);
  if (sent === 'held-back') {
    await endUnsent(claimed);
    return { ...DECIDE_ANEW, heldBack: true };
  }
  if (sent.kind === 'copied') noteMade(claimed, sent);
  // A yes sends once; while the claim is ours nobody else can take it.
  if (questionId !== undefined) await deps.questions.change(questionId, { used: true }).catch(() => undefined);
  await recordEnd(claimed, endOf(sent), deps.ec2.clock());
  // Whoever took the claim over sent the same bytes: what came of those is not told by this no.
  if (sent.kind === 'failed' && !(await isNewest(claimed))) return DECIDE_ANEW;
  return { kind: 'sent', sent, request, made };
}

/** So that a status can tell of it while EC2 does not show it. */
function noteMade(
  { call: { deps, place, world }, record: { request } }: ClaimedSend,
  { volume, at }: Extract<Sent, { kind: 'copied' }>,
): void {
  const { VolumeId, CreateTime } = volume;
  const madeAt = Date.parse(CreateTime ?? '');
  deps.madeCopies.add(whereKeyOf(place), {
    VolumeId,
    SourceVolumeId: request.SourceVolumeId,
    account: world.account,
    madeAt: Number.isNaN(madeAt) ? at : madeAt,
  });
}

/** `repeated`: the send that this one repeats. `localNow`: this machine's clock, ms since the epoch. */
function recordOf(
  call: RealCall,
  sending: Sending,
  repeated: SendRecord | undefined,
  localNow: number,
): ClaimedSend['record'] {
  const { deps, intentKey, placeKey, world } = call;
  const { made, request, consent, earlier } = sending;
  const now = deps.ec2.clock();
  const first = repeated ? repeated.firstTriedAt : now;
  return {
    token: request.ClientToken,
    intentKey,
    placeKey,
    world,
    request,
    consent,
    shown: [...new Set([...(repeated?.shown ?? []), ...made.copies])],
    ...(first === undefined ? {} : { firstTriedAt: first }),
    ...(now === undefined ? {} : { lastTriedAt: now }),
    claim: { n: (earlier?.claim.n ?? 0) + 1, owner: deps.sends.owner, until: localNow + CLAIM_MS },
  };
}

type Unsent = { code: RefusalCode; message: string };

/**
 * Why there is no place left on its day. A repetition has the place of its first send. Where no limit is set a place is
 * taken all the same, since a server that has a limit counts it; then nothing keeps the copy from being sent.
 */
async function reserveDay({ call, record }: ClaimedSend): Promise<Unsent | undefined> {
  const { deps } = call;
  const most = deps.settings.limits.copiesPerDay;
  const day = dayOfSend(record);
  try {
    if (day && (await deps.sends.reserve(day, record.token, most ?? Number.MAX_SAFE_INTEGER))) return undefined;
  } catch (problem) {
    if (most !== undefined) return { code: 'record-not-durable', message: whyNotWritten(problem, NOT_WRITTEN) };
  }
  if (most === undefined) return undefined;
  const message = day
    ? `The operator allows ${most} ${most === 1 ? 'copy' : 'copies'} a day (UTC), and no place is left today.`
    : 'How many copies were made today is not known, and the operator allows only some a day.';
  return { code: 'findings-block', message };
}

function dayOfSend({ world, firstTriedAt }: ClaimedSend['record']) {
  return firstTriedAt === undefined ? undefined : dayOf(world, firstTriedAt);
}

/** The line that says what is about to be sent; without it nothing is. */
async function auditIntent({ call, made, record, isFirst }: ClaimedSend): Promise<Unsent | undefined> {
  const { token, request, consent } = record;
  const line = { ...auditFields(call, made, token), event: 'intent', consent: consent.how, request };
  try {
    await call.deps.audit.write(isFirst ? line : { ...line, repeats: true });
    return undefined;
  } catch (problem) {
    return { code: 'audit-not-writable', message: whyNotWritten(problem, 'The audit file cannot be written.') };
  }
}

/** Claimed and not sent: the claim ends, so that nobody waits for it. */
function endUnsent(claimed: ClaimedSend): Promise<void> {
  return recordEnd(claimed, { kind: claimed.isFirst ? 'failed' : 'unclear' }, claimed.triedBefore);
}

function endOf(sent: Sent): SendEnd {
  if (sent.kind === 'failed') return { kind: 'failed' };
  if (sent.kind === 'unknown') return { kind: 'unclear' };
  const { VolumeId, CreateTime } = sent.volume;
  return { kind: 'copied', VolumeId, ...(CreateTime ? { CreateTime } : {}) };
}

async function isNewest({ call, record }: Pick<ClaimedSend, 'call' | 'record'>): Promise<boolean> {
  const newest = await call.deps.sends.byToken(record.token).catch(() => undefined);
  return newest === undefined || newest.claim.n === record.claim.n;
}

async function recordEnd({ call, record }: ClaimedSend, end: SendEnd, triedAt: number | undefined): Promise<void> {
  const { sends } = call.deps;
  try {
    // While the claim is ours: afterwards the place may be that of the next send under this token.
    const day = end.kind === 'failed' && (await isNewest({ call, record })) ? dayOfSend(record) : undefined;
    if (day) await sends.release(day, record.token);
    await sends.finish(record.token, record.claim.n, end, triedAt);
  } catch {
    // The claim without an end stands: the next call looks, and repeats the request with the same token.
  }
}
