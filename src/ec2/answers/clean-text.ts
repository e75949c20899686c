// Text and ids of others, where they enter: whatever is handed on from here can stand in a sentence, a terminal or a
// command. Forms: EC2 user guide, "Resource IDs"; IAM user guide, "ARNs"; both read 2026-11.
import { plainText, withoutSecrets } from '../../text/plain-text.ts';

/** An id of this kind in its form (8 hex digits before 2018, 17 since); absent when it has another. */
export function resourceId(kind: 'vol' | 'i' | 'snap', text: string | undefined): string | undefined {
  return text !== undefined && ID_FORMS[kind].test(text) ? text : undefined;
}

const ID_FORMS = {
  vol: /^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  i: /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  snap: /^snap-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
} as const;

/** A word of AWS's: a state, a type, a zone, an account, a device. */
export function awsWord(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w./:-]{1,64}$/.test(text) ? text : undefined;
}

/** An ARN, a key id or an alias. */
export function arnOrId(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w:/+=,.@-]{1,2048}$/.test(text) ? text : undefined;
}

/** An ARN of any partition. */
export function arn(text: string | undefined): string | undefined {
  return text !== undefined && /^arn:aws[\w-]*:[\w:/+=,.@-]{1,2048}$/.test(text) ? text : undefined;
}

/**
 * The unique id of whoever calls, which a session or a federated user follows behind a colon, often as an e-mail address
 * (IAM user guide, "Unique identifiers"; AWS STS API reference, RoleSessionName).
 */
export function userId(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w+=,.@:-]{1,256}$/.test(text) ? text : undefined;
}

/** What a person wrote, in one line. */
export function writtenText(text: string | undefined): string | undefined {
  return text === undefined || PLAIN.test(text) ? text : plainText(text);
}

// A scan reads 100,000 volumes with their tags, and nearly all of them are this.
const PLAIN = /^(?:[!-~](?: (?=[!-~]))?){0,256}$/;

// AWS's message for 200 unknown ids has 5,000 characters, and each of them is read.
const MOST_MESSAGE = 8_192;

/** A message of AWS, of a helper or of the network: one line, without what looks like a secret. */
export function messageText(text: string, most = MOST_MESSAGE): string {
  return plainText(withoutSecrets(text.slice(0, 4 * MOST_MESSAGE)), most);
}

const ENCODED = /(Encoded authorization failure message:)\s*([\w+/=-]{1,16384})/i;

/** A message and the encoded part of a denial, which only `aws sts decode-authorization-message` reads. */
export function splitEncoded(message: string): { message: string; encodedMessage?: string } {
  const encoded = ENCODED.exec(message)?.[2];
  return encoded === undefined
    ? { message: messageText(message) }
    : { message: messageText(message.replace(ENCODED, '$1 (left out)')), encodedMessage: encoded };
}

/** A request id of AWS's; absent when it is none. */
export function requestIdText(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w-]{1,64}$/.test(text) ? text : undefined;
}

/** An error code of AWS's, or the name of an error. */
export function awsCodeText(text: string | undefined): string {
  return text !== undefined && /^[\w.:-]{1,80}$/.test(text) ? text : 'unknown';
}
