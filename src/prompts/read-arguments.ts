// What a person gave to a prompt, as lines of data: cleaned, one line, cut; or the sentence that says what is wrong.
import { nearest } from '../text/closest-name.ts';
import { plainText } from '../text/plain-text.ts';
import { REGION_NAME } from '../text/region-name.ts';
import type { Prompt } from './prompt.ts';

/** Where the operator lets calls go; an empty list allows any. */
export interface PromptPlaces {
  regions: readonly string[];
  profiles: readonly string[];
}

export type ReadArguments = { ok: true; given: Readonly<Record<string, string>> } | { ok: false; message: string };

// A Name tag has up to 256 characters (EC2 user guide, tag restrictions).
const MOST_CHARACTERS = 256;

/** Hosts send what a person left empty as empty text: it counts as not given. */
export function readArguments(
  prompt: Pick<Prompt, 'arguments'>,
  args: Readonly<Record<string, string>>,
  allowed: PromptPlaces,
): ReadArguments {
  const names = prompt.arguments.map((one) => one.name);
  const unknown = Object.keys(args).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const closest = nearest(unknown, names);
    const hint = closest === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${closest}?`;
    return { ok: false, message: `${plainText(unknown, 60)}: this prompt has no such argument. ${hint}` };
  }
  const given: Record<string, string> = {};
  for (const { name, required } of prompt.arguments) {
    const text = plainText(args[name] ?? '', MOST_CHARACTERS);
    if (text !== '') given[name] = text;
    else if (required) return { ok: false, message: `${name}: it is missing, and this prompt needs it.` };
  }
  const { Region, Profile } = given;
  if (Region !== undefined && !REGION_NAME.test(Region)) {
    return { ok: false, message: 'Region: expected the name of a Region, such as us-east-1.' };
  }
  const message = notAllowed('Region', Region, allowed.regions) ?? notAllowed('Profile', Profile, allowed.profiles);
  return message === undefined ? { ok: true, given } : { ok: false, message };
}

function notAllowed(name: string, value: string | undefined, allowed: readonly string[]): string | undefined {
  if (value === undefined || allowed.length === 0 || allowed.includes(value)) return undefined;
  return `${name}: expected one of ${allowed.join(', ')}.`;
}
