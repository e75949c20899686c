// Asks a person: the host's form, a page in the browser, or both. The question lives apart from the call that asked it:
// a late answer meets the next call with the same token. Only a clear yes is a yes, and nobody is asked to death.

import { isLive, isStandingNo, isUsableYes, type QuestionRecord, whyNotAsk } from '../consent/question-states.ts';
import type { Question } from '../consent/question-text.ts';
import { FASTEST_ANSWER_MS } from '../consent/validate-token.ts';
import type { FormAnswer, FormPort } from '../ports/consent.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';

// While nothing but a person is waited for, a call answers this long after it arrived: hosts end a silent one.
const ANSWER_AFTER_MS = 25_000;
// A form without an answer gets a page beside it.
const PAGE_AFTER_MS = 20_000;
// How often the record and the page are looked at, and the caller hears that we still wait.
const LOOK_MS = 1_000;

export interface Prompt {
  question: Question;
  token: string;
  /** What a person would call the same question: the effective copy and its world. */
  key: string;
  /** The very bytes that are agreed to: an answer about others is none. */
  about: string;
  form: FormPort | undefined;
  /** Makes the copy; the page calls it, so that the person sees what came of it. */
  act: () => Promise<CopyResult>;
  /** When the call arrived; this machine's clock, ms since the epoch. */
  arrivedAt: number;
  signal: AbortSignal;
  /** Called while nothing happens, with the seconds since the question was put. */
  waiting?: (seconds: number) => void;
  /** Whether somebody else has sent this meanwhile. */
  wasSent(): Promise<boolean>;
}

export type Decided =
  | { kind: 'yes'; how: 'form'; at: number }
  /** The page acted itself. */
  | { kind: 'acted'; result: CopyResult }
  | { kind: 'no' }
  | { kind: 'nobody'; why: string }
  | { kind: 'too-often'; why: string; at: number }
  /** A later call with the same token goes on from there. */
  | { kind: 'waiting'; for: 'form' | 'page' | 'turn' }
  | { kind: 'ask-in-result'; result: unknown }
  /** Somebody else sent it, or the question is about other bytes by now. */
  | { kind: 'superseded' };

type Ports = Pick<Deps, 'page' | 'questions' | 'now' | 'sleep'>;

export async function askPerson(deps: Ports, prompt: Prompt): Promise<Decided> {
  const { questions, now } = deps;
  const { key, about, form } = prompt;
  const known = await questions.find(key);
  const same = known?.about === about ? known : undefined;
  if (known && !same && isLive(known, now())) {
    // Under an open page the request could be swapped: the older question ends, whatever its answer would be.
    await endQuestion(deps, known, 'The assistant asks for something else now.');
  }
  const brought = form?.answered(about);
  if (brought && !(known && isStandingNo(known, now()))) {
    await recordAnswer(deps, same ?? newRecord(deps, prompt, { form: 'asked' }), brought);
    return waitForAnswer(deps, prompt);
  }
  if (same && (isUsableYes(same, about, now()) || isLive(same, now()) || same.page === 'open')) {
    return waitForAnswer(deps, prompt);
  }
  if (known && isStandingNo(known, now())) return { kind: 'no' };
  return begin(deps, prompt);
}

async function begin(deps: Ports, prompt: Prompt): Promise<Decided> {
  const { questions, now } = deps;
  const { form, question, about, key } = prompt;
  const another = async () => (await questions.recent()).some((one) => one.key !== key && isLive(one, now()));
  while (await another()) {
    if (isOver(deps, prompt)) return { kind: 'waiting', for: 'turn' };
    await pause(deps, prompt);
  }
  const not = whyNotAsk(await questions.recent(), now());
  if (not) return { kind: 'too-often', ...not };
  const asksForm = form !== undefined && !form.isSilent;
  const record = newRecord(deps, prompt, form ? { form: asksForm ? 'asked' : 'silent' } : {});
  await questions.put(asksForm ? { ...record, shownAt: [now()] } : record);
  if (!asksForm) return waitForAnswer(deps, prompt);
  const stop = new AbortController();
  const answer = form.ask(question, about, stop.signal);
  if (form.inResult) return { kind: 'ask-in-result', result: resultOf(await answer) };
  // Not waited for here: its answer changes the question, whenever it comes.
  void answer.then((given) => recordAnswer(deps, record, given)).catch(() => undefined);
  void withdrawForm(deps, record, stop);
  return waitForAnswer(deps, prompt);
}

/** Goes on until somebody decided, or until the call must answer; puts the page beside a form that stays silent. */
async function waitForAnswer(deps: Ports, prompt: Prompt): Promise<Decided> {
  const { questions, now } = deps;
  for (;;) {
    const record = await questions.find(prompt.key);
    if (!record || record.about !== prompt.about) return { kind: 'superseded' };
    const decided = await decisionOf(deps, prompt, record);
    if (decided && decided !== 'acting') return decided;
    // The page's own send is no other one, and its end is waited for as long as this call can.
    if (!decided && (await prompt.wasSent())) {
      await endQuestion(deps, record, 'The copy was made meanwhile, by another process.');
      return { kind: 'superseded' };
    }
    const formIsOpen = record.form === 'asked';
    if (record.page === undefined && (!formIsOpen || now() - record.openedAt >= PAGE_AFTER_MS)) {
      await showPage(deps, prompt, record);
      continue;
    }
    if (!formIsOpen && record.page !== 'open') {
      await endQuestion(deps, record, '');
      return { kind: 'nobody', why: whyNobody(record) };
    }
    if (decided ? prompt.signal.aborted : isOver(deps, prompt))
      return { kind: 'waiting', for: record.page === 'open' ? 'page' : 'form' };
    prompt.waiting?.((now() - record.openedAt) / 1000);
    await pause(deps, prompt);
  }
}

