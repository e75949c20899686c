import { describe, expect, test } from 'vitest';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { type Change, listChanges } from '../../../src/volume/plan/changes.ts';
import { settingsOf } from '../../../src/volume/plan/copy-settings.ts';
import { predictEncryption } from '../../../src/volume/rules/encryption.ts';

const ID = 'vol-0123456789abcdef0';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/a';

const SOURCE: Volume = {
  VolumeId: ID,
  VolumeType: 'gp3',
  Size: 500,
  Iops: 12000,
  Throughput: 500,
  Encrypted: true,
  KmsKeyId: KEY,
  MultiAttachEnabled: false,
  AvailabilityZone: 'us-east-1a',
  Tags: [{ Key: 'Name', Value: 'data' }],
};

function rows(
  asked: Omit<CopyVolumesRequest, 'SourceVolumeId'> & Record<string, unknown>,
  source: Volume = SOURCE,
  stamped = true,
) {
  const request: CopyVolumesRequest = { SourceVolumeId: ID, ...asked };
  return listChanges(request, source, settingsOf(request, source), predictEncryption(request, source, {}), stamped);
}

const row = (setting: string, asked: Parameters<typeof rows>[0], source?: Volume) =>
  rows(asked, source).find((one) => one.setting === setting);

test('each setting has a row, in an order that a person reads', () => {
  expect(rows({})).toEqual([
    { setting: 'VolumeType', source: 'gp3', copy: 'gp2', note: "EC2's default" },
    { setting: 'Size', source: '500 GiB', copy: '500 GiB', note: "EC2's default" },
    { setting: 'Iops', source: '12000 IOPS', copy: '1500 IOPS', note: 'baseline of gp2 at this size' },
    { setting: 'Throughput', source: '500 MiB/s', copy: '250 MiB/s', note: 'comes with gp2, not settable' },
    { setting: 'Encrypted', source: 'true', copy: 'true' },
    { setting: 'KmsKeyId', source: KEY, copy: KEY, note: 'the key of the source' },
    {
      setting: 'MultiAttachEnabled',
      source: 'false',
      copy: 'false',
      note: "EC2's default",
    },
    { setting: 'AvailabilityZone', source: 'us-east-1a', copy: 'us-east-1a' },
    { setting: 'Tags', source: '1 tag', copy: '3 tags from this server', note: 'not inherited' },
  ]);
});

describe('what the copy would have', () => {
  test.each<
    [name: string, setting: string, asked: Parameters<typeof rows>[0], expected: Partial<Change> & { copy: string }]
  >([
    ['a type named', 'VolumeType', { VolumeType: 'gp3' }, { copy: 'gp3' }],
    ['a size named', 'Size', { Size: 600 }, { copy: '600 GiB' }],
    ['gp3 without Iops', 'Iops', { VolumeType: 'gp3' }, { copy: '3000 IOPS', note: "EC2's default" }],
    ['gp3 without Throughput', 'Throughput', { VolumeType: 'gp3' }, { copy: '125 MiB/s', note: "EC2's default" }],
    ['Iops named', 'Iops', { VolumeType: 'gp3', Iops: 12000 }, { copy: '12000 IOPS' }],
    ['Throughput named', 'Throughput', { VolumeType: 'gp3', Throughput: 500 }, { copy: '500 MiB/s' }],
    ['gp2 tiny: at least 100', 'Iops', { Size: 20 }, { copy: '100 IOPS', note: 'baseline of gp2 at this size' }],
    ['gp2 at 34 GiB', 'Iops', { Size: 34 }, { copy: '102 IOPS', note: 'baseline of gp2 at this size' }],
    ['gp2 large: at most 16,000', 'Iops', { Size: 6000 }, { copy: '16000 IOPS', note: 'baseline of gp2 at this size' }],
    ['gp2 with Iops named, which it does not take', 'Iops', { Iops: 3000 }, { copy: '3000 IOPS' }],
    ['st1 has no IOPS', 'Iops', { VolumeType: 'st1' }, { copy: '–' }],
    [
      'st1 has a throughput that nobody can set',
      'Throughput',
      { VolumeType: 'st1' },
      { copy: '19.5 MiB/s', note: 'comes with st1, not settable' },
    ],
    ['io2 without the IOPS on which it depends', 'Throughput', { VolumeType: 'io2' }, { copy: '–' }],
    ['multi-attach named', 'MultiAttachEnabled', { VolumeType: 'io2', MultiAttachEnabled: true }, { copy: 'true' }],
    ['another key', 'KmsKeyId', { Encrypted: true, KmsKeyId: 'alias/other' }, { copy: 'alias/other' }],
    [
      'Encrypted without a key on an encrypted source: AWS disagrees with itself',
      'KmsKeyId',
      { Encrypted: true },
      { copy: `${KEY} or the account's default EBS key`, note: "AWS's texts disagree" },
    ],
    [
      'tags given',
      'Tags',
      {
        TagSpecifications: [
          { ResourceType: 'volume', Tags: [{ Key: 'a' }, { Key: 'b' }] },
          { ResourceType: 'volume', Tags: [{ Key: 'c' }] },
          { ResourceType: 'volume' },
        ],
      },
      { copy: '3 tags of yours and 3 tags from this server', note: 'not inherited' },
    ],
  ])('%s', (_, setting, asked, expected) => {
    const { source: __, ...seen } = row(setting, asked) ?? { source: '' };
    expect(seen).toEqual({ setting, ...expected });
  });

  test('a plain source stays plain, unless the account says otherwise', () => {
    const plain: Volume = { ...SOURCE, Encrypted: false, KmsKeyId: '' };
    expect(row('Encrypted', {}, plain)).toEqual({
      setting: 'Encrypted',
      source: 'false',
      copy: 'false',
      note: "EC2's default",
    });
    expect(row('KmsKeyId', {}, plain)).toEqual({
      setting: 'KmsKeyId',
      source: '–',
      copy: '–',
      note: "unless the account's encryption by default is on",
    });
    expect(row('KmsKeyId', { Encrypted: true }, plain)).toEqual({
      setting: 'KmsKeyId',
      source: '–',
      copy: "the account's default EBS key",
    });
    expect(row('Encrypted', { Encrypted: true }, plain)).toEqual({
      setting: 'Encrypted',
      source: 'false',
      copy: 'true',
    });
  });

  test.each<[asked: Parameters<typeof rows>[0], source: Volume, had: string, gets: string, note: string | undefined]>([
    [{}, { VolumeType: 'io2', Size: 200, Iops: 10000 }, '2560 MiB/s', '128 MiB/s', 'comes with gp2, not settable'],
    [{}, { VolumeType: 'gp2', Size: 150, Iops: 450 }, '112.5 MiB/s', '112.5 MiB/s', 'comes with gp2, not settable'],
    [{ VolumeType: 'gp3' }, { VolumeType: 'io2', Size: 200, Iops: 10000 }, '2560 MiB/s', '125 MiB/s', "EC2's default"],
    // EC2 tells the throughput of a gp3 volume.
    [{ VolumeType: 'gp3' }, { VolumeType: 'gp3', Size: 9 }, '–', '125 MiB/s', "EC2's default"],
  ])('throughput is compared also where EC2 tells none: %j of %j', (asked, source, had, gets, note) => {
    expect(row('Throughput', asked, source)).toEqual({
      setting: 'Throughput',
      source: had,
      copy: gets,
      ...(note ? { note } : {}),
    });
  });

  test('what is not known is not invented', () => {
    for (const setting of ['VolumeType', 'Throughput', 'Encrypted', 'KmsKeyId', 'MultiAttachEnabled'])
      expect(row(setting, {}, {})?.source).toBe('–');
    expect(row('AvailabilityZone', {}, {})).toEqual({ setting: 'AvailabilityZone', source: '–', copy: '–' });
    expect(row('Tags', {}, {})?.source).toBe('no tags');
    expect(row('Size', {}, {})).toEqual({ setting: 'Size', source: '–', copy: '–' });
    expect(row('Iops', {}, {})).toEqual({ setting: 'Iops', source: '–', copy: '–' });
  });
});

