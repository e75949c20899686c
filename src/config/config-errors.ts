// Parts of the sentences that say what is wrong with a configuration.
import { nearest } from '../text/closest-name.ts';

/** " Did you mean --region?", or what is known; `prefix` stands before each name. */
export function suggestion(given: string, known: readonly string[], prefix = ''): string {
  const name = nearest(given.replace(/^-+/, ''), known);
  return name ? ` Did you mean ${prefix}${name}?` : ` Known: ${known.map((one) => prefix + one).join(', ')}.`;
}

/** What was given, as one line of at most 60 ASCII characters: it may come from a file that anybody can write to. */
export function printable(text: string): string {
  const line = text.replace(/[^\x20-\x7e]/g, '?');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
