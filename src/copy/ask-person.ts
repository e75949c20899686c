// Asks a person: the host's form first, a page in the browser otherwise. Only a clear yes is a yes; one question at a
// time, and nobody is asked to death.

import type { Question } from '../consent/question-text.ts';
import type { Consent, FormPort, PageDecision } from '../ports/consent.ts';
import type { Deps } from '../ports/tool.ts';
import type { Answered } from '../volume/answers/copy-answer.ts';

// Faster than a person reads: hosts have answered forms by machine without showing them (2026).
const MACHINE_MS = 700;

export interface Asking {
  question: Question;
  token: string;
  /** What exactly is agreed to: an answer that a call brings along counts for this alone. */
  about: string;
  asked: string;
  form: FormPort | undefined;
  /** Makes the copy; the page calls it, so that the person sees what came of it. */
  act: () => Promise<Answered>;
  signal: AbortSignal;
  /** Tells the caller that we are still waiting. */
  waiting?: (seconds: number) => void;
}

export async function askPerson(deps: Deps, asking: Asking): Promise<Consent> {
  const { question, token, about, asked, form, signal } = asking;
  const known = await deps.page.decision(token, AbortSignal.abort());
  if (known.decided === 'acted') return { said: 'done', answered: known.answered };
  if (known.decided === 'declined') return refused(deps, asked);
  const brought = form?.answered(about);
  if (known.decided !== 'pending' && (!brought || deps.asked.saidNo(asked, deps.now()))) {
    const not = deps.asked.mayAsk(asked, deps.now());
    if (not) return { said: 'too-often', why: not };
    deps.asked.asking(asked, deps.now());
  }
  if (form && known.decided !== 'pending') {
    const answer = brought ?? (await form.ask(question, about, signal));
    if (answer.answer === 'ask-in-result') return { said: 'ask-in-result', result: answer.result };
    const byPerson = answer.answer !== 'none' && answer.afterMs >= MACHINE_MS;
    if (byPerson && answer.answer === 'accept') return { said: 'yes', how: 'form' };
    if (byPerson && answer.answer === 'decline') return refused(deps, asked);
  }
  // Whoever cancelled or left in the middle is no reason to open a page.
  if (signal.aborted) return { said: 'nobody', why: 'the call ended before a person answered' };
  return throughPage(deps, asking);
}

// Hosts give a silent call up; a sign of life keeps it (Claude Code and others, 2026).
const HEARTBEAT_MS = 5_000;

async function throughPage(deps: Deps, { question, token, asked, act, signal, waiting }: Asking): Promise<Consent> {
  const opened = await deps.page.open(question, token, act);
  if (!opened.opened) return { said: 'nobody', why: opened.why };
  const begun = deps.now();
  let decision: PageDecision;
  do {
    waiting?.((deps.now() - begun) / 1000);
    decision = await deps.page.decision(token, AbortSignal.any([signal, deps.timeout(HEARTBEAT_MS)]));
  } while (decision.decided === 'pending' && !signal.aborted);
  if (decision.decided === 'acted') return { said: 'done', answered: decision.answered };
  if (decision.decided === 'declined') return refused(deps, asked);
  return { said: 'waiting' };
}

function refused(deps: Deps, asked: string): Consent {
  deps.asked.refused(asked, deps.now());
  return { said: 'no' };
}
