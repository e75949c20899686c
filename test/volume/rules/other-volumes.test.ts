import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { judgeOtherVolumes } from '../../../src/volume/rules/other-volumes.ts';

const [ONE, TWO, THREE] = ['vol-0aaaaaaaaaaaaaaa1', 'vol-0aaaaaaaaaaaaaaa2', 'vol-0aaaaaaaaaaaaaaa3'];

describe('other volumes of the instance', () => {
  const source: Volume = { VolumeId: ONE };
  const findings = (...others: string[]) =>
    judgeOtherVolumes(source, [source, ...others.map((VolumeId) => ({ VolumeId }))]).map((one) => [
      one.level,
      one.message,
    ]);

  test('none', () => {
    expect(findings()).toEqual([]);
    expect(judgeOtherVolumes(source, [])).toEqual([]);
  });

  test('one', () => {
    expect(findings(TWO)).toEqual([
      ['info', `Its instance has 1 more (${TWO}): one copy is not consistent with it; CreateSnapshots can be.`],
    ]);
  });

  test('two', () => {
    expect(findings(TWO, THREE)).toEqual([
      [
        'info',
        `Its instance has 2 more (${TWO}, ${THREE}): one copy is not consistent with the other 2; CreateSnapshots can be.`,
      ],
    ]);
  });

  test('many are counted', () => {
    expect(findings('vol-1', 'vol-2', 'vol-3', 'vol-4')[0]?.[1]).toContain('has 4 more (vol-1, vol-2, vol-3, …)');
  });
});
