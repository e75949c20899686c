// Words into lines.
import { expect, test } from 'vitest';
import { wrapWords } from '../../src/text/wrap-words.ts';

test('words wrap, and one that is too long stays whole', () => {
  expect(wrapWords('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapWords('a verylongword b', 6)).toEqual(['a', 'verylongword', 'b']);
  expect(wrapWords('  ', 6)).toEqual([]);
});
