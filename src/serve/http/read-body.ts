// The body of a request, as far as one may be.
import type { IncomingMessage } from 'node:http';

/** The largest call of the tools has a few KiB; the answers to a form and a sealed state come on top. */
export const MOST_BODY_BYTES = 256 * 1024;

/** Undefined when it is larger; rejects when the connection ends first. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving a loop over the request would destroy the connection, and with it the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
