// Text from elsewhere on its way into a question: one line that forges no other and that no reader makes a link of.
import { plainText, quotedText } from '../text/plain-text.ts';

const KEY_ID = '(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})';
const ALIAS = 'alias/[\\w/-]{1,60}';
const KEY = new RegExp(
  `^(?:${KEY_ID}|${ALIAS}|arn:aws[a-z-]{0,20}:kms:[a-z0-9-]{1,30}:\\d{12}:(?:key/${KEY_ID}|${ALIAS}))$`,
);

/** What a person or a model wrote: in quotes, cut to 60 characters. */
export function quoted(text: string): string {
  return quotedText(unlinked(plainText(text, text.length)));
}

/** What AWS or this machine's configuration says: longer, without quotes. */
export function oneLine(text: string, limit = 256): string {
  return plainText(unlinked(plainText(text, text.length)), limit);
}

/** A key as the caller named it: whole when it has the form of an id, alias or ARN, which leaves no room for words. */
export function keyText(key: string): string {
  return KEY.test(key) ? key : quoted(key);
}

// Hosts show forms as plain text or as Markdown, and make links of both.
function unlinked(text: string): string {
  return text.replaceAll('://', ': //').replaceAll('](', '] (');
}
