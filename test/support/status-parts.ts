// Volumes, statuses and readings as the tests of a status say them: a copy is two hours old at noon.
import type { Volume, VolumeStatus } from '../../src/volume/aws-records.ts';
import { readStatus, type StatusFacts } from '../../src/volume/reading/status.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);
export const SOURCE = 'vol-0aaaaaaaaaaaaaaa0';
export const CREATED = '2026-11-22T10:00:00.000Z';
export const copy = (State: string, more: Volume = {}): Volume => ({
  State,
  SourceVolumeId: SOURCE,
  CreateTime: CREATED,
  Size: 1_024,
  VolumeType: 'gp3',
  ...more,
});

export function status(Status: string, progress?: number, state?: string, more: VolumeStatus = {}): VolumeStatus {
  return {
    Status,
    ...(progress === undefined ? {} : { Initialization: { Type: 'volume-copy', Progress: progress } }),
    ...(state === undefined ? {} : { Details: [{ Name: 'initialization-state', Status: state }] }),
    ...more,
  };
}
export const detail = (Name: string, Status: string): VolumeStatus => ({ Details: [{ Name, Status }] });

export interface ExpectedReading {
  attachable?: boolean;
  fullSpeed?: boolean;
  healthy?: boolean;
  sourceMayChange?: boolean;
  percent?: number;
  attention?: boolean;
  says: RegExp;
}

/** Of a volume whose modifications were read, and that has none, unless a test says otherwise. */
export function read(volume: Volume, known: StatusFacts = {}) {
  const facts: StatusFacts = { now: NOON, modification: 'none', ...known };
  const { verdict, needsAttention, initialization, ...readings } = readStatus(volume, facts);
  return {
    readings: { ...readings, ...(initialization?.percent === undefined ? {} : { percent: initialization.percent }) },
    needsAttention,
    verdict,
  };
}

export const READY = { attachable: true, fullSpeed: true, healthy: true };
export const SLOW = { attachable: true, fullSpeed: false, healthy: true, sourceMayChange: true };
