import { expect, test } from 'vitest';
import { createStateSeal } from '../../src/serve/sealed-state.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const STATE = { about: 'this very plan', questionId: 'question-1', at: NOON };
const opened = { ...STATE, mark: expect.any(String) };
const sealWith = (byte: number) => createStateSeal(async () => new Uint8Array(32).fill(byte));
const seal = () => sealWith(7);

test('what was sealed opens wherever the key is known, each time with the same mark', async () => {
  const text = await seal().make(STATE);
  const [one, again] = [await seal().open(text, NOON + 1_000), await seal().open(text, NOON + 2_000)];
  expect(one).toEqual(opened);
  expect(again).toEqual(one);
});

test.each([{ at: NOON + 1 }, { questionId: 'question-2' }, { about: 'another plan' }])(
  'another state, with %o, has another mark',
  async (other) => {
    const one = seal();
    const [first, second] = [await one.make(STATE), await one.make({ ...STATE, ...other })];
    expect(await one.open(second, NOON + 2)).toEqual({ ...opened, ...other });
    expect((await one.open(second, NOON + 2))?.mark).not.toBe((await one.open(first, NOON + 2))?.mark);
  },
);

test.each<[name: string, after: number, opens: boolean]>([
  ['at once', 0, true],
  ['after 15 minutes', 900_000, true],
  ['later than that', 900_001, false],
  ['before it was asked', -1, false],
])('%s', async (_, after, opens) => {
  const one = seal();
  expect((await one.open(await one.make(STATE), NOON + after)) !== undefined).toBe(opens);
});

test.each<[ahead: number, opens: boolean]>([
  [60_000, true],
  [60_001, false],
])('asked by a server whose clock is %d ms ahead, where a minute is the most: %s', async (ahead, opens) => {
  const one = createStateSeal(async () => new Uint8Array(32).fill(7), 60_000);
  expect((await one.open(await one.make(STATE), NOON - ahead)) !== undefined).toBe(opens);
  expect(await one.open(await one.make(STATE), NOON + 900_001), 'and it is taken no longer for that').toBeUndefined();
});

const body = (state: object) => Buffer.from(JSON.stringify(state)).toString('base64url');

test.each<[name: string, forge: (text: string) => string | Promise<string>]>([
  ['nothing', () => ''],
  ['junk', () => 'junk'],
  ['no seal', (text) => text.split('.')[0] ?? ''],
  ['an empty seal', (text) => `${text.split('.')[0]}.`],
  ['another plan under the same seal', (text) => `${body({ about: 'another', at: NOON })}.${text.split('.')[1]}`],
  ['a later moment under the same seal', (text) => `${body({ ...STATE, at: NOON + 1 })}.${text.split('.')[1]}`],
  ['one letter of the seal changed', (text) => text.slice(0, -2) + (text.at(-2) === 'A' ? 'B' : 'A') + text.at(-1)],
  ['a seal of another key', () => sealWith(8).make(STATE)],
])('forged: %s', async (_, forge) => {
  const one = seal();
  const text = await one.make(STATE);
  expect(await one.open(await forge(text), NOON)).toBeUndefined();
  expect(await one.open(text, NOON), 'and the true one still counts').toEqual(opened);
});