/** What form and page say by now; a yes is used up by the call that takes it. */
async function decisionOf(
  deps: Ports,
  prompt: Prompt,
  record: QuestionRecord,
): Promise<Decided | 'acting' | undefined> {
  const { questions, now } = deps;
  if (isUsableYes(record, prompt.about, now())) {
    await questions.put({ ...record, used: true });
    if (record.page === 'open') await deps.page.withdraw(prompt.token, 'A person agreed in the host.');
    return { kind: 'yes', how: 'form', at: record.changedAt };
  }
  if (record.state === 'no') return { kind: 'no' };
  if (record.page !== 'open') return undefined;
  const page = await deps.page.decision(prompt.token, AbortSignal.abort());
  switch (page.decided) {
    case 'acted':
      await questions.put({ ...record, state: 'yes', used: true, seen: true, changedAt: now() });
      return { kind: 'acted', result: page.result };
    case 'declined':
      await questions.put({ ...record, state: 'no', seen: true, changedAt: now() });
      return { kind: 'no' };
    case 'expired':
      await questions.put({
        ...record,
        page: 'it was closed or expired before anybody decided',
        seen: record.seen || page.seen,
      });
      return undefined;
    case 'pending':
      if (page.seen && !record.seen) await questions.put({ ...record, state: 'seen', seen: true, changedAt: now() });
      return page.acting ? 'acting' : undefined;
  }
}

async function showPage(deps: Ports, { question, token, act }: Prompt, record: QuestionRecord): Promise<void> {
  const opened = await deps.page.open(question, token, act);
  const newest = (await deps.questions.find(record.key)) ?? record;
  await deps.questions.put(
    opened.opened
      ? { ...newest, page: 'open', shownAt: [...newest.shownAt, deps.now()] }
      : { ...newest, page: [opened.why, opened.howToAllow].filter(Boolean).join('. ') },
  );
}

/** What a form was answered with, whenever it was. */
async function recordAnswer(deps: Ports, asked: QuestionRecord, given: FormAnswer): Promise<void> {
  const newest = await deps.questions.find(asked.key);
  const record =
    newest?.openedAt === asked.openedAt ? newest : newest && newest.about !== asked.about ? undefined : asked;
  // The question was asked anew about other bytes: this answer is about nothing any more.
  if (!record || (record.state !== 'open' && record.state !== 'seen')) return;
  const changedAt = deps.now();
  if (given.answer === 'ask-in-result') return;
  if (given.answer === 'none') {
    // Cancelling is what a person does who saw it; a machine sends nothing, or something odd.
    const seen = record.seen || given.why === 'cancelled';
    await deps.questions.put({ ...record, form: given.why, seen, changedAt });
  } else if (given.afterMs < FASTEST_ANSWER_MS) {
    await deps.questions.put({ ...record, form: 'too-fast', changedAt });
  } else {
    const state = given.answer === 'accept' ? 'yes' : 'no';
    await deps.questions.put({ ...record, form: 'answered', state, how: 'form', seen: true, changedAt });
  }
}

/** Takes the form away once the question has ended in another way. */
async function withdrawForm(deps: Ports, asked: QuestionRecord, stop: AbortController): Promise<void> {
  const over = new AbortController();
  for (;;) {
    const record = await deps.questions.find(asked.key);
    if (record?.openedAt !== asked.openedAt || record.form !== 'asked') break;
    if (!isLive(record, deps.now())) break;
    await deps.questions.changed(over.signal);
  }
  stop.abort();
}

async function endQuestion(deps: Ports, record: QuestionRecord, why: string): Promise<void> {
  await deps.questions.put({ ...record, state: 'expired', changedAt: deps.now() });
  if (record.page === 'open') await deps.page.withdraw(record.token, why);
}

function newRecord({ now }: Ports, { key, about, token }: Prompt, more: Partial<QuestionRecord>): QuestionRecord {
  return { key, about, token, state: 'open', openedAt: now(), changedAt: now(), shownAt: [], seen: false, ...more };
}

const FORM_ENDS: Readonly<Record<string, string>> = {
  cancelled: 'the form of the host was closed without an answer',
  empty: 'the form of the host came back without an answer',
  odd: 'the form of the host came back with an answer that is neither yes nor no',
  'too-late': 'the form of the host was answered too late',
  error: 'the host could not show its form',
  'too-fast': 'the form of the host was answered faster than a person reads',
  silent: 'the forms of this host are never answered',
};

/** Half a sentence: what became of the form, and why there is no page. */
function whyNobody({ form, page }: QuestionRecord): string {
  const formEnd = form ? FORM_ENDS[form] : undefined;
  const noPage = page ?? 'no page could be opened';
  return formEnd ? `${formEnd}, and no page could be opened: ${noPage}` : noPage;
}

function resultOf(answer: FormAnswer): unknown {
  return answer.answer === 'ask-in-result' ? answer.result : undefined;
}

function isOver({ now }: Ports, { arrivedAt, signal }: Prompt): boolean {
  return signal.aborted || now() - arrivedAt >= ANSWER_AFTER_MS;
}

async function pause({ sleep, questions }: Ports, { signal }: Prompt): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  await Promise.race([sleep(LOOK_MS, either), questions.changed(either)]);
  over.abort();
}
