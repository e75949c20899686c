// A question to a person, and how it reads as text. Apart from question.ts because the form loads at every start and
// needs nothing of the plan (1 MB of memory, 2026-11).

export interface Fact {
  label: string;
  value: string;
  /** What the source has, where the copy will have something else. */
  before?: string;
  /** What that means or where it comes from, in words. */
  note?: string;
}

export type GroupName = 'cost' | 'changes' | 'stays' | 'tags' | 'place';

/** The same facts for form and page. What somebody wrote is in quotes, one cleaned line of at most 60 characters. */
export interface Question {
  /** Names the volume as a person knows it. */
  title: string;
  simulated: boolean;
  /** The assistant asks through a server that others use too, not on the person's own computer. */
  isShared?: true;
  /** Which volume, and where it is attached. */
  volume: Fact[];
  groups: Record<GroupName, Fact[]>;
  warnings: string[];
  /** ms since the epoch; no answer counts after it. */
  expiresAt: number;
}

/** In the order in which a person reads them. */
export const GROUP_TITLES: Readonly<Record<GroupName, string>> = {
  cost: 'Cost',
  changes: 'What changes',
  stays: 'What stays',
  tags: 'Tags of the copy',
  place: 'Where, and as whom',
};
const GROUPS = Object.keys(GROUP_TITLES) as readonly GroupName[];

export function whoAsks({ isShared }: Pick<Question, 'isShared'>): string {
  const where = isShared ? 'that uses a shared server' : 'on this computer';
  return `An AI assistant ${where} asks to make this copy.`;
}
export const SIMULATED = 'SIMULATED – nothing exists in AWS.';

/** The question as lines of plain text, for a form: one fact a line. */
export function questionText(question: Question): string {
  const groups = GROUPS.filter((name) => question.groups[name].length > 0).map((name) =>
    [`${GROUP_TITLES[name]}:`, ...question.groups[name].map((fact) => `- ${factText(fact)}`)].join('\n'),
  );
  const head = [
    ...(question.simulated ? [SIMULATED] : []),
    question.title,
    whoAsks(question),
    ...question.volume.map(factText),
    ...question.warnings.map((warning) => `Warning: ${warning}`),
  ];
  return [head.join('\n'), ...groups].join('\n\n');
}

function factText({ label, before, value, note }: Fact): string {
  return `${label}: ${before === undefined ? '' : `${before} → `}${value}${note ? ` (${note})` : ''}`;
}
