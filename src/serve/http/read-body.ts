// The body of a request, as far as one may be.
import type { IncomingMessage } from 'node:http';

/** The largest call of the tools has a few KiB; the answers to a form and a sealed state come on top. */
export const MOST_BODY_BYTES = 256 * 1024;

/** A client that is cut off while it sends never reads its answer: so much of the rest is taken, and for so long. */
const MOST_REST_BYTES = 64 * 1024 * 1024;
const LONGEST_REST_MS = 5_000;

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

/** Takes what is left of a body that is too large, so that the client gets to its answer. */
export function takeRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(end, LONGEST_REST_MS);
    function end() {
      clearTimeout(timer);
      request.pause().off('data', take);
      resolve();
    }
    function take(chunk: Buffer) {
      bytes += chunk.length;
      if (bytes > MOST_REST_BYTES) end();
    }
    request.on('data', take).once('end', end).once('close', end);
  });
}
