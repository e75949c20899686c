// The report of a run: what was assumed, what was observed, which switch to turn, and the replies without what is private.

import type { Outcome } from '../experiment.ts';
import { NOT_TRIED } from '../experiments/catalogue.ts';
import type { Result, RunResults } from '../run-experiments.ts';
import type { RunPlan } from '../run-plan.ts';
import type { Redact } from './redact.ts';

// A page of a large account must not fill the report.
const BODY_CHARACTERS = 4_000;

/** Markdown. @param at when the run began, as ISO text */
export function renderReport({ region }: RunPlan, found: RunResults, at: string, redact: Redact): string {
  const { results, left } = found;
  const rows = results.map(({ experiment, outcome }) =>
    [experiment.id, experiment.assumed, shown(outcome, redact), verdict(outcome), turn(outcome, experiment.switch)]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  return [
    `# Experiments in ${region}, ${at}`,
    '',
    ...summary(found),
    ...(left.length === 0 ? [] : ['', `Not removed: ${left.length}; see the journal.`]),
    '',
    '| Experiment | Assumed | Observed | Verdict | Switch to turn |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    '## Not tried',
    '',
    ...Object.entries(NOT_TRIED).map(([name, why]) => `- \`${name}\`: ${why}`),
    '',
    '## Replies',
    ...results.flatMap((result) => renderReplies(result, redact)),
    '',
  ].join('\n');
}

/** How many ended in which way, and whether somebody stopped the run. */
export function summary({ results, notBegun }: RunResults): string[] {
  const count = (name: string) => results.filter(({ outcome }) => verdict(outcome) === name).length;
  const names = ['as assumed', 'differs', 'not settled', 'lacking'];
  const counted = `${results.length} experiments: ${names.map((name) => `${count(name)} ${name}`).join(', ')}.`;
  if (notBegun === undefined) return [counted];
  return [counted, `The run was stopped. Experiments not begun: ${notBegun}.`];
}

function verdict(outcome: Outcome): string {
  if (outcome.kind === 'open') return 'not settled';
  if (outcome.kind === 'lacking') return 'lacking';
  return outcome.fits ? 'as assumed' : 'differs';
}

function shown(outcome: Outcome, redact: Redact): string {
  return redact(outcome.kind === 'observed' ? outcome.observed : outcome.why);
}

function turn(outcome: Outcome, name: string | undefined): string {
  if (outcome.kind !== 'observed' || outcome.fits) return '';
  const [entry] = Object.entries(outcome.turn ?? {});
  if (entry !== undefined) return `\`${entry[0]}: ${JSON.stringify(entry[1])}\``;
  return name === undefined ? 'none: a rule of src/simulator/' : `\`${name}\`, which has no value for this yet`;
}

function renderReplies({ experiment, exchanges, omitted }: Result, redact: Redact): string[] {
  return [
    '',
    `### ${experiment.id}`,
    '',
    experiment.question,
    ...exchanges.flatMap(({ request, status, body }) => {
      const text = redact(body);
      const cut = text.length > BODY_CHARACTERS ? `${text.slice(0, BODY_CHARACTERS)}\n(cut)` : text;
      return ['', '```', redact(request), `HTTP ${status}`, cut, '```'];
    }),
    ...(exchanges.length > 0 ? [] : ['', 'It sent nothing: it reads what an earlier experiment was answered.']),
    ...(omitted === 0 ? [] : ['', `${omitted} more exchanges are not shown.`]),
  ];
}
