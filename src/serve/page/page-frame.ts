// What every page has around it: head, the name of who asks, and the mark of a simulated world. Pure; complete without
// scripts, pictures or fonts from anywhere.
import { type Fact, SIMULATED } from '../../consent/question-text.ts';
import { STYLE } from './page-style.ts';

export interface PageParts {
  title: string;
  /** HTML; whatever comes from elsewhere in it is escaped. */
  body: string;
  simulated: boolean;
  /** The page goes there by itself after so many seconds; without an address it looks at itself again. */
  refresh?: { seconds: number; to?: string };
}

export function renderPage({ title, body, simulated, refresh }: PageParts): string {
  const reload = refresh
    ? `<meta http-equiv="refresh" content="${refresh.seconds}${refresh.to ? `; url=${escapeText(refresh.to)}` : ''}">\n`
    : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)} – ebs-copy-mcp</title>
${reload}<style>${STYLE}</style>
</head>
<body>
<div class="card">
<header class="brand"><span class="mark" aria-hidden="true"></span>ebs-copy-mcp${simulated ? `<strong class="badge">${SIMULATED}</strong>` : ''}</header>
<main>
${body}
</main>
</div>
</body>
</html>
`;
}

export function renderFacts(facts: readonly Fact[]): string {
  const rows = facts.map((fact) => `<div><dt>${renderText(fact.label)}</dt> <dd>${renderValue(fact)}</dd></div>`);
  return `<dl>\n${rows.join('\n')}\n</dl>`;
}

/** "6,000 → 3,000 slower"; read aloud as "6,000 becomes 3,000 slower". */
function renderValue({ before, value, note }: Fact): string {
  const change =
    before === undefined
      ? renderText(value)
      : `<span class="before">${renderText(before)}</span> <span aria-hidden="true">→</span><span class="hidden"> becomes </span> <span class="after">${renderText(value)}</span>`;
  return note ? `${change} <span class="note">${renderText(note)}</span>` : change;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// An id such as vol-0123456789abcdef0 fits; a longer word may have to break on a narrow screen.
const LONGEST_WORD = 21;

/** For an attribute or a title. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}

/** Escaped too; lines break between the parts of an ARN, and not at the hyphens of an id or a name. */
export function renderText(text: string): string {
  return text.replace(/[\w.]+(?:-[\w.]+)+|[:/&<>"']/g, (token) => {
    const entity = ENTITIES[token];
    if (entity) return entity;
    if (token === ':' || token === '/') return `${token}<wbr>`;
    return token.length <= LONGEST_WORD ? `<span class="word">${token}</span>` : token;
  });
}
