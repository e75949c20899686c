// A send that may make a volume: judged as things are now, agreed to, and sent. A repetition sends the recorded bytes.
import { looksLikePlan } from '../consent/plan-token.ts';
import type { Shown } from '../consent/question-states.ts';
import { ageOf, type Consent, carriesToken, type SendRecord, VISIBLE_MS } from '../consent/send-states.ts';
import { isFresh } from '../consent/validate-token.ts';
import { isKnown, worldDifference } from '../consent/world.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';
import { askAbout, type Draft } from './asking/ask-about.ts';
import { judgeAgreed, judgeSend, unseenCopies, whyNotSend } from './check-plan.ts';
import { type Agreed, type CopyDecision, DECIDE_ANEW, leaveOpen, refuse, type Step } from './decision.ts';
import { issueToken } from './issue-token.ts';
import { makePlan, type RealCall, stampedFor } from './make-plan.ts';
import { addRecordFacts, type RecordedPlan, repetitionArgs } from './record-facts.ts';
import { sendCopy } from './sending/send-copy.ts';

export interface Sendable {
  /** The record of the token, when there is one: open, or failed. */
  earlier?: SendRecord;
  /** How many claims of the intent there were when it was read. */
  claims: number;
  /** What somebody has agreed to already. */
  agreed?: Agreed;
  /** Makes the copy once somebody has agreed on the page to what was shown there. */
  act(call: RealCall & { token: string }, shown: Shown): Promise<CopyResult>;
}

export async function judgeAndSend(call: RealCall, sendable: Sendable): Promise<Step> {
  const { earlier } = sendable;
  const repeats = earlier !== undefined && earlier.end?.kind !== 'failed' ? earlier : undefined;
  const own = repeats ? { ...call, token: repeats.token, unstampedSince: unstampedSince(repeats) } : call;
  const step = await judged(own, sendable, repeats);
  return repeats ? leaveOpen(step, repeats.request) : step;
}

function unstampedSince({ request, firstTriedAt }: SendRecord): number | undefined {
  return carriesToken(request) ? undefined : firstTriedAt;
}

async function judged(call: RealCall, sendable: Sendable, repeats: SendRecord | undefined): Promise<Step> {
  const { deps, options, world } = call;
  const { earlier, claims, act } = sendable;
  const agreed = await unusedYes(deps, sendable.agreed);
  const forbidden = await whyNotSend(deps, call.token, repeats !== undefined);
  if (forbidden) return forbidden;
  const read = await makePlan(call, false);
  if (!read.ok) return { kind: 'unread', failure: read.failure, ...(call.token ? { token: call.token } : {}) };
  if (!isKnown(world) && isKnown(read.value.world)) return { kind: 'decide-anew', world: read.value.world };
  const recorded = await addRecordFacts(call, read.value, call.token);
  const { made } = recorded;
  const token = call.token ?? (await issueToken(call, made, false)).token;
  const draft: Draft = {
    call: { ...call, token },
    made,
    request: repeats?.request ?? { ...stampedFor(deps, call.request, token), ClientToken: token },
    ...(earlier ? { earlier } : {}),
    claims,
    claimsOfSource: recorded.claimsOfSource,
  };
  const wrong = (await judgeNow(draft, recorded, repeats)) ?? (await judgeYes(draft, agreed));
  // Whoever sent the same meanwhile may have made just what stands against it now.
  if (wrong) return (await deps.sends.claims(call.placeKey)) === claims ? wrong : DECIDE_ANEW;
  if (options.cancelled.aborted) return refuse('cancelled', 'The call was cancelled.', { token });
  const consent = agreed ? { ...agreed.consent, agreedTo: agreed.shown } : consentOf(draft, repeats);
  if (!consent) return askAbout(draft, (shown) => act(draft.call, shown));
  const sent = await sendCopy(draft.call, { ...draft, consent, questionId: agreed?.questionId });
  return sent.kind === 'sent' && repeats ? endOfToken(call, repeats, sent) : sent;
}

