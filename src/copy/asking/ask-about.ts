// Asks a person about one copy that is judged and ready: the question, what its yes is bound to, and what a page does
// with it. The answer is a step: the record decides anew what a yes may do.
import { PLAN_MS } from '../../consent/answer-times.ts';
import { buildQuestion } from '../../consent/question.ts';
import type { Shown } from '../../consent/question-states.ts';
import { planFingerprint, possibleKeys } from '../../consent/sealed-fields.ts';
import type { SendRecord, SentRequest } from '../../consent/send-states.ts';
import { isFresh } from '../../consent/validate-token.ts';
import { formatTime } from '../../text/time-text.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';
import { shownOf } from '../check-plan.ts';
import { DECIDE_ANEW, refuse, type Step } from '../decision.ts';
import type { MadePlan, RealCall } from '../make-plan.ts';
import { accountOf } from '../read-source.ts';
import { askPerson } from './ask-person.ts';
import type { AskRequest, Decided } from './ask-request.ts';

/** A copy that may be sent as soon as somebody agrees. */
export interface Draft {
  /** With the token that is sent. */
  call: RealCall & { token: string };
  made: MadePlan;
  request: SentRequest;
  /** The record of the token, when there is one. */
  earlier?: SendRecord;
  /** How many claims of its intent there were when this was judged, and how many of its source. */
  claims: number;
  claimsOfSource: number;
}

/** `act` makes the copy once somebody has agreed on the page to what was shown there. */
export async function askAbout(draft: Draft, act: (shown: Shown) => Promise<CopyResult>): Promise<Step> {
  const { call, made } = draft;
  const { deps, options, token } = call;
  const decided = await askPerson(deps, {
    ...(await promptOf(draft)),
    form: options.form,
    act,
    arrivedAt: options.arrivedAt,
    signal: options.signal,
    waiting: (seconds) => options.progress?.(seconds, undefined, 'waiting for a person to decide'),
    // Another call or process may send the same meanwhile: its end withdraws the question.
    wasSent: async () => (await deps.sends.claims(call.placeKey)) !== draft.claims,
  });
  return stepOf(decided, { made, token, now: deps.now() });
}

type Asked = Pick<AskRequest, 'key' | 'otherKeys' | 'about' | 'question' | 'shown'>;

async function promptOf({ call, made, request, earlier }: Draft): Promise<Asked> {
  const { deps, token, intentKey, place } = call;
  const plan = await deps.plans.find(intentKey);
  const now = deps.now();
  // A caller's own token is no plan: its question lives as long as one.
  const issuedAt = plan?.token === token && isFresh(plan.issuedAt, now) ? plan.issuedAt : now;
  const { first, planned, sealed } = made;
  const [key, ...otherKeys] = possibleKeys(request, first.source, call.world, accountOf(first));
  return {
    key,
    otherKeys,
    about: planFingerprint(token, intentKey, sealed, request),
    shown: shownOf(made),
    question: buildQuestion({
      request,
      source: planned.source,
      plan: planned.plan,
      place,
      caller: first.caller,
      simulated: deps.settings.simulated,
      isShared: deps.subject !== undefined,
      mayExist: earlier !== undefined && earlier.end?.kind !== 'failed',
      expiresAt: issuedAt + PLAN_MS,
    }),
  };
}

function stepOf(decided: Decided, { made, token, now }: { made: MadePlan; token: string; now: number }): Step {
  switch (decided.kind) {
    case 'yes': {
      const { at, shown, questionId } = decided;
      return { kind: 'agreed', agreed: { consent: { how: 'form', at }, shown, questionId } };
    }
    case 'acted':
      return { kind: 'answered-on-page', result: decided.result };
    case 'ask-in-result':
      return { ...decided, made, token };
    case 'settled-elsewhere':
      return DECIDE_ANEW;
    case 'waiting':
      return { kind: 'waiting', for: decided.for, made, token };
    case 'no':
      return { kind: 'declined', made, token, until: decided.until };
    case 'too-often': {
      const message = `Nobody was asked: ${decided.why}. The next question may be asked at ${formatTime(decided.at)}.`;
      const retryAfterSeconds = Math.max(1, Math.ceil((decided.at - now) / 1000));
      return refuse('asked-enough', message, { made, token, repeat: token, retryAfterSeconds });
    }
    case 'nobody':
      return refuse('nobody-to-ask', `Nobody could be asked: ${decided.why}.`, { made, token });
  }
}
