// How text looks on a terminal: its colours, and how wide its lines are. Plain text when nobody would see colours.
import { styleText } from 'node:util';
import { WIDTH } from './layout.ts';

// A narrower terminal breaks lines itself.
const LEAST_WIDTH = 40;

export interface Paint {
  /** Columns of a line at most. */
  width: number;
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  call(text: string): string;
  badge(text: string): string;
}

/** NO_COLOR counts when it is not empty (no-color.org). */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

type Style = Parameters<typeof styleText>[0];

/** `columns` of the terminal, where there is one; lines are never wider than is good to read. */
export function createPaint(colour: boolean, columns = WIDTH): Paint {
  // Node 20 has styleText from 20.12 on: before that everything is plain.
  const coloured = colour && typeof styleText === 'function';
  // Node 22 and later would judge stdout anew, which is decided here already.
  const paint = (style: Style) => (text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  return {
    width: Math.min(WIDTH, Math.max(LEAST_WIDTH, columns)),
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
    call: paint('cyan'),
    badge: paint(['black', 'bgYellow']),
  };
}
