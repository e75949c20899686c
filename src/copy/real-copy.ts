// A real copy, from the call that asks for it to its decision: what the record of its token says is done, and nothing
// else. Sent, repeated, waited for, read, or refused.
import { type Clocks, mayConcludeNotMade, nextStep, type SendRecord } from '../consent/send-states.ts';
import { isFresh } from '../consent/validate-token.ts';
import type { Deps } from '../ports/tool.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { askAbout, CANCELLED, type Draft, judgeNow, leaveOpen, sendAgreed, sendDraft } from './agreed-send.ts';
import { whyNotSend } from './check-plan.ts';
import { type AskInResult, type CopyDecision, refuse } from './decision.ts';
import { issueToken } from './issue-token.ts';
import { lookForCopy } from './look-for-copy.ts';
import { makePlan, stampedFor } from './make-plan.ts';
import { readFinished } from './read-finished.ts';
import type { RealCall } from './send-copy.ts';

// When a call that waits for another sender answers, counted from its arrival.
const ANSWER_AFTER_MS = 45_000;
const WATCH_MS = 1_000;

/** DryRun: false. */
export async function copyForReal(call: RealCall): Promise<CopyDecision | AskInResult> {
  const { deps } = call;
  const trust = await deps.sends.trust();
  if (!trust.kept)
    return refuse('record-not-durable', trust.why, call.token === undefined ? {} : { token: call.token });
  const token = call.token ?? (await planToJoin(call));
  const own = token === undefined ? call : { ...call, token };
  for (;;) {
    const record = token === undefined ? await deps.sends.byIntent(call.intentKey) : await deps.sends.byToken(token);
    const decision = await follow(own, record);
    if (decision !== 'superseded') return decision;
    if (deps.now() >= call.options.arrivedAt + ANSWER_AFTER_MS)
      return refuse('being-sent', BEING_SENT, token ? { token } : {});
    await deps.sleep(WATCH_MS, call.options.signal);
  }
}

/** The unsent plan of this intent, unless the same was sent after it: a copy that no rehearsal showed is joined instead. */
async function planToJoin({ deps, intentKey }: RealCall): Promise<string | undefined> {
  const issued = await deps.plans.find(intentKey);
  if (!issued || issued.expiresAt <= deps.now() || (await deps.sends.byToken(issued.token))) return undefined;
  const newest = await deps.sends.byIntent(intentKey);
  return newest && newest.consent.at > issued.issuedAt ? undefined : issued.token;
}

/** One row of the table of send states. `superseded`: the record changed meanwhile; read it again. */
async function follow(
  call: RealCall,
  record: SendRecord | undefined,
): Promise<CopyDecision | AskInResult | 'superseded'> {
  const step = nextStep(record, { request: call.request, world: call.world }, clocksOf(call.deps));
  if (record === undefined || step.do === 'send') return judgeAndSend(call, record);
  const { token, request } = record;
  switch (step.do) {
    case 'wait':
      return (await hasChanged(call, record, step.until))
        ? 'superseded'
        : { kind: 'unresolved', why: 'being-sent', message: BEING_SENT, request };
    case 'read':
      return readFinished(call, record, step.VolumeId);
    case 'look-then-send':
      return (await foundByTag(call, record)) ?? (await judgeAndSend(call, record));
    case 'look-only':
      return (await foundByTag(call, record)) ?? { kind: 'unresolved', why: TOO_OLD, message: '', request };
    case 'stay-unknown':
      return { kind: 'unresolved', why: call.callerFailure ?? 'caller-not-known', message: NAMELESS, request };
    case 'refuse-gone':
      return { kind: 'gone', why: step.why, token, ...(step.VolumeId ? { VolumeId: step.VolumeId } : {}) };
    case 'refuse-not-made':
      return refuse('copy-not-made', NOT_MADE, { token, rehearseAgain: true });
    case 'refuse-other-request':
      return refuse('token-of-another-request', otherRequest(step.differs), { token });
  }
}

const BEING_SENT = 'Another process is sending this copy at this moment.';
const TOO_OLD: Failure = { code: 'token-too-old', message: '', definite: false };
const NAMELESS = 'It is not known who is calling, so the request is not repeated: it might be another copy.';
const NOT_MADE =
  'An earlier call sent this request, and everything that could show its copy was looked at: it made none.';

