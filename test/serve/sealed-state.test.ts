import { expect, test } from 'vitest';
import { createStateSeal } from '../../src/serve/sealed-state.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const STATE = { about: 'this very plan', at: NOON };
const seal = () => createStateSeal(new Uint8Array(32).fill(7));

test('what was sealed here opens once', () => {
  const one = seal();
  const text = one.make(STATE);
  expect(one.open(text, NOON + 1_000)).toEqual(STATE);
  expect(one.open(text, NOON + 1_000)).toBeUndefined();
});

test('two questions about the same plan at different moments each count', () => {
  const one = seal();
  const [first, second] = [one.make(STATE), one.make({ ...STATE, at: NOON + 1 })];
  expect(one.open(first, NOON + 2)).toEqual(STATE);
  expect(one.open(second, NOON + 2)).toEqual({ about: 'this very plan', at: NOON + 1 });
});

test.each<[name: string, after: number, opens: boolean]>([
  ['at once', 0, true],
  ['after 15 minutes', 900_000, true],
  ['later than that', 900_001, false],
  ['before it was asked', -1, false],
])('%s', (_, after, opens) => {
  const one = seal();
  expect(one.open(one.make(STATE), NOON + after) !== undefined).toBe(opens);
});

const body = (state: object) => Buffer.from(JSON.stringify(state)).toString('base64url');

test.each<[name: string, forge: (text: string) => string]>([
  ['nothing', () => ''],
  ['junk', () => 'junk'],
  ['no seal', (text) => text.split('.')[0] ?? ''],
  ['an empty seal', (text) => `${text.split('.')[0]}.`],
  ['another plan under the same seal', (text) => `${body({ about: 'another', at: NOON })}.${text.split('.')[1]}`],
  ['a later moment under the same seal', (text) => `${body({ ...STATE, at: NOON + 1 })}.${text.split('.')[1]}`],
  ['one letter of the seal changed', (text) => text.slice(0, -2) + (text.at(-2) === 'A' ? 'B' : 'A') + text.at(-1)],
  ['a seal of another key', () => createStateSeal(new Uint8Array(32).fill(8)).make(STATE)],
])('forged: %s', (_, forge) => {
  const one = seal();
  const text = one.make(STATE);
  expect(one.open(forge(text), NOON)).toBeUndefined();
  expect(one.open(text, NOON), 'and the true one still counts').toEqual(STATE);
});
