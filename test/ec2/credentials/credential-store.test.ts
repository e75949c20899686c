// Credentials that are kept while they are valid, and what a renewal that fails costs.
import { expect, test, vi } from 'vitest';
import { failBeforeSending } from '../../../src/ec2/answers/known-failure.ts';
import { createCredentialStore } from '../../../src/ec2/credentials/credential-store.ts';
import { SERVER_ENDS } from '../../../src/ports/tool.ts';

const NOON = Date.parse('2026-11-28T12:00:00Z');
const MINUTE = 60_000;
const { signal } = new AbortController();

/** `answers` says what the nth asking of the source gives. */
function start(
  answers: (nth: number) => { accessKeyId: string; minutes: number } | 'stalled' | 'throttled' | 'silent',
) {
  let asked = 0;
  let now = NOON;
  const store = createCredentialStore(
    async () => {
      asked += 1;
      const answer = answers(asked);
      if (answer === 'silent') return new Promise<never>(() => {});
      if (answer === 'throttled') throw failBeforeSending('Throttling');
      if (answer === 'stalled') throw failBeforeSending('credentials-stalled', { what: 'the helper' });
      const { accessKeyId, minutes } = answer;
      return { accessKeyId, secretAccessKey: 's', expiration: new Date(NOON + minutes * MINUTE) };
    },
    { now: () => now },
  );
  return { store, asked: () => asked, pass: (ms: number) => (now += ms) };
}

test('a renewal that fails in the last five minutes is not waited for again by each request', async () => {
  const { store, asked, pass } = start((nth) => (nth === 1 ? { accessKeyId: 'AKID1', minutes: 15 } : 'stalled'));
  await store.get(signal);
  pass(11 * MINUTE);
  for (let request = 0; request < 3; request++) expect(await store.get(signal)).toMatchObject({ accessKeyId: 'AKID1' });
  expect(asked()).toBe(2);
});

test('a renewal that gets no answer is not waited for while the old ones are valid', async () => {
  const { store, asked, pass } = start((nth) => (nth === 1 ? { accessKeyId: 'AKID1', minutes: 15 } : 'silent'));
  await store.get(signal);
  pass(11 * MINUTE);
  vi.useFakeTimers();
  const renewed = store.get(signal);
  await vi.advanceTimersByTimeAsync(2_000);
  vi.useRealTimers();
  expect(await renewed).toMatchObject({ accessKeyId: 'AKID1' });
  expect(await store.get(signal)).toMatchObject({ accessKeyId: 'AKID1' });
  expect(asked()).toBe(2);
});

test('a source of short credentials is not asked by each request', async () => {
  const { store, asked } = start((nth) => ({ accessKeyId: `AKID${nth}`, minutes: 3 }));
  for (let request = 0; request < 3; request++) expect(await store.get(signal)).toMatchObject({ accessKeyId: 'AKID1' });
  expect(asked()).toBe(1);
});

test('what has ended is not used, however the renewal fails', async () => {
  const { store, pass } = start((nth) => (nth === 1 ? { accessKeyId: 'AKID1', minutes: 15 } : 'stalled'));
  await store.get(signal);
  pass(11 * MINUTE);
  await store.get(signal);
  pass(5 * MINUTE);
  await expect(store.get(signal)).rejects.toMatchObject({ failure: { code: 'credentials-stalled' } });
});

test('those that were given last are known, none before', async () => {
  const { store, pass } = start((nth) => ({ accessKeyId: `AKID${nth}`, minutes: 15 * nth }));
  expect(store.current()).toBeUndefined();
  await store.get(signal);
  expect(store.current()).toMatchObject({ accessKeyId: 'AKID1' });
  pass(12 * MINUTE);
  await store.get(signal);
  expect(store.current()).toMatchObject({ accessKeyId: 'AKID2' });
});

test('a wait that ends with the server is told as that', async () => {
  const { store } = start(() => 'silent');
  await expect(store.get(AbortSignal.abort(SERVER_ENDS))).rejects.toMatchObject({
    failure: { code: 'server-ending', definite: true },
  });
});

test('a source that throttles is not asked again by each request', async () => {
  const { store, asked } = start(() => 'throttled');
  for (let request = 0; request < 3; request++)
    await expect(store.get(signal)).rejects.toMatchObject({ failure: { code: 'Throttling' } });
  expect(asked()).toBe(1);
});
