// What a request to the page may do. Nothing in it is believed before it proves that it came from the page itself.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  renderDeclined,
  renderExpired,
  renderNote,
  renderOpenedTwice,
  renderOutcome,
  renderUnanswered,
  renderWithdrawn,
  renderWorking,
} from './ending-html.ts';
import {
  agree,
  decline,
  type Ending,
  EXPOSED_SECONDS,
  enter,
  isCopyTooEarly,
  isTooFast,
  type PendingQuestion,
} from './page-question.ts';
import { STYLE } from './page-style.ts';
import { renderQuestion } from './question-html.ts';

const BODY_BYTES = 4096;

/** How long things take, ms. */
export interface PageWaits {
  /** A press of "Copy" waits so long for the result, then shows that it is being made. */
  press: number;
  /** One response waits so long for the result, then the page asks again. */
  result: number;
  /** So long after the yes the page stops asking, and says that nothing is known. */
  giveUp: number;
}

export interface PageContext {
  port: number;
  now(): number;
  /** The questions that live now. */
  questions(): Iterable<PendingQuestion>;
  waits: PageWaits;
  onBug(error: unknown): void;
  /** Its one-time address was opened again: a program of another user may have read it. */
  onOpenedTwice(pending: PendingQuestion): void;
}

export interface HtmlReply {
  status: number;
  html: string;
  location?: string;
}

const FORBIDDEN: HtmlReply = { status: 403, html: renderNote('Not allowed') };
const NOT_FOUND: HtmlReply = { status: 404, html: renderNote('Not found') };
const USED: HtmlReply = {
  status: 410,
  html: renderNote(
    'This address was used before',
    'It works once: the question is on the page that it opened first. If you do not see that page, tell the assistant.',
  ),
};
const TOO_FAST = 'That was faster than anyone reads, so it did not count. Please read, then decide.';
const TOO_EARLY = `“Copy” counts from ${EXPOSED_SECONDS} seconds after this page was opened, so this did not count. Please read, then decide.`;

// form-action, frame-ancestors and base-uri do not fall back to default-src (CSP 3), so each is named.
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'X-Frame-Options': 'DENY',
  // Not no-referrer: under that a browser sends its own form's POST with `Origin: null` (Fetch, "append a request
  // Origin header"), which is exactly what is refused here. To other origins this says as little.
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  Connection: 'close',
};

export async function answerRequest(incoming: IncomingMessage, context: PageContext): Promise<HtmlReply> {
  const host = ownHost(incoming, context.port);
  if (host === undefined) return FORBIDDEN;
  const path = incoming.url?.slice(1) ?? '';
  const questions = [...context.questions()];
  if (incoming.method === 'GET') {
    const launched = questions.find((one) => same(one.launch.secret, path));
    if (launched) return admit(launched, context);
    const acting = questions.find((one) => same(one.resultPath, path));
    if (acting) return showResult(acting, context);
  }
  const pending = questions.find((one) => one.paths.some((known) => same(known, path)));
  if (!pending) return NOT_FOUND;
  if (incoming.method === 'GET') return show(pending, context);
  if (incoming.method !== 'POST') return NOT_FOUND;
  if (!isFromPage(incoming, host)) return FORBIDDEN;
  const form = await readForm(incoming);
  if (!form || !same(pending.formToken, form.token)) return FORBIDDEN;
  return decide(pending, form, path, context);
}

/** Resolves when the answer is on its way or nobody waits for it any more. */
export function sendReply(outgoing: ServerResponse, { status, html, location }: HtmlReply): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once('finish', resolve).once('close', resolve);
    outgoing.writeHead(status, { ...HEADERS, ...(location ? { Location: location } : {}) });
    outgoing.end(html);
  });
}

