// A real copy, from the call that asks for it to its decision: what the record of its token says is done, and nothing
// else. Sent, repeated, waited for, read, or refused. A page that somebody agreed on comes the same way.
import type { Shown } from '../consent/question-states.ts';
import { ageOf, isHeld, isUnresolved, type SendRecord } from '../consent/send-states.ts';
import { nextStep, type SendStep } from '../consent/send-table.ts';
import { isFresh } from '../consent/validate-token.ts';
import { intentKeyOf, isKnown } from '../consent/world.ts';
import type { IssuedPlan } from '../ports/state.ts';
import { CALL_MS, TELL_MS } from '../ports/tool.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { answerDecision } from './answer-decision.ts';
import { auditBug, auditFields } from './audit-lines.ts';
import {
  type Agreed,
  type AskInResult,
  type CopyDecision,
  DECIDE_ANEW,
  leaveOpen,
  refuse,
  type Step,
} from './decision.ts';
import { judgeAndSend } from './judge-and-send.ts';
import type { RealCall } from './make-plan.ts';
import { earlierSends } from './record-facts.ts';
import { readFinished } from './sending/read-finished.ts';
import { clocksOf, resolveSend } from './sending/resolve-send.ts';
import { type NotKept, StateProblem, watchState } from './state-problems.ts';

// When a call that waits for another sender answers, counted from its arrival.
const ANSWER_AFTER_MS = 45_000;
const WATCH_MS = 1_000;
/** An earlier attempt and this call's own lie in different seconds: EC2 tells whole ones, and its clock is read late. */
const SETTLE_MS = 2_500;

/** DryRun: false. `agreed`: what somebody has agreed to already. */
export async function copyForReal(given: RealCall, agreed?: Agreed): Promise<CopyDecision | AskInResult> {
  const call = { ...given, deps: watchState(given.deps) };
  const seen: { record?: SendRecord | undefined } = {};
  try {
    const trust = await call.deps.sends.trust();
    return trust.kept ? await decide(call, agreed, seen) : refuseUnkept(trust, undefined);
  } catch (problem) {
    if (!(problem instanceof StateProblem)) throw problem;
    return refuseUnkept(problem.trust, seen.record);
  }
}

async function decide(
  call: RealCall,
  given: Agreed | undefined,
  seen: { record?: SendRecord | undefined },
): Promise<CopyDecision | AskInResult> {
  const { deps, options } = call;
  let own = call.token === undefined ? await joinPlan(call) : call;
  let agreed = given;
  let isLast = false;
  let wasHeldBack = false;
  for (;;) {
    const { token, intentKey } = own;
    // Before anything that it is about: whoever claims from here on makes this call decide anew.
    const claims = await deps.sends.claims(own.placeKey);
    seen.record = await (token === undefined ? deps.sends.byIntent(intentKey) : deps.sends.byToken(token));
    const step = await follow(own, seen.record, { claims, ...(agreed ? { agreed } : {}) });
    if (step.kind === 'agreed') {
      agreed = step.agreed;
      continue;
    }
    if (step.kind !== 'decide-anew') return beforeNothing(own, step);
    // After a machine that slept or a login that changed once, and however late it is; not for ever.
    if (isLast || (wasHeldBack && step.heldBack)) return stillBeingSent(own, seen.record);
    isLast = isLate(own);
    wasHeldBack ||= step.heldBack === true;
    if (step.world) own = { ...own, world: step.world, intentKey: intentKeyOf(own.request, step.world) };
    else await deps.sleep(WATCH_MS, options.signal);
  }
}

/**
 * Another call or process may have sent under the same token since the record was read: "nothing was created" is said
 * only after another look at it. So may the page that this call waits for.
 */
async function beforeNothing(call: RealCall, step: CopyDecision | AskInResult): Promise<CopyDecision | AskInResult> {
  const { kind } = step;
  if (kind !== 'refused' && kind !== 'unread' && kind !== 'declined' && kind !== 'waiting') return step;
  const { deps } = call;
  const { token } = step;
  if (token === undefined) return beforeNothingTokenless(call, step);
  const record = await deps.sends.byToken(token);
  if (!record) return step;
  const next = nextStep(record, call, clocksOf(deps));
  switch (next.do) {
    case 'send':
    case 'refuse-other-request':
    case 'refuse-not-made':
      return step;
    case 'read':
      return readFinished(call, record, next.VolumeId);
    case 'refuse-gone':
      return goneBefore(record, next);
    case 'wait':
      // The page that was waited for sends at this moment: nobody has to decide any more.
      return kind === 'waiting' ? stillBeingSent(call, record) : leaveOpen(step, record.request);
    default:
      return leaveOpen(step, record.request);
  }
}

