// The report of a run: what was assumed, what was observed, which switch to turn, and the replies without what is private.

import type { Outcome } from '../experiment.ts';
import { NOT_TRIED } from '../experiments/catalogue.ts';
import type { Result, RunResults } from '../run-experiments.ts';
import type { RunPlan } from '../run-plan.ts';
import type { Redact } from './redact.ts';

// A page of a large account must not fill the report.
const BODY_CHARACTERS = 4_000;

/** Markdown. @param at when the run began, as ISO text */
export function renderReport({ region }: RunPlan, { results, left }: RunResults, at: string, redact: Redact): string {
  const rows = results.map(({ experiment, outcome }) =>
    [experiment.id, experiment.assumed, shown(outcome, redact), verdict(outcome), turn(outcome, experiment.switch)]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  return [
    `# Experiments in ${region}, ${at}`,
    '',
    summary(results),
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

/** One line a kind of outcome. */
export function summary(results: readonly Result[]): string {
  const count = (name: string) => results.filter(({ outcome }) => verdict(outcome) === name).length;
  const names = ['as assumed', 'differs', 'not settled', 'lacking'];
  return `${results.length} experiments: ${names.map((name) => `${count(name)} ${name}`).join(', ')}.`;
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
