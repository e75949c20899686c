// The text of --help.
import { wrapWords } from '../text/wrap-words.ts';
import { COMMANDS, isOptionOf, OPTIONS, type Option, placeholder } from './options.ts';

const NAME = 22;
const INDENT = '  ';
// Where text stands beside a name that is this long; on a narrower terminal it stands below.
const LEAST_BESIDE = 80;
const WIDEST = 120;

/** `columns` of the terminal; where there is none, a line an option, for whoever searches in it. */
export function helpText(version: string, columns?: number): string {
  const rows = (options: readonly Option[]) =>
    options.flatMap((option) => {
      const variable = option.env ? `; ${option.env}` : '';
      // What only a command line can ask for is off until it is asked for.
      const isAction = option.default === 'off' && !option.env;
      const words = isAction ? option.prose : `${option.prose} (default: ${option.default}${variable})`;
      return describe(`--${option.name}${placeholder(option)}`, words, columns);
    });
  const all = OPTIONS as readonly Option[];
  return [
    ...wrap(`ebs-copy-mcp ${version}: an MCP server that copies Amazon EBS volumes. A rehearsal by default.`, columns),
    '',
    'ebs-copy-mcp [command] [options]',
    ...Object.entries(COMMANDS).flatMap(([name, prose]) => describe(name, prose, columns)),
    '',
    'Options:',
    ...rows(all.filter(({ command }) => command === 'serve' || command === 'any')),
    '',
    ...wrap('Options of serve-http, beside those above, where --mode is plan by default:', columns),
    ...rows(all.filter((option) => isOptionOf('serve-http', option))),
    '',
    'Options of simulate:',
    ...rows(all.filter((option) => option.command === 'simulate')),
    '',
    'Options of doctor, beside those of the server:',
    ...rows(all.filter((option) => isOptionOf('doctor', option))),
    '',
    ...wrap('Options of iam-policy, beside --mode, --region, --account, --require-tag and --unstamped:', columns),
    ...rows(all.filter((option) => option.command === 'iam-policy')),
    '',
    ...wrap('Options of connect, beside those that the server shall start with:', columns),
    ...rows(all.filter((option) => option.command === 'connect')),
    '',
  ].join('\n');
}

/** A name and what it means, beside it or below it. */
function describe(name: string, words: string, columns: number | undefined): string[] {
  if (columns === undefined) return [`${INDENT}${name.padEnd(NAME)} ${words}`];
  const before = columns < LEAST_BESIDE ? INDENT.length * 2 : INDENT.length + NAME + 1;
  const lines = wrap(words, columns, before).map((line) => ' '.repeat(before) + line);
  const head = INDENT + name.padEnd(NAME);
  if (columns < LEAST_BESIDE || name.length > NAME) return [head.trimEnd(), ...lines];
  return [`${head} ${lines[0]?.trimStart() ?? ''}`, ...lines.slice(1)];
}

function wrap(text: string, columns: number | undefined, before = 0): string[] {
  return columns === undefined ? [text] : wrapWords(text, Math.min(columns, WIDEST) - before);
}
