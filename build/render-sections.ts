// The generated sections of the documentation: tables of what the code itself says about tools, options and codes.
import { isOptionOf, type Option, placeholder } from '../src/config/options.ts';
import { neutralWords } from '../src/volume/errors/failure-advice.ts';
import type { CopyOutcome, StatusOutcome } from '../src/volume/rules/outcome-table.ts';
import { hostNames, renderHosts } from './render-hosts.ts';

interface ListedTool {
  name: string;
  description: { ask: string };
  inputSchema: { properties: object; required?: readonly string[] };
}

interface Explained {
  meaning: string;
  who: string;
  retry: string;
}

export interface DocumentedParts {
  tools: readonly ListedTool[];
  options: readonly Option[];
  copyOutcomes: readonly CopyOutcome[];
  statusOutcomes: readonly StatusOutcome[];
  findings: Readonly<Record<string, string>>;
  refusals: Readonly<Record<string, Explained>>;
  failures: Readonly<Record<string, Explained>>;
  sendTable: readonly { record: string; does: string }[];
}

const COPY_WORDS: Record<CopyOutcome, string> = {
  would_copy: "A rehearsal: EC2's dry run succeeded, and nothing blocks the copy",
  would_be_refused:
    'A rehearsal: something blocks the copy; `findings` say what, and whether this server or EC2 says so',
  copied: 'The volume exists; `created` says whether this call made it or an earlier one with the same ClientToken',
  approval_needed:
    'A page or a form with this plan waits for a person; `next` holds the call that says what came of it',
  declined: 'A person said no to this very plan, and nothing was sent',
  refused: 'This server sent nothing, because of a rule of ours or of the operator; see `error`',
  failed: 'EC2, the network or the credentials said no, and nothing was created; see `error`',
  unknown: 'It is not known whether a volume was created; `next` holds the one call that is safe and finds out',
};

const STATUS_WORDS: Record<StatusOutcome, string> = {
  found: 'Everything asked for was read',
  partial: 'Some volumes or some of their readings are missing; `missing` says which and why',
  nothing_found: 'No volume fits; `searched` says where this looked',
  refused: 'This server sent nothing; see `error`',
  failed: 'EC2, the network or the credentials said no; see `error`',
};

/** Every generated section by the name in its markers. */
export function renderSections(parts: DocumentedParts): Record<string, string> {
  const optionRow = (option: Option) => [
    `\`--${option.name}${placeholder(option)}\``,
    option.env ? `\`${option.env}\`` : '',
    option.default,
    option.prose,
  ];
  const optionHead = ['Option', 'Environment', 'Default', 'Meaning'];
  // None of them has a variable.
  const optionsOf = (command: Option['command']) =>
    table(
      ['Option', 'Default', 'Meaning'],
      parts.options.filter((option) => option.command === command).map((option) => optionRow(option).toSpliced(1, 1)),
    );
  const explained = (codes: Readonly<Record<string, Explained>>) =>
    Object.entries(codes).map(([code, { meaning, who, retry }]) => [
      `\`${code}\``,
      neutralWords(meaning),
      who,
      `\`${retry}\``,
    ]);
  const codeHead = ['Code', 'Meaning', 'Who can fix it', 'Retry'];
  const words = (outcomes: readonly string[], meanings: Readonly<Record<string, string>>) =>
    outcomes.map((outcome) => [`\`${outcome}\``, meanings[outcome] ?? '']);
  return {
    tools: parts.tools.map(renderTool).join('\n\n'),
    'host-names': hostNames(),
    hosts: renderHosts({ table }),
    options: table(
      optionHead,
      parts.options.filter(({ command }) => command === 'serve' || command === 'any').map(optionRow),
    ),
    'command-options': renderCommandOptions(parts.options),
    'connect-options': optionsOf('connect'),
    'serve-http-options': table(
      optionHead,
      parts.options.filter((option) => isOptionOf('serve-http', option)).map(optionRow),
    ),
    'simulate-options': optionsOf('simulate'),
    'copy-outcomes': table(['`copy_volume` answers', 'Meaning'], words(parts.copyOutcomes, COPY_WORDS)),
    'status-outcomes': table(['`get_volume_status` answers', 'Meaning'], words(parts.statusOutcomes, STATUS_WORDS)),
    findings: table(
      ['Code', 'Meaning'],
      Object.entries(parts.findings).map(([code, meaning]) => [`\`${code}\``, sentence(meaning)]),
    ),
    refusals: table(codeHead, explained(parts.refusals)),
    failures: table(codeHead, explained(parts.failures)),
    'send-states': table(
      ['The record is', 'What a real call does'],
      parts.sendTable.map(({ record, does }) => [record, does]),
    ),
  };
}

/** Of the commands that have neither the options of a server nor a section of their own. */
function renderCommandOptions(options: readonly Option[]): string {
  const rows = (['doctor', 'iam-policy'] as const).flatMap((command) =>
    options
      .filter((option) => isOptionOf(command, option))
      .map((option) => [`\`${command}\``, `\`--${option.name}${placeholder(option)}\``, option.default, option.prose]),
  );
  return table(['Command', 'Option', 'Default', 'Meaning'], rows);
}

/** The text with each section between its markers replaced. @throws when an end is missing, or nothing makes a section */
export function fillSections(text: string, sections: Readonly<Record<string, string>>): string {
  let filled = text;
  for (const name of sectionNames(text)) {
    const section = sections[name];
    if (section === undefined) throw new Error(`Nothing generates the section ${name}.`);
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const [before, rest] = halves(filled, begin);
    const [, after] = halves(rest, end);
    filled = `${before}${begin}\n${section}\n${end}${after}`;
  }
  return filled;
}

/** The sections that a page has markers for. */
export function sectionNames(text: string): string[] {
  return [...text.matchAll(/<!-- generated: (\S+) -->/g)].map(([, name = '']) => name);
}

function halves(text: string, marker: string): [string, string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`The marker ${marker} is missing.`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

function renderTool({ name, description, inputSchema }: ListedTool): string {
  const required = new Set(inputSchema.required ?? []);
  const rows = Object.entries(inputSchema.properties as Record<string, Property>).map(([argument, property]) => [
    `\`${argument}\``,
    formOf(property),
    `${property.description ?? ''}${required.has(argument) ? ' (required)' : ''}`,
  ]);
  return `### \`${name}\`\n\n${description.ask}\n\n${table(['Argument', 'Form', 'Meaning'], rows)}`;
}

interface Property {
  type?: string;
  enum?: readonly string[];
  description?: string;
  minimum?: number;
  maximum?: number;
  items?: { type?: string; properties?: object };
}

function formOf(property: Property): string {
  if (property.enum) return property.enum.map((value) => `\`${value}\``).join(', ');
  switch (property.type) {
    case 'boolean':
      return 'true, false';
    case 'integer':
      return property.maximum === undefined ? 'whole number' : `${property.minimum ?? 0} to ${property.maximum}`;
    case 'array':
      return property.items?.properties
        ? `list of { ${Object.keys(property.items.properties).join(', ')} }`
        : 'list of texts';
    default:
      return 'text';
  }
}

/** A capital in front, except for names such as io1. */
function sentence(words: string): string {
  return words.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
