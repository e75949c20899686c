// From an HTTP request to the decoded pairs of its form body.
import type { IncomingMessage } from 'node:http';
import { Ec2Fault, fault } from './fault.ts';
import { decodePairs, type QueryPair } from './query.ts';

// Bytes. Far above any real request (500 ids are 16 KB), far below what would hurt; AWS documents no figure.
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

/** The decoded pairs of a request, or the fault of one that is no form sent by POST to `/`. */
export function parseForm(
  incoming: IncomingMessage,
  body: string | undefined,
): { pairs: QueryPair[]; failed?: Ec2Fault } {
  if (incoming.method !== 'POST' || incoming.url?.split('?')[0] !== '/') {
    return { pairs: [], failed: fault('MethodNotAllowed', 'Requests are sent by POST to /, form-encoded.') };
  }
  if (body === undefined) {
    return { pairs: [], failed: fault('RequestEntityTooLarge', `The request is larger than ${BODY_MAX} bytes.`) };
  }
  try {
    return { pairs: decodePairs(body) };
  } catch (thrown) {
    if (thrown instanceof Ec2Fault) return { pairs: [], failed: thrown };
    throw thrown;
  }
}

/** Headers by lower-case name. */
export function readHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
}
