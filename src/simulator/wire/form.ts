import type { IncomingMessage } from 'node:http';
import { Fault, fault } from './fault.ts';
import { decodePairs, type Pair } from './query.ts';

// Far above any request of ours (500 ids are 16 KB), far below what would hurt.
const BODY_MAX = 1_048_576;

/** The body as text, or undefined when it is too large. */
export async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and dropped: answering in the middle of an upload would reset the caller's socket.
    if (size <= BODY_MAX) chunks.push(chunk);
  }
  return size <= BODY_MAX ? Buffer.concat(chunks).toString('utf8') : undefined;
}

/** The pairs of a request, or why it is none. */
export function readForm(incoming: IncomingMessage, body: string | undefined): { pairs: Pair[]; refusal?: Fault } {
  if (incoming.method !== 'POST' || incoming.url?.split('?')[0] !== '/') {
    return { pairs: [], refusal: fault('MethodNotAllowed', 'Requests are sent by POST to /, form-encoded.') };
  }
  if (body === undefined) {
    return { pairs: [], refusal: fault('RequestEntityTooLarge', `The request is larger than ${BODY_MAX} bytes.`) };
  }
  try {
    return { pairs: decodePairs(body) };
  } catch (thrown) {
    if (thrown instanceof Fault) return { pairs: [], refusal: thrown };
    throw thrown;
  }
}

/** Headers by lower-case name. */
export function readHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
}