/** Without a token, whoever sent the same there while it was not known who they are may be this very caller. */
async function beforeNothingTokenless(call: RealCall, step: CopyDecision): Promise<CopyDecision> {
  const [record] = await earlierSends(call.deps, call.request, call.world);
  return record ? leaveOpen(step, record.request) : step;
}

/**
 * With the token of the unsent plan of this intent, unless the same was sent since: a copy that no rehearsal showed is
 * joined instead.
 */
async function joinPlan(call: RealCall): Promise<RealCall> {
  const { deps, intentKey } = call;
  const issued = await deps.plans.find(intentKey);
  if (!issued || !isFresh(issued.issuedAt, deps.now()) || (await deps.sends.byToken(issued.token))) return call;
  const newest = await deps.sends.byIntent(intentKey);
  return newest && wasSentSince(newest, issued, deps.plans.aheadMs) ? call : { ...call, token: issued.token };
}

/** What the rehearsal showed was sent before it, whatever the clocks of two servers say; what it did not, perhaps since. */
function wasSentSince({ consent, end }: SendRecord, { copies, issuedAt }: IssuedPlan, aheadMs = 0): boolean {
  const wasShown = end?.kind === 'copied' && copies.includes(end.VolumeId);
  return !wasShown && consent.at >= issuedAt - aheadMs;
}

/** One row of the table of send states. */
async function follow(
  call: RealCall,
  record: SendRecord | undefined,
  judged: { claims: number; agreed?: Agreed },
): Promise<Step> {
  const step = nextStep(record, call, clocksOf(call.deps));
  if (record === undefined || step.do === 'send') {
    const other = await otherSender(call);
    if (other) return waitFor(call, other);
    return judgeAndSend(call, { ...judged, ...(record ? { earlier: record } : {}), act: actOnPage });
  }
  const { token, request } = record;
  switch (step.do) {
    case 'wait':
      return waitFor(call, record);
    case 'read':
      return readFinished(call, record, step.VolumeId);
    case 'look-then-send':
    case 'look-only':
      return lookThenGoOn(call, record, judged);
    case 'stay-unknown':
      return { kind: 'unresolved', why: call.callerFailure ?? 'caller-not-known', message: NAMELESS, request };
    case 'refuse-gone':
      return goneBefore(record, step);
    case 'refuse-not-made':
      return refuseNotMade(token, step.untagged);
    case 'refuse-other-request':
      return refuse('token-of-another-request', otherRequest(step.differs), {
        token,
        rehearseAgain: true,
        leavesOpen: isUnresolved(record, clocksOf(call.deps)),
      });
  }
}

function goneBefore({ token }: SendRecord, { why, VolumeId }: Extract<SendStep, { do: 'refuse-gone' }>): CopyDecision {
  return { kind: 'gone', why, token, ...(VolumeId ? { VolumeId } : {}) };
}

function refuseNotMade(token: string, untagged: string | undefined): CopyDecision {
  const message = untagged
    ? `An earlier call sent this request, and no volume carries its tag. It is not known whether it made ${untagged}, a copy of the same source without the tag. It is never sent again.`
    : NOT_MADE;
  return refuse('copy-not-made', message, { token, rehearseAgain: true, leavesOpen: untagged !== undefined });
}

const BEING_SENT = 'Another call or process is sending this copy at this moment.';
const NAMELESS = 'It is not known who is calling, so the request is not repeated: it might be another copy.';
const SENT_BY_NOBODY = 'It is not known who sent it, so the request is not repeated: it might be another copy.';
const TOO_OLD: Failure = { code: 'token-too-old', message: '', definite: false };
const NOT_MADE =
  'An earlier call sent this request, and everything that could show its copy was looked at: it made none.';

function otherRequest(differs: string): string {
  if (differs === 'request') return 'ClientToken: it was sent with other arguments before.';
  if (differs === 'subject') return 'ClientToken: it was sent for another caller before.';
  return `ClientToken: it was sent in another ${differs} before.`;
}

