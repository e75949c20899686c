// One decision becomes one answer and one audit line, here and nowhere else.
import type { CopyResult, SentFacts } from '../volume/answers/copy-answer.ts';
import { answerCopied, answerFailed, answerUnknown, NOTHING, planFacts } from '../volume/answers/copy-answer.ts';
import { rehearsalOf, repetitionOf } from '../volume/answers/copy-next.ts';
import { refuseCopy, unreadCopy } from '../volume/answers/copy-refused.ts';
import { answerFinished, answerGone, answerUnresolved } from '../volume/answers/finished-answer.ts';
import { auditFields, notSentLine, writeAudit } from './audit-lines.ts';
import type { CopyDecision } from './decision.ts';
import type { RealCall } from './send-copy.ts';

export async function answerDecision(call: RealCall, decision: CopyDecision): Promise<CopyResult> {
  const line = auditLine(call, decision);
  if (line) await writeAudit(call.deps, line);
  return resultOf(call, decision);
}

/** Every real copy that was asked for has its line, sent or not; the page writes its own. */
function auditLine(call: RealCall, decision: CopyDecision): Record<string, unknown> | undefined {
  const notSent = (why: string, token: string | undefined, made?: Parameters<typeof auditFields>[1]) =>
    notSentLine({ ...auditFields(call, made, token ?? call.token ?? ''), why });
  switch (decision.kind) {
    case 'sent':
      return outcomeLine(decision);
    case 'refused':
      return notSent(decision.code, decision.token, decision.made);
    case 'unread':
      return notSent(decision.failure.code, decision.token);
    case 'unresolved': {
      const { why, request, made } = decision;
      return notSent(typeof why === 'string' ? why : why.code, request.ClientToken, made);
    }
    case 'declined':
    case 'waiting':
      return notSent(decision.kind, decision.token, decision.made);
    case 'finished':
      return notSent('copied-earlier', decision.request.ClientToken);
    case 'gone':
      return notSent('copy-gone', decision.token);
    case 'answered-on-page':
      return undefined;
  }
}

function outcomeLine({ sent, request }: Extract<CopyDecision, { kind: 'sent' }>): Record<string, unknown> {
  const token = request.ClientToken;
  const line = { event: 'outcome', token, outcome: sent.kind };
  if (sent.kind === 'copied') {
    const { VolumeId } = sent.volume;
    return { ...line, VolumeId, created: sent.created, ...(sent.requestId ? { requestId: sent.requestId } : {}) };
  }
  const { code, requestId } = sent.failure;
  return { ...line, ...(requestId ? { requestId } : {}), code };
}

function resultOf(call: RealCall, decision: CopyDecision): CopyResult {
  const { deps, args, place } = call;
  switch (decision.kind) {
    case 'refused': {
      const { code, message, made, rehearseAgain, retryAfterSeconds } = decision;
      const refusal = refuseCopy(code, message, place);
      return {
        ...(made ? planFacts(made.planned) : {}),
        ...refusal,
        ...(refusal.error && retryAfterSeconds !== undefined ? { error: { ...refusal.error, retryAfterSeconds } } : {}),
        ...(rehearseAgain ? { next: [rehearsalOf(args)] } : {}),
      };
    }
    case 'unread':
      return unreadCopy(false, decision.failure, place, deps.ec2.knownCaller(place)?.account);
    case 'unresolved':
      return {
        ...(decision.made ? planFacts(decision.made.planned) : {}),
        ...answerUnresolved(decision.why, decision.message, { request: decision.request, args, place }),
      };
    case 'sent':
      return answerSent(call, decision);
    case 'finished':
      return answerFinished(decision.copy, { request: decision.request, args, place });
    case 'gone':
      return answerGone(decision, { args, place, ...(call.request.KmsKeyId ? { key: call.request.KmsKeyId } : {}) });
    case 'declined':
      return {
        ...planFacts(decision.made.planned),
        dryRun: false,
        outcome: 'declined',
        summary: `${NOTHING} A person said no to this copy.`,
      };
    case 'waiting':
      return {
        ...planFacts(decision.made.planned),
        dryRun: false,
        outcome: 'approval_needed',
        summary: `${NOTHING} ${WAITING[decision.for]}`,
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

function answerSent(
  { args, place }: RealCall,
  { sent, request, made }: Extract<CopyDecision, { kind: 'sent' }>,
): CopyResult {
  const caller = made?.first.caller;
  const facts: SentFacts = { request, args, place, ...(caller ? { caller } : {}) };
  const shared = made ? planFacts(made.planned) : {};
  switch (sent.kind) {
    case 'copied':
      return { ...shared, ...answerCopied(sent, facts, shared.findings ?? []) };
    case 'failed':
      return { ...shared, ...answerFailed(sent.failure, facts) };
    case 'unknown':
      return { ...shared, ...answerUnknown(sent.failure, facts) };
  }
}
