// The send of a copy: claimed, counted, audited, sent and recorded. Only the holder of the newest claim sends, and what
// came of it is written before it is told.
import { CLAIM_MS, type Consent, type SendEnd, type SendRecord, type SentRequest } from '../consent/send-states.ts';
import { dayOf, type World } from '../consent/world.ts';
import type { Failure } from '../volume/errors/failure.ts';
import type { RefusalCode } from '../volume/errors/refusal.ts';
import { auditFields } from './audit-lines.ts';
import { livingIds } from './check-plan.ts';
import { type CopyDecision, refuse, type Sent } from './decision.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';
import { RESERVE_MS, sendAttempts } from './send-attempts.ts';

/** A call for a real copy: also who calls, and the text of what is wanted. */
export interface RealCall extends CopyCall {
  /** Undefined while it is not known who is calling. */
  world: World | undefined;
  /** Equal texts are the same intent. */
  intentKey: string;
  /** Why it is not known who is calling. */
  callerFailure?: Failure;
}

/** What is sent, by whose yes, and after which earlier sends. */
export interface Sending {
  made: MadePlan;
  request: SentRequest;
  consent: Consent;
  /** The record of the token, when there is one. */
  earlier?: SendRecord;
}

/** A send whose claim is ours. */
export interface ClaimedSend {
  call: RealCall;
  made: MadePlan;
  record: Omit<SendRecord, 'end'>;
  /** No earlier call can have made a volume with this token. */
  isFirst: boolean;
}

// A send that is begun has this long for its answer at least.
const LEAST_MS = 8_000;

/** `superseded`: somebody else has the claim, so the record decides anew. */
export async function sendCopy(call: RealCall, sending: Sending): Promise<CopyDecision | 'superseded'> {
  const { deps, options } = call;
  const { made, request } = sending;
  const token = request.ClientToken;
  if (options.deadline - RESERVE_MS - deps.now() < LEAST_MS) {
    const message = 'Too little time was left in this call to send the request and hear the answer.';
    return refuse('no-time-left', message, { made, token });
  }
  const record = recordOf(call, sending);
  const isFirst = sending.earlier === undefined || sending.earlier.end?.kind === 'failed';
  const claimed: ClaimedSend = { call, made, record, isFirst };
  try {
    if (!(await deps.sends.claim(record))) return 'superseded';
  } catch {
    return refuse('record-not-durable', NOT_WRITTEN, { made, token, rehearseAgain: true });
  }
  const unsent = (await reserveDay(claimed)) ?? (await auditIntent(claimed));
  if (unsent) return endUnsent(claimed, unsent);
  const sent = await sendAttempts(claimed);
  if (sent === 'superseded') return sent;
  await recordEnd(claimed, endOf(sent));
  return { kind: 'sent', sent, request, made };
}

const NOT_WRITTEN = 'The record of what is sent cannot be written.';

function recordOf(call: RealCall, { made, request, consent, earlier }: Sending): ClaimedSend['record'] {
  const { deps, intentKey, world } = call;
  const now = deps.ec2.clock();
  const mayHaveMade = earlier !== undefined && earlier.end?.kind !== 'failed';
  const first = mayHaveMade ? earlier.firstTriedAt : now;
  return {
    token: request.ClientToken,
    intentKey,
    ...(world ? { world } : {}),
    request,
    consent,
    shown: earlier?.shown ?? livingIds(made.first.copies),
    ...(first === undefined ? {} : { firstTriedAt: first }),
    ...(now === undefined ? {} : { lastTriedAt: now }),
    claim: { n: (earlier?.claim.n ?? 0) + 1, owner: deps.sends.owner, until: deps.now() + CLAIM_MS },
  };
}

type Unsent = { code: RefusalCode; message: string };

/** Why there is no place left on its day. A repetition has the place of its first send. */
async function reserveDay({ call, record }: ClaimedSend): Promise<Unsent | undefined> {
  const most = call.deps.settings.limits.copiesPerDay;
  if (most === undefined) return undefined;
  const day = dayOfSend(call, record);
  try {
    if (day && (await call.deps.sends.reserve(day, record.token, most))) return undefined;
  } catch {
    return { code: 'record-not-durable', message: NOT_WRITTEN };
  }
  return {
    code: 'findings-block',
    message: day
      ? `The operator allows ${most} ${most === 1 ? 'copy' : 'copies'} a day (UTC), and no place is left today.`
      : 'How many copies were made today is not known, and the operator allows only some a day.',
  };
}

function dayOfSend({ world }: RealCall, { firstTriedAt }: ClaimedSend['record']) {
  return world && firstTriedAt !== undefined ? dayOf(world, firstTriedAt) : undefined;
}

/** The line that says what is about to be sent; without it nothing is. */
async function auditIntent({ call, made, record, isFirst }: ClaimedSend): Promise<Unsent | undefined> {
  const { token, request, consent } = record;
  try {
    await call.deps.audit.write({
      ...auditFields(call, made, token),
      event: 'intent',
      consent: isFirst ? consent.how : 'joined',
      request,
    });
    return undefined;
  } catch {
    return { code: 'audit-not-writable', message: 'The audit file cannot be written.' };
  }
}

/** Claimed and not sent: the claim ends, so that nobody waits for it. */
async function endUnsent(claimed: ClaimedSend, { code, message }: Unsent): Promise<CopyDecision> {
  const { made, record, isFirst } = claimed;
  await recordEnd(claimed, { kind: isFirst ? 'failed' : 'unclear' });
  const { token, request } = record;
  return isFirst
    ? refuse(code, message, { made, token, rehearseAgain: true })
    : { kind: 'unresolved', why: code, message, request, made };
}

function endOf(sent: Sent): SendEnd {
  if (sent.kind === 'failed') return { kind: 'failed' };
  if (sent.kind === 'unknown') return { kind: 'unclear' };
  const { VolumeId = '', CreateTime } = sent.volume;
  return { kind: 'copied', VolumeId, ...(CreateTime ? { CreateTime } : {}) };
}

async function recordEnd({ call, record }: ClaimedSend, end: SendEnd): Promise<void> {
  const { sends, ec2 } = call.deps;
  try {
    await sends.finish(record.token, record.claim.n, end, ec2.clock());
    const day = end.kind === 'failed' ? dayOfSend(call, record) : undefined;
    if (day) await sends.release(day, record.token);
  } catch {
    // The claim without an end stands: the next call looks, and repeats the request with the same token.
  }
}
