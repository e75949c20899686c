// One decision becomes one answer and one audit line, here and nowhere else.
import { formatTime } from '../text/time-text.ts';
import type { CopyResult, SentFacts } from '../volume/answers/copy-answer.ts';
import { answerCopied, answerFailed, answerUnknown, NOTHING, planFacts } from '../volume/answers/copy-answer.ts';
import { rehearsalOf, repetitionOf } from '../volume/answers/copy-next.ts';
import {
  answerFinished,
  answerGone,
  answerUnresolved,
  refuseCopy,
  UNKNOWN_OF_EARLIER,
  unreadCopy,
} from '../volume/answers/unsent-answer.ts';
import { auditDecision } from './audit-lines.ts';
import type { CopyDecision, RefusedDecision } from './decision.ts';
import type { RealCall } from './make-plan.ts';

export async function answerDecision(call: RealCall, decision: CopyDecision): Promise<CopyResult> {
  await auditDecision(call, decision);
  return resultOf(call, decision);
}

function resultOf(call: RealCall, decision: CopyDecision): CopyResult {
  const { deps, args, place } = call;
  switch (decision.kind) {
    case 'refused':
      return answerRefused(call, decision);
    case 'unread':
      return unreadCopy(
        false,
        decision.failure,
        place,
        deps.ec2.knownCaller(place)?.account,
        decision.token === undefined,
      );
    case 'unresolved':
      return {
        ...(decision.made ? planFacts(decision.made.planned) : {}),
        ...answerUnresolved(decision.why, decision.message, { request: decision.request, args, place }),
      };
    case 'sent':
      return answerSent(call, decision);
    case 'finished':
      return answerFinished(decision.copy, { request: decision.request, args, place, ...callerOf(call) });
    case 'gone':
      return answerGone(decision, { args, place, ...(call.request.KmsKeyId ? { key: call.request.KmsKeyId } : {}) });
    case 'declined':
      return answerDeclined(call, decision);
    case 'waiting':
      return {
        ...planFacts(decision.made.planned),
        dryRun: false,
        outcome: 'approval_needed',
        summary: `${opens(decision)} ${WAITING[decision.for]}`,
        next: [repetitionOf(args, decision.token, 'after the person decided: goes on with their answer', 30)],
      };
    case 'answered-on-page':
      return decision.result;
  }
}

const WAITING = {
  page: "A page with this plan is open in the person's browser and waits for their decision. Ask them to decide there, then call again.",
  form: 'A form with this plan waits for the person in the host. Ask them to decide there, then call again.',
  turn: 'The person has another question open. Ask them to decide that one first, then call again.',
} as const;

function callerOf({ deps, place }: RealCall): Pick<SentFacts, 'caller'> {
  const caller = deps.ec2.knownCaller(place);
  return caller ? { caller } : {};
}

/** "Nothing" is said only of what no earlier call can have made. */
function opens({ leavesOpen }: { leavesOpen?: boolean }): string {
  return leavesOpen ? UNKNOWN_OF_EARLIER : NOTHING;
}

function answerRefused({ args, place }: RealCall, decision: RefusedDecision): CopyResult {
  const { code, message, made, rehearseAgain, repeat, repeatArgs = args, retryAfterSeconds } = decision;
  const { error, ...refusal } = refuseCopy(code, message, place);
  return {
    ...(made ? planFacts(made.planned) : {}),
    ...refusal,
    summary: `${opens(decision)} ${message}`,
    ...(error ? { error: { ...error, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) } } : {}),
    next: [
      ...(repeat
        ? [repetitionOf(repeatArgs, repeat, repeatArgs === args ? AGAIN : EARLIER, retryAfterSeconds ?? 0)]
        : []),
      ...(rehearseAgain ? [rehearsalOf(args)] : []),
    ],
  };
}

const AGAIN = 'the same call again, with the same ClientToken';
const EARLIER = 'the earlier call again, with its own arguments and ClientToken';

function answerDeclined({ args }: RealCall, decision: Extract<CopyDecision, { kind: 'declined' }>): CopyResult {
  const { made, until } = decision;
  return {
    ...planFacts(made.planned),
    dryRun: false,
    outcome: 'declined',
    summary: `${opens(decision)} A person said no to this copy. Ask them what they want instead; the same copy is not put before them again until ${formatTime(until)}.`,
    next: [rehearsalOf(args)],
  };
}

function answerSent(
  { args, place }: RealCall,
  { sent, request, made }: Extract<CopyDecision, { kind: 'sent' }>,
): CopyResult {
  const { caller } = made.first;
  const facts: SentFacts = { request, args, place, ...(caller ? { caller } : {}) };
  const shared = planFacts(made.planned);
  switch (sent.kind) {
    case 'copied':
      return { ...shared, ...answerCopied(sent, facts, shared.findings) };
    case 'failed':
      return { ...shared, ...answerFailed(sent.failure, facts) };
    case 'unknown':
      return { ...shared, ...answerUnknown(sent.failure, facts) };
  }
}