/** The request's own authority, if it is ours: a name that was bent to 127.0.0.1 (DNS rebinding) is not. */
function ownHost(incoming: IncomingMessage, port: number): string | undefined {
  const hosts = incoming.rawHeaders.filter((_, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === 'host');
  const [host] = hosts;
  return hosts.length === 1 && (host === `127.0.0.1:${port}` || host === `localhost:${port}`) ? host : undefined;
}

function isFromPage({ headers }: IncomingMessage, host: string): boolean {
  const site = headers['sec-fetch-site'];
  // Browsers before 2023 do not send Sec-Fetch-Site; all send Origin with a POST.
  return headers.origin === `http://${host}` && (site === undefined || site === 'same-origin');
}

function admit(pending: PendingQuestion, { now, onOpenedTwice }: PageContext): HtmlReply {
  const entered = enter(pending, now());
  if ('path' in entered) return seeOther(entered.path);
  if (entered.refused === 'twice') onOpenedTwice(pending);
  const { state, question } = pending;
  const closed = state.is === 'ended' && state.ending.how === 'opened-twice';
  return closed ? { status: 410, html: renderOpenedTwice(question) } : USED;
}

function seeOther(path: string): HtmlReply {
  return { status: 303, html: renderNote('Opened'), location: `/${path}` };
}

interface Form {
  token: string;
  decision: 'copy' | 'decline';
}

async function readForm(incoming: IncomingMessage): Promise<Form | undefined> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(incoming.headers['content-type'] ?? '')) return undefined;
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  const fields = [...new URLSearchParams(Buffer.concat(pieces).toString('utf8'))];
  const { form: token, decision } = Object.fromEntries(fields);
  if (fields.length !== 2 || token === undefined) return undefined;
  return decision === 'copy' || decision === 'decline' ? { token, decision } : undefined;
}

/** Every decision leads back to the page, so that reloading it decides nothing again. */
async function decide(
  pending: PendingQuestion,
  { decision }: Form,
  path: string,
  context: PageContext,
): Promise<HtmlReply> {
  // Reading the body took time: this lets what expired meanwhile lapse.
  context.questions();
  const now = context.now();
  if (pending.state.is === 'asking') {
    if (isTooFast(pending, now)) return show(pending, context, TOO_FAST);
    if (decision === 'copy' && isCopyTooEarly(pending, now)) return show(pending, context, TOO_EARLY);
    if (decision === 'copy') agree(pending, context.now, context.onBug);
    else decline(pending, now);
  }
  if (pending.state.is === 'acting') await within(pending.state.done, context.waits.press);
  return seeOther(path);
}

async function showResult(pending: PendingQuestion, context: PageContext): Promise<HtmlReply> {
  if (pending.state.is === 'acting') await within(pending.state.done, context.waits.result);
  return show(pending, context);
}

function show(pending: PendingQuestion, context: PageContext, alert?: string): HtmlReply {
  const { question, state, formToken, launch } = pending;
  const now = context.now();
  switch (state.is) {
    case 'asking': {
      pending.shownAt ??= now;
      const view = { question, formToken, now, ...(alert ? { alert } : {}) };
      return { status: 200, html: renderQuestion(launch.exposed ? { ...view, copyWaits: EXPOSED_SECONDS } : view) };
    }
    case 'acting':
      return {
        status: 200,
        html:
          now - state.since < context.waits.giveUp
            ? renderWorking(question, `/${pending.resultPath}`)
            : renderUnanswered(question),
      };
    case 'ended':
      if (state.ending.how === 'acted') pending.markOutcomeShown();
      return showEnding(pending, state.ending);
  }
}

function showEnding({ question }: PendingQuestion, ending: Ending): HtmlReply {
  switch (ending.how) {
    case 'acted':
      return { status: 200, html: renderOutcome(question, ending.result) };
    case 'declined':
      return { status: 200, html: renderDeclined(question) };
    case 'expired':
      return { status: 410, html: renderExpired(question) };
    case 'withdrawn':
      return { status: 410, html: renderWithdrawn(question, ending.why) };
    case 'opened-twice':
      return { status: 410, html: renderOpenedTwice(question) };
  }
}

function within(done: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void done.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
