// When a volume is at full speed, and when that is not known.
import { describe, expect, test } from 'vitest';
import type { Volume, VolumeStatus } from '../../../src/volume/aws-records.ts';
import { readStatus, type StatusFacts } from '../../../src/volume/reading/status.ts';
import { copy, NOON, read, status } from '../../support/status-parts.ts';

describe('at full speed', () => {
  const DONE = status('ok', 100, 'completed');
  const LOADED: VolumeStatus = { Status: 'ok', Initialization: { Type: 'default', Progress: 100 } };
  const slowBy = (Status: string, performance: string): VolumeStatus => ({
    Status,
    Initialization: { Type: 'volume-copy', Progress: 100 },
    Details: [
      { Name: 'initialization-state', Status: 'completed' },
      { Name: 'io-performance', Status: performance },
    ],
  });
  const fromSnapshot = (CreateTime: string): Volume => ({ State: 'available', SnapshotId: 'snap-1', CreateTime });

  test.each<[name: string, volume: Volume, known: StatusFacts, fullSpeed: boolean | undefined]>([
    ['an initialized copy', copy('in-use'), { status: DONE }, true],
    ['degraded', copy('in-use'), { status: slowBy('warning', 'degraded') }, false],
    ['far degraded', copy('in-use'), { status: slowBy('warning', 'severely-degraded') }, false],
    ['stalled', copy('in-use'), { status: slowBy('impaired', 'stalled') }, false],
    ['its I/O stopped', copy('in-use'), { status: { ...DONE, Actions: [{ Code: 'enable-volume-io' }] } }, false],
    ['being modified', copy('in-use'), { status: DONE, modification: { ModificationState: 'modifying' } }, undefined],
    ['being optimized', copy('in-use'), { status: DONE, modification: { ModificationState: 'optimizing' } }, undefined],
    ['whose modifications were not read', copy('in-use'), { status: DONE, modification: undefined }, undefined],
    [
      'in a state of a modification that AWS added since',
      copy('in-use'),
      { status: DONE, modification: { ModificationState: 'paused' } },
      undefined,
    ],
    ['modified', copy('in-use'), { status: DONE, modification: { ModificationState: 'completed' } }, true],
    [
      'initializing and being optimized',
      copy('in-use'),
      { status: status('ok', 40), modification: { ModificationState: 'optimizing' } },
      false,
    ],
    [
      'degraded and being optimized',
      copy('in-use'),
      { status: slowBy('warning', 'degraded'), modification: { ModificationState: 'optimizing' } },
      false,
    ],
    ['from a snapshot, ten minutes old', fromSnapshot('2026-11-22T11:50:00Z'), { status: status('ok') }, undefined],
    ['from a snapshot, a moment older', fromSnapshot('2026-11-22T11:49:59Z'), { status: status('ok') }, true],
    [
      'from a snapshot, of an age not known',
      { State: 'available', SnapshotId: 'snap-1' },
      { status: status('ok') },
      undefined,
    ],
    ['from a snapshot, shown as loaded', fromSnapshot('2026-11-22T11:59:00Z'), { status: LOADED }, true],
    ['empty and new', { State: 'available', CreateTime: '2026-11-22T11:59:00Z' }, { status: status('ok') }, true],
  ])('%s', (_, volume, known, fullSpeed) => {
    expect(readStatus(volume, { now: NOON, modification: 'none', ...known }).fullSpeed).toBe(fullSpeed);
  });

  test.each<[name: string, known: StatusFacts, says: string]>([
    ['degraded', { status: slowBy('warning', 'degraded') }, "In use. It was made with the source's data"],
    [
      'being optimized',
      { status: DONE, modification: { ModificationState: 'optimizing' } },
      "In use. It was made with the source's data",
    ],
    ['neither', { status: DONE }, "In use, at full speed. It was made with the source's data"],
  ])('what the verdict says of a copy that is %s', (_, known, says) => {
    expect(read(copy('in-use'), known).verdict.startsWith(says)).toBe(true);
  });
});