/** Why it may not be sent as things are now. */
async function judgeNow(
  { call, made }: Draft,
  { unresolved }: RecordedPlan,
  repeats: SendRecord | undefined,
): Promise<CopyDecision | undefined> {
  const { deps, token, intentKey, world } = call;
  if (isKnown(world) && !isKnown(made.world))
    return refuse('caller-not-known', 'It is not known any more who is calling.', { made, token, repeat: token });
  if (worldDifference(world, made.world))
    return refuse('plan-differs', "The credentials are another caller's than when this call began.", {
      made,
      token,
      rehearseAgain: true,
    });
  const plan = await deps.plans.find(intentKey);
  const known = plan?.token === token ? plan : undefined;
  const isAuto = deps.settings.mode === 'auto';
  if (isAuto && !repeats && known?.isRehearsed === false)
    return refuse('plan-needed', 'ClientToken: no rehearsal returned it.', { made, token, rehearseAgain: true });
  const wrong = judgeSend(made, token, {
    key: await deps.planKey(),
    time: deps.now(),
    aheadMs: deps.plans.aheadMs,
    // The plan's time binds its first send alone; a repetition is of a copy that was agreed to in time.
    mayBeOld: repeats !== undefined,
    // Otherwise somebody is asked below, and sees them.
    shown: isAuto ? (repeats?.shown ?? known?.copies ?? []) : undefined,
    encryption: isAuto ? known?.encryption : undefined,
  });
  if (!wrong || !unresolved) return wrong;
  return { ...wrong, repeat: unresolved.token, repeatArgs: repetitionArgs(unresolved, call), leavesOpen: true };
}

/** Another call may have sent by the same yes since it was read: a yes sends once. */
async function unusedYes({ questions }: Deps, agreed: Agreed | undefined): Promise<Agreed | undefined> {
  if (agreed?.questionId === undefined) return agreed;
  return (await questions.byId(agreed.questionId))?.used ? undefined : agreed;
}

/** A yes to something else is none: what came up since is shown in another question. */
async function judgeYes({ call, made }: Draft, agreed: Agreed | undefined): Promise<CopyDecision | undefined> {
  if (!agreed) return undefined;
  const { shown, questionId } = agreed;
  const wrong = judgeAgreed(shown, made, call.token);
  if (wrong && questionId !== undefined) await call.deps.questions.change(questionId, { used: true });
  return wrong;
}

/**
 * The consent that there is without asking: the operator's, or a yes of at most 15 minutes for these very bytes, and for
 * what else was shown. An older one, or one to something else, is asked for again, under the same token.
 */
function consentOf({ call, made }: Draft, repeats: SendRecord | undefined): Consent | undefined {
  const { settings, now } = call.deps;
  if (settings.mode === 'auto') return { how: 'auto', at: now() };
  if (!repeats || repeats.consent.how === 'auto' || !isFresh(repeats.consent.at, now())) return undefined;
  const { consent, shown } = repeats;
  const isDifferent = consent.agreedTo && judgeAgreed({ ...consent.agreedTo, copies: shown }, made, call.token);
  return isDifferent || unseenCopies(made, shown).length > 0 ? undefined : consent;
}

/**
 * EC2 knows the token with other parameters, long after the last attempt, and nothing carries it: the volume that it
 * made is gone, and took its tags along.
 */
async function endOfToken(
  { deps }: RealCall,
  { token, claim, lastTriedAt }: SendRecord,
  decision: Extract<CopyDecision, { kind: 'sent' }>,
): Promise<CopyDecision> {
  const { sent } = decision;
  if (sent.kind !== 'unknown' || sent.failure.code !== 'IdempotentParameterMismatch') return decision;
  const age = ageOf(lastTriedAt, deps.ec2.clock()) ?? 0;
  if (!looksLikePlan(token) || !sent.lookedEverywhere || age < VISIBLE_MS) return decision;
  const end = { kind: 'gone', why: 'token-used' } as const;
  await deps.sends.finish(token, claim.n + 1, end).catch(() => undefined);
  return { ...end, token, failure: sent.failure };
}
