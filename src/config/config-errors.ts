// Parts of the sentences that say what is wrong with a configuration.
import { nearest } from '../text/closest-name.ts';
import { withoutSettingSecrets } from '../text/plain-text.ts';

/** " Did you mean --region?", or what is known; `prefix` stands before each name. */
export function suggestion(given: string, known: readonly string[], prefix = ''): string {
  const name = nearest(given.replace(/^-+/, ''), known);
  return name ? ` Did you mean ${prefix}${name}?` : ` Known: ${known.map((one) => prefix + one).join(', ')}.`;
}

/** What was given, as one line of 60 ASCII characters: from a file that anybody can write to, or a secret misplaced. */
export function printable(text: string): string {
  const line = withoutSettingSecrets(text).replace(/[^\x20-\x7e]/g, '?');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
