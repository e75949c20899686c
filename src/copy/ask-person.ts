// Asks a person: the host's form first, a page in the browser otherwise. Only a clear yes is a yes; one question at a
// time, and nobody is asked to death.
import { FASTEST_ANSWER_MS } from '../consent/answer-times.ts';
import type { Question } from '../consent/question-text.ts';
import type { Consent, FormPort, PageDecision } from '../ports/consent.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';

// Under the hosts' own limits.
const FORM_MS = 40_000;
// Hosts give a silent call up; a sign of life keeps it (Claude Code and others, 2026).
const HEARTBEAT_MS = 5_000;

export interface Prompt {
  question: Question;
  token: string;
  /** What exactly is agreed to: an answer that a call brings along counts for this alone. */
  about: string;
  intentKey: string;
  form: FormPort | undefined;
  /** Makes the copy; the page calls it, so that the person sees what came of it. */
  act: () => Promise<CopyResult>;
  signal: AbortSignal;
  /** Called while nothing happens, with the seconds since the page was opened. */
  waiting?: (seconds: number) => void;
}

type Ports = Pick<Deps, 'page' | 'prompts' | 'now' | 'timeout'>;

export async function askPerson(deps: Ports, prompt: Prompt): Promise<Consent> {
  const { token, about, intentKey, form, signal } = prompt;
  const { page, prompts, now } = deps;
  const known = await page.decision(token, AbortSignal.abort());
  if (known.decided === 'acted') return { kind: 'acted', result: known.result };
  if (known.decided === 'declined') return declined(deps, intentKey);
  const pending = known.decided === 'pending';
  const brought = form?.answered(about);
  if (!pending && (!brought || (await prompts.saidNo(intentKey, now())))) {
    const why = await prompts.whyNotNow(intentKey, now());
    if (why) return { kind: 'too-often', why };
    await prompts.recordPrompt(intentKey, now());
  }
  if (form && !pending) {
    const answer = brought ?? (await form.ask(prompt.question, about, signal, FORM_MS));
    if (answer.answer === 'ask-in-result') return { kind: 'ask-in-result', result: answer.result };
    const byPerson = answer.answer !== 'none' && answer.afterMs >= FASTEST_ANSWER_MS;
    if (byPerson && answer.answer === 'accept') return { kind: 'yes' };
    if (byPerson && answer.answer === 'decline') return declined(deps, intentKey);
  }
  // Whoever cancelled or left in the middle is no reason to open a page.
  if (signal.aborted) return { kind: 'nobody', why: 'the call ended before a person answered' };
  return askOnPage(deps, prompt);
}

async function askOnPage(deps: Ports, { question, token, intentKey, act, signal, waiting }: Prompt): Promise<Consent> {
  const opened = await deps.page.open(question, token, act);
  if (!opened.opened) return { kind: 'nobody', why: opened.why };
  const begun = deps.now();
  let decision: PageDecision;
  do {
    waiting?.((deps.now() - begun) / 1000);
    decision = await deps.page.decision(token, AbortSignal.any([signal, deps.timeout(HEARTBEAT_MS)]));
  } while (decision.decided === 'pending' && !signal.aborted);
  if (decision.decided === 'acted') return { kind: 'acted', result: decision.result };
  if (decision.decided === 'declined') return declined(deps, intentKey);
  return { kind: 'waiting' };
}

async function declined({ prompts, now }: Ports, intentKey: string): Promise<Consent> {
  await prompts.recordNo(intentKey, now());
  return { kind: 'no' };
}
