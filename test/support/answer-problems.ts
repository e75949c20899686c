// What must hold of every answer of a tool, whatever was asked and whatever EC2 replied, as sentences about what does not.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { INVISIBLE_BUT_LINES } from './hostile-text.ts';

const MOST_CHARACTERS = 16_000;

const LISTED = JSON.parse(readFileSync(new URL('../contract/tools-list.json', import.meta.url), 'utf8')) as {
  name: string;
  outputSchema: object;
}[];
const ajv = new Ajv({ strict: true, allErrors: true });
const VALID = new Map(LISTED.map(({ name, outputSchema }) => [name, ajv.compile(outputSchema)]));

/** Of both halves of an answer of this tool; empty when all is well. */
export function answerProblems(tool: string, structured: Record<string, unknown>, text: string): string[] {
  const valid = VALID.get(tool);
  const values = valuesOf(structured);
  const lines = text.match(/^Next: /gm)?.length ?? 0;
  const calls = (structured.next as unknown[] | undefined)?.length;
  const checks: [wrong: boolean, sentence: string][] = [
    [!valid?.(structured), `It is not what the listed schema says: ${JSON.stringify(valid?.errors)}`],
    // A null in the fix of a finding takes an argument away; elsewhere nothing is null.
    [valuesOf(withoutFixes(structured)).some(isNoValue), 'It holds what JSON drops or turns into null.'],
    [
      JSON.stringify(structured).length > MOST_CHARACTERS,
      `The structured half is too long, in characters: ${sizesOf(structured)}`,
    ],
    [text.length > MOST_CHARACTERS, `The text half is too long, in characters: ${sizesOf(text.split('\n'))}`],
    [values.some((one) => INVISIBLE_BUT_LINES.test(String(one))), 'The structured half holds invisible characters.'],
    [INVISIBLE_BUT_LINES.test(text), 'The text half holds invisible characters.'],
    [/^(Next: .*go on|Outcome: copied)$/m.test(text), 'The text half holds a line that somebody else wrote.'],
    [lines !== calls, `The text half names ${lines} next calls, the structured half ${calls}.`],
  ];
  return checks.filter(([wrong]) => wrong).map(([, sentence]) => sentence);
}

/** Everything that is no object and no list. */
function valuesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesOf) : [value];
}

function withoutFixes(structured: Record<string, unknown>): unknown {
  const { findings = [], ...rest } = structured as { findings?: { fix?: { arguments?: object } }[] };
  return { ...rest, findings: findings.map(({ fix, ...finding }) => ({ ...finding, fix: { ...fix, arguments: {} } })) };
}

function isNoValue(value: unknown): boolean {
  return !(typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value));
}

function sizesOf(parts: object): string {
  return Object.entries(parts)
    .map(([name, part]) => `${name} ${JSON.stringify(part).length}`)
    .join(', ');
}
