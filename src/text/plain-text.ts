// Text that people and AWS write reaches a model and a terminal: it may carry escape sequences, reversed
// reading order or invisible letters.

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
