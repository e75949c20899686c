// A real copy, from the call that asks for it to its decision: repeated, refused, asked about or sent.

import { PLAN_MS } from '../consent/answer-times.ts';
import { looksLikePlan, openPlan } from '../consent/plan-token.ts';
import { buildQuestion } from '../consent/question.ts';
import { planFingerprint } from '../consent/sealed-fields.ts';
import type { ConsentGiven } from '../ports/consent.ts';
import type { SentCopy } from '../ports/state.ts';
import { CALL_MS, type CallOptions, type Deps, READ_MS } from '../ports/tool.ts';
import { answerDecision } from './answer-decision.ts';
import { askPerson } from './ask-person.ts';
import { judgeAgreed, judgeFirstSend } from './check-plan.ts';
import { type AskInResult, type CopyDecision, refuse } from './decision.ts';
import { issueToken } from './issue-token.ts';
import { type MadePlan, makePlan, stampedFor } from './make-plan.ts';
import { type RealCall, repeatCopy, sendPlan } from './send-copy.ts';

/** DryRun: false. A token that was sent repeats its request; the first send of a token is judged, agreed to, recorded. */
export async function copyForReal(call: RealCall): Promise<CopyDecision | AskInResult> {
  const { deps, options } = call;
  const token = call.token ?? (await planToJoin(deps, call.intentKey));
  const earlier = token ? await deps.sent.byToken(token) : await deps.sent.byIntent(call.intentKey);
  if (mayHaveCopied(earlier)) return repeatSent(call, earlier);
  const unsafe = await whyNotSend(deps, token);
  if (unsafe) return unsafe;
  const made = await makePlan(call, false);
  if (!made.ok) return { kind: 'unread', failure: made.failure };
  const mine = token ?? (await issueToken(call, made.value));
  const wrong = judgeFirstSend(made.value, mine, await deps.planKey(), deps.now());
  if (wrong) return wrong;
  if (options.cancelled.aborted) return refuse('cancelled', 'The call was cancelled.');
  return deps.settings.mode === 'auto' ? sendPlan(call, made.value, mine, 'auto') : askAndSend(call, made.value, mine);
}

/** The unsent plan of this intent, unless the same was sent after it: a copy that no rehearsal showed is joined instead. */
async function planToJoin({ plans, sent, now }: Deps, intentKey: string): Promise<string | undefined> {
  const issued = await plans.find(intentKey, now());
  if (!issued || (await sent.byToken(issued.token))) return undefined;
  const newest = await sent.byIntent(intentKey);
  return mayHaveCopied(newest) && newest.sentAt > issued.issuedAt ? undefined : issued.token;
}

function mayHaveCopied(copy: SentCopy | undefined): copy is SentCopy {
  return copy !== undefined && copy.outcome?.word !== 'failed';
}

async function repeatSent(call: RealCall, earlier: SentCopy): Promise<CopyDecision> {
  if (earlier.intentKey === call.intentKey) return repeatCopy(call, earlier);
  // Under other credentials the repetition would be another copy: it waits until it is known whose these are.
  return call.callerFailure
    ? { kind: 'caller-not-known', failure: call.callerFailure, request: earlier.request }
    : refuse('token-of-another-request', 'ClientToken: it was sent with other arguments before.');
}

/** What forbids a first send whatever its plan would say. */
async function whyNotSend(
  { settings, sent, audit }: Deps,
  token: string | undefined,
): Promise<CopyDecision | undefined> {
  const more = token === undefined ? {} : { token };
  if (settings.mode === 'auto' && (token === undefined || !looksLikePlan(token)))
    return refuse('plan-needed', 'ClientToken: give the one a rehearsal returned.', more);
  if (settings.mode === 'auto' && !(await sent.durable()))
    return refuse('record-not-durable', 'The state directory cannot be written.', more);
  try {
    await audit.check();
    return undefined;
  } catch {
    return refuse('audit-not-writable', 'The audit file cannot be written.', more);
  }
}

/** Asks, and sends after a yes. */
async function askAndSend(call: RealCall, made: MadePlan, token: string): Promise<CopyDecision | AskInResult> {
  const { deps, options, intentKey } = call;
  // The person may press the button after this call has ended: the page has a deadline of its own.
  const act = async () => {
    const own: CallOptions = {
      cancelled: new AbortController().signal,
      signal: deps.timeout(READ_MS),
      deadline: deps.now() + CALL_MS,
    };
    const later = { ...call, options: own };
    return answerDecision(later, await sendAgreed(later, made, token, 'page'));
  };
  const consent = await askPerson(deps, {
    question: buildQuestion({
      request: stampedFor(deps, call.request, token),
      source: made.planned.source,
      plan: made.planned.plan,
      place: call.place,
      ...(made.first.caller ? { caller: made.first.caller } : {}),
      simulated: deps.settings.simulated,
      expiresAt: await expiryOf(deps, made, token),
    }),
    token,
    about: planFingerprint(token, intentKey, made.sealed),
    intentKey,
    form: options.form,
    act,
    signal: options.signal,
    waiting: (seconds) => options.progress?.(seconds, undefined, 'waiting for a person to decide'),
  });
  switch (consent.kind) {
    case 'yes':
      return sendAgreed(call, made, token, 'form');
    case 'acted':
      return { kind: 'answered-on-page', result: consent.result };
    case 'ask-in-result':
      return { kind: 'ask-in-result', result: consent.result };
    case 'waiting':
      return { kind: 'waiting', made, token };
    case 'no':
      return { kind: 'declined', made, token };
    case 'too-often':
      return refuse('asked-enough', `Nobody was asked: ${consent.why}.`, { made, token });
    case 'nobody':
      return refuse('nobody-to-ask', `Nobody could be asked: ${consent.why}.`, { made, token });
  }
}

/** ms since the epoch. A caller's own token is no plan: its question lives as long as one. */
async function expiryOf(deps: Deps, made: MadePlan, token: string): Promise<number> {
  const plan = openPlan(token, made.sealed, await deps.planKey());
  return (plan.ok ? plan.plan.issuedAt : deps.now()) + PLAN_MS;
}

/** After a yes: what was read before the question is read and judged again. */
async function sendAgreed(call: RealCall, agreed: MadePlan, token: string, how: ConsentGiven): Promise<CopyDecision> {
  const { deps, options } = call;
  const earlier = await deps.sent.byToken(token);
  if (mayHaveCopied(earlier)) return repeatCopy(call, earlier);
  const again = await makePlan(call, false);
  if (!again.ok) return { kind: 'unread', failure: again.failure };
  const wrong =
    judgeFirstSend(again.value, token, await deps.planKey(), deps.now()) ?? judgeAgreed(agreed, again.value, token);
  if (wrong) return wrong;
  if (options.cancelled.aborted) return refuse('cancelled', 'The call was cancelled.');
  return sendPlan(call, again.value, token, how);
}
