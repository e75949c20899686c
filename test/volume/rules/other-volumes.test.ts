import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { judgeOtherVolumes } from '../../../src/volume/rules/other-volumes.ts';

const [ONE, TWO, THREE] = ['vol-0aaaaaaaaaaaaaaa1', 'vol-0aaaaaaaaaaaaaaa2', 'vol-0aaaaaaaaaaaaaaa3'];

describe('other volumes of the instance', () => {
  const source: Volume = { VolumeId: ONE, Attachments: [{ InstanceId: 'i-0aaaaaaaaaaaaaaa1' }] };
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
      ['warn', `The instance has 1 more volume (${TWO}). A copy of one volume is not consistent with the others.`],
    ]);
  });

  test('two', () => {
    expect(findings(TWO, THREE)[0]?.[1]).toMatch(/^The instance has 2 more volumes \(vol-\w+, vol-\w+\)\. /);
  });

  test('many are counted', () => {
    expect(findings('vol-1', 'vol-2', 'vol-3', 'vol-4')[0]?.[1]).toContain(
      'has 4 more volumes (vol-1, vol-2, vol-3, …)',
    );
  });

  test('three are named in full, and one without an id is none', () => {
    const others = ['vol-1', 'vol-2', 'vol-3'].map((VolumeId) => ({ VolumeId }));
    expect(judgeOtherVolumes(source, [...others, {}])[0]?.message).toContain(
      'has 3 more volumes (vol-1, vol-2, vol-3). ',
    );
  });

  test('one instance that is named twice, or not at all, is one', () => {
    for (const Attachments of [[{ InstanceId: 'i-1' }, { InstanceId: 'i-1' }, {}, {}], undefined]) {
      const { Attachments: _, ...alone } = source;
      const volume = Attachments ? { ...alone, Attachments } : alone;
      expect(judgeOtherVolumes(volume, [{ VolumeId: TWO }])[0]?.message).toMatch(/^The instance has 1 more volume /);
    }
  });

  test('of several instances', () => {
    const shared = { ...source, Attachments: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] };
    expect(judgeOtherVolumes(shared, [{ VolumeId: TWO }])[0]?.message).toMatch(
      /^The instances of the source have 1 more volume /,
    );
  });

  test('both consistent ways are said', () => {
    const advice = judgeOtherVolumes(source, [{ VolumeId: TWO }])[0]?.fix?.advice;
    expect(advice).toContain('create-snapshots');
    expect(advice).toContain('stop writing to all of them until every copy is requested');
  });
});
