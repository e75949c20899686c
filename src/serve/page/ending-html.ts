// What came of a question, as pages that end: what happened, then what to do. One of them waits, and not for ever.
import type { Fact, Question } from '../../consent/question-text.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';
import { renderFacts, renderPage, renderText } from './page-frame.ts';

type Mark = 'good' | 'bad' | 'open' | 'calm';
const SIGNS: Readonly<Record<Mark, string>> = { good: '✓', bad: '✕', open: '?', calm: '–' };

interface EndingParts {
  mark: Mark;
  headline: string;
  lines: readonly (string | undefined)[];
  facts?: readonly Fact[];
}

/** What came of a yes. */
export function renderOutcome(question: Question, result: CopyResult): string {
  const { outcome, summary, created, dataAsOf, error, Volumes = [] } = result;
  const [first] = Volumes;
  const facts: Fact[] = Volumes.flatMap((volume) => [
    { label: 'New volume', value: volume.VolumeId },
    ...(volume.State ? [{ label: 'State', value: volume.State }] : []),
    ...(volume.Size || volume.VolumeType
      ? [
          {
            label: 'Size and type',
            value: [volume.Size && `${volume.Size} GiB`, volume.VolumeType].filter(Boolean).join(' '),
          },
        ]
      : []),
  ]);
  if (dataAsOf) facts.push({ label: 'Data as of', value: dataAsOf });
  if (error) facts.push({ label: 'Code', value: error.awsCode ?? error.code });
  if (error?.requestId) facts.push({ label: 'Request', value: error.requestId });
  if (outcome === 'copied' && first !== undefined) {
    return renderEnding(question, {
      mark: 'good',
      headline: `${first.VolumeId} was created`,
      lines: [
        created === 'earlier' ? 'It had been made before. No second volume was made.' : undefined,
        attachable(first.State),
        'The assistant is told.',
      ],
      facts,
    });
  }
  const unknown = outcome === 'unknown';
  return renderEnding(question, {
    mark: unknown ? 'open' : 'bad',
    headline: unknown ? 'Not known whether a volume was created' : 'Nothing was copied',
    lines: [summary, error?.nextStep, 'The assistant is told.'],
    facts,
  });
}

/** For a person, who looks once: an answer to a model says when to ask again. */
function attachable(state: string | undefined): string {
  if (state === 'available') return 'It can be attached.';
  if (state === undefined || state === 'creating') {
    return 'It can be attached once its state is available; the assistant can say when that is.';
  }
  return `Its state is ${state}.`;
}

export function renderDeclined(question: Question): string {
  return renderEnding(question, {
    mark: 'calm',
    headline: 'Nothing was copied',
    lines: ['You said no. The assistant is told so.'],
  });
}

export function renderExpired(question: Question): string {
  return renderEnding(question, {
    mark: 'calm',
    headline: 'This question has expired',
    lines: ['Nothing was copied from here. If you want the copy, tell the assistant: it can ask again.'],
  });
}

/** `why`: one sentence. */
export function renderWithdrawn(question: Question, why: string): string {
  return renderEnding(question, {
    mark: 'calm',
    headline: 'This question is settled',
    lines: [why, 'Nothing was copied from this page, and nothing is left to decide here.'],
  });
}

export function renderOpenedTwice(question: Question): string {
  return renderEnding(question, {
    mark: 'bad',
    headline: 'This question was closed: it was opened twice',
    lines: [
      'Its address works once, and a second program opened it: perhaps one of another user of this machine. Nobody could tell any more who says yes. Nothing was copied from here.',
      'If you want the copy, tell the assistant: it can ask again, with a new address.',
    ],
  });
}

/** `resultPath`: where the answer will be. */
export function renderWorking(question: Question, resultPath: string): string {
  return renderPage({
    title: 'Making the copy…',
    simulated: question.simulated,
    refresh: { seconds: 1, to: resultPath },
    body: `<div class="result">
<span class="sign turning" aria-hidden="true"></span>
<div role="status">
<h1>Making the copy…</h1>
<p>You said yes, and the copy has been asked for. What comes of it appears here within two minutes.</p>
</div>
</div>
<p class="soft">The question was: ${renderText(question.title)}</p>`,
  });
}

/** The answer did not come in time. */
export function renderUnanswered(question: Question): string {
  return renderEnding(question, {
    mark: 'open',
    headline: 'Not known yet whether a volume was created',
    lines: [
      'You said yes, and no answer has come since. The copy may have been made.',
      'Ask the assistant what came of it: the same call with the same ClientToken finds out and makes no second volume.',
    ],
  });
}

export function renderNote(title: string, line = ''): string {
  return renderPage({
    title,
    simulated: false,
    body: `<h1>${renderText(title)}</h1>${line ? `\n<p>${renderText(line)}</p>` : ''}`,
  });
}

function renderEnding(question: Question, { mark, headline, lines, facts = [] }: EndingParts): string {
  return renderPage({
    title: headline,
    simulated: question.simulated,
    body: `<div class="result ${mark}">
<span class="sign" aria-hidden="true">${SIGNS[mark]}</span>
<div>
<h1>${renderText(headline)}</h1>
${lines.flatMap((line) => (line ? [`<p>${renderText(line)}</p>`] : [])).join('\n')}
</div>
</div>
${facts.length > 0 ? `<div class="facts">\n${renderFacts(facts)}\n</div>\n` : ''}<p class="soft">The question was: ${renderText(question.title)} You can close this page.</p>`,
  });
}
