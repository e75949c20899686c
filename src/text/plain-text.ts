// Text that people and AWS write reaches a model and a terminal: it may carry escape sequences, reversed
// reading order or invisible letters, and quote the secrets that they were given.

// Controls, formatting (zero-width, bidirectional), default-ignorable letters, line and paragraph separators; and half
// a surrogate pair, which JSON carries as an escape that strict readers refuse, and with it the whole answer.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu;

/** One line without control, zero-width or bidirectional characters, at most `limit` characters long. */
export function plainText(text: string, limit = 256): string {
  const line = text.replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(/ {2,}/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** JSON in one line: what nobody would see of it is an escape, so that it reads back as the same value. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(INVISIBLE, (letter) =>
    letter
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** The same as plainText, quoted and cut to 60 characters, for a place where a person reads it. */
export function quotedText(text: string): string {
  return `"${plainText(text, 60).replaceAll('"', "'")}"`;
}

const LEFT_OUT = '(left out)';
// A letter of base64, as it stands or as a query, JSON or XML writes it.
const LETTER = String.raw`[\w+/=-]|%(?:25)*(?:2[bf]|3d)|\\{1,8}(?:/|u00(?:2[bf]|3d))|&(?:amp;)?(?:#(?:43|47|61|x2[bf]|x3d)|plus|sol|equals);`;
// Between lines as `base64` breaks them, or what plainText takes out.
const BREAK = String.raw`(?<=[\w+/=;-]{8})(?:\s{0,8}[\r\n]\s{0,8}|\\{1,8}[nr]|&#(?:10|13|x0?[ad]);|%0[ad])+|(?!\s)${INVISIBLE.source}`;
// An ARN ends at what none holds. A comma and = may stand in a role's name; what follows them is looked at by itself.
const ARN = String.raw`\barn:aws[\w-]*:(?:[:.@*]|(?!=)(?:${LETTER}|${BREAK})){1,2048}`;
const OPAQUE = new RegExp(`${ARN}|(?:${LETTER})(?:${LETTER}|${BREAK}){39,}`, 'giu');
const BREAKS = new RegExp(BREAK, 'giu');

// What the AWS SDKs, helpers and proxies call their secrets; a ClientToken is none.
const NAME =
  '(?:(?:session|security|refresh|access|identity|id|auth|bearer)[-_ ]?token|secret[-_ ]?(?:access[-_ ]?)?key|access[-_ ]?key[-_ ]?id|client[-_ ]?secret|signature|passw(?:or)?d|passphrase|authorization)';
const QUOTE = String.raw`(?:\\{0,8}["']|&(?:amp;)?(?:quot|apos|#3[49]);|%2[27])`;
const SCHEME = String.raw`(?:(?:Bearer|Basic|Digest|Negotiate|Token|AWS4[\w-]+)\s+)?`;
const BEFORE = String.raw`${QUOTE}?\s{0,8}(?:=>|:|=(?!>)|%3[ad])\s{0,8}${SCHEME}|(?<=--[\w-]{1,40})\s+`;
// What stands in no quotes ends with its line, but for lines of base64, whose last one may be too short to be told by itself.
const MORE = `(?:(?:${BREAK})(?:${LETTER}){20,})*`;
const VALUE = String.raw`"(?:[^"\\]|\\.)+"?|'[^']+'?|\\{1,8}"[^"]+"?|${QUOTE}?(?:[^\s"'<&]|&(?:amp;)?#\w{1,6};)+${MORE}`;
const NAMED = new RegExp(
  String.raw`(${NAME}(?:${BEFORE}))(?!${SCHEME}\(left out)(?:${VALUE})|(${NAME}>)[^<(][^<]*`,
  'giu',
);
const USER_OF_URL = /(:\\{0,8}\/\\{0,8}\/)[^\s/?#"'<>]*@/g;

/**
 * Without what looks like a session token (base64 of several hundred characters), like a secret key (forty), or stands
 * behind the name of a secret, however it is written; and without the user and password of a URL. An ARN stays whole,
 * since a denial is of no use without it.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(USER_OF_URL, '$1')
    .replace(NAMED, `$1$2${LEFT_OUT}`)
    .replace(OPAQUE, (run) => {
      if (/^arn:/i.test(run))
        return run.replace(/[^:.@*]{40,}/g, (part) => (isRandom(unwritten(part)) ? LEFT_OUT : part));
      const text = unwritten(run);
      // Several lines may be of words and ids, each by itself of one kind.
      const isSecret = isMixed(text) && !isPath(text) && (run.search(BREAKS) < 0 || run.split(BREAKS).some(isMixed));
      return isSecret ? LEFT_OUT : run;
    });
}

/** The value of a setting: also without the query of a URL, and without user and password where it is no sound URL. */
export function withoutSettingSecrets(value: string): string {
  const url = /^(.*?:\/\/)(.*@)?([^?#]*)(.*)$/s.exec(value);
  if (url) return withoutSecrets(`${url[1]}${url[3]}${url[4] ? `?${LEFT_OUT}` : ''}`);
  // user:password@host has the form of dynamodb:TABLE@REGION.
  return withoutSecrets(value.replace(/^(?!dynamodb:)[\w.+-]+:[^\s:@/]+@/, ''));
}

const WRITTEN_SLASH = /%(?:25)*2f|\\{1,8}(?:\/|u002f)|&(?:amp;)?(?:#(?:47|x2f)|sol);/gi;

/** In one line, each slash as one, and a plus for each other letter that is written in another way. */
function unwritten(run: string): string {
  return run
    .replace(BREAKS, '')
    .replace(WRITTEN_SLASH, '/')
    .replace(/%(?:25)*\w\w|\\{1,8}u00\w\w|&[\w#;]+;/g, '+');
}

function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/** Base64 has a slash in 64 characters. */
function isPath(text: string): boolean {
  return text.startsWith('/') && text.split('/').length - 1 > text.length / 12;
}

// A third of base64 looks like these. Names that CloudFormation and IAM Identity Center make end in ids.
const WORDS = /[\da-f-]{8,}|[\dA-F]{8}|-[\dA-Z]{12,13}|[A-Z][a-z]{2,}|[a-z]{3,}|[A-Z]{5,}|\d{4,}/g;

/** Whether forty characters somewhere are hardly made of words and ids: no name that a person or a service gives. */
export function isRandom(text: string): boolean {
  const rest = text.replace(WORDS, (word) => ' '.repeat(word.length));
  for (let at = 0; at + 40 <= text.length; at++) {
    const some = text.slice(at, at + 40);
    const odd = rest.slice(at, at + 40).replaceAll(' ', '').length;
    // A secret key has no dash, and nearly every name that a service makes has one.
    if (odd > (/[-_]/.test(some) ? 30 : 15) && isMixed(some)) return true;
  }
  return false;
}
