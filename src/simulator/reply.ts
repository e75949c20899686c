import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, renderRefusal } from './dispatch.ts';
import type { FaultRule } from './fault-injection.ts';
import { fault } from './wire/fault.ts';

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';

/** False for a fault that strikes before anything happens. */
export function hasEffect({ kind, afterCommit }: FaultRule): boolean {
  if (kind === 'cut-before') return false;
  return !(kind === 'html' || kind === 'empty') || afterCommit === true;
}

/** What the caller gets to see instead of the answer; undefined is a cut socket. */
export function disguise(rule: FaultRule | undefined, reply: Answer | undefined): Answer | undefined {
  switch (rule?.kind) {
    case 'cut-before':
    case 'cut-after':
      return undefined;
    case 'html':
      return { status: rule.status ?? 502, body: rule.message ?? HTML, outcome: 'html' };
    case 'empty':
      return { status: rule.status ?? 200, body: '', outcome: 'empty' };
    default:
      return reply;
  }
}

/** Writes an answer with EC2's headers; `now` in simulated ms, so that the date and every CreateTime agree. */
export function sendAnswer(outgoing: ServerResponse, shown: Answer, requestId: string, now: number): void {
  outgoing.sendDate = false;
  const common = { 'content-length': Buffer.byteLength(shown.body), date: new Date(now).toUTCString() };
  // An HTML page comes from something in between, which knows no request id.
  outgoing.writeHead(
    shown.status,
    shown.outcome === 'html'
      ? { ...common, 'content-type': 'text/html' }
      : { ...common, 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8', server: 'AmazonEC2' },
  );
  outgoing.end(shown.body);
}

/** Tells a bug of ours where it is seen, instead of letting it look like a cut connection. */
export function confess(incoming: IncomingMessage, outgoing: ServerResponse, bug: unknown, now: number): void {
  if (outgoing.headersSent || incoming.socket.destroyed) return;
  const refusal = fault('InternalError', `The simulator failed: ${bug instanceof Error ? bug.stack : String(bug)}`);
  sendAnswer(outgoing, renderRefusal(refusal, 'none', false), 'none', now);
}
