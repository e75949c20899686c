// What a request to the page may do. Nothing in it is believed before it proves that it came from the page itself.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  renderDeclined,
  renderExpired,
  renderNote,
  renderOutcome,
  renderQuestion,
  renderWorking,
  STYLE,
} from './page-html.ts';
import { type AskedQuestion, agree, decline, isTooFast, newPlace } from './page-question.ts';

const BODY_BYTES = 4096;
// Some openers fetch the address before the browser does (bryanl/webbrowser issue 2, 2016).
const LAUNCH_MS = 5_000;

export interface PageContext {
  port: number;
  now(): number;
  /** The questions that live now. */
  questions(): Iterable<AskedQuestion>;
  /** Longest wait of one response for the copy, ms. */
  waitMs: number;
  onBug(error: unknown): void;
}

export interface PageReply {
  status: number;
  html: string;
  location?: string;
}

const FORBIDDEN: PageReply = { status: 403, html: renderNote('Not allowed') };
const NOT_FOUND: PageReply = { status: 404, html: renderNote('Not found') };
const USED: PageReply = {
  status: 410,
  html: renderNote('This address was used before', 'It works once. The assistant can open the question again.'),
};
const TOO_FAST = 'That was faster than anyone reads, so it did not count. Please read, then decide.';
const OUTDATED = 'This page was out of date, so it did not count. Please read it again, then decide.';

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

export async function answerRequest(incoming: IncomingMessage, context: PageContext): Promise<PageReply> {
  const host = ownHost(incoming, context.port);
  if (host === undefined) return FORBIDDEN;
  const path = incoming.url?.slice(1) ?? '';
  const questions = [...context.questions()];
  if (incoming.method === 'GET') {
    const launched = questions.find((one) => same(one.launch.secret, path));
    if (launched) return enter(launched, context.now());
  }
  const asked = questions.find((one) => one.places.some((place) => same(place, path)));
  if (!asked) return NOT_FOUND;
  if (incoming.method === 'GET') return show(asked, context);
  if (incoming.method !== 'POST') return NOT_FOUND;
  if (!isFromPage(incoming, host)) return FORBIDDEN;
  const form = await readForm(incoming);
  if (!form) return FORBIDDEN;
  return decide(asked, form, context);
}

/** Resolves when the answer is on its way or nobody waits for it any more. */
export function sendReply(outgoing: ServerResponse, { status, html, location }: PageReply): Promise<void> {
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

function enter(asked: AskedQuestion, now: number): PageReply {
  const { launch } = asked;
  launch.usedAt ??= now;
  if (now - launch.usedAt > LAUNCH_MS) return USED;
  return { status: 303, html: renderNote('Opened'), location: `/${newPlace(asked)}` };
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

async function decide(asked: AskedQuestion, form: Form, context: PageContext): Promise<PageReply> {
  // Reading the body took time: this lets what expired meanwhile lapse.
  context.questions();
  if (asked.state.is === 'asking') {
    if (!same(asked.formToken, form.token)) return { ...(await show(asked, context, OUTDATED)), status: 403 };
    if (isTooFast(asked, context.now())) return show(asked, context, TOO_FAST);
    if (form.decision === 'copy') agree(asked, context.now, context.onBug);
    else decline(asked, context.now());
  }
  return show(asked, context);
}

async function show(asked: AskedQuestion, context: PageContext, note?: string): Promise<PageReply> {
  if (asked.state.is === 'acting') await within(asked.state.done, context.waitMs);
  const { question, state } = asked;
  if (state.is === 'asking') {
    asked.shownAt ??= context.now();
    return { status: 200, html: renderQuestion(question, asked.formToken, note) };
  }
  if (state.is === 'acting') return { status: 200, html: renderWorking(question) };
  const { decision } = state;
  if (decision.decided === 'acted') return { status: 200, html: renderOutcome(question, decision.result) };
  if (decision.decided === 'declined') return { status: 200, html: renderDeclined(question) };
  return { status: 410, html: renderExpired(question) };
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
