// Asks a person on a page of this machine, in their own browser. It listens while a question lives, on 127.0.0.1 alone,
// under addresses that nobody but the browser is told: not the model, not the caller, not a log.

import type { PageOpened, PagePort } from '../../ports/consent.ts';
import { type LaunchFile, writeLaunchFile } from './launch-file.ts';
import { createLivingQuestions } from './living-questions.ts';
import type { Browser } from './open-browser.ts';
import { answerRequest, type PageContext, type PageWaits } from './page-http.ts';
import {
  asksTheSame,
  beginQuestion,
  decisionOf,
  lapse,
  mayAskAgain,
  type PendingQuestion,
  withdraw,
} from './page-question.ts';
import { createPageServer, type PageServer } from './page-server.ts';

const WAITS: PageWaits = { press: 1_000, result: 20_000, giveUp: 120_000 };
// A page that waits for its result looks again every second.
const LAST_LOOK_MS = 3_000;

const NOT_STARTED: PageOpened = { opened: false, why: 'the browser could not be started' };
const ENDING = 'The server that asked is ending. Nothing can be decided here any more.';
const REPLACED = 'The assistant has asked another question in its place, on a newer page.';
const NOT_OPENED = 'The browser could not be opened, so the assistant was told that nobody can be asked.';

export interface PageOptions {
  /** Local clock, ms since the epoch. */
  now(): number;
  browser: Browser;
  onBug(error: unknown): void;
  /** A line for the audit: somebody else may have tried to answer in the person's place. */
  onSuspicion(line: Record<string, unknown>): void;
  waits?: Partial<PageWaits>;
}

/** `close` ends every question; a copy that a person agreed to is finished and shown first. */
export function createPage(options: PageOptions): PagePort & { close(): Promise<void> } {
  const { now } = options;
  const questions = createLivingQuestions(now, () => void server.stop());
  const context: Omit<PageContext, 'port'> = {
    now,
    waits: { ...WAITS, ...options.waits },
    onBug: options.onBug,
    onOpenedTwice: (pending) => options.onSuspicion(openedTwiceLine(pending)),
    questions: questions.living,
  };
  const server = createPageServer((incoming, port) => answerRequest(incoming, { ...context, port }), options.onBug);
  let closed = false;

  async function ask(pending: PendingQuestion): Promise<PageOpened> {
    const opened = await showInBrowser(pending, server, options);
    // Somebody may have decided already, whatever became of the opener.
    if (opened.opened || pending.state.is !== 'asking') return { opened: true };
    // The caller is told that nobody can be asked: then nobody may say yes any more either.
    withdraw(pending, NOT_OPENED, now());
    questions.remove(pending);
    return opened;
  }

  return {
    async open(question, id, act) {
      if (closed) return { opened: false, why: 'this server is ending' };
      const known = questions.find(id);
      if (known && (known.state.is === 'acting' || (asksTheSame(known, question) && !mayAskAgain(known)))) {
        if (known.state.is === 'asking') Object.assign(known, { question, act });
        return known.opened ?? { opened: true };
      }
      if (known) withdraw(known, REPLACED, now());
      const pending = beginQuestion(id, question, act);
      questions.add(pending);
      pending.opened = ask(pending);
      return pending.opened;
    },
    async decision(id, signal) {
      const pending = questions.find(id);
      if (!pending) return { decided: 'expired', seen: false };
      const waited = pending.state.is !== 'ended';
      if (waited) await either(pending.ended, signal);
      lapse(pending, now());
      return decisionOf(pending, waited);
    },
    async withdraw(id, why) {
      const pending = questions.find(id);
      if (pending) withdraw(pending, why, now());
    },
    async close() {
      closed = true;
      const all = [...questions.living()];
      for (const one of all) withdraw(one, ENDING, now());
      const acting = all.filter((one) => one.state.is === 'acting');
      await Promise.all(acting.map((one) => one.ended));
      if (acting.length > 0) await shownOrLate(acting);
      await server.stop();
      await server.drain();
      questions.clear();
    },
  };
}

/** Starts the browser with a file that leads to the question, or, where it could not read one, with the address. */
async function showInBrowser(
  { launch, ended }: PendingQuestion,
  server: PageServer,
  { browser, now, onBug }: PageOptions,
): Promise<PageOpened> {
  const reach = browser.reach();
  if (reach.by === 'nobody') return { opened: false, why: reach.why, howToAllow: reach.howToAllow };
  let file: LaunchFile | undefined;
  try {
    const address = `http://127.0.0.1:${await server.listen()}/${launch.secret}`;
    if (reach.by === 'file') file = await writeLaunchFile(await browser.folders(), address, now());
    launch.exposed = file === undefined;
    launch.onUse = () => file?.remove();
    void ended.then(launch.onUse);
    const opened = await browser.open(file?.path ?? address, reach.opener);
    if (opened.opened) return opened;
    file?.remove();
    return /:\/\/|127\.0\.0\.1/.test(opened.why) ? NOT_STARTED : opened;
  } catch {
    file?.remove();
    // Its error may hold the address, which no log may.
    onBug(new Error('The page could not be opened.'));
    return NOT_STARTED;
  }
}

/** Resolves when a page has shown what came of each yes, or when nobody looks any more. */
function shownOrLate(acted: readonly PendingQuestion[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LAST_LOOK_MS);
    void Promise.all(acted.map((one) => one.outcomeShown)).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function openedTwiceLine({ id, state }: PendingQuestion): Record<string, unknown> {
  const closed = state.is === 'ended' && state.ending.how === 'opened-twice';
  return {
    event: 'suspicion',
    what: 'page-opened-twice',
    question: id,
    closed,
    meaning: `The one-time address of a question was opened by two programs, perhaps one of another user. ${closed ? 'The question was closed.' : 'It was answered before.'}`,
  };
}

function either(ended: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      signal.removeEventListener('abort', finish);
      resolve();
    };
    signal.addEventListener('abort', finish);
    void ended.then(finish);
  });
}
