import { expect, test } from 'vitest';
import { REFUSALS, type RefusalCode, reportRefusal } from '../../../src/volume/errors/refusal.ts';

const ROWS: [code: RefusalCode, who: string, retry: string][] = [
  ['arguments-invalid', 'caller', 'after_fix'],
  ['configuration-faulty', 'operator', 'after_fix'],
  ['place-not-allowed', 'caller', 'after_fix'],
  ['real-copies-not-arranged', 'operator', 'never'],
  ['caller-may-not-copy', 'person', 'never'],
  ['findings-block', 'caller', 'after_fix'],
  ['token-of-another-request', 'caller', 'after_fix'],
  ['plan-expired', 'caller', 'after_fix'],
  ['plan-differs', 'caller', 'after_fix'],
  ['plan-needed', 'caller', 'after_fix'],
  ['nobody-to-ask', 'person', 'never'],
  ['asked-enough', 'person', 'later'],
  ['being-sent', 'caller', 'same_request'],
  ['caller-not-known', 'person', 'same_request'],
  ['copy-gone', 'caller', 'after_fix'],
  ['copy-not-made', 'caller', 'after_fix'],
  ['no-time-left', 'caller', 'same_request'],
  ['record-not-durable', 'operator', 'after_fix'],
  ['audit-not-writable', 'operator', 'after_fix'],
  ['next-token-foreign', 'caller', 'after_fix'],
  ['cancelled', 'caller', 'same_request'],
  ['internal-fault', 'operator', 'never'],
];

test.each(ROWS)('%s: %s mends it, retry %s', (code, who, retry) => {
  const error = reportRefusal(code, 'What exactly is wrong.');
  expect(error).toMatchObject({ code, message: 'What exactly is wrong.', whoCanFix: who, retry });
  expect(error.meaning).toMatch(/\w.{9,}\.$/);
  expect(error.nextStep).toMatch(/\.$/);
});

test('each code has its row here', () => {
  expect(ROWS.map(([code]) => code).sort()).toEqual(Object.keys(REFUSALS).sort());
});

test('no refusal names the value that switches a guard off', () => {
  for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
    const { meaning, nextStep } = reportRefusal(code, '');
    expect(`${meaning} ${nextStep}`).not.toMatch(/\bauto\b|--mode|--allow|EBS_COPY_|simulate/i);
  }
});
