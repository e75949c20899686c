import { expect, test } from 'vitest';
import type { SentCopy } from '../../../src/ports/state.ts';
import { createSentInMemory } from '../../../src/state/memory/sent-in-memory.ts';

const sent = (token: string, intentKey: string): SentCopy => ({
  token,
  intentKey,
  request: { SourceVolumeId: 'vol-0123456789abcdef0', ClientToken: token },
  sentAt: Date.UTC(2026, 10, 22, 9, 0, 0),
  consent: 'auto',
});

test('a send is found by its token and by what was asked', async () => {
  const copies = createSentInMemory();
  await copies.record(sent('t1', 'a'));
  await copies.record(sent('t2', 'b'));
  expect(await copies.byToken('t1')).toEqual(sent('t1', 'a'));
  expect(await copies.byIntent('b')).toEqual(sent('t2', 'b'));
  expect(await copies.byToken('t3')).toBeUndefined();
  expect(await copies.byIntent('c')).toBeUndefined();
});

test('of equal questions the newest send is meant', async () => {
  const copies = createSentInMemory();
  await copies.record(sent('t1', 'a'));
  await copies.record(sent('t2', 'a'));
  expect((await copies.byIntent('a'))?.token).toBe('t2');
  await copies.record(sent('t1', 'a'));
  expect((await copies.byIntent('a'))?.token).toBe('t1');
});

test('an outcome joins its send; it is not durable', async () => {
  const copies = createSentInMemory();
  await copies.record(sent('t1', 'a'));
  await copies.finish('t1', { word: 'failed' });
  await copies.finish('never there', { word: 'copied' });
  expect((await copies.byToken('t1'))?.outcome).toEqual({ word: 'failed' });
  expect(await copies.durable()).toBe(false);
});

test('sends since a moment are counted, but not those that were definitely refused', async () => {
  const copies = createSentInMemory();
  await copies.record({ ...sent('t1', 'a'), sentAt: 10 });
  await copies.record({ ...sent('t2', 'b'), sentAt: 20 });
  expect(await copies.countSince(11)).toBe(1);
  await copies.finish('t2', { word: 'failed' });
  expect(await copies.countSince(0)).toBe(1);
});

test('a thousand are kept, the oldest goes first', async () => {
  const copies = createSentInMemory();
  for (let n = 0; n < 1_001; n++) await copies.record(sent(`t${n}`, `a${n}`));
  expect(await copies.byToken('t0')).toBeUndefined();
  expect((await copies.byToken('t1'))?.intentKey).toBe('a1');
  expect((await copies.byToken('t1000'))?.intentKey).toBe('a1000');
});

test('each process has its own', async () => {
  await createSentInMemory().record(sent('t1', 'a'));
  expect(await createSentInMemory().byToken('t1')).toBeUndefined();
});