function otherRequest(differs: string): string {
  return differs === 'request'
    ? 'ClientToken: it was sent with other arguments before.'
    : `ClientToken: it was sent in another ${differs} before.`;
}

function clocksOf({ now, ec2 }: Pick<Deps, 'now' | 'ec2'>): Clocks {
  const ec2Now = ec2.clock();
  return { local: now(), ...(ec2Now === undefined ? {} : { ec2: ec2Now }) };
}

/** Watches the record of a send under way until it ends, its claim runs out, or this call must answer. */
async function hasChanged({ deps, options }: RealCall, record: SendRecord, until: number): Promise<boolean> {
  const answerAt = options.arrivedAt + ANSWER_AFTER_MS;
  while (deps.now() < Math.min(until, answerAt) && !options.signal.aborted) {
    await deps.sleep(WATCH_MS, options.signal);
    const now = await deps.sends.byToken(record.token);
    if (now?.end || now?.claim.n !== record.claim.n || now.claim.dead) return true;
  }
  return deps.now() >= until;
}

/** The copy of an unclear send; `not-made` when everything was seen and enough time has passed. */
async function foundByTag(call: RealCall, record: SendRecord): Promise<CopyDecision | undefined> {
  const { deps, place, options } = call;
  const { token, claim } = record;
  const look = await lookForCopy(deps, place, record, options.deadline);
  if (look.volume?.VolumeId) {
    const { VolumeId, CreateTime } = look.volume;
    const end = { kind: 'copied', VolumeId, ...(CreateTime ? { CreateTime } : {}) } as const;
    await deps.sends.finish(token, claim.n, end).catch(() => undefined);
    return readFinished(call, { ...record, end }, VolumeId);
  }
  const step = nextStep(record, { request: call.request, world: call.world }, clocksOf(deps));
  if (step.do !== 'look-only' || !look.complete || !mayConcludeNotMade(record, clocksOf(deps))) return undefined;
  await deps.sends.finish(token, claim.n, { kind: 'not-made' }).catch(() => undefined);
  return refuse('copy-not-made', NOT_MADE, { token, rehearseAgain: true });
}

/** A send that may make a volume: judged as things are now, agreed to, and sent. A repetition sends the recorded bytes. */
async function judgeAndSend(
  call: RealCall,
  earlier: SendRecord | undefined,
): Promise<CopyDecision | AskInResult | 'superseded'> {
  const { deps, options } = call;
  const repeats = earlier !== undefined && earlier.end?.kind !== 'failed' ? earlier : undefined;
  const unsent = (decision: CopyDecision) => leaveOpen(decision, repeats ? { repeats } : {});
  const forbidden = await whyNotSend(deps, call.token, repeats !== undefined);
  if (forbidden) return unsent(forbidden);
  const read = await makePlan({ ...call, ...(repeats ? { token: repeats.token } : {}) }, false);
  if (!read.ok) return unsent({ kind: 'unread', failure: read.failure, ...(call.token ? { token: call.token } : {}) });
  const made = read.value;
  const token = repeats?.token ?? call.token ?? (await issueToken(call, made)).token;
  const draft: Draft = {
    call: { ...call, token },
    made,
    request: repeats?.request ?? { ...stampedFor(deps, call.request, token), ClientToken: token },
    ...(earlier ? { earlier } : {}),
    ...(repeats ? { repeats } : {}),
  };
  const wrong = await judgeNow(draft, made);
  if (wrong) return unsent(wrong);
  if (options.cancelled.aborted) return unsent(refuse('cancelled', CANCELLED, { token }));
  if (deps.settings.mode === 'auto') return sendDraft(draft, made, { how: 'auto', at: deps.now() });
  // A yes for these very bytes counts for as long as a plan; an older one is asked for again, under the same token.
  const given = repeats && repeats.consent.how !== 'auto' && isFresh(repeats.consent.at, deps.now());
  if (given) return sendDraft(draft, made, repeats.consent);
  const asked = await askAbout(draft);
  if (asked === 'superseded' || asked.kind === 'ask-in-result') return asked;
  return asked.kind === 'agreed' ? sendAgreed(draft, asked.consent) : unsent(asked);
}
