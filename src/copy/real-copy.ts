// A real copy, from the call that asks for it to its end: repeated, refused, asked about or sent.

import { looksLikePlan, openPlan } from '../consent/plan-token.ts';
import { askPerson as questionOf } from '../consent/question.ts';
import { aboutPlan } from '../consent/sealed-fields.ts';
import { PLAN_MS } from '../consent/validate-token.ts';
import type { Consent, ConsentGiven } from '../ports/consent.ts';
import { CALL_MS, type CallOptions, type Deps, READ_MS } from '../ports/tool.ts';
import { type Answered, answerUnknown, NOTHING, planFacts } from '../volume/answers/copy-answer.ts';
import { refuseCopy, unreadCopy } from '../volume/answers/copy-refused.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { applyPlan, repeatCopy } from './apply-plan.ts';
import { askPerson } from './ask-person.ts';
import { auditOf, tell } from './audit-lines.ts';
import { judgeAgreed, judgeFirstSend } from './check-plan.ts';
import { issueToken } from './issue-token.ts';
import { type CopyCall, type MadePlan, makePlan } from './make-plan.ts';

/** An answer, or a question that goes out in its place (2026-07-28). */
export type Ended = { told: Answered } | { askInResult: unknown };

/** DryRun: false. A token that was sent repeats its request; the first send of a token is judged, agreed to and recorded. */
export async function copyForReal(
  call: CopyCall,
  given: string | undefined,
  asked: string,
  /** Why it is not known who is calling. */
  nameless: Failure | undefined,
): Promise<Ended> {
  const { deps, options } = call;
  const token = given ?? planToJoin(deps, asked);
  const before = token ? deps.sent.byToken(token) : deps.sent.byAsked(asked);
  if (before && before.outcome?.word !== 'failed') {
    // Under other credentials the repetition would be another copy: it waits until it is known whose these are.
    if (before.asked !== asked && nameless) {
      return told(answerUnknown(nameless, { request: before.request, args: call.args, place: call.place }));
    }
    if (before.asked !== asked) {
      return told(
        refuseCopy('token-of-another-request', 'ClientToken: it was sent with other arguments before.', call.place),
      );
    }
    return told(await repeatCopy(call, before));
  }
  if (deps.settings.mode === 'auto' && (token === undefined || !looksLikePlan(token))) {
    return declineToSend(
      call,
      undefined,
      refuseCopy('plan-needed', 'ClientToken: give the one a rehearsal returned.', call.place),
      token ?? '',
    );
  }
  if (deps.settings.mode === 'auto' && !deps.sent.durable) {
    return declineToSend(
      call,
      undefined,
      refuseCopy('record-not-durable', 'The state directory cannot be written.', call.place),
      token ?? '',
    );
  }
  if (!auditable(deps)) return told(refuseCopy('audit-not-writable', 'The audit file cannot be written.', call.place));
  const made = await makePlan(call, false);
  if (!made.ok) {
    return told(unreadCopy(false, made.failure, call.place, deps.ec2.knownCaller(call.place)?.account));
  }
  const mine = token ?? issueToken(call, made.value);
  const wrong = judgeFirstSend(call, made.value, mine, deps.now());
  if (wrong) return declineToSend(call, made.value, wrong, mine);
  if (options.cancelled.aborted) return told(refuseCopy('cancelled', 'The call was cancelled.', call.place));
  if (deps.settings.mode === 'auto') return told(await applyPlan(call, made.value, mine, asked, 'auto'));
  return withPerson(call, made.value, mine, asked);
}

/** The unsent plan of this intent, unless the same was sent after it: a copy that no rehearsal showed is joined instead. */
function planToJoin(deps: Deps, asked: string): string | undefined {
  const issued = deps.plans.find(asked, deps.now());
  if (!issued || deps.sent.byToken(issued.token)) return undefined;
  const sent = deps.sent.byAsked(asked);
  return sent && sent.outcome?.word !== 'failed' && sent.sentAt > issued.issuedAt ? undefined : issued.token;
}

