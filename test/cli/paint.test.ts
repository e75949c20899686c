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
  expect(createPaint(true).good('yes')).toBe('\x1b[32myes\x1b[0m');
  const plain = createPaint(false);
  for (const paint of [plain.bold, plain.dim, plain.good, plain.warn, plain.call, plain.badge])
    expect(paint('yes')).toBe('yes');
});
