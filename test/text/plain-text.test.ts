// What is taken out of text that people and AWS write.
import { describe, expect, test } from 'vitest';
import { plainJson, plainText, quotedText } from '../../src/text/plain-text.ts';

describe('text that people wrote', () => {
  test.each<[name: string, text: string, expected: string]>([
    ['stays as it is', 'Données – 数据 ✓ 🚀', 'Données – 数据 ✓ 🚀'],
    ['is one line', 'a\r\nb\n\n\tc', 'a b c'],
    ['has no line or paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    ['has no controls', 'a\u0000b\u0007c\u001bd\u007fe\u009bf', 'abcdef'],
    ['has no zero-width letters', 'a\u200bb\u200cc\u200dd\ufeff', 'abcd'],
    ['has no reversed reading order', '\u202agp3\u202e\u2066x\u2069\u200f', 'gp3x'],
    ['has no hidden tag letters', 'ok\u{e0049}\u{e0067}', 'ok'],
    ['has no invisible fillers', 'a\u115fb\u3164c\u00add\u034fe', 'abcde'],
    ['has no blanks around it', '  x  ', 'x'],
  ])('%s', (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  test('is cut at the limit, never inside a letter of two halves', () => {
    expect(plainText('x'.repeat(256))).toBe('x'.repeat(256));
    expect(plainText('x'.repeat(257))).toBe(`${'x'.repeat(255)}…`);
    expect(plainText('abc🚀def', 5)).toBe('abc…');
    expect(plainText('ab🚀def', 5)).toBe('ab🚀…');
  });

  test('is quoted where a person reads it: 60 characters, no quotes of its own', () => {
    expect(quotedText('say "yes"')).toBe(`"say 'yes'"`);
    expect(quotedText('y'.repeat(60))).toBe(`"${'y'.repeat(60)}"`);
    expect(quotedText('y'.repeat(61))).toBe(`"${'y'.repeat(59)}…"`);
  });
});

test('in JSON what nobody sees is an escape: the value is the same, and stands in one line', () => {
  const value = { a: 'x\n\u202ey\u200b\u2028', tag: '\u{e0049}', plain: 'é 数 🚀' };
  const json = plainJson(value);
  expect(json).toBe('{"a":"x\\n\\u202ey\\u200b\\u2028","tag":"\\udb40\\udc49","plain":"é 数 🚀"}');
  expect(JSON.parse(json)).toEqual(value);
});
