// Type, size, IOPS, throughput and multi-attach of a copy, at every limit.
import { expect, test } from 'vitest';
import { gp2Iops, type RequestedSettings, resolveSettings } from '../../src/simulator/rules/volume-settings.ts';

const NOTHING: RequestedSettings = {
  type: undefined,
  size: undefined,
  iops: undefined,
  throughput: undefined,
  multiAttach: undefined,
};

function settle(
  wanted: Partial<RequestedSettings>,
  sourceSize = 100,
  region = 'us-east-1',
  gp3Floor = 'strict' as const,
) {
  try {
    return resolveSettings({ ...NOTHING, ...wanted }, sourceSize, region, { gp3Floor });
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

const gp3 = { type: 'gp3' };
const io1 = { type: 'io1' };
const io2 = { type: 'io2' };

// Figures typed from the EC2 API reference (CopyVolumes, CreateVolume) and the EBS guide, read 2026-11.
test.each([
  ['omitted type is gp2', {}, 100, { type: 'gp2', size: 100, iops: 300, multiAttach: false }],
  ['gp3 defaults', gp3, 100, { type: 'gp3', size: 100, iops: 3000, throughput: 125, multiAttach: false }],
  ['st1 has neither', { type: 'st1' }, 500, { type: 'st1', size: 500, multiAttach: false }],
  [
    'io2 with flag',
    { ...io2, iops: 5000, multiAttach: true },
    100,
    { type: 'io2', size: 100, iops: 5000, multiAttach: true },
  ],
  ['larger', { ...gp3, size: 200 }, 100, { type: 'gp3', size: 200, iops: 3000, throughput: 125, multiAttach: false }],
  ['flag off is no complaint', { multiAttach: false }, 10, { type: 'gp2', size: 10, iops: 100, multiAttach: false }],
  [
    '3,000 on 1 GiB',
    { ...gp3, iops: 3000 },
    1,
    { type: 'gp3', size: 1, iops: 3000, throughput: 125, multiAttach: false },
  ],
  [
    '80,000 at 160 GiB',
    { ...gp3, iops: 80000 },
    160,
    { type: 'gp3', size: 160, iops: 80000, throughput: 125, multiAttach: false },
  ],
  [
    '2,000 at 8,000',
    { ...gp3, iops: 8000, throughput: 2000 },
    100,
    { type: 'gp3', size: 100, iops: 8000, throughput: 2000, multiAttach: false },
  ],
  [
    '750 at 3,000',
    { ...gp3, throughput: 750 },
    100,
    { type: 'gp3', size: 100, iops: 3000, throughput: 750, multiAttach: false },
  ],
])('%s', (_name, wanted, sourceSize, expected) => {
  expect(settle(wanted, sourceSize)).toEqual(expected);
});

test.each([
  ['unknown type', { type: 'gp9' }, 100, 'UnknownVolumeType'],
  ['type in capitals', { type: 'GP3' }, 100, 'UnknownVolumeType'],
  ['smaller than the source', { size: 99 }, 100, 'InvalidParameterValue'],
  ['zero', { size: 0 }, 100, 'InvalidParameterValue'],
  ['gp2 above 16 TiB by default', {}, 16385, 'InvalidParameterValue'],
  ['io1 above 16 TiB', { ...io1, iops: 100 }, 16385, 'InvalidParameterValue'],
  ['gp3 above 64 TiB', { ...gp3, size: 65537 }, 100, 'InvalidParameterValue'],
  ['io2 above 64 TiB', { ...io2, iops: 100, size: 65537 }, 100, 'InvalidParameterValue'],
  ['io1 under 4 GiB', { ...io1, iops: 100 }, 3, 'InvalidParameterValue'],
  ['io2 under 4 GiB', { ...io2, iops: 100 }, 3, 'InvalidParameterValue'],
  ['st1 under 125 GiB', { type: 'st1', size: 124 }, 20, 'InvalidParameterValue'],
  ['sc1 under 125 GiB', { type: 'sc1', size: 124 }, 20, 'InvalidParameterValue'],
  ['standard above 1 TiB', { type: 'standard' }, 1025, 'InvalidParameterValue'],
  ['gp3 under 3,000 IOPS', { ...gp3, iops: 2999 }, 100, 'InvalidParameterValue'],
  ['gp3 over 80,000 IOPS', { ...gp3, iops: 80001 }, 1000, 'InvalidParameterValue'],
  ['gp3 over 500 per GiB', { ...gp3, iops: 5001 }, 10, 'InvalidParameterValue'],
  ['io1 under 100 IOPS', { ...io1, iops: 99 }, 100, 'InvalidParameterValue'],
  ['io1 over 64,000 IOPS', { ...io1, iops: 64001 }, 2000, 'InvalidParameterValue'],
  ['io1 over 50 per GiB', { ...io1, iops: 5001 }, 100, 'InvalidParameterValue'],
  ['io2 over 256,000 IOPS', { ...io2, iops: 256001 }, 1000, 'InvalidParameterValue'],
  ['io2 over 1,000 per GiB', { ...io2, iops: 100001 }, 100, 'InvalidParameterValue'],
  ['io1 without IOPS', io1, 100, 'InvalidParameterCombination'],
  ['io2 without IOPS', io2, 100, 'InvalidParameterCombination'],
  ['gp2 with IOPS', { iops: 3000 }, 100, 'InvalidParameterCombination'],
  ['st1 with IOPS', { type: 'st1', iops: 500 }, 500, 'InvalidParameterCombination'],
  ['gp2 with throughput', { throughput: 125 }, 100, 'InvalidParameterCombination'],
  ['io2 with throughput', { ...io2, iops: 100, throughput: 125 }, 100, 'InvalidParameterCombination'],
  ['throughput under 125', { ...gp3, throughput: 124 }, 100, 'InvalidParameterValue'],
  ['throughput over 2,000', { ...gp3, iops: 80000, throughput: 2001 }, 1000, 'InvalidParameterValue'],
  ['throughput over a quarter of IOPS', { ...gp3, throughput: 751 }, 100, 'InvalidParameterValue'],
  ['multi-attach on gp3', { ...gp3, multiAttach: true }, 100, 'InvalidParameterCombination'],
  ['multi-attach on the default type', { multiAttach: true }, 100, 'InvalidParameterCombination'],
])('refuses %s', (_name, wanted, sourceSize, code) => {
  expect(settle(wanted, sourceSize)).toBe(code);
});

test('io1 multi-attach exists in three Regions only', () => {
  const wanted = { ...io1, iops: 100, multiAttach: true };
  expect(settle(wanted, 100, 'eu-west-1')).toBe('UnsupportedOperation');
  expect(settle(wanted, 100, 'us-west-2')).toMatchObject({ multiAttach: true });
});

test.each([
  [99, 'InvalidParameterValue'],
  [100, 3000],
  [2999, 3000],
  [3001, 3001],
])('gp3 floor lifted: %d', (iops, expected) => {
  const given = { ...NOTHING, type: 'gp3', iops };
  if (typeof expected === 'number') {
    expect(resolveSettings(given, 100, 'us-east-1', { gp3Floor: 'lift' }).iops).toBe(expected);
  } else {
    expect(() => resolveSettings(given, 100, 'us-east-1', { gp3Floor: 'lift' })).toThrow('too low');
  }
});

test.each([
  [1, 100],
  [33, 100],
  [34, 102],
  [1000, 3000],
  [5334, 16000],
  [16384, 16000],
])('gp2 of %d GiB has %d IOPS', (size, iops) => {
  expect(gp2Iops(size)).toBe(iops);
});

test('the ceiling is readable from the message, as the CSI driver reads it', () => {
  const given = { ...NOTHING, type: 'gp3', size: 1000, iops: 1_000_000 };
  expect(() => resolveSettings(given, 1000, 'us-east-1', { gp3Floor: 'strict' })).toThrow(
    'is too high; maximum is 80000.',
  );
});
