// What a copy will have, also where the request leaves it to EC2 (CopyVolumes, EC2 API reference, read 2026-11-22).
import { expect, test } from 'vitest';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { settingsOf } from '../../../src/volume/plan/copy-settings.ts';

const fast: Volume = { VolumeType: 'gp3', Size: 500, Iops: 12_000, Throughput: 500 };

test.each<[name: string, asked: Partial<CopyVolumesRequest>, source: Volume, settings: object]>([
  ['everything left out: a gp2 of the same size', {}, fast, { VolumeType: 'gp2', Size: 500, Iops: 1_500 }],
  ['gp3: its defaults', { VolumeType: 'gp3' }, fast, { VolumeType: 'gp3', Size: 500, Iops: 3_000, Throughput: 125 }],
  [
    'everything named',
    { VolumeType: 'gp3', Size: 600, Iops: 4_000, Throughput: 200 },
    fast,
    { VolumeType: 'gp3', Size: 600, Iops: 4_000, Throughput: 200 },
  ],
  ['a type without IOPS and throughput of its own', { VolumeType: 'st1' }, fast, { VolumeType: 'st1', Size: 500 }],
  ['a size that is not known', {}, {}, { VolumeType: 'gp2' }],
  ['a type that this version does not know', { VolumeType: 'gp9' }, fast, { VolumeType: 'gp9', Size: 500 }],
])('%s', (_, asked, source, settings) => {
  expect(settingsOf({ SourceVolumeId: 'vol-0123456789abcdef0', ...asked }, source)).toStrictEqual(settings);
});