function auditable(deps: Deps): boolean {
  try {
    deps.audit.check();
    return true;
  } catch {
    return false;
  }
}

/** Asks, and sends after a yes; what was read before the question is read again after it. */
async function withPerson(call: CopyCall, made: MadePlan, token: string, asked: string): Promise<Ended> {
  const { deps, options } = call;
  const sendNow = async (how: ConsentGiven, bounds: CallOptions): Promise<Answered> => {
    const fresh: CopyCall = { ...call, options: bounds };
    const sent = deps.sent.byToken(token);
    if (sent && sent.outcome?.word !== 'failed') return repeatCopy(fresh, sent);
    const again = await makePlan(fresh, false);
    if (!again.ok) return unreadCopy(false, again.failure, call.place);
    const wrong = judgeFirstSend(fresh, again.value, token, deps.now()) ?? judgeAgreed(fresh, made, again.value);
    if (wrong) return wrong;
    if (bounds.cancelled.aborted) return refuseCopy('cancelled', 'The call was cancelled.', call.place);
    return applyPlan(fresh, again.value, token, asked, how);
  };
  // A caller's own token is no plan: its question lives as long as one.
  const plan = openPlan(token, made.sealed, deps.planKey);
  const consent = await askPerson(deps, {
    question: questionOf({
      request: call.request,
      source: made.planned.source,
      plan: made.planned.plan,
      place: call.place,
      ...(made.first.caller ? { caller: made.first.caller } : {}),
      simulated: deps.settings.simulated,
      expiresAt: (plan.ok ? plan.plan.issuedAt : deps.now()) + PLAN_MS,
    }),
    token,
    about: aboutPlan(token, asked, made.sealed),
    asked,
    form: options.form,
    // The person may press the button after this call has ended: the page has a deadline of its own.
    act: () =>
      sendNow('page', {
        cancelled: new AbortController().signal,
        signal: deps.timeout(READ_MS),
        deadline: deps.now() + CALL_MS,
      }),
    signal: options.signal,
    waiting: (seconds) => options.progress?.(seconds, undefined, 'waiting for a person to decide'),
  });
  return conclude(call, made, token, consent, () => sendNow('form', options));
}

async function conclude(
  call: CopyCall,
  made: MadePlan,
  token: string,
  consent: Consent,
  send: () => Promise<Answered>,
): Promise<Ended> {
  const shared = { ...planFacts(made.planned), dryRun: false };
  const { DryRun: _, ClientToken: __, ...args } = call.args;
  switch (consent.said) {
    case 'yes':
      return told(await send());
    case 'done':
      return told(consent.answered);
    case 'ask-in-result':
      return { askInResult: consent.result };
    case 'waiting':
      return told({
        ...shared,
        outcome: 'approval_needed',
        says: `${NOTHING} A page with this plan is open in the person's browser and waits for their decision.`,
        next: [
          {
            tool: 'copy_volume',
            arguments: { ...args, DryRun: false, ClientToken: token },
            why: 'after the person decided: says what came of it',
            afterSeconds: 60,
          },
        ],
      });
    case 'no':
      return declineToSend(
        call,
        made,
        { ...shared, outcome: 'declined', says: `${NOTHING} A person said no to this copy.` },
        token,
      );
    case 'too-often':
      return declineToSend(
        call,
        made,
        { ...shared, ...refuseCopy('asked-enough', `Nobody was asked: ${consent.why}.`, call.place) },
        token,
      );
    case 'nobody':
      return declineToSend(
        call,
        made,
        { ...shared, ...refuseCopy('nobody-to-ask', `Nobody could be asked: ${consent.why}.`, call.place) },
        token,
      );
  }
}

/** A real copy that was not sent is told to the audit too, with the reason. */
function declineToSend(call: CopyCall, made: MadePlan | undefined, facts: Answered, token: string): Ended {
  tell(call.deps, { ...auditOf(call, made, token), event: 'not-sent', why: facts.error?.code ?? facts.outcome });
  return told(facts);
}

function told(facts: Answered): Ended {
  return { told: facts };
}