/** The send of the same intent that is under way, by whatever token. */
async function otherSender({ deps, intentKey }: RealCall): Promise<SendRecord | undefined> {
  const newest = await deps.sends.byIntent(intentKey);
  return newest && isHeld(newest, deps.now()) ? newest : undefined;
}

/** Watches a send under way until it ends, its claim runs out, or this call must answer. */
async function waitFor(call: RealCall, { token }: SendRecord): Promise<Step> {
  const { deps, options } = call;
  while (!isLate(call)) {
    const now = await deps.sends.byToken(token);
    if (!now || !isHeld(now, deps.now())) return DECIDE_ANEW;
    await deps.sleep(WATCH_MS, options.signal);
  }
  return stillBeingSent(call, await deps.sends.byToken(token));
}

function isLate({ deps, options }: RealCall): boolean {
  return options.signal.aborted || deps.now() >= options.arrivedAt + ANSWER_AFTER_MS;
}

function stillBeingSent({ token, request }: RealCall, record: SendRecord | undefined): CopyDecision {
  const ClientToken = token ?? record?.token;
  if (ClientToken === undefined) return refuse('being-sent', BEING_SENT, { leavesOpen: true });
  const sent = record?.token === ClientToken ? record.request : { ...request, ClientToken };
  return { kind: 'unresolved', why: 'being-sent', message: BEING_SENT, request: sent };
}

/** A send of which it is not known what it made. */
async function lookThenGoOn(
  call: RealCall,
  record: SendRecord,
  judged: { claims: number; agreed?: Agreed },
): Promise<Step> {
  const { token, request, world } = record;
  await letSettle(call, record);
  const resolved = await resolveSend(call, record, false);
  switch (resolved.is) {
    case 'copied':
      return readFinished(call, resolved.record, resolved.VolumeId);
    case 'not-made':
      return refuseNotMade(token, resolved.untagged);
    case 'taken':
      return DECIDE_ANEW;
    case 'open': {
      // The look has told EC2's clock.
      const step = nextStep(record, call, clocksOf(call.deps));
      if (step.do === 'look-then-send') return judgeAndSend(call, { ...judged, earlier: record, act: actOnPage });
      if (step.do !== 'look-only') return DECIDE_ANEW;
      return isKnown(world)
        ? { kind: 'unresolved', why: TOO_OLD, message: '', request }
        : { kind: 'unresolved', why: 'caller-not-known', message: SENT_BY_NOBODY, request };
    }
  }
}

async function letSettle({ deps, options }: RealCall, { end, lastTriedAt }: SendRecord): Promise<void> {
  // A claim without an end may have sent a moment ago.
  const age = end === undefined ? 0 : (ageOf(lastTriedAt, deps.ec2.clock()) ?? 0);
  if (age < SETTLE_MS) await deps.sleep(SETTLE_MS - age, options.signal);
}

/** The person may press the button after the call has ended: the page has a deadline of its own. */
async function actOnPage(call: RealCall & { token: string }, shown: Shown): Promise<CopyResult> {
  const { deps } = call;
  const options = {
    cancelled: new AbortController().signal,
    signal: deps.timeout(CALL_MS - TELL_MS),
    arrivedAt: deps.now(),
    deadline: deps.now() + CALL_MS,
  };
  return auditBug(deps, auditFields(call, undefined, call.token), async (audited) => {
    const acting = { ...call, deps: audited, options };
    // Whoever has agreed is asked nothing, so that nothing of this goes out in place of a result.
    const decision = (await copyForReal(acting, { consent: { how: 'page', at: deps.now() }, shown })) as CopyDecision;
    return answerDecision(acting, decision);
  });
}

/** Without a record that is kept nothing is sent, whatever the mode. */
function refuseUnkept({ why, cure }: NotKept, record: SendRecord | undefined): CopyDecision {
  const message = cure ? `${why} A person types: ${cure}` : why;
  if (record && (record.end === undefined || record.end.kind === 'unclear'))
    return { kind: 'unresolved', why: 'record-not-durable', message, request: record.request };
  // Whatever was sent before is not known now.
  return refuse('record-not-durable', message, { leavesOpen: true });
}
