// copy_volume: a rehearsal unless DryRun is exactly false; then one logical send with one token, agreed to.
import { PLAN_MS } from '../consent/gate.ts';
import { judgeAccount } from '../consent/limits.ts';
import { choosePlace, judgeRegion } from '../consent/place.ts';
import { looksLikePlan, openPlan, sealPlan } from '../consent/plan-token.ts';
import { askPerson as questionOf } from '../consent/question.ts';
import { aboutPlan, intentOf } from '../consent/seal.ts';
import { parseArguments } from '../schema/arguments.ts';
import { CopyOutput } from '../schema/copy-output.ts';
import { copyVolumeMembers } from '../schema/inputs.ts';
import { applyPlan, auditOf, judgeAgreed, judgeFirstSend, rehearsalOf, repeatCopy, tell } from '../steps/apply-plan.ts';
import { askPerson } from '../steps/ask-person.ts';
import { type CopyCall, type MadePlan, makePlan, stampedFor } from '../steps/make-plan.ts';
import { opening, whereOf } from '../volume/answer.ts';
import {
  type Answered,
  answerRehearsal,
  answerUnknown,
  type CopyArgs,
  NOTHING,
  planFacts,
} from '../volume/copy-answer.ts';
import { copyText } from '../volume/copy-text.ts';
import { type Failure, reportFailure } from '../volume/failure.ts';
import { withPolicy } from '../volume/policy.ts';
import { type RefusalCode, reportRefusal } from '../volume/refusal.ts';
import type { Caller, CallOptions, Consent, ConsentGiven, Deps, Mode, Place, Tool, ToolResult } from './tool.ts';

const CALL_MS = 50_000;
const READ_MS = 47_000;

export const copyVolume: Tool = {
  name: 'copy_volume',
  title: 'Copy an EBS volume',
  describe: (mode) =>
    `Copies an EBS volume inside its own Availability Zone (EC2 CopyVolumes). Rehearses unless DryRun is false: shows what the copy would be and cost and what stands against it.${
      {
        plan: ' This server only rehearses.',
        ask: ' A person is asked before a real copy.',
        auto: ' Real copies cost money.',
      }[mode]
    } Not for another zone or Region, backups or files. Find the volume with get_volume_status.`,
  annotations: (mode: Mode) => ({
    readOnlyHint: mode === 'plan',
    destructiveHint: mode !== 'plan',
    idempotentHint: mode === 'plan',
    openWorldHint: true,
  }),
  async call(args, deps, options) {
    const { settings } = deps;
    // Looks past the schema on purpose: only the boolean false asks for a real copy.
    const dryRun = (args as { DryRun?: unknown } | undefined)?.DryRun !== false;
    const refuse = (code: RefusalCode, message: string, more: Partial<Answered> = {}) =>
      answer(deps, { ...refusal(code, message), dryRun, ...more });

    if (settings.faults.length > 0) return refuse('configuration-faulty', settings.faults.join(' '));
    const parsed = parseArguments<CopyArgs>(copyVolumeMembers(settings), args);
    if (!parsed.ok) return refuse('arguments-invalid', parsed.complaints.map((one) => one.message).join(' '));
    const { Region, Profile, DryRun: _, ClientToken, ...request } = parsed.value;
    if (!dryRun && settings.mode === 'plan') {
      return refuse('real-copies-not-arranged', 'This server only rehearses.', { next: [rehearsalOf(parsed.value)] });
    }
    const chosen = choosePlace({ Region, Profile }, settings);
    if (!chosen.ok) return refuse('place-not-allowed', chosen.message);
    const located = await deps.ec2.locate(chosen.region, chosen.profile);
    if (!located.ok && located.failure.code === 'region-missing' && settings.regions.length > 0) {
      return refuse('place-not-allowed', `Region: say which of ${settings.regions.join(', ')}.`);
    }
    if (!located.ok) return unread(deps, dryRun, located.failure, undefined);
    const place = located.value;
    const wrongRegion = judgeRegion(place.region, settings);
    if (wrongRegion) return refuse('place-not-allowed', wrongRegion);

    let caller: Caller | undefined;
    let nameless: Failure | undefined;
    if (!dryRun || settings.limits.accounts.length > 0) {
      const identity = await deps.ec2.callerIdentity(place, options);
      if (identity.ok) caller = identity.value;
      else nameless = identity.failure;
      const wrong = judgeAccount(caller?.account, settings.limits)[0];
      if (wrong) return refuse('findings-block', wrong.message, { place, findings: [wrong] });
    }
    const call: CopyCall = {
      deps,
      options,
      place,
      request,
      args: parsed.value,
      ...(ClientToken === undefined ? {} : { token: ClientToken }),
    };
    if (dryRun) return rehearse(call);
    const turn = await deps.oneAtATime(
      () => real(call, ClientToken, intentOf(request, caller, place), nameless),
      options.signal,
    );
    return turn ?? refuse('asked-enough', 'Another real copy is being decided; this one had no turn.', { place });
  },
};

