// Reads of one Region take turns: so many at once, the others in their order, and nobody waits beyond their call.
import { describe, expect, test } from 'vitest';
import { createTurns } from '../../../src/ec2/network/request-turns.ts';

const patient = () => new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Works that end when they are told to, and the names of those that have begun. */
function startWorks() {
  const inTurn = createTurns(2);
  const begun: string[] = [];
  const ends = new Map<string, { resolve(value: string): void; reject(problem: Error): void }>();
  const run = (name: string, key = 'a', signal = patient(), caller = 'ann') =>
    inTurn({ key, caller }, signal, () => {
      begun.push(name);
      return new Promise<string>((resolve, reject) => ends.set(name, { resolve, reject }));
    });
  return { run, begun, end: (name: string) => ends.get(name) };
}

test('two at once; the others follow in their order, one for each that ends, however it ends', async () => {
  const { run, begun, end } = startWorks();
  const all = ['1', '2', '3', '4', '5'].map((name) => run(name));
  await settled();
  expect(begun).toEqual(['1', '2']);
  end('2')?.resolve('two');
  expect(await all[1]).toBe('two');
  await settled();
  expect(begun).toEqual(['1', '2', '3']);
  const failed = expect(all[0]).rejects.toThrow('one');
  end('1')?.reject(new Error('one'));
  await failed;
  await settled();
  expect(begun).toEqual(['1', '2', '3', '4']);
  end('3')?.resolve('');
  end('4')?.resolve('');
  await settled();
  expect(begun).toEqual(['1', '2', '3', '4', '5']);
});

test('the turns go round the callers, each of whom keeps their own order', async () => {
  const { run, begun, end } = startWorks();
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void run(name);
  for (const name of ['b1', 'b2']) void run(name, 'a', patient(), 'bob');
  void run('c1', 'a', patient(), 'cid');
  for (let n = 0; n < 6; n++) {
    await settled();
    end(begun[n] ?? '')?.resolve('');
  }
  await settled();
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5']);
});

test('another key has turns of its own', async () => {
  const { run, begun } = startWorks();
  for (const name of ['1', '2', '3']) void run(name);
  void run('other', 'b');
  await settled();
  expect(begun).toEqual(['1', '2', 'other']);
});

describe('whose call is over', () => {
  test('goes on at once and takes no turn of another', async () => {
    const { run, begun, end } = startWorks();
    const over = new AbortController();
    for (const name of ['1', '2']) void run(name);
    void run('over', 'a', over.signal);
    void run('3');
    over.abort();
    await settled();
    expect(begun).toEqual(['1', '2', 'over']);
    end('over')?.resolve('');
    await settled();
    expect(begun).toEqual(['1', '2', 'over']);
    end('1')?.resolve('');
    await settled();
    expect(begun).toEqual(['1', '2', 'over', '3']);
  });

  test('does not wait when it was over before', async () => {
    const { run, begun } = startWorks();
    for (const name of ['1', '2']) void run(name);
    void run('over', 'a', AbortSignal.abort());
    await settled();
    expect(begun).toEqual(['1', '2', 'over']);
  });
});
