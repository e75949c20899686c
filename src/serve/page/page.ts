// Asks a person on a page of this machine, in their own browser. It listens while a question lives, on 127.0.0.1 alone,
// under addresses that nobody but the browser is told: not the model, not the caller, not a log.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PLAN_MS } from '../../consent/answer-times.ts';
import type { Question } from '../../consent/question-text.ts';
import type { PagePort } from '../../ports/consent.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';
import type { Opened } from './open-browser.ts';
import { renderNote } from './page-html.ts';
import { answerRequest, type PageContext, type PageReply, sendReply } from './page-http.ts';
import { type AskedQuestion, beginQuestion, lapse, renewQuestion, withdraw } from './page-question.ts';

// After its end a page still tells what came of it, to the person and to a later call; as long as a no counts.
const KEPT_MS = PLAN_MS;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const FAULT: PageReply = { status: 500, html: renderNote('A fault inside this server', 'Details are in its log.') };
const NOT_STARTED = 'the browser could not be started';

export interface PageOptions {
  /** Local clock, ms since the epoch. */
  now(): number;
  openBrowser(url: string): Promise<Opened>;
  onBug(error: unknown): void;
  /** Longest wait of one response for the copy, ms; default 60 s. The page then says so and looks again. */
  waitMs?: number;
}

/** `close` ends every question; a copy that a person agreed to is finished and shown first. */
export function createPage(options: PageOptions): PagePort & { close(): Promise<void> } {
  const asked = new Map<string, AskedQuestion>();
  const sending = new Set<Promise<void>>();
  let listening: Promise<{ server: Server; port: number }> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** Ends what expired, forgets what ended long ago, and stops listening when nothing is left. */
  function sweep(): void {
    const now = options.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [token, one] of asked) {
      lapse(one, now);
      if (one.state.is === 'ended' && now >= one.state.at + KEPT_MS) asked.delete(token);
      else if (one.state.is === 'ended') next = Math.min(next, one.state.at + KEPT_MS);
      else if (one.state.is === 'asking') next = Math.min(next, one.question.expiresAt);
    }
    clearTimeout(timer);
    if (asked.size === 0) stop();
    else if (Number.isFinite(next)) {
      timer = setTimeout(sweep, Math.min(Math.max(next - now, 1), LONGEST_TIMER_MS)).unref();
    }
  }

  function listen(): Promise<{ server: Server; port: number }> {
    listening ??= new Promise((resolve, reject) => {
      const server = createServer({
        maxHeaderSize: 8192,
        headersTimeout: 5_000,
        requestTimeout: 10_000,
        connectionsCheckingInterval: 5_000,
      });
      server.maxConnections = 64;
      // An open page never keeps the process alive; a request that is being answered does.
      server.on('connection', (socket) => socket.unref());
      let port = 0;
      server.on('request', (incoming, outgoing) => {
        incoming.socket.ref();
        void answerRequest(incoming, contextAt(port))
          .catch((error: unknown) => {
            // Somebody who left in the middle of a request is no fault of ours.
            if (!incoming.destroyed) options.onBug(error);
            return FAULT;
          })
          .then((reply) => {
            const sent = sendReply(outgoing, reply).finally(() => sending.delete(sent));
            sending.add(sent);
          });
      });
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        server.off('error', reject).on('error', options.onBug);
        ({ port } = server.address() as AddressInfo);
        resolve({ server, port });
      });
      server.unref();
    });
    return listening;
  }

  function contextAt(port: number): PageContext {
    return {
      port,
      now: options.now,
      waitMs: options.waitMs ?? 60_000,
      onBug: options.onBug,
      questions: () => {
        sweep();
        return asked.values();
      },
    };
  }

  function stop(): Promise<void> {
    const going = listening;
    listening = undefined;
    return (
      going?.then(
        ({ server }) => {
          server.close();
          server.closeIdleConnections();
        },
        () => undefined,
      ) ?? Promise.resolve()
    );
  }

  async function open(question: Question, token: string, act: () => Promise<CopyResult>): Promise<Opened> {
    if (closed) return { opened: false, why: 'this server is ending' };
    sweep();
    const known = asked.get(token);
    const expired = known?.state.is === 'ended' && known.state.decision.decided === 'expired';
    // Decided, or being acted on: there is nothing left to ask.
    if (known && !expired && known.state.is !== 'asking') return { opened: true };
    const one = known && !expired ? known : beginQuestion(question, act);
    if (one === known) renewQuestion(one, question, act);
    else void one.ended.then(sweep);
    asked.set(token, one);
    const opened = await show(one.launch.secret);
    sweep();
    // Somebody may have decided already, whatever became of the opener.
    if (opened.opened || one.state.is !== 'asking') return { opened: true };
    // The caller is told that nobody can be asked: then nobody may say yes any more either.
    withdraw(one, options.now());
    if (asked.get(token) === one) asked.delete(token);
    sweep();
    return opened;
  }

  async function show(secret: string): Promise<Opened> {
    let port: number;
    try {
      ({ port } = await listen());
    } catch {
      listening = undefined;
      return { opened: false, why: 'this machine lets no page be served' };
    }
    try {
      const opened = await options.openBrowser(`http://127.0.0.1:${port}/${secret}`);
      return opened.opened || !/:\/\/|127\.0\.0\.1/.test(opened.why) ? opened : { opened: false, why: NOT_STARTED };
    } catch {
      // Its error may hold the address, which no log may.
      options.onBug(new Error('The opener of the browser threw.'));
      return { opened: false, why: NOT_STARTED };
    }
  }

  return {
    open,
    async decision(token, signal) {
      sweep();
      const one = asked.get(token);
      if (!one) return { decided: 'expired' };
      if (one.state.is !== 'ended') await either(one.ended, signal);
      lapse(one, options.now());
      return one.state.is === 'ended' ? one.state.decision : { decided: 'pending' };
    },
    async close() {
      closed = true;
      const going = listening;
      const acting = [...asked.values()].flatMap(({ state }) => (state.is === 'acting' ? [state.done] : []));
      for (const one of asked.values()) withdraw(one, options.now());
      await stop();
      await Promise.all(acting);
      // The answers to those who wait for an act are written in the turn after it.
      if (acting.length > 0) await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(sending);
      clearTimeout(timer);
      asked.clear();
      await going?.then(({ server }) => server.closeAllConnections()).catch(() => undefined);
    },
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
