// Collects the bytes of an answer within bounds, and remembers which were empty.
import type { Readable } from 'node:stream';

// An empty answer need not say that its length is 0.
const empty = new WeakSet<object>();

/** Whether this answer was collected and had no bytes. */
export function wasEmpty(stream: object): boolean {
  return empty.has(stream);
}

// The largest pages this product asks for: 500 volumes with 50 tags each are about 4 MB and 200,000 elements' ends and
// beginnings, 200 instances with 50 tags and 28 devices each 250,000. What is read as XML takes memory by these more
// than by bytes (7 MB of one-letter tags: 230 MB), and a text in proportion to its length hundredfold.
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_MARKS = 400_000;
const MOST_TEXT_BYTES = 64 * 1024;
// Beside the handler's limit on silence: a body that trickles is never silent.
const BODY_MS = 25_000;

/** The answer is larger than one of the bounds above. */
class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge';
}

/** A body that did not end; named as the AWS SDK names its own. */
class BodyTimeout extends Error {
  override name = 'TimeoutError';
}

/**
 * The bytes of an answer; rejects when it is cut, too large, or does not end. In place of the AWS SDK's own, which has
 * no bounds and first asks whether the stream is one of the web's, and so makes Node load those: 4 ms of the first
 * call (Node 20, @smithy/core 3.41, 2026-11).
 */
export function collectStream(stream: Readable): Promise<Uint8Array> {
  return collect(stream, () => true);
}

/** The same for an answer in XML, whose elements and texts are bounded too. */
export function collectXml(stream: Readable): Promise<Uint8Array> {
  return collect(stream, createXmlMeasure());
}

function collect(stream: Readable, measure: (part: Uint8Array) => boolean): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    const giveUp = (why: Error) => {
      clearTimeout(limit);
      reject(why);
      stream.destroy();
    };
    const limit = setTimeout(() => giveUp(new BodyTimeout('The answer did not end in time.')), BODY_MS);
    stream.on('data', (part: Uint8Array) => {
      size += part.length;
      if (size > MOST_BYTES || !measure(part)) giveUp(new AnswerTooLarge('The answer is larger than any of AWS.'));
      else parts.push(part);
    });
    stream.once('end', () => {
      clearTimeout(limit);
      if (parts.length === 0) empty.add(stream);
      resolve(Buffer.concat(parts));
    });
    stream.once('error', giveUp);
    stream.once('close', () => giveUp(new Error('The answer was closed before its end.')));
  });
}

const MARK = 60;

/** False as soon as the parts so far have too many `<`, or too much between two of them. */
function createXmlMeasure(): (part: Uint8Array) => boolean {
  let marks = 0;
  let text = 0;
  return (part) => {
    for (const byte of part) {
      text += 1;
      if (byte !== MARK) continue;
      if (text > MOST_TEXT_BYTES) return false;
      marks += 1;
      text = 0;
    }
    return marks <= MOST_MARKS && text <= MOST_TEXT_BYTES;
  };
}
