// MCP over standard input and output, both protocol eras; stdout belongs to the protocol.
import { type JSONRPCMessage, parseJSONRPCMessage, type Server } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { boundLines } from './bounded-lines.ts';
import { isObject, readAsMeant } from './message-as-meant.ts';

// The largest call, 500 ids and their filters, has some tens of KiB. A line of this length may become sixty times as much
// memory when it is read as JSON.
const MOST_LINE_BYTES = 1024 * 1024;
const TOO_LONG = 'A line of standard input is longer than 1 MiB; it was left out, and nobody gets an answer to it.';
const NO_MESSAGE =
  'This line is not a JSON-RPC message of MCP: it needs "jsonrpc": "2.0", a method, an id that is a text or a whole number, and params that are an object.';
const NO_JSON = 'This line is not valid JSON.';
const INVALID_REQUEST = -32_600;
const PARSE_ERROR = -32_700;
// Revision 2025-03-26, the only one with batches, names no bound.
const MOST_IN_BATCH = 100;
const NO_BATCH = `A batch holds 1 to ${MOST_IN_BATCH} messages; nothing of this one was done.`;

/**
 * Serves until standard input ends, or nobody reads standard output any more: a host that dies may close that first.
 * `report` gets transport errors for stderr.
 */
export function serveOverStdio(createServer: () => Server, report: (problem: unknown) => void): Promise<void> {
  const { stdin } = process;
  const refuse = (message: string, code = INVALID_REQUEST, id: unknown = null) => {
    report(message);
    // JSON-RPC: null where there is no id to be read. The clients of the official SDKs tell it as an error of the
    // transport and go on (TypeScript 1.32 and 2.4, Python's client/stdio.py and session.py, read 2026-11-29).
    transport.send({ jsonrpc: '2.0', id: id as number, error: { code, message } }).catch(report);
  };
  const take = (given: unknown) => {
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(given);
    } catch {
      if (isOwedAnAnswer(given)) refuse(NO_MESSAGE, INVALID_REQUEST, idOf(given));
      else report(NO_MESSAGE);
      return;
    }
    // As the transport itself does it: what goes wrong with one message ends no other.
    try {
      transport.onmessage?.(message);
    } catch (problem) {
      report(problem);
    }
  };
  const takeLine = (line: Buffer) => {
    const text = line.toString();
    if (text.trim() === '') return;
    let given: unknown;
    try {
      given = readAsMeant(text);
    } catch {
      return refuse(NO_JSON, PARSE_ERROR);
    }
    if (!Array.isArray(given)) return take(given);
    if (given.length === 0 || given.length > MOST_IN_BATCH) return refuse(NO_BATCH);
    // Servers of 2025-03-26 MUST take batches; each message has its answer in a line of its own.
    for (const one of given) take(one);
  };
  const lines = boundLines(MOST_LINE_BYTES, takeLine, () => report(TOO_LONG));
  stdin.once('close', () => lines.end()).pipe(lines);
  const transport = new StdioServerTransport(lines);
  const close = transport.close.bind(transport);
  const ended = new Promise<void>((resolve) => {
    stdin.once('end', resolve).once('close', resolve);
    // It pauses what it reads from, so that the process can end; that is not standard input itself here.
    transport.close = async () => {
      stdin.unpipe(lines).pause();
      // Neither of the two comes from a stream that is paused.
      resolve();
      await close();
    };
  });
  // The tool list never changes, so a subscription could never be told anything.
  serveStdio(createServer, { transport, onerror: report, maxSubscriptions: 0 });
  return ended;
}

/** An answer goes to what this server asked, and nobody waits for one to a notification. */
function isOwedAnAnswer(given: unknown): boolean {
  if (!isObject(given)) return true;
  return !('result' in given || 'error' in given) && ('id' in given || typeof given.method !== 'string');
}

/** Null where it is none, or one that was rounded when it was read. */
function idOf(given: unknown): unknown {
  const id = isObject(given) ? given.id : undefined;
  return typeof id === 'string' || (typeof id === 'number' && Math.abs(id) <= Number.MAX_SAFE_INTEGER) ? id : null;
}
