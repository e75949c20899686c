// A request from its first line to the MCP SDK: whatever is wrong with it ends it before the next step looks at it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authentication } from './auth/authenticate.ts';
import { NOBODY, type Subject } from './auth/subject.ts';
import type { Health } from './health.ts';
import { checkHost, checkOrigin, corsHeaders, preflightHeaders, type ReachRules } from './host-and-origin.ts';
import { answerJson, answerRefusal, type HttpAnswer, type HttpRefusal, type JsonRpcId } from './http-refusal.ts';
import { type Message, readMessage } from './message.ts';
import { MOST_BODY_BYTES, readBody, takeRest } from './read-body.ts';
import type { RequestLimit } from './request-limit.ts';
import { type RequestLine, requestIdOf } from './request-log.ts';
import { type Route, routeOf } from './route.ts';

/** One request that was let through, for whoever answers it. */
export interface AdmittedRequest {
  requestId: string;
  subject: Subject;
  /** Milliseconds since it came. */
  elapsed(): number;
  /** Whether the connection was closed before its answer. */
  isGone(): boolean;
  /** Told of work that goes on when the connection is gone: until it is over, the request counts as under way. */
  outlives(work: Promise<unknown>): void;
  /** Its line in the log; one that ends without is logged as refused, if it was a call. */
  log(line: RequestLine): void;
}

export interface HandlerParts {
  rules: ReachRules;
  auth: Authentication;
  health: Health;
  limit: RequestLimit;
  /** Fires when the process is told to end. */
  stopping: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  log(line: RequestLine): void;
  /**
   * Answers with the MCP SDK; resolves when the answer is out or the connection is gone, to the code of JSON-RPC where
   * the SDK refused the request.
   */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    body: object,
    admitted: AdmittedRequest,
  ): Promise<number | undefined>;
}

export async function handleRequest(
  parts: HandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = routeOf(request.method ?? '', request.url ?? '');
  // A client must not send more over a connection that is about to close.
  if (parts.stopping.aborted) response.setHeader('connection', 'close');
  if (route === 'mcp' || route === 'preflight') return handleMcp(parts, request, response, route);
  send(response, await answerOther(parts, route));
}

async function answerOther({ health, auth }: HandlerParts, route: Route): Promise<HttpAnswer> {
  switch (route) {
    case 'live':
      return answerJson(200, { status: 'live' });
    case 'ready': {
      const { isReady, report } = await health.read();
      return answerJson(isReady ? 200 : 503, report, { 'cache-control': 'no-store' });
    }
    case 'resource-metadata':
      if (auth.metadata) return answerJson(200, auth.metadata(), { 'access-control-allow-origin': '*' });
      return answerRefusal(UNKNOWN, null);
    case 'metadata-preflight':
      return auth.metadata
        ? { status: 204, headers: preflightHeaders('*', 'GET'), body: '' }
        : answerRefusal(UNKNOWN, null);
    case 'wrong-method':
      return answerRefusal(WRONG_METHOD, null);
    default:
      return answerRefusal(UNKNOWN, null);
  }
}

const UNKNOWN: HttpRefusal = { status: 404, message: 'There is nothing here; MCP is at /mcp.' };
const WRONG_METHOD: HttpRefusal = {
  status: 405,
  message: 'This method is not served here; MCP takes POST.',
  headers: { allow: 'POST' },
};
const TOO_LARGE: HttpRefusal = {
  status: 413,
  message: `The body is larger than ${MOST_BODY_BYTES / 1024} KiB.`,
  // What is left of it beyond a bound is not read.
  headers: { connection: 'close' },
};
const STOPPING: HttpRefusal = {
  status: 503,
  message: 'This server is about to end; send the request again.',
  headers: { 'retry-after': '1' },
};
const TOO_MANY: HttpRefusal = {
  status: 429,
  message: 'This caller has as many requests under way as it may; wait for one of them.',
  headers: { 'retry-after': '1' },
};

async function handleMcp(
  parts: HandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
  route: 'mcp' | 'preflight',
): Promise<void> {
  const begun = parts.now();
  const elapsed = () => Math.round(parts.now() - begun);
  const requestId = requestIdOf(request.headers);
  const { origin } = request.headers;
  response.setHeader('x-request-id', requestId);
  const refuse = (refusal: HttpRefusal, id: JsonRpcId, subject: Subject = NOBODY) => {
    const { status, message } = refusal;
    parts.log({ requestId, ...nameOf(subject), outcome: `http-${status}`, why: message, ms: elapsed() });
    send(response, answerRefusal(refusal, id));
  };
  const unreachable = checkHost(request.headers.host, parts.rules) ?? checkOrigin(origin, parts.rules);
  if (unreachable) return refuse(unreachable, null);
  if (route === 'preflight') return send(response, { status: 204, headers: preflightHeaders(origin), body: '' });
  for (const [name, value] of Object.entries(corsHeaders(origin))) response.setHeader(name, value);
  const text = await readBody(request);
  if (text === undefined) {
    await takeRest(request);
    return refuse(TOO_LARGE, null);
  }
  const message = readMessage(text);
  if (message.kind === 'ping') return send(response, answerJson(200, { jsonrpc: '2.0', id: message.id, result: {} }));
  const subject = await parts.auth.authenticate(request);
  if (!('key' in subject)) return refuse(subject, message.kind === 'message' ? message.id : null);
  if (message.kind === 'refused') return refuse(message.refusal, null, subject);
  if (parts.stopping.aborted) return refuse(STOPPING, message.id, subject);
  const end = parts.limit.begin(subject.key);
  if (!end) return refuse(TOO_MANY, message.id, subject);
  await serveAdmitted(parts, request, response, message, { requestId, subject, elapsed, end });
}

/** Of a request that the SDK gets. */
interface Begun extends Pick<AdmittedRequest, 'requestId' | 'subject' | 'elapsed'> {
  /** Makes room for another request of this caller. */
  end(): void;
}

async function serveAdmitted(
  parts: HandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
  { method, body }: Extract<Message, { kind: 'message' }>,
  { requestId, subject, elapsed, end }: Begun,
): Promise<void> {
  const works: Promise<unknown>[] = [];
  let isLogged = false;
  let isGone = response.destroyed;
  response.once('close', () => {
    isGone ||= !response.writableFinished;
  });
  const log = (line: RequestLine) => {
    isLogged = true;
    // The caller need not wait for stderr.
    setImmediate(() => parts.log(line));
  };
  let code: number | undefined;
  try {
    const outlives = (work: Promise<unknown>) => void works.push(work);
    code = await parts.serve(request, response, body, {
      requestId,
      subject,
      elapsed,
      isGone: () => isGone,
      outlives,
      log,
    });
  } finally {
    void Promise.allSettled(works).then((ended) => {
      for (const one of ended) if (one.status === 'rejected') code ??= (one.reason as { code?: number }).code;
      if (!isLogged && (method === 'tools/call' || response.statusCode >= 400))
        log({
          requestId,
          ...nameOf(subject),
          outcome: isGone
            ? 'unanswered'
            : response.statusCode >= 400
              ? `http-${response.statusCode}`
              : 'protocol-error',
          ...(code === undefined ? {} : { code }),
          ms: elapsed(),
          ...(isGone ? { callerGone: true as const } : {}),
        });
      end();
    });
  }
}

/** Of a caller, for a line of the log. */
export function nameOf({ name, kind }: Subject): Pick<RequestLine, 'subject' | 'subjectKind'> {
  return name === undefined ? {} : { subject: name, subjectKind: kind };
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
