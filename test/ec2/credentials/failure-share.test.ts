// A failure that all who ask for the same would meet is told to them for a while.
import { expect, test } from 'vitest';
import { failBeforeSending } from '../../../src/ec2/answers/known-failure.ts';
import { createFailureShare } from '../../../src/ec2/credentials/failure-share.ts';
import type { FailureCode } from '../../../src/volume/errors/failure-catalogue.ts';

function start(code: FailureCode | undefined) {
  let now = 0;
  let asked = 0;
  const share = createFailureShare(() => now);
  const ask = async () => {
    asked += 1;
    if (code) throw failBeforeSending(code);
    return 'given';
  };
  const by = (key: string) => share(key, ask).catch((thrown) => thrown.failure.code);
  return { by, asked: () => asked, pass: (ms: number) => (now += ms) };
}

test.each(['Throttling', 'InternalError', 'Unavailable'] as const)('%s is, for a quarter of a minute', async (code) => {
  const { by, asked, pass } = start(code);
  for (let n = 0; n < 5; n++) expect(await by('role')).toBe(code);
  pass(14_999);
  expect(await by('role')).toBe(code);
  expect(asked()).toBe(1);
  pass(1);
  expect(await by('role')).toBe(code);
  expect(asked()).toBe(2);
});

test('who asks for something else asks', async () => {
  const { by, asked } = start('Throttling');
  await by('role');
  await by('other');
  expect(asked()).toBe(2);
});

test.each(['caller-role-denied', 'caller-role-refused', 'timed-out', undefined] as const)(
  'what is of one request alone is not: %s',
  async (code) => {
    const { by, asked } = start(code);
    for (let n = 0; n < 2; n++) expect(await by('role')).toBe(code ?? 'given');
    expect(asked()).toBe(2);
  },
);
