// Placeholders that a host should have replaced in a setting and did not: `${AWS_PROFILE}`, `${env:X}`, `${input:x}`,
// `{{x}}`, `$X`, `%X%`, and the forms that other hosts, shells and build tools know. Left in place, a limit would silently
// not hold, or a path be taken by its letters.
import type { OptionValues } from './option-values.ts';

// Of one cut short the name alone: what follows may be a secret.
const ANYWHERE = /[$#]\{[^}]*\}|\$\{[A-Za-z_][\w:.]*|\{\{[^}]*\}\}|\{(?:env|file):[^}]*\}|\$\([^)]*\)/i;
// Without braces only where it is a whole entry, or begins a path: a tag's value may hold a $ or a %.
const WHOLE = /^(?:\$(?:env:)?[A-Za-z_]\w*|%[A-Za-z_]\w*%|<[A-Za-z_][^<>]*>)(?=$|[\\/])/i;

/** The first placeholder in a value. */
export function placeholderIn(value: string): string | undefined {
  const anywhere = ANYWHERE.exec(value)?.[0];
  if (anywhere !== undefined) return anywhere;
  for (const entry of value.split(',')) {
    const whole = WHOLE.exec(entry.trim())?.[0];
    if (whole !== undefined) return whole;
  }
  return undefined;
}

/** Takes variables with a placeholder out, each with a sentence. `counts` says which variables matter here. */
export function dropPlaceholders(
  env: Readonly<Record<string, string>>,
  counts: (name: string) => boolean,
  configErrors: string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => {
      const left = counts(name) ? placeholderIn(value) : undefined;
      if (left !== undefined) configErrors.push(notReplaced(name, left));
      return left === undefined;
    }),
  );
}

/** The same for the options of the command line. */
export function dropPlaceholderOptions(values: OptionValues, configErrors: string[]): void {
  for (const [name, { text, source }] of values) {
    const left = placeholderIn(text);
    if (left === undefined) continue;
    configErrors.push(notReplaced(source, left));
    values.delete(name);
  }
}

function notReplaced(source: string, placeholder: string): string {
  return `${source}: the host did not replace the placeholder ${cut(placeholder)}; give the value itself, or leave the setting out in the host's configuration.`;
}

/** Only the placeholder is shown: what stands around it may be a secret. */
function cut(placeholder: string): string {
  const line = placeholder.replace(/[^\x20-\x7e]/g, '?');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
