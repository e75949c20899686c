// A send that is judged and waits for its consent: asked about, read and judged again after a yes, then sent.
import { looksLikePlan } from '../consent/plan-token.ts';
import { buildQuestion } from '../consent/question.ts';
import { effectiveKey, planFingerprint } from '../consent/sealed-fields.ts';
import { ageOf, type Consent, type SendRecord, type SentRequest, VISIBLE_MS } from '../consent/send-states.ts';
import { isFresh, PLAN_MS } from '../consent/validate-token.ts';
import { worldDifference } from '../consent/world.ts';
import { CALL_MS, type CallOptions, READ_MS } from '../ports/tool.ts';
import { answerDecision } from './answer-decision.ts';
import { askPerson, type Decided } from './ask-person.ts';
import { judgeAgreed, judgeSend } from './check-plan.ts';
import { type AskInResult, type CopyDecision, refuse } from './decision.ts';
import { type MadePlan, makePlan } from './make-plan.ts';
import { type RealCall, sendCopy } from './send-copy.ts';

export interface Draft {
  /** With the token that is sent. */
  call: RealCall & { token: string };
  made: MadePlan;
  request: SentRequest;
  /** The record of the token, when there is one. */
  earlier?: SendRecord;
  /** Set when an earlier send may have made the volume: its recorded bytes are repeated. */
  repeats?: SendRecord;
}

export const CANCELLED = 'The call was cancelled.';

/** Why it may not be sent as things are now. */
export async function judgeNow({ call, repeats }: Draft, now: MadePlan): Promise<CopyDecision | undefined> {
  const { deps, token, intentKey } = call;
  if (call.world && (!now.world || worldDifference(call.world, now.world)))
    return refuse('plan-differs', "The credentials are another caller's than when this call began.", {
      made: now,
      token,
    });
  const plan = await deps.plans.find(intentKey);
  return judgeSend(now, token, {
    key: await deps.planKey(),
    time: deps.now(),
    // The plan's time binds its first send alone; a repetition is of a copy that was agreed to in time.
    mayBeOld: repeats !== undefined,
    // Somebody is asked again below, and sees them.
    shown: deps.settings.mode === 'ask' ? undefined : (repeats?.shown ?? (plan?.token === token ? plan.copies : [])),
  });
}

/** Asks, whatever the host did to earlier calls that asked the same. */
export async function askAbout(
  draft: Draft,
): Promise<{ kind: 'agreed'; consent: Consent } | CopyDecision | AskInResult | 'superseded'> {
  const { call, made, request, repeats } = draft;
  const { deps, options, token, intentKey, place } = call;
  const expiresAt = (await issuedAt(draft)) + PLAN_MS;
  const question = buildQuestion({
    request,
    source: made.planned.source,
    plan: made.planned.plan,
    place,
    ...(made.first.caller ? { caller: made.first.caller } : {}),
    simulated: deps.settings.simulated,
    mayExist: repeats !== undefined,
    expiresAt,
  });
  const decided: Decided = await askPerson(deps, {
    question,
    token,
    key: effectiveKey(request, made.first.source, call.world),
    about: planFingerprint(token, intentKey, made.sealed, request),
    form: options.form,
    act: () => actOnPage(draft),
    arrivedAt: options.arrivedAt,
    signal: options.signal,
    waiting: (seconds) => options.progress?.(seconds, undefined, 'waiting for a person to decide'),
    // Another process may send the same meanwhile: its end withdraws the question.
    wasSent: async () => {
      const now = await deps.sends.byToken(token);
      return now !== undefined && now.claim.n !== (draft.earlier?.claim.n ?? 0);
    },
  });
  switch (decided.kind) {
    case 'yes':
      return { kind: 'agreed', consent: { how: decided.how, at: decided.at } };
    case 'acted':
      return { kind: 'answered-on-page', result: decided.result };
    case 'ask-in-result':
      return decided;
    case 'superseded':
      return 'superseded';
    case 'waiting':
      return { kind: 'waiting', for: decided.for, made, token };
    case 'no':
      return { kind: 'declined', made, token };
    case 'too-often':
      return refuse('asked-enough', `Nobody was asked: ${decided.why}.`, {
        made,
        token,
        retryAfterSeconds: Math.max(1, Math.ceil((decided.at - deps.now()) / 1000)),
      });
    case 'nobody':
      return refuse('nobody-to-ask', `Nobody could be asked: ${decided.why}.`, { made, token });
  }
}

