// The archive of an .mcpb is made of its files and of nothing else.
import { unzipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { zipBundle } from '../../build/zip-bundle.ts';

const text = (words: string) => new TextEncoder().encode(words);
const FILES = { 'manifest.json': text('{}'), 'dist/main.cjs': text('0'.repeat(5_000)), LICENSE: text('A') };
const zone = process.env.TZ;

afterEach(() => {
  vi.useRealTimers();
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test('gives the same bytes at another time, in another zone, from another order', () => {
  const first = zipBundle(FILES);
  process.env.TZ = 'Asia/Tokyo';
  vi.useFakeTimers({ now: Date.parse('2031-07-01T12:00:00Z') });
  const again = zipBundle(Object.fromEntries(Object.entries(FILES).reverse()));
  expect(Buffer.compare(first, again)).toBe(0);
  expect(Buffer.compare(first, zipBundle({ ...FILES, LICENSE: text('B') }))).not.toBe(0);
});

test('holds exactly the files, compressed', () => {
  const bytes = zipBundle(FILES);
  expect(unzipSync(bytes)).toEqual(FILES);
  expect(bytes.length).toBeLessThan(1_000);
});
