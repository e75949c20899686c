import { expect, test } from 'vitest';
import { createOneAtATime } from '../../../src/state/memory/one-at-a-time.ts';

const never = () => new AbortController().signal;

/** A run that ends when it is told to. */
function held(said: string[], name: string) {
  let end = (_?: Error) => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  const run = async () => {
    said.push(`${name} begins`);
    await ended;
    said.push(`${name} ends`);
    return name;
  };
  return { run, end };
}

/** Lets everything happen that waits for no event. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('one after the other, in the order they came, each with its own answer', async () => {
  const said: string[] = [];
  const turn = createOneAtATime();
  const [a, b, c] = [held(said, 'a'), held(said, 'b'), held(said, 'c')];
  const all = Promise.all([turn(a.run, never()), turn(b.run, never()), turn(c.run, never())]);
  await settle();
  expect(said).toEqual(['a begins']);
  for (const one of [c, b, a]) one.end();
  expect(await all).toEqual(['a', 'b', 'c']);
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('who gives up does not run, and the next one still waits for the first', async () => {
  const said: string[] = [];
  const turn = createOneAtATime();
  const [a, b, c] = [held(said, 'a'), held(said, 'b'), held(said, 'c')];
  const first = turn(a.run, never());
  const leaving = new AbortController();
  const second = turn(b.run, leaving.signal);
  const third = turn(c.run, never());
  leaving.abort();
  expect(await second).toBeUndefined();
  await settle();
  expect(said).toEqual(['a begins']);
  a.end();
  c.end();
  expect(await Promise.all([first, third])).toEqual(['a', 'c']);
  expect(said).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
});

test('who had given up before the turn was free does not run', async () => {
  const said: string[] = [];
  const turn = createOneAtATime();
  const a = held(said, 'a');
  const first = turn(a.run, never());
  expect(await turn(held(said, 'b').run, AbortSignal.abort())).toBeUndefined();
  a.end();
  await first;
  expect(said).toEqual(['a begins', 'a ends']);
});

test('a run that throws gives its turn away', async () => {
  const said: string[] = [];
  const turn = createOneAtATime();
  const [a, b] = [held(said, 'a'), held(said, 'b')];
  const first = turn(a.run, never());
  const second = turn(b.run, never());
  a.end(new Error('broken'));
  b.end();
  await expect(first).rejects.toThrow('broken');
  expect(await second).toBe('b');
});
