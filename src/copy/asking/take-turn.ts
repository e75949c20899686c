// One question is in front of a person at a time: another waits its turn, and nobody is asked to death.
import {
  holdsTurn,
  isLive,
  isUsableYes,
  type QuestionRecord,
  standingNo,
  whyNotAsk,
} from '../../consent/question-states.ts';
import { type AskPorts, type AskRequest, type Decided, isOver, pauseAsking } from './ask-request.ts';
import { endQuestion, readPage } from './question-ways.ts';

export type Turn =
  /** Begun by this call, which puts it before the person. */
  | { kind: 'begun'; question: QuestionRecord }
  /** Another call has begun the same one. */
  | { kind: 'joined'; question: QuestionRecord }
  | Decided;

export async function takeTurn(deps: AskPorts, prompt: AskRequest): Promise<Turn> {
  const { questions, now } = deps;
  const { key, otherKeys = [], about } = prompt;
  for (;;) {
    if (await prompt.wasSent()) return { kind: 'settled-elsewhere' };
    await readPages(deps);
    const { records, version } = await questions.recent();
    const known = records.findLast((one) => one.key === key);
    const no = noTo(records, [key, ...otherKeys], now());
    if (no) return { kind: 'no', until: no.until };
    if (known?.about === about && (isLive(known, now()) || isUsableYes(known, about, now())))
      return { kind: 'joined', question: known };
    if (records.some((one) => holdsTurn(one, now()))) {
      if (isOver(deps, prompt)) return { kind: 'waiting', for: 'turn' };
      await pauseAsking(deps, prompt.signal);
      continue;
    }
    const not = whyNotAsk(records, now());
    if (not) return { kind: 'too-often', ...not };
    const question = await questions.begin(newQuestion(deps, prompt), version);
    if (!question) continue;
    if (known && isLive(known, now())) await endQuestion(deps, known, 'The assistant has changed its request since.');
    return { kind: 'begun', question };
  }
}

/** That a person said to what may be this copy. */
function noTo(records: readonly QuestionRecord[], keys: readonly string[], now: number): { until: number } | undefined {
  const noes = records.flatMap((one) => {
    const isSame = [one.key, ...(one.otherKeys ?? [])].some((key) => keys.includes(key));
    return (isSame && standingNo(one, now)) || [];
  });
  return noes.at(-1);
}

/** A page may have been looked at, decided or closed since its call ended. */
async function readPages(deps: AskPorts): Promise<void> {
  const { records } = await deps.questions.recent();
  for (const { id } of records.filter((one) => isLive(one, deps.now()))) await readPage(deps, id);
}

/** By form first, or by page where the host has none or its forms stay silent. */
function newQuestion(
  { now }: AskPorts,
  { key, otherKeys = [], about, question, shown, form }: AskRequest,
): Omit<QuestionRecord, 'id'> {
  const time = now();
  return {
    key,
    otherKeys,
    about,
    question,
    shown,
    state: 'open',
    openedAt: time,
    changedAt: time,
    shownAt: [],
    seen: false,
    ...(form && !form.isSilent ? { form: form.inResult ? 'in-result' : 'pushed' } : { page: 'opening' }),
  };
}
