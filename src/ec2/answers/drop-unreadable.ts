// Takes times and numbers that are none out of an answer of EC2. The AWS SDK fails the whole answer for one of them
// (client-ec2 3.1169), so an empty creation time of one volume would hide a page of others.
import type { Readable } from 'node:stream';
import { collectXml } from './collect-stream.ts';

const TIMES = 'createTime|attachTime|startTime|endTime|notBefore|notAfter|launchTime';
const NUMBERS = 'progress|size|iops|throughput|estimatedTimeToCompleteInSeconds';
// What a person wrote is escaped on the wire, so that it cannot look like one of these.
const FIELDS = new RegExp(`<(${TIMES}|${NUMBERS})(?:\\s*/>|>([^<]*)</\\1>)`, 'g');
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const IS_NUMBER = new RegExp(`^(?:${NUMBERS})$`);

/** The bytes of an answer, without the fields that the SDK cannot read; rejects as `collectXml` does. */
export async function collectReadable(stream: Readable): Promise<Uint8Array> {
  return dropUnreadable(await collectXml(stream));
}

function dropUnreadable(bytes: Uint8Array): Uint8Array {
  // One letter a byte, so that every other byte stays what it is.
  const xml = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let dropped = false;
  const readable = xml.replace(FIELDS, (field, name: string, text = '') => {
    if (IS_NUMBER.test(name) ? NUMBER.test(text) : TIME.test(text) && !Number.isNaN(Date.parse(text))) return field;
    dropped = true;
    return '';
  });
  return dropped ? Buffer.from(readable, 'latin1') : bytes;
}
