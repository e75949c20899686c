// The first send of a plan, and its repetition. Everything is read and judged again right before the first send;
// intent is recorded and flushed before it, the outcome after it.

import { looksLikePlan } from '../consent/plan-token.ts';
import type { ConsentGiven } from '../ports/consent.ts';
import type { SentCopy } from '../ports/state.ts';
import type { Deps } from '../ports/tool.ts';
import {
  type Answered,
  answerCopied,
  answerFailed,
  answerUnknown,
  planFacts,
  type SentFacts,
} from '../volume/answers/copy-answer.ts';
import { auditOf, tell } from './audit-lines.ts';
import { refuseSend } from './check-plan.ts';
import { type CopyCall, type MadePlan, stampedFor } from './make-plan.ts';
import { type Sent, sendCopy } from './send-copy.ts';

// EC2 remembers a token for about 12 hours (EBS CSI driver issue 1951); under that a repetition is safe.
const REPEATABLE_MS = 11.5 * 3600 * 1000;

/** Sends a plan that was judged and agreed to. */
export async function applyPlan(
  call: CopyCall,
  made: MadePlan,
  token: string,
  asked: string,
  consent: ConsentGiven,
): Promise<Answered> {
  const { deps, place, options, args } = call;
  const request = { ...stampedFor(deps, call.request, token), ClientToken: token };
  const shared = planFacts(made.planned);
  const { caller } = made.first;
  const facts: SentFacts = { request, args, place, ...(caller ? { caller } : {}) };
  const entry: SentCopy = { token, asked, request, sentAt: deps.now(), consent };
  try {
    deps.audit.write({ ...auditOf(call, made, token), event: 'intent', consent, request });
  } catch {
    return refuseSend(call, made, 'audit-not-writable', 'The audit file cannot be written.');
  }
  try {
    deps.sent.record(entry);
  } catch {
    return refuseSend(call, made, 'record-not-durable', 'The state directory cannot be written.');
  }
  const sent = await sendCopy(deps, place, request, {
    deadline: options.deadline,
    sentBefore: false,
    notBefore: entry.sentAt,
  });
  settle(deps, entry, sent);
  if (sent.result === 'failed') return { ...shared, ...answerFailed(sent.failure, facts) };
  if (sent.result === 'unknown') return { ...shared, ...answerUnknown(sent.failure, facts) };
  // A token that the caller brought may be older than our record: EC2's own clock, in whole seconds, tells.
  const madeAt = Date.parse(sent.volumes[0]?.CreateTime ?? '');
  const earlier = !looksLikePlan(token) && madeAt < Math.floor(made.first.at / 1000) * 1000;
  return { ...shared, ...answerCopied(sent.volumes, sent.at, earlier, facts) };
}

/** The token was sent before: the recorded request again, without reading, judging or asking anything anew. */
export async function repeatCopy(
  call: Pick<CopyCall, 'deps' | 'options' | 'place' | 'args'>,
  entry: SentCopy,
): Promise<Answered> {
  const { deps, place, options, args } = call;
  const facts: SentFacts = { request: entry.request, args, place };
  const repeatable = deps.now() - entry.sentAt < REPEATABLE_MS;
  if (repeatable) {
    const { region } = place;
    tell(deps, { event: 'intent', token: entry.token, region, consent: 'joined', request: entry.request });
  }
  const sent = await sendCopy(deps, place, entry.request, {
    deadline: options.deadline,
    sentBefore: true,
    lookOnly: !repeatable,
    notBefore: entry.sentAt,
  });
  settle(deps, entry, sent);
  return sent.result === 'copied'
    ? answerCopied(sent.volumes, sent.at, true, facts)
    : answerUnknown(sent.failure, facts);
}

function settle(deps: Deps, entry: SentCopy, sent: Sent): void {
  const VolumeId = sent.result === 'copied' ? sent.volumes[0]?.VolumeId : undefined;
  try {
    deps.sent.finish(entry.token, { word: sent.result, ...(VolumeId ? { VolumeId } : {}) });
  } catch {
    // The entry without an outcome stands: the next call repeats the request with the same token.
  }
  const failure = sent.result === 'copied' ? undefined : sent.failure;
  const requestId = sent.result === 'copied' ? sent.requestId : failure?.requestId;
  tell(deps, {
    event: 'outcome',
    token: entry.token,
    outcome: sent.result,
    ...(VolumeId ? { VolumeId } : {}),
    ...(requestId ? { requestId } : {}),
    ...(failure ? { code: failure.code } : {}),
  });
}