async function rehearse(call: CopyCall): Promise<ToolResult> {
  const { deps, place, request } = call;
  const made = await makePlan(call, true);
  if (!made.ok) return unread(deps, true, made.failure, place);
  return answer(
    deps,
    answerRehearsal(made.value.planned, made.value.dryRun ?? { findings: [] }, {
      args: call.args,
      request: (sealed) => (sealed === undefined ? request : stampedFor(deps, request, sealed)),
      token: () => issueToken(call, made.value),
      mayCopy: deps.settings.mode !== 'plan',
      durable: deps.sent.durable,
    }),
  );
}

/** The token of this plan: the one an identical rehearsal got within its time, unless that was sent or no longer fits. */
function issueToken({ deps, place, request }: CopyCall, made: MadePlan): string {
  const asked = intentOf(request, made.first.caller, place);
  const known = deps.plans.find(asked, deps.now())?.token;
  if (known && !deps.sent.byToken(known) && openPlan(known, made.sealed, deps.planKey).ok) return known;
  const issuedAt = deps.now();
  const token = sealPlan(made.sealed, { issuedAt, ...(made.price ? { price: made.price } : {}) }, deps.planKey);
  deps.plans.issue(asked, token, issuedAt, issuedAt + PLAN_MS);
  return token;
}

