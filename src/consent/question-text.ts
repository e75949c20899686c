// A question to a person, and how it reads as text. Apart from question.ts because the form loads at every start and
// needs nothing of the plan (1 MB of memory, 2026-11).

export interface Fact {
  label: string;
  value: string;
}

export interface Question {
  title: string;
  facts: Fact[];
  warnings: string[];
  /** ms since the epoch; no answer counts after it. */
  expiresAt: number;
}

/** The question as lines of plain text, for a form: a name that somebody wrote must be no address to click there. */
export function questionText(question: Question): string {
  return [
    question.title,
    ...question.facts.map((fact) => `${fact.label}: ${fact.value}`),
    ...question.warnings.map((warning) => `Warning: ${warning}`),
  ]
    .join('\n')
    .replaceAll('://', ': //');
}
