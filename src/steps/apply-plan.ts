// The first send of a plan, and its repetition. Everything is read and judged again right before the first send;
// intent is recorded and flushed before it, the outcome after it.
import { type Difference, judgePlan } from '../consent/gate.ts';
import { looksLikePlan, type SealedField } from '../consent/plan-token.ts';
import type { ConsentGiven, Deps, SentCopy } from '../tools/tool.ts';
import {
  type Answered,
  answerCopied,
  answerFailed,
  answerUnknown,
  type CopyArgs,
  planFacts,
  type SentFacts,
} from '../volume/copy-answer.ts';
import { refuseCopy } from '../volume/copy-unsent.ts';
import { blocks, worstFirst } from '../volume/finding.ts';
import type { CopyVolumesRequest } from '../volume/records.ts';
import type { RefusalCode } from '../volume/refusal.ts';
import { type CopyCall, type MadePlan, stampedFor } from './make-plan.ts';
import { type Sent, sendCopy } from './send-copy.ts';

// EC2 remembers a token for about 12 hours (EBS CSI driver issue 1951); under that a repetition is safe.
const REPEATABLE_MS = 11.5 * 3600 * 1000;

/** Why the plan may not be sent now; undefined when it may. `token` is of our form or the caller's own. */
export function judgeFirstSend(call: CopyCall, made: MadePlan, token: string, time: number): Answered | undefined {
  const { findings } = made.planned.plan;
  const refuse = (code: RefusalCode, message: string) => refuseSend(call, made, code, message);
  if (blocks(findings)) return refuse('findings-block', worstFirst(findings)[0]?.message ?? '');
  if (!looksLikePlan(token)) return undefined;
  const gate = judgePlan(token, made.sealed, made.price, call.deps.planKey, time);
  if (gate.pass) return undefined;
  if (gate.why === 'expired') return refuse('plan-expired', 'The plan of this ClientToken is older than 15 minutes.');
  if (gate.why === 'not-ours') return refuse('plan-needed', 'ClientToken: this server did not issue it.');
  return refuse('plan-differs', `Not as it was rehearsed: ${gate.differences.map(differenceText).join('; ')}.`);
}

/** What a person agreed to, against how things are now; a caller's own token seals nothing by itself. */
export function judgeAgreed(call: CopyCall, agreed: MadePlan, now: MadePlan): Answered | undefined {
  const fields = (Object.keys(agreed.sealed) as SealedField[]).filter(
    (field) => agreed.sealed[field] !== now.sealed[field],
  );
  if (fields.length === 0) return undefined;
  const told = fields.map((field) => differenceText({ field, now: now.sealed[field] })).join('; ');
  return refuseSend(call, now, 'plan-differs', `Not as a person agreed to it: ${told}.`);
}

function refuseSend(call: CopyCall, made: MadePlan, code: RefusalCode, message: string): Answered {
  return {
    ...planFacts(made.planned),
    ...refuseCopy(code, message),
    next: [rehearsalOf(call.args)],
  };
}

function differenceText({ field, now }: Difference): string {
  return `${field} is now ${field === 'request' ? 'another' : now || 'absent'}`;
}

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

/** A line that comes after the fact: failing to write it must not take the answer away. */
export function tell(deps: Deps, line: Record<string, unknown>): void {
  try {
    deps.audit.write(line);
  } catch {
    // The line went to no file; the next real copy is refused for that.
  }
}

/** What an audit line tells of a call: no secrets are in any of it. */
export function auditOf(call: CopyCall, made: MadePlan | undefined, token: string): Record<string, unknown> {
  const caller = made?.first.caller;
  return {
    token,
    region: call.place.region,
    ...(call.place.profile ? { profile: call.place.profile } : {}),
    ...(caller?.account ? { account: caller.account } : {}),
    ...(caller?.arn ? { principal: caller.arn } : {}),
    SourceVolumeId: call.request.SourceVolumeId,
  };
}

export function rehearsalOf(args: CopyArgs): {
  tool: 'copy_volume';
  arguments: Omit<CopyVolumesRequest, never>;
  why: string;
} {
  const { DryRun: _, ClientToken: __, ...rest } = args;
  return { tool: 'copy_volume', arguments: rest, why: 'rehearses: shows what the copy would be, creates nothing' };
}
