// Collects the bytes of an answer, and remembers which were empty.
import type { Readable } from 'node:stream';

// An empty answer need not say that its length is 0.
const empty = new WeakSet<object>();

/** Whether this answer was collected and had no bytes. */
export function wasEmpty(stream: object): boolean {
  return empty.has(stream);
}

/**
 * The bytes of an answer; rejects when it is cut. In place of the AWS SDK's own, which first asks whether the stream
 * is one of the web's, and so makes Node load those: 4 ms of the first call (Node 20, @smithy/core 3.41, 2026-11).
 */
export function collectStream(stream: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    stream.on('data', (part: Uint8Array) => void parts.push(part));
    stream.once('end', () => {
      if (parts.length === 0) empty.add(stream);
      resolve(Buffer.concat(parts));
    });
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('The answer was closed before its end.')));
  });
}