/** This machine's clock, ms since the epoch. A caller's own token is no plan: its question lives as long as one. */
async function issuedAt({ call }: Draft): Promise<number> {
  const plan = await call.deps.plans.find(call.intentKey);
  const now = call.deps.now();
  return plan?.token === call.token && isFresh(plan.issuedAt, now) ? plan.issuedAt : now;
}

/** The person may press the button after the call has ended: the page has a deadline of its own. */
async function actOnPage(draft: Draft) {
  const { deps } = draft.call;
  const options: CallOptions = {
    cancelled: new AbortController().signal,
    signal: deps.timeout(READ_MS),
    arrivedAt: deps.now(),
    deadline: deps.now() + CALL_MS,
  };
  const call = { ...draft.call, options };
  const decision = await sendAgreed({ ...draft, call }, { how: 'page', at: deps.now() });
  const superseded = refuse('being-sent', 'Another process is sending this copy at this moment.', {
    token: call.token,
  });
  return answerDecision(call, decision === 'superseded' ? superseded : decision);
}

/** After a yes: what was read before the question is read and judged again. */
export async function sendAgreed(draft: Draft, consent: Consent): Promise<CopyDecision | 'superseded'> {
  const { call, made } = draft;
  const again = await makePlan(call, false);
  if (!again.ok) return leaveOpen({ kind: 'unread', failure: again.failure, token: call.token }, draft);
  const now = again.value;
  const wrong = (await judgeNow(draft, now)) ?? judgeAgreed(made, now, call.token);
  if (wrong) return leaveOpen(wrong, draft);
  if (call.options.cancelled.aborted) return leaveOpen(refuse('cancelled', CANCELLED, { token: call.token }), draft);
  return sendDraft(draft, now, consent);
}

export async function sendDraft(draft: Draft, made: MadePlan, consent: Consent): Promise<CopyDecision | 'superseded'> {
  const { call, request, earlier } = draft;
  const decision = await sendCopy(call, { made, request, consent, ...(earlier ? { earlier } : {}) });
  return decision === 'superseded' ? decision : endOfToken(draft, decision);
}

/** Whatever keeps a repetition from being sent leaves open what the first send made. */
export function leaveOpen(decision: CopyDecision, { repeats }: Pick<Draft, 'repeats'>): CopyDecision {
  if (!repeats) return decision;
  const { request } = repeats;
  if (decision.kind === 'refused')
    return { kind: 'unresolved', why: decision.code, message: decision.message, request };
  if (decision.kind === 'unread') return { kind: 'unresolved', why: decision.failure, message: '', request };
  return decision;
}

/**
 * EC2 knows the token with other parameters, long after the last attempt, and nothing carries it: the volume that it
 * made is gone, and took its tags along.
 */
async function endOfToken({ call, repeats }: Draft, decision: CopyDecision): Promise<CopyDecision> {
  if (!repeats || decision.kind !== 'sent' || decision.sent.kind !== 'unknown') return decision;
  const { failure, lookedEverywhere } = decision.sent;
  const age = ageOf(repeats.lastTriedAt, call.deps.ec2.clock()) ?? 0;
  const used = failure.code === 'IdempotentParameterMismatch' && looksLikePlan(repeats.token);
  if (!used || !lookedEverywhere || age < VISIBLE_MS) return decision;
  const end = { kind: 'gone', why: 'token-used' } as const;
  await call.deps.sends.finish(repeats.token, repeats.claim.n + 1, end).catch(() => undefined);
  return { ...end, token: repeats.token };
}
