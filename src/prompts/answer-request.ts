// What the server answers to the three requests about prompts; a refusal is the sentence that says why.
import { nearest } from '../text/closest-name.ts';
import { plainText } from '../text/plain-text.ts';
import { type Completion, completeArgument } from './complete-argument.ts';
import type { PromptArgument } from './prompt.ts';
import { findPrompt, PROMPTS } from './prompt-registry.ts';
import { type PromptPlaces, readArguments } from './read-arguments.ts';
import { type PromptSettings, renderPrompt } from './render-prompt.ts';

type Answered<T> = { ok: true; value: T } | { ok: false; message: string };

type PromptContext = PromptSettings & PromptPlaces & { defaultRegion?: string };

interface ListedPrompt {
  name: string;
  title: string;
  description: string;
  arguments: PromptArgument[];
}

interface FilledPrompt {
  description: string;
  messages: { role: 'user'; content: { type: 'text'; text: string } }[];
}

/** What `prompts/list` holds: the same in every mode. */
export function listPrompts(): ListedPrompt[] {
  return PROMPTS.map(({ name, title, description, arguments: args }) => ({
    name,
    title,
    description,
    arguments: args.map((one) => ({ ...one })),
  }));
}

/** The runbook as one message of the person. */
export function getPrompt(
  name: string,
  args: Readonly<Record<string, string>>,
  settings: PromptContext,
): Answered<FilledPrompt> {
  const prompt = findPrompt(name);
  if (!prompt) return { ok: false, message: unknownPrompt(name) };
  const read = readArguments(prompt, args, settings);
  if (!read.ok) return read;
  const text = renderPrompt(prompt, read.given, settings);
  const messages: FilledPrompt['messages'] = [{ role: 'user', content: { type: 'text', text } }];
  return { ok: true, value: { description: prompt.description, messages } };
}

/** `name` is absent when the request was about something that is no prompt; there is nothing else to complete. */
export function completePrompt(
  name: string | undefined,
  argument: { name: string; value: string },
  settings: PromptContext,
): Answered<Completion> {
  if (name === undefined || !findPrompt(name)) return { ok: false, message: unknownPrompt(name) };
  return { ok: true, value: completeArgument(argument.name, argument.value, settings) };
}

function unknownPrompt(name: string | undefined): string {
  const names = PROMPTS.map((prompt) => prompt.name);
  if (name === undefined) return `Only prompts are completed; there are ${names.join(', ')}.`;
  const closest = nearest(name, names);
  return `${plainText(name, 60)}: there is no such prompt. ${closest ? `Did you mean ${closest}?` : `There are ${names.join(', ')}.`}`;
}
