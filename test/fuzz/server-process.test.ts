// What the broken input is judged by.
import { expect, test } from 'vitest';
import { lateAnswers } from './server-process.ts';

test.each<[name: string, sent: number[], came: number[], faults: string[]]>([
  ['in time', [0], [50_000], []],
  ['within the patience, and still too late', [1_000], [66_000], ['An answer to id a came after 65000 ms.']],
  ['the second of a doubled id', [0, 10], [20, 50_011], ['An answer to id a came after 50001 ms.']],
  ['a second that was asked for later', [0, 40_000], [20, 60_000], []],
  ['none', [0], [], []],
])('answers: %s', (_name, sent, came, faults) => {
  expect(lateAnswers('a', sent, came)).toEqual(faults);
});
