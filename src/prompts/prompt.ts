// What a prompt is: a runbook that a person starts by name, in the words of how the server was started.
import type { Mode } from '../consent/limits-table.ts';

export interface PromptArgument {
  name: string;
  description: string;
  /** Absent: it may be left out. */
  required?: true;
}

/** Names in backticks are those of tools, arguments, members of answers and their values. */
export interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: readonly PromptArgument[];
  /** One sentence: what is to be reached. */
  goal: string;
  /** In their order, spoken by the person to an assistant. */
  steps(mode: Mode): readonly string[];
}

/** Where the calls go; every prompt ends its arguments with these. */
export const PLACE: readonly PromptArgument[] = [
  { name: 'Region', description: 'AWS Region' },
  { name: 'Profile', description: 'AWS profile' },
];

/** What is copied, before the place. */
export const SOURCE: PromptArgument = {
  name: 'source',
  description: 'Volume id, instance id or instance Name',
  required: true,
};
