// The page's words and looks. Pure; complete without scripts, pictures or fonts from anywhere.
import type { Fact, Question } from '../../consent/question-text.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';

export const STYLE = `
:root{color-scheme:light dark;--ground:#f3f4f6;--card:#fff;--ink:#16191f;--soft:#565f6c;--line:#dfe3e8;--accent:#0b5cad;--on-accent:#fff;--warn:#fff6e0;--warn-edge:#c77700}
@media (prefers-color-scheme:dark){:root{--ground:#0f1318;--card:#191f27;--ink:#e9edf2;--soft:#a3adba;--line:#313a46;--accent:#6db3f8;--on-accent:#06192d;--warn:#2e2410;--warn-edge:#e0a030}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:44rem;margin:clamp(0rem,5vh,3rem) auto;padding:clamp(1.25rem,4vw,2.25rem);background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{margin:.25rem 0 .75rem;font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
h2{margin:0 0 .25rem;font-size:1rem}
p{margin:.5rem 0}
.id{white-space:nowrap}
.of{margin:0;color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}
.note,.warnings{margin:1.25rem 0;padding:.75rem 1rem;border-left:.25rem solid var(--warn-edge);border-radius:.25rem;background:var(--warn);overflow-wrap:anywhere}
.note{font-weight:600}
ul{margin:0;padding-left:1.25rem}
li{margin:.25rem 0}
dl{margin:1.25rem 0;border-top:1px solid var(--line)}
dl div{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.25rem 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
form{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0 .75rem}
button{min-height:2.75rem;padding:.5rem 1.5rem;border:1px solid var(--soft);border-radius:.5rem;background:var(--card);color:var(--ink);font:inherit;font-weight:600;cursor:pointer}
button.yes{border-color:var(--accent);background:var(--accent);color:var(--on-accent)}
button:hover{filter:brightness(1.08)}
button:focus-visible{outline:.1875rem solid var(--ink);outline-offset:.1875rem}
@media (max-width:32rem){dl div{grid-template-columns:1fr}button{flex:1 1 100%}main{border:0;border-radius:0}}
`;

/** `note` is said before everything else. Nothing takes the focus: a key pressed as the page pops up decides nothing. */
export function renderQuestion(question: Question, formToken: string, note?: string): string {
  const { title, facts, warnings, expiresAt } = question;
  const moment = new Date(expiresAt);
  return renderPage(
    title,
    `<p class="of">ebs-copy-mcp asks you</p>
<h1>${clean(title).replace(VOLUME_ID, '<span class="id">$&</span>')}</h1>
${note ? `<p class="note" role="alert">${clean(note)}</p>` : ''}
<p>An assistant on this computer wants this. Nothing has been created yet. Check that it is what you mean.</p>
${renderFacts(facts)}
${
  warnings.length === 0
    ? ''
    : `<section class="warnings" aria-labelledby="warnings">
<h2 id="warnings">${warnings.length === 1 ? 'Warning' : 'Warnings'}</h2>
<ul>${warnings.map((warning) => `<li>${clean(warning)}</li>`).join('')}</ul>
</section>`
}
<form method="post" autocomplete="off">
<input type="hidden" name="form" value="${clean(formToken)}">
<button name="decision" value="decline">Don’t copy</button>
<button class="yes" name="decision" value="copy">Copy</button>
</form>
<p class="of">This question expires at <time datetime="${moment.toISOString()}">${moment.toTimeString().slice(0, 5)}</time>. Closing the page copies nothing.</p>`,
  );
}

/** What came of a yes. The question's title stands above it: it marks what is simulated. */
export function renderOutcome(question: Question, answered: CopyResult): string {
  const { outcome, summary, created, dataAsOf, error, Volumes = [] } = answered;
  const [first] = Volumes;
  const copied = outcome === 'copied' && first !== undefined;
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
  const headline = copied
    ? `${first.VolumeId} was created`
    : outcome === 'unknown'
      ? 'Not known whether a volume was created'
      : 'Nothing was copied';
  const lines = copied
    ? [created === 'earlier' ? 'It had been made before; no second volume was made.' : undefined, first.verdict]
    : [summary, error?.nextStep];
  return renderEnding(question, headline, lines, facts);
}

export function renderDeclined(question: Question): string {
  return renderEnding(question, 'Nothing was copied', ['You said no. The assistant is told so.']);
}

export function renderExpired(question: Question): string {
  return renderEnding(question, 'This question has expired', [
    'Nothing was copied from here. If you want the copy, tell the assistant; it can ask again.',
  ]);
}

export function renderWorking(question: Question): string {
  return renderPage(
    'Still at work',
    `<p class="of">${clean(question.title)}</p>
<h1>Still at work</h1>
<p>You said yes, and the copy has been asked for. This page looks again by itself every few seconds.</p>`,
    '<meta http-equiv="refresh" content="5">',
  );
}

export function renderNote(title: string, line = ''): string {
  return renderPage(title, `<h1>${clean(title)}</h1>${line ? `<p>${clean(line)}</p>` : ''}`);
}

function renderEnding(
  question: Question,
  headline: string,
  lines: readonly (string | undefined)[],
  facts: readonly Fact[] = [],
): string {
  return renderPage(
    headline,
    `<p class="of">${clean(question.title)}</p>
<h1>${clean(headline)}</h1>
${lines.flatMap((line) => (line ? [`<p>${clean(line)}</p>`] : [])).join('\n')}
${facts.length > 0 ? renderFacts(facts) : ''}
<p class="of">You can close this page.</p>`,
  );
}

function renderFacts(facts: readonly Fact[]): string {
  const rows = facts.map(({ label, value }) => `<div><dt>${clean(label)}</dt><dd>${clean(value)}</dd></div>`);
  return `<dl>\n${rows.join('\n')}\n</dl>`;
}

function renderPage(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${clean(title)}</title>
<style>${STYLE}</style>
${head}</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

// Browsers break lines at its hyphen.
const VOLUME_ID = /\bvol-[0-9a-f]{8,17}\b/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function clean(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}
