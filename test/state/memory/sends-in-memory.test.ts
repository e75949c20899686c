import { expect, test } from 'vitest';
import { createSendsInMemory } from '../../../src/state/memory/sends-in-memory.ts';
import { RULES } from '../../support/record-rules.ts';
import { claim, describeSendRecords, NOON, sendOf } from '../../support/send-records-suite.ts';

describeSendRecords('in memory', async () => {
  let clock = NOON;
  const one = createSendsInMemory(RULES, () => clock, 'one', { kept: true });
  return {
    one,
    other: one,
    setClock: (now) => {
      clock = now;
    },
  };
});

test('a thousand sends are kept, the oldest goes first', async () => {
  const sends = createSendsInMemory(RULES, () => NOON, 'one', { kept: true });
  for (let n = 0; n < 1_001; n++) await claim(sends, sendOf(`t${n}`, { intentKey: `intent ${n}` }));
  expect(await sends.byToken('t0')).toBeUndefined();
  expect((await sends.byToken('t1'))?.token).toBe('t1');
  expect((await sends.byToken('t1000'))?.token).toBe('t1000');
});

test('whether it is meant to be in memory is told', async () => {
  const trust = { kept: false, why: 'because' } as const;
  expect(await createSendsInMemory(RULES, () => NOON, 'one', trust).trust()).toEqual(trust);
});