/** DryRun: false. A token that was sent repeats its request; the first send of a token is judged, agreed to and recorded. */
async function real(
  call: CopyCall,
  given: string | undefined,
  asked: string,
  /** Why it is not known who is calling. */
  nameless: Failure | undefined,
): Promise<ToolResult> {
  const { deps, options } = call;
  const token = given ?? planToJoin(deps, asked);
  const before = token ? deps.sent.byToken(token) : deps.sent.byAsked(asked);
  if (before && before.outcome?.word !== 'failed') {
    // Under other credentials the repetition would be another copy: it waits until it is known whose these are.
    if (before.asked !== asked && nameless) {
      return answer(deps, answerUnknown(nameless, { request: before.request, args: call.args, place: call.place }));
    }
    if (before.asked !== asked) {
      return answer(
        deps,
        refusal('token-of-another-request', 'ClientToken: it was sent with other arguments before.', call.place),
      );
    }
    return answer(deps, await repeatCopy(call, before));
  }
  if (deps.settings.mode === 'auto' && (token === undefined || !looksLikePlan(token))) {
    return declineToSend(
      call,
      undefined,
      refusal('plan-needed', 'ClientToken: give the one a rehearsal returned.', call.place),
      token ?? '',
    );
  }
  if (deps.settings.mode === 'auto' && !deps.sent.durable) {
    return declineToSend(
      call,
      undefined,
      refusal('record-not-durable', 'The state directory cannot be written.', call.place),
      token ?? '',
    );
  }
  if (!auditable(deps))
    return answer(deps, refusal('audit-not-writable', 'The audit file cannot be written.', call.place));
  const made = await makePlan(call, false);
  if (!made.ok) return unread(deps, false, made.failure, call.place);
  const mine = token ?? issueToken(call, made.value);
  const wrong = judgeFirstSend(call, made.value, mine, deps.now());
  if (wrong) return declineToSend(call, made.value, wrong, mine);
  if (options.cancelled.aborted) return answer(deps, refusal('cancelled', 'The call was cancelled.', call.place));
  if (deps.settings.mode === 'auto') return answer(deps, await applyPlan(call, made.value, mine, asked, 'auto'));
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
async function withPerson(call: CopyCall, made: MadePlan, token: string, asked: string): Promise<ToolResult> {
  const { deps, options } = call;
  const sendNow = async (how: ConsentGiven, bounds: CallOptions): Promise<Answered> => {
    const fresh: CopyCall = { ...call, options: bounds };
    const sent = deps.sent.byToken(token);
    if (sent && sent.outcome?.word !== 'failed') return repeatCopy(fresh, sent);
    const again = await makePlan(fresh, false);
    if (!again.ok) return unreadFacts(false, again.failure, call.place);
    const wrong = judgeFirstSend(fresh, again.value, token, deps.now()) ?? judgeAgreed(fresh, made, again.value);
    if (wrong) return wrong;
    if (bounds.cancelled.aborted) return refusal('cancelled', 'The call was cancelled.', call.place);
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
): Promise<ToolResult> {
  const { deps } = call;
  const shared = { ...planFacts(made.planned), dryRun: false };
  const { DryRun: _, ClientToken: __, ...args } = call.args;
  switch (consent.said) {
    case 'yes':
      return answer(deps, await send());
    case 'done':
      return answer(deps, consent.answered);
    case 'ask-in-result':
      return { structured: {}, text: '', isError: false, inputRequired: consent.result };
    case 'waiting':
      return answer(deps, {
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
        { ...shared, ...refusal('asked-enough', `Nobody was asked: ${consent.why}.`, call.place) },
        token,
      );
    case 'nobody':
      return declineToSend(
        call,
        made,
        { ...shared, ...refusal('nobody-to-ask', `Nobody could be asked: ${consent.why}.`, call.place) },
        token,
      );
  }
}

/** A real copy that was not sent is told to the audit too, with the reason. */
function declineToSend(call: CopyCall, made: MadePlan | undefined, facts: Answered, token: string): ToolResult {
  tell(call.deps, { ...auditOf(call, made, token), event: 'not-sent', why: facts.error?.code ?? facts.outcome });
  return answer(call.deps, facts);
}

function refusal(code: RefusalCode, message: string, place?: Place): Answered {
  return {
    outcome: 'refused',
    dryRun: false,
    says: `${NOTHING} ${message}`,
    error: reportRefusal(code, message),
    ...(place ? { place } : {}),
  };
}

/** Nothing could be read, so nothing was judged and nothing sent. */
function unread(deps: Deps, dryRun: boolean, failure: Failure, place: Place | undefined): ToolResult {
  return answer(deps, unreadFacts(dryRun, failure, place, place && deps.ec2.knownCaller(place)?.account));
}

function unreadFacts(dryRun: boolean, failure: Failure, place: Place | undefined, account?: string): Answered {
  const told = reportFailure(failure, {
    action: 'DescribeVolumes',
    resource: '*',
    ...(place?.profile ? { profile: place.profile } : {}),
    ...(place?.region ? { region: place.region } : {}),
  });
  const error = withPolicy(told, place?.region ?? '', account);
  const here = {
    ...(place?.region ? { Region: place.region } : {}),
    ...(place?.profile ? { Profile: place.profile } : {}),
  };
  return {
    outcome: 'failed',
    dryRun,
    ...(place ? { place } : {}),
    says: `${NOTHING} ${error.meaning}`,
    error,
    next:
      failure.code === 'InvalidVolume.NotFound'
        ? [{ tool: 'get_volume_status', arguments: here, why: 'lists volumes here, to find the right id' }]
        : [],
  };
}

/** Both halves of the result, from one set of facts. */
function answer(deps: Deps, facts: Answered): ToolResult {
  const { place, caller, says, ...rest } = facts;
  const where = whereOf(
    place ?? {},
    caller ?? (place ? deps.ec2.knownCaller(place) : undefined),
    deps.settings.simulated,
  );
  const told = {
    dryRun: true,
    Volumes: [],
    findings: [],
    notProven: [],
    next: [],
    handOver: [],
    ...rest,
    summary: `${opening(where)}${says}`,
    where,
  };
  return {
    structured: CopyOutput.parse(told),
    text: copyText(told),
    isError: ['refused', 'failed', 'unknown'].includes(facts.outcome),
  };
}
