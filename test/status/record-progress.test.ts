import { expect, test } from 'vitest';
import { recordProgress } from '../../src/status/record-progress.ts';
import type { VolumeStatus } from '../../src/volume/aws-records.ts';

test('only what is on its way is a sample: a percentage beside completed is none', () => {
  const seen: [string, number][] = [];
  const progressSeen = {
    record: (id: string, { percent }: { percent: number }) => void seen.push([id, percent]),
    of: () => [],
  };
  const at = (Progress: number) => ({ Initialization: { Type: 'volume-copy', Progress } });
  recordProgress(
    { progressSeen },
    {
      at: 0,
      statuses: new Map<string, VolumeStatus>([
        ['vol-a', at(40)],
        ['vol-b', at(100)],
        ['vol-c', { ...at(75), Details: [{ Name: 'initialization-state', Status: 'completed' }] }],
      ]),
    },
  );
  expect(seen).toEqual([['vol-a', 40]]);
});
