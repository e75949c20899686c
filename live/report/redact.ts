// Replies without what belongs to an account: its number, ARNs, keys, tag values, request ids, ids of things.

/** Replaces what is private; the same id becomes the same stand-in in every text of one redactor. */
export type Redact = (text: string) => string;

// The account number of AWS's own documentation.
const ACCOUNT = '111122223333';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
// A comma ends an ARN, unless more of it follows: names of sessions and roles may have one.
const ARN = /arn:(aws[\w-]*):([a-z0-9-]+):([a-z0-9-]*):((?:[^\s<"'&,]|,(?=[\w+=.@-]))*)/g;
// IAM user guide, "IAM identifiers" (2026): unique ids, and for a role the name of the session after it.
const PRINCIPAL = /\bA[A-Z]{2}A[A-Z0-9]{8,}(?::([\w+=,.@-]+))?/g;
/** What is private for its place; the same words are private wherever else they stand. */
const PLACES: readonly (readonly [place: RegExp, standIn: string])[] = [
  [/(<[vV]alue(?:\s[^>]*)?>)([^<]*)/g, 'TAG-VALUE'],
  [/(\.Tag\.\d+\.Value=)([^&\s]*)/g, 'TAG-VALUE'],
  [/(Filter\.\d+\.Name=tag:[^&\s]*&Filter\.\d+\.Value\.\d+=)([^&\s]*)/g, 'TAG-VALUE'],
  [/(<request(?:Id|ID)(?:\s[^>]*)?>|\bRequest(?:[ -]ID:?|ID:) ?)([^<\s),;]+)/gi, 'REQUEST-ID'],
  [/(alias\/)(?!aws\/ebs\b)([\w./-]+)/g, 'REPLACED'],
];
// Shorter words, numbers, and words that EC2 itself writes are no secrets, and replies could not be read without them.
const LEAST_LETTERS = 4;
const EC2_WORDS =
  /^(?:\d+|true|false|none|default|standard|available|in-use|creating|deleting|deleted|error|attach(?:ed|ing)|completed|initializing|(?:assumed-)?role|user|volume|snapshot|instance|alias|policy|group|[a-z]{2}(?:-[a-z]+)+-\d[a-z]?)$/i;

/** @param texts known beforehand: what is private in one is so in those that come before it */
export function createRedactor(texts: readonly string[] = []): Redact {
  const known = new Map<string, string>();
  const learned = new Map<string, string>();
  let pattern = /$^/g;
  let patternOf = 0;
  const learn = (words: string | undefined, standIn: string) => {
    for (const word of [words, words && plain(words)])
      if (word && word.length >= LEAST_LETTERS && !EC2_WORDS.test(word)) learned.set(word, standIn);
  };
  const learnFrom = (text: string) => {
    for (const [place, standIn] of PLACES) for (const [, , words] of text.matchAll(place)) learn(words, standIn);
    for (const [, , , , resource = ''] of text.matchAll(ARN))
      for (const part of resource.split(/[:/,]/)) learn(part, 'REPLACED');
    for (const [, session] of text.matchAll(PRINCIPAL)) learn(session, 'REPLACED');
  };
  const standIn = (prefix: string, id: string): string => {
    const stand = known.get(id) ?? `${prefix}-${String(known.size + 1).padStart(17, '0')}`;
    known.set(id, stand);
    return stand;
  };
  for (const text of texts) learnFrom(decodeForm(text));
  return (encoded) => {
    const text = decodeForm(encoded);
    learnFrom(text);
    const places = PLACES.reduce((sum, [place, stand]) => sum.replace(place, `$1${stand}`), text);
    const shown = places
      .replace(/(Encoded authorization failure message: )[\w-]+/g, '$1ENCODED')
      .replace(/(<nextToken>|NextToken=)[^<&\s]*/g, '$1NEXT-TOKEN')
      .replace(/(ClientToken=)[^&\s]*/g, '$1CLIENT-TOKEN')
      .replace(ARN, `arn:$1:$2:$3:${ACCOUNT}:REPLACED`)
      .replace(/mrk-[0-9a-f]{32}/g, 'mrk-KEY-ID')
      .replace(UUID, 'UUID')
      .replace(/\b[0-9a-f]{32}\b/gi, 'HEX-ID')
      .replace(/\b([a-z]{1,12})-(?:[0-9a-f]{8,17})\b/g, (id, prefix: string) => standIn(prefix, id))
      .replace(PRINCIPAL, 'PRINCIPAL-ID')
      .replace(/(?<![\w-])\d{4}-\d{4}-\d{4}(?![\w-])/g, ACCOUNT)
      .replace(/(?<!\d)\d{12}(?!\d)/g, ACCOUNT);
    if (patternOf !== learned.size) pattern = anyOf([...learned.keys()]);
    patternOf = learned.size;
    return shown.replace(pattern, (word) => learned.get(word) ?? word);
  };
}

/** Longer words first; names of elements stay. */
function anyOf(words: string[]): RegExp {
  const escaped = words
    .sort((one, other) => other.length - one.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<!\\w|</?)(?:${escaped.join('|')})(?!\\w)`, 'g');
}

/** Words as a person typed them, from a form or from XML. */
function plain(words: string): string {
  const text = words.replaceAll('+', ' ').replace(/%[0-9A-F]{2}/gi, (code) => {
    const letter = Number.parseInt(code.slice(1), 16);
    return letter < 0x80 ? String.fromCharCode(letter) : code;
  });
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** A form body with the colons and slashes of ARNs as they are, so that they are found. */
function decodeForm(text: string): string {
  return text.replace(/%3A/gi, ':').replace(/%2F/gi, '/');
}
