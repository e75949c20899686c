// How far an initialization is, as far as EC2 shows it.
import { expect, test } from 'vitest';
import type { Volume, VolumeStatus } from '../../../src/volume/aws-records.ts';
import {
  isCopy,
  isInitializingCopy,
  type Progress,
  readProgress,
} from '../../../src/volume/rules/initialization-phase.ts';
import { copy, NOON, status } from '../../support/status-parts.ts';

const loading: Volume = { SnapshotId: 'snap-1', CreateTime: '2026-11-22T11:50:00Z' };

test.each<[name: string, volume: Volume, row: VolumeStatus | undefined, unread: boolean, progress: Progress]>([
  ['completed', copy('available'), status('ok', undefined, 'completed'), false, { phase: 'done' }],
  ['completed at 75 %', copy('available'), status('ok', 75, 'completed'), false, { phase: 'done', percent: 75 }],
  ['at 100 % without a state', copy('available'), status('ok', 100), false, { phase: 'done', percent: 100 }],
  [
    'at 100 %, called initializing',
    copy('available'),
    status('ok', 100, 'initializing'),
    false,
    { phase: 'running', percent: 100 },
  ],
  ['without a percentage', copy('available'), status('ok', undefined, 'initializing'), false, { phase: 'running' }],
  ['of an empty report', copy('available'), { Initialization: {} }, false, { phase: 'unknown' }],
  [
    'in a state that AWS added since',
    copy('available'),
    status('ok', 40, 'failed'),
    false,
    { phase: 'unknown', percent: 40, word: 'failed' },
  ],
  ['a row although another read failed', copy('available'), status('ok', 3), true, { phase: 'running', percent: 3 }],
  ['a copy of a time not known', { ...copy('available'), CreateTime: 'soon' }, undefined, false, { phase: 'unknown' }],
  ['not read', copy('available'), undefined, true, { phase: 'unknown' }],
  ['a copy that EC2 shows nothing of', copy('available'), undefined, false, { phase: 'awaiting-first-report' }],
  ['a copy with nothing to initialize', copy('available'), status('ok'), false, { phase: 'not-applicable' }],
  [
    'a copy whose checks run',
    copy('available'),
    status('insufficient-data'),
    false,
    { phase: 'awaiting-first-report' },
  ],
  ['a volume of its own', {}, status('ok'), false, { phase: 'not-applicable' }],
  ['a volume of its own without a row', {}, undefined, false, { phase: 'unknown' }],
  ['loading for ten minutes, not shown yet', loading, status('ok'), false, { phase: 'unknown' }],
  [
    'loading for longer',
    { ...loading, CreateTime: '2026-11-22T11:49:59Z' },
    status('ok'),
    false,
    { phase: 'not-applicable' },
  ],
])('%s', (_, volume, row, unread, progress) => {
  expect(readProgress(volume, row, NOON, unread)).toStrictEqual(progress);
});

test('a status that is absent was read, unless it is said', () => {
  expect(readProgress(copy('available'), undefined, NOON)).toEqual({ phase: 'awaiting-first-report' });
});

test('a copy that is done within five minutes can be copied itself', () => {
  const young = copy('available', { CreateTime: '2026-11-22T11:58:00Z' });
  expect(isInitializingCopy(young, status('ok', 100, 'completed'), NOON)).toBe(false);
  expect(isInitializingCopy(young, status('ok', 99, 'initializing'), NOON)).toBe(true);
});

test.each<[name: string, volume: Volume, row: VolumeStatus | undefined, is: boolean]>([
  ['by its source', copy('available'), undefined, true],
  ['by what is reported', {}, status('ok', 3), true],
  ['from a snapshot', { SourceVolumeId: '' }, { Initialization: { Type: 'default', Progress: 3 } }, false],
  ['with a row that reports nothing', {}, {}, false],
  ['without a row', {}, undefined, false],
])('a copy %s: %#', (_, volume, row, is) => {
  expect(isCopy(volume, row)).toBe(is);
});
