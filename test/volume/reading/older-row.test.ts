// A status row that was read earlier counts as of then.
import { expect, test } from 'vitest';
import { readStatus } from '../../../src/volume/reading/status.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;

// 30 % for a quarter of an hour is standing still; what a row of before shows is known up to its own time only.
test.each([
  ['read now', undefined, 'not moving: 30 % since 2026-11-22T11:41:00Z, so a wide range'],
  ['read four and a half minutes ago', NOON - 4.5 * MINUTE, '2 readings, too early for a narrow range'],
])('a row %s', (_, statusReadAt, words) => {
  const { initialization } = readStatus(
    { State: 'available', SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0', CreateTime: '2026-11-22T10:00:00.000Z', Size: 100 },
    {
      status: { Status: 'ok', Initialization: { Type: 'volume-copy', Progress: 30 } },
      statusReadAt,
      samples: [
        { at: NOON - 19 * MINUTE, percent: 30 },
        { at: NOON - 4.5 * MINUTE, percent: 30 },
      ],
      now: NOON,
    },
  );
  expect(initialization?.basis.split('; ')[0]).toBe(words);
});

test('a row read before the last look adds none', () => {
  const { initialization } = readStatus(
    { State: 'available', SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0', CreateTime: '2026-11-22T10:00:00.000Z', Size: 100 },
    {
      status: { Status: 'ok', Initialization: { Type: 'volume-copy', Progress: 48 } },
      statusReadAt: NOON - 4 * MINUTE,
      samples: [
        { at: NOON - 60 * MINUTE, percent: 25 },
        { at: NOON - 30 * MINUTE, percent: 37 },
        { at: NOON - 4 * MINUTE, percent: 48 },
        { at: NOON - MINUTE, percent: 49 },
      ],
      now: NOON,
    },
  );
  expect(initialization?.basis.split('; ')[0]).toBe('4 readings');
});
