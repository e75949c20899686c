// What is believed to name a volume: it goes into commands as it is.
import { expect, test } from 'vitest';
import { isVolumeId } from '../../../src/volume/rules/volume-id.ts';

test.each<[text: string | undefined, is: boolean]>([
  ['vol-0123456789abcdef0', true],
  ['vol-01234567', true],
  [undefined, false],
  ['', false],
  ['vol-', false],
  ['vol-0123456', false],
  ['vol-012345678', false],
  ['vol-0123456789abcdef', false],
  ['vol-0123456789abcdef00', false],
  ['vol-0123456789abcdefg', false],
  ['vol-0123456789ABCDEF0', false],
  ['snap-0123456789abcdef0', false],
  [' vol-0123456789abcdef0', false],
  ['vol-0123456789abcdef0; rm -rf /', false],
])('%j is the id of a volume: %s', (text, is) => {
  expect(isVolumeId(text)).toBe(is);
});
