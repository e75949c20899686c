// Colours of a terminal; plain text when nobody would see them.

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  call(text: string): string;
  badge(text: string): string;
}

/** NO_COLOR counts when it is not empty (no-color.org). */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

export function createPaint(colour: boolean): Paint {
  const sgr = (codes: string) => (text: string) => (colour ? `\x1b[${codes}m${text}\x1b[0m` : text);
  return {
    bold: sgr('1'),
    dim: sgr('2'),
    good: sgr('32'),
    warn: sgr('33'),
    call: sgr('36'),
    badge: sgr('30;43'),
  };
}
