// The question as a page: the same facts as in a form, the harmless button first.
import { GROUP_TITLES, type GroupName, type Question, whoAsks } from '../../consent/question-text.ts';
import { escapeText, renderFacts, renderPage, renderText } from './page-frame.ts';

export interface QuestionView {
  question: Question;
  /** Goes back with the decision. */
  formToken: string;
  /** Said before everything else: why the last decision did not count. */
  alert?: string;
  /** Set while "Copy" has to wait: how many seconds after the opening it counts. */
  copyWaits?: number;
  /** ms since the epoch. */
  now: number;
}

// Beside each other where there is room: what the copy gets on the left, what it shares with its source on the right.
const COLUMNS: readonly (readonly GroupName[])[] = [
  ['changes', 'tags'],
  ['stays', 'place'],
];

/** Nothing takes the focus: a key pressed as the page pops up decides nothing. */
export function renderQuestion({ question, formToken, alert, copyWaits, now }: QuestionView): string {
  const { title, volume, warnings, expiresAt } = question;
  return renderPage({
    title: alert ? `Not decided: ${title}` : title,
    simulated: question.simulated,
    // Then it says that its time is over.
    refresh: { seconds: Math.max(1, Math.ceil((expiresAt - now) / 1000) + 1) },
    body: `${alert ? `<p class="alert" role="alert">${renderText(alert)}</p>\n` : ''}<h1>${renderText(title)}</h1>
<div class="volume">
${renderFacts(volume)}
</div>
<p class="lead">${whoAsks(question)} Nothing has been created yet, and the source volume stays as it is. Check that this is what you mean.</p>
${renderWarnings(warnings)}${renderGroup('cost', question)}
<div class="columns">
${COLUMNS.map((names) => `<div>\n${names.map((name) => renderGroup(name, question)).join('\n')}\n</div>`).join('\n')}
</div>
<form method="post" autocomplete="off" aria-label="Your decision">
<input type="hidden" name="form" value="${escapeText(formToken)}">
<button name="decision" value="decline">Don’t copy</button>
<button class="yes" name="decision" value="copy">Copy</button>
<p class="soft until">${copyWaits === undefined ? '' : `“Copy” counts from ${copyWaits} seconds after this page was opened. `}This question expires at ${timeOfDay(expiresAt)}. Closing the page copies nothing.</p>
</form>`,
  });
}

function renderWarnings(warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  return `<section class="warnings" aria-labelledby="warnings">
<h2 id="warnings">${warnings.length === 1 ? 'Warning' : 'Warnings'}</h2>
<ul>
${warnings.map((warning) => `<li>${renderText(warning)}</li>`).join('\n')}
</ul>
</section>
`;
}

function renderGroup(name: GroupName, { groups }: Question): string {
  return `<section class="group ${name}" aria-labelledby="${name}">
<h2 id="${name}">${GROUP_TITLES[name]}</h2>
${groups[name].length > 0 ? renderFacts(groups[name]) : '<p>Nothing.</p>'}
</section>`;
}

/** Of this machine, whose screen the page is on. */
function timeOfDay(ms: number): string {
  const moment = new Date(ms);
  return `<time datetime="${moment.toISOString()}">${moment.toTimeString().slice(0, 5)}</time>`;
}