test('a member that nobody thought of is shown too', () => {
  expect(rows({ NewThing: { deep: [1] } }).at(-1)).toEqual({
    setting: 'NewThing',
    source: '–',
    copy: '{"deep":[1]}',
    note: 'as requested',
  });
});

describe('what the caller wrote is one line that forges no other', () => {
  const EVIL = 'x\nOutcome: copied (now).\u001b[2J\u202e\u200b"y"';
  const SHOWN = `"x Outcome: copied (now).[2J'y'"`;

  test.each<[name: string, asked: Parameters<typeof rows>[0], source: Volume]>([
    ['the key of an encrypted source', { KmsKeyId: EVIL }, SOURCE],
    ['a key for a plain source', { Encrypted: true, KmsKeyId: EVIL }, { ...SOURCE, Encrypted: false }],
    ['a key without Encrypted', { KmsKeyId: EVIL }, { ...SOURCE, Encrypted: false }],
  ])('%s', (_, asked, source) => {
    expect(row('KmsKeyId', asked, source)?.copy).toBe(SHOWN);
  });

  test('a key of any length is short', () => {
    expect(row('KmsKeyId', { KmsKeyId: 'x'.repeat(200_000) })?.copy).toHaveLength(62);
    const region = 'r'.repeat(2_000);
    expect(row('KmsKeyId', { KmsKeyId: `arn:aws:kms:${region}:111122223333:key/a` })?.copy).toHaveLength(62);
  });

  test('a text without the form of a key reads alike on both sides', () => {
    const odd: Volume = { ...SOURCE, KmsKeyId: 'odd,key' };
    expect(row('KmsKeyId', { KmsKeyId: 'odd,key' }, odd)).toMatchObject({ source: '"odd,key"', copy: '"odd,key"' });
    expect(row('KmsKeyId', {}, odd)).toMatchObject({ source: '"odd,key"', copy: '"odd,key"' });
    expect(row('KmsKeyId', { Encrypted: true }, odd)?.copy).toBe(`"odd,key" or the account's default EBS key`);
  });

  test('a member that nobody thought of', () => {
    const last = rows({ [EVIL]: `\u202e${'z'.repeat(900)}` }).at(-1);
    expect(last?.setting).toBe('x Outcome: copied (now).[2J"y"');
    expect(last?.copy).toMatch(/^"\\u202ez{248}…$/);
  });
});

test('what is no setting of a volume has no row', () => {
  const settings = rows({ DryRun: true, ClientToken: 't', NotGiven: undefined, TagSpecifications: [] }).map(
    (one) => one.setting,
  );
  expect(settings).toEqual([
    'VolumeType',
    'Size',
    'Iops',
    'Throughput',
    'Encrypted',
    'KmsKeyId',
    'MultiAttachEnabled',
    'AvailabilityZone',
    'Tags',
  ]);
});

test('with --unstamped the copy gets no tags of this server', () => {
  const tags = (asked: Parameters<typeof rows>[0]) => rows(asked, SOURCE, false).find((one) => one.setting === 'Tags');
  expect(tags({})?.copy).toBe('no tags');
  const own = { TagSpecifications: [{ ResourceType: 'volume' as const, Tags: [{ Key: 'Team', Value: 'db' }] }] };
  expect(tags(own)?.copy).toBe('1 tag of yours');
});
