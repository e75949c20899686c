import { expect, test } from 'vitest';
import type { SentCopy } from '../../src/ports/state.ts';
import { createSentCopies } from '../../src/state/sent-copies.ts';

const sent = (token: string, asked: string): SentCopy => ({
  token,
  asked,
  request: { SourceVolumeId: 'vol-0123456789abcdef0', ClientToken: token },
  sentAt: Date.UTC(2026, 10, 22, 9, 0, 0),
  consent: 'auto',
});

test('a send is found by its token and by what was asked', () => {
  const copies = createSentCopies();
  copies.record(sent('t1', 'a'));
  copies.record(sent('t2', 'b'));
  expect(copies.byToken('t1')).toEqual(sent('t1', 'a'));
  expect(copies.byAsked('b')).toEqual(sent('t2', 'b'));
  expect(copies.byToken('t3')).toBeUndefined();
  expect(copies.byAsked('c')).toBeUndefined();
});

test('of equal questions the newest send is meant', () => {
  const copies = createSentCopies();
  copies.record(sent('t1', 'a'));
  copies.record(sent('t2', 'a'));
  expect(copies.byAsked('a')?.token).toBe('t2');
  copies.record(sent('t1', 'a'));
  expect(copies.byAsked('a')?.token).toBe('t1');
});

test('an outcome joins its send; it is not durable', () => {
  const copies = createSentCopies();
  copies.record(sent('t1', 'a'));
  copies.finish('t1', { word: 'failed' });
  copies.finish('never there', { word: 'copied' });
  expect(copies.byToken('t1')?.outcome).toEqual({ word: 'failed' });
  expect(copies.durable).toBe(false);
});

test('sends since a moment', () => {
  const copies = createSentCopies();
  copies.record({ ...sent('t1', 'a'), sentAt: 10 });
  copies.record({ ...sent('t2', 'b'), sentAt: 20 });
  expect(copies.since(11).map((copy) => copy.token)).toEqual(['t2']);
});

test('a thousand are kept, the oldest goes first', () => {
  const copies = createSentCopies();
  for (let n = 0; n < 1_001; n++) copies.record(sent(`t${n}`, `a${n}`));
  expect(copies.byToken('t0')).toBeUndefined();
  expect(copies.byToken('t1')?.asked).toBe('a1');
  expect(copies.byToken('t1000')?.asked).toBe('a1000');
});

test('each process has its own', () => {
  createSentCopies().record(sent('t1', 'a'));
  expect(createSentCopies().byToken('t1')).toBeUndefined();
});
