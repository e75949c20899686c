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
  'This line is not a JSON-RPC message of MCP: it needs "jsonrpc": "2.0", a method, and params that are an object.';
const INVALID_REQUEST = -32_600;

/** Serves until standard input ends; `report` gets transport errors for stderr. */
export function serveOverStdio(createServer: () => Server, report: (problem: unknown) => void): void {
  const { stdin } = process;
  const refuse = (given: unknown) => {
    report(NO_MESSAGE);
    // An answer goes to what this server asked: its id is none of the client's.
    if (!isObject(given) || 'result' in given || 'error' in given) return;
    const { id } = given as { id: string | number };
    const error = { code: INVALID_REQUEST, message: NO_MESSAGE };
    if (typeof id === 'string' || Number.isSafeInteger(id)) transport.send({ jsonrpc: '2.0', id, error }).catch(report);
  };
  const take = (line: Buffer) => {
    let given: unknown;
    let message: JSONRPCMessage;
    try {
      given = readAsMeant(line.toString());
      message = parseJSONRPCMessage(given);
    } catch (problem) {
      if (!(problem instanceof SyntaxError)) refuse(given);
      return;
    }
    // As the transport itself does it: what goes wrong with one message ends no other.
    try {
      transport.onmessage?.(message);
    } catch (problem) {
      report(problem);
    }
  };
  const lines = boundLines(MOST_LINE_BYTES, take, () => report(TOO_LONG));
  stdin.once('close', () => lines.end()).pipe(lines);
  const transport = new StdioServerTransport(lines);
  const close = transport.close.bind(transport);
  // It pauses what it reads from, so that the process can end; that is not standard input itself here.
  transport.close = async () => {
    stdin.unpipe(lines).pause();
    await close();
  };
  // The tool list never changes, so a subscription could never be told anything.
  serveStdio(createServer, { transport, onerror: report, maxSubscriptions: 0 });
}
