// One decision becomes one answer and one audit line, here and nowhere else.
import type { CopyResult, SentFacts } from '../volume/answers/copy-answer.ts';
import { answerCopied, answerFailed, answerUnknown, NOTHING, planFacts } from '../volume/answers/copy-answer.ts';
import { rehearsalOf } from '../volume/answers/copy-next.ts';
import { refuseCopy, unreadCopy } from '../volume/answers/copy-refused.ts';
import { auditFields, writeAudit } from './audit-lines.ts';
import type { CopyDecision } from './decision.ts';
import type { RealCall } from './send-copy.ts';

export async function answerDecision(call: RealCall, decision: CopyDecision): Promise<CopyResult> {
  const line = auditLine(call, decision);
  if (line) await writeAudit(call.deps, line);
  return resultOf(call, decision);
}

function auditLine(call: RealCall, decision: CopyDecision): Record<string, unknown> | undefined {
  switch (decision.kind) {
    case 'sent': {
      const { sent, request } = decision;
      const failure = sent.kind === 'copied' ? undefined : sent.failure;
      const requestId = sent.kind === 'copied' ? sent.requestId : failure?.requestId;
      const VolumeId = sent.kind === 'copied' ? sent.volumes[0]?.VolumeId : undefined;
      return {
        event: 'outcome',
        token: request.ClientToken,
        outcome: sent.kind,
        ...(VolumeId ? { VolumeId } : {}),
        ...(requestId ? { requestId } : {}),
        ...(failure ? { code: failure.code } : {}),
      };
    }
    case 'refused':
    case 'declined': {
      const why = decision.kind === 'declined' ? 'declined' : decision.code;
      return { ...auditFields(call, decision.made, decision.token ?? ''), event: 'not-sent', why };
    }
    case 'unread':
    case 'caller-not-known':
    case 'waiting':
    case 'answered-on-page':
      return undefined;
  }
}

function resultOf(call: RealCall, decision: CopyDecision): CopyResult {
  const { deps, args, place } = call;
  switch (decision.kind) {
    case 'refused':
      return {
        ...(decision.made ? planFacts(decision.made.planned) : {}),
        ...refuseCopy(decision.code, decision.message, place),
        ...(decision.rehearseAgain ? { next: [rehearsalOf(args)] } : {}),
      };
    case 'unread':
      return unreadCopy(false, decision.failure, place, deps.ec2.knownCaller(place)?.account);
    case 'caller-not-known':
      return answerUnknown(decision.failure, { request: decision.request, args, place });
    case 'sent':
      return answerSent(call, decision);
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
        summary: `${NOTHING} A page with this plan is open in the person's browser and waits for their decision.`,
        next: [
          {
            tool: 'copy_volume',
            arguments: { ...rehearsalOf(args).arguments, DryRun: false, ClientToken: decision.token },
            why: 'after the person decided: says what came of it',
            afterSeconds: 60,
          },
        ],
      };
    case 'answered-on-page':
      return decision.result;
  }
}

function answerSent(
  { args, place }: RealCall,
  { sent, request, made }: Extract<CopyDecision, { kind: 'sent' }>,
): CopyResult {
  const caller = made?.first.caller;
  const facts: SentFacts = { request, args, place, ...(caller ? { caller } : {}) };
  const shared = made ? planFacts(made.planned) : {};
  switch (sent.kind) {
    case 'copied':
      return { ...shared, ...answerCopied(sent.volumes, sent.at, sent.earlier, facts) };
    case 'failed':
      return { ...shared, ...answerFailed(sent.failure, facts) };
    case 'unknown':
      return { ...shared, ...answerUnknown(sent.failure, facts) };
  }
}
