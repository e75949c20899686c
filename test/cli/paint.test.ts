// When the demo is coloured, and how.
import { expect, test } from 'vitest';
import { createPaint, wantsColour } from '../../src/cli/paint.ts';

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
])('terminal %s with %j: colour %s', (terminal, env, colour) => {
  expect(wantsColour(terminal, env)).toBe(colour);
});

test('colour goes around the text and is absent without it', () => {
  const coloured = createPaint(true);
  expect(coloured.good('yes')).toBe('\x1b[32myes\x1b[39m');
  expect(coloured.badge('yes')).toBe('\x1b[30m\x1b[43myes\x1b[49m\x1b[39m');
  const plain = createPaint(false);
  for (const paint of [plain.bold, plain.dim, plain.good, plain.warn, plain.call, plain.badge])
    expect(paint('yes')).toBe('yes');
});
