// What was found, as a page for a terminal and as JSON.
import { wrapWords } from '../../text/wrap-words.ts';
import type { Paint } from '../paint.ts';
import { type Check, type CheckSection, exitCodeOf, hideSecrets, type Level } from './check.ts';

const MARKS: Record<Level, string> = { ok: '✓', warn: '!', fail: '✗' };
const LABEL = 13;
const INDENT = '  ';
const ENVIRONMENT =
  'This is what a server finds that is started from here. A host may give its server other options, another environment and another folder: run this with the same options.';

export function screen(sections: readonly CheckSection[], simulated: boolean, paint: Paint): string {
  const lines = sections.flatMap(({ title, checks }) => [
    paint.bold(title),
    ...checks.flatMap((check) => checkLines(check, paint)),
    '',
  ]);
  return [
    ...(simulated ? [paint.badge('SIMULATED – nothing exists in AWS.'), ''] : []),
    ...lines,
    paint.bold(summary(sections)),
    ...wrapWords(ENVIRONMENT, paint.width).map(paint.dim),
    '',
  ].join('\n');
}

function checkLines({ level, label, message, advice }: Check, paint: Paint): string[] {
  const colour = { ok: paint.good, warn: paint.warn, fail: paint.bad }[level];
  const before = INDENT.length + 2 + LABEL;
  const [first = '', ...more] = wrapWords(message, paint.width - before);
  const hang = ' '.repeat(before);
  const [todo = '', ...rest] = advice ? wrapWords(advice, paint.width - before - 2) : [];
  return [
    `${INDENT}${colour(MARKS[level])} ${label.padEnd(LABEL)}${first}`,
    ...more.map((line) => hang + line),
    ...(advice ? [`${hang}→ ${todo}`, ...rest.map((line) => `${hang}  ${line}`)] : []),
  ];
}

function summary(sections: readonly CheckSection[]): string {
  const count = (level: Level) => sections.flatMap(({ checks }) => checks).filter((one) => one.level === level).length;
  const [fails, warns] = [count('fail'), count('warn')];
  if (fails + warns === 0) return 'Everything that was looked at works.';
  const things = (n: number, what: string) => `${n} ${n === 1 ? 'thing' : 'things'} to ${what}`;
  return `${[
    ...(fails > 0 ? [`${things(fails, 'fix')} (${MARKS.fail})`] : []),
    ...(warns > 0 ? [`${things(warns, 'look at')} (${MARKS.warn})`] : []),
  ].join(', ')}.`;
}

/** `table`: how the table of the record is made, where there is to be one. */
export function json(sections: readonly CheckSection[], simulated: boolean, table?: object): string {
  const checks = sections.flatMap(({ title, checks: some }) => some.map((check) => ({ section: title, ...check })));
  return `${JSON.stringify({ exitCode: exitCodeOf(sections), simulated, checks, ...(table ? { table } : {}) }, null, 2)}\n`;
}

/** Every text of them without the secrets. */
export function withoutSecrets(sections: readonly CheckSection[], secrets: readonly string[]): CheckSection[] {
  const hide = (text: string) => hideSecrets(text, secrets);
  return sections.map(({ title, checks }) => ({
    title,
    checks: checks.map(({ message, advice, facts, ...check }) => ({
      ...check,
      message: hide(message),
      ...(advice === undefined ? {} : { advice: hide(advice) }),
      ...(facts === undefined
        ? {}
        : {
            facts: Object.fromEntries(
              Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? hide(fact) : fact]),
            ),
          }),
    })),
  }));
}
