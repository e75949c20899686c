import { expect, test } from 'vitest';
import {
  auditNotWritable,
  copiedUnseen,
  copyDiffers,
  recordNotKept,
  sendUnresolved,
} from '../../../src/volume/plan/record-findings.ts';

test('a record that is not kept says why, that it carries no token, and the one command', () => {
  expect(recordNotKept('/s is open to other users of this machine.', 'chmod 700 /s')).toEqual({
    level: 'warn',
    code: 'record-not-kept',
    by: 'us',
    message:
      '/s is open to other users of this machine. Real copies are refused until what is sent can be recorded, so this rehearsal has no ClientToken.',
    fix: { advice: 'A person types: chmod 700 /s' },
  });
  expect(recordNotKept('It does not answer.').fix).toEqual({
    advice: 'The operator makes the record usable: the state directory, or the table that servers share.',
  });
});

test('an audit file that cannot be written is told before the real copy', () => {
  expect(auditNotWritable()).toMatchObject({ level: 'warn', code: 'audit-not-writable', by: 'us' });
});

test('a send whose end is not known names its token, and forbids another one', () => {
  expect(sendUnresolved('t1', true, true)).toMatchObject({
    level: 'block',
    code: 'send-unresolved',
    message:
      'A real copy of this very request was sent with ClientToken t1, and it is not known whether it made a volume.',
    fix: {
      advice: 'Repeat that call: it finds or makes the one volume. A new ClientToken could make a second one.',
    },
  });
  expect(sendUnresolved('t1', false, false).fix?.advice).toBe(
    'Repeat that call with its own arguments: it looks for the one volume. A new ClientToken could make a second one.',
  );
});

test('a copy that EC2 does not list yet is offered like any other', () => {
  expect(copiedUnseen('vol-0bbbbbbbbbbbbbbb0')).toMatchObject({
    level: 'warn',
    code: 'copied-earlier',
    message: expect.stringContaining('made vol-0bbbbbbbbbbbbbbb0'),
    fix: { volume: 'vol-0bbbbbbbbbbbbbbb0' },
  });
});

test('what EC2 made otherwise is shown before it is used', () => {
  expect(copyDiffers('Size is 1, and 2 was expected')).toMatchObject({
    level: 'warn',
    code: 'copy-differs',
    message: 'The new volume is not as it was asked for: Size is 1, and 2 was expected.',
  });
});
