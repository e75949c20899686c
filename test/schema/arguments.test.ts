import { describe, expect, test } from 'vitest';
import { type Complaint, parseArguments } from '../../src/schema/arguments.ts';
import { copyVolumeInput, statusInput } from '../../src/schema/inputs.ts';

const ID = 'vol-0123456789abcdef0';
const ANYWHERE = { regions: [], profiles: [] };
const PLACES = { regions: ['us-east-1', 'eu-west-1'], profiles: ['dev', 'prod'] };

const copy = (args: unknown, places = ANYWHERE as typeof PLACES | typeof ANYWHERE) =>
  parseArguments(copyVolumeInput(places), args);
const status = (args: unknown, places = ANYWHERE as typeof PLACES | typeof ANYWHERE) =>
  parseArguments(statusInput(places), args);

function complaints(parsed: ReturnType<typeof copy>): Complaint[] {
  if (parsed.ok) throw new Error('nothing was complained about');
  return parsed.complaints;
}

type Wrong = [argument: string, value: unknown, message: string];

const WRONG_ID = 'a volume id: "vol-" and 8 or 17 hexadecimal digits, such as vol-0123456789abcdef0';
const WRONG_COPIES_OF = 'a volume id, such as vol-0123456789abcdef0, or * for the copies of any volume';
const FLAG = 'expected true or false';

describe('copy_volume: each argument, wrong in three ways', () => {
  test.each<Wrong>([
    ['SourceVolumeId', undefined, `SourceVolumeId is missing: give ${WRONG_ID}.`],
    ['SourceVolumeId', null, `SourceVolumeId is missing: give ${WRONG_ID}.`],
    ['SourceVolumeId', 'vol-123', `SourceVolumeId: expected ${WRONG_ID}, got "vol-123".`],
    ['SourceVolumeId', 'i-0123456789abcdef0', `SourceVolumeId: expected ${WRONG_ID}, got "i-0123456789abcdef0".`],
    ['SourceVolumeId', 'VOL-0123456789ABCDEF0', `SourceVolumeId: expected ${WRONG_ID}, got "VOL-0123456789ABCDEF0".`],
    ['SourceVolumeId', `${ID}\n`, `SourceVolumeId: expected ${WRONG_ID}, got "${ID}\\n".`],
    ['SourceVolumeId', [ID], `SourceVolumeId: expected ${WRONG_ID}, got ["${ID}"].`],
    ['SourceVolumeId', 5, `SourceVolumeId: expected ${WRONG_ID}, got 5.`],
    ['Iops', '3000 IOPS', 'Iops: expected a whole number of 1 or more, got "3000 IOPS".'],
    ['Iops', -1, 'Iops: expected a whole number of 1 or more, got -1.'],
    ['Iops', 3000.5, 'Iops: expected a whole number of 1 or more, got 3000.5.'],
    ['Iops', true, 'Iops: expected a whole number of 1 or more, got true.'],
    ['Size', '100 GiB', 'Size: expected a whole number of GiB, 1 or more, got "100 GiB".'],
    ['Size', -1, 'Size: expected a whole number of GiB, 1 or more, got -1.'],
    [
      'VolumeType',
      'gp-3',
      'VolumeType: expected one of gp2, gp3, io1, io2, sc1, st1, standard, got "gp-3". Did you mean gp3?',
    ],
    [
      'VolumeType',
      'GP3',
      'VolumeType: expected one of gp2, gp3, io1, io2, sc1, st1, standard, got "GP3". Did you mean gp3?',
    ],
    ['VolumeType', 3, 'VolumeType: expected one of gp2, gp3, io1, io2, sc1, st1, standard, got 3.'],
    ['DryRun', 'false', 'DryRun: expected true or false, got "false". Write false without quotes.'],
    ['DryRun', 0, 'DryRun: expected true or false, got 0.'],
    ['DryRun', 'no', 'DryRun: expected true or false, got "no".'],
    ['DryRun', {}, 'DryRun: expected true or false, got {}.'],
    [
      'TagSpecifications',
      { Name: 'x' },
      'TagSpecifications: expected a list of { ResourceType: "volume", Tags: [{ Key, Value }] }, got {"Name":"x"}.',
    ],
    [
      'TagSpecifications',
      'Name=x',
      'TagSpecifications: expected a list of { ResourceType: "volume", Tags: [{ Key, Value }] }, got "Name=x". Put it into a list.',
    ],
    [
      'TagSpecifications[0]',
      ['Name=x'],
      'TagSpecifications[0]: expected an object with ResourceType, Tags, got "Name=x".',
    ],
    [
      'TagSpecifications[0].ResourceType',
      [{ Tags: [] }],
      'TagSpecifications[0].ResourceType is missing: give "volume".',
    ],
    [
      'TagSpecifications[0].ResourceType',
      [{ ResourceType: 'snapshot', Tags: [] }],
      'TagSpecifications[0].ResourceType: expected "volume", got "snapshot".',
    ],
    [
      'TagSpecifications[0].ResourceType',
      [{ ResourceType: ['volume'], Tags: [] }],
      'TagSpecifications[0].ResourceType: expected "volume", got ["volume"].',
    ],
    [
      'TagSpecifications[0].Tags',
      [{ ResourceType: 'volume' }],
      'TagSpecifications[0].Tags is missing: give a list of { Key, Value }.',
    ],
    [
      'TagSpecifications[0].Tags',
      [{ ResourceType: 'volume', Tags: { Name: 'x' } }],
      'TagSpecifications[0].Tags: expected a list of { Key, Value }, got {"Name":"x"}.',
    ],
    [
      'TagSpecifications[0].Tags',
      [{ ResourceType: 'volume', Tags: 'Name' }],
      'TagSpecifications[0].Tags: expected a list of { Key, Value }, got "Name". Put it into a list.',
    ],
    [
      'TagSpecifications[0].Tags[0].Key',
      [{ ResourceType: 'volume', Tags: [{ Value: 'x' }] }],
      'TagSpecifications[0].Tags[0].Key is missing: give text of 1 to 128 characters.',
    ],
    [
      'TagSpecifications[0].Tags[0].Key',
      [{ ResourceType: 'volume', Tags: [{ Key: '' }] }],
      'TagSpecifications[0].Tags[0].Key: expected text of 1 to 128 characters, got "".',
    ],
    [
      'TagSpecifications[0].Tags[0].Key',
      [{ ResourceType: 'volume', Tags: [{ Key: 1 }] }],
      'TagSpecifications[0].Tags[0].Key: expected text of 1 to 128 characters, got 1.',
    ],
    [
      'TagSpecifications[0].Tags[1].Value',
      [{ ResourceType: 'volume', Tags: [{ Key: 'a' }, { Key: 'b', Value: 1 }] }],
      'TagSpecifications[0].Tags[1].Value: expected text of up to 256 characters, got 1.',
    ],
    [
      'TagSpecifications[0].Tags[0].Value',
      [{ ResourceType: 'volume', Tags: [{ Key: 'b', Value: true }] }],
      'TagSpecifications[0].Tags[0].Value: expected text of up to 256 characters, got true.',
    ],
    [
      'TagSpecifications[0].Tags[0].Value',
      [{ ResourceType: 'volume', Tags: [{ Key: 'b', Value: ['x'] }] }],
      'TagSpecifications[0].Tags[0].Value: expected text of up to 256 characters, got ["x"].',
    ],
    ['MultiAttachEnabled', 'true', `MultiAttachEnabled: ${FLAG}, got "true". Write true without quotes.`],
    ['MultiAttachEnabled', 1, `MultiAttachEnabled: ${FLAG}, got 1.`],
    ['MultiAttachEnabled', 'yes', `MultiAttachEnabled: ${FLAG}, got "yes".`],
    ['Throughput', 125.5, 'Throughput: expected a whole number of MiB/s, 1 or more, got 125.5.'],
    ['ClientToken', 'a b', 'ClientToken: expected 1 to 64 ASCII characters without spaces, got "a b".'],
    ['ClientToken', 'tökén', 'ClientToken: expected 1 to 64 ASCII characters without spaces, got "t?k?n".'],
    [
      'ClientToken',
      'x'.repeat(65),
      `ClientToken: expected 1 to 64 ASCII characters without spaces, got "${'x'.repeat(58)}….`,
    ],
    ['ClientToken', 5, 'ClientToken: expected 1 to 64 ASCII characters without spaces, got 5.'],
    ['Encrypted', 'true', `Encrypted: ${FLAG}, got "true". Write true without quotes.`],
    ['Encrypted', 'aws:kms', `Encrypted: ${FLAG}, got "aws:kms".`],
    ['Encrypted', 1, `Encrypted: ${FLAG}, got 1.`],
    ['KmsKeyId', true, 'KmsKeyId: expected a KMS key id, key ARN, alias/name or alias ARN, got true.'],
    ['KmsKeyId', ['alias/a'], 'KmsKeyId: expected a KMS key id, key ARN, alias/name or alias ARN, got ["alias/a"].'],
    ['Region', 'us-east-1a', 'Region: expected a Region such as us-east-1, got "us-east-1a".'],
    ['Region', 'evil.example/', 'Region: expected a Region such as us-east-1, got "evil.example/".'],
    ['Region', 1, 'Region: expected a Region such as us-east-1, got 1.'],
  ])('%s: %j', (argument, value, message) => {
    const top = argument.split(/[.[]/)[0] ?? '';
    expect(complaints(copy({ SourceVolumeId: ID, [top]: value }))).toEqual([{ argument, message }]);
  });

  test('a key of more letters than KMS takes', () => {
    const args = (length: number) => copy({ SourceVolumeId: ID, KmsKeyId: 'x'.repeat(length) });
    expect(args(2_048).ok).toBe(true);
    expect(complaints(args(2_049))).toEqual([
      {
        argument: 'KmsKeyId',
        message: `KmsKeyId: expected a KMS key id, key ARN, alias/name or alias ARN, got "${'x'.repeat(58)}….`,
      },
    ]);
  });

  test.each<Wrong>([
    ['Region', 'us-east-2', 'Region: expected one of us-east-1, eu-west-1, got "us-east-2". Did you mean us-east-1?'],
    ['Region', ['us-east-1'], 'Region: expected one of us-east-1, eu-west-1, got ["us-east-1"].'],
    ['Profile', undefined, 'Profile is missing: give one of dev, prod.'],
    ['Profile', 'prd', 'Profile: expected one of dev, prod, got "prd". Did you mean prod?'],
    ['Profile', 'default', 'Profile: expected one of dev, prod, got "default".'],
    ['Profile', 1, 'Profile: expected one of dev, prod, got 1.'],
  ])("the operator's %s: %j", (argument, value, message) => {
    const args = { SourceVolumeId: ID, Region: 'us-east-1', Profile: 'dev', [argument]: value };
    expect(complaints(copy(args, PLACES))).toEqual([{ argument, message }]);
  });
});

describe('get_volume_status: each argument, wrong in three ways', () => {
  const IDS = 'VolumeIds: expected a list of 1 to 500 volume ids, such as ["vol-0123456789abcdef0"]';
  test.each<Wrong>([
    ['VolumeIds', ID, `${IDS}, got "${ID}". Put it into a list.`],
    ['VolumeIds', {}, `${IDS}, got {}.`],
    ['VolumeIds[1]', [ID, 'nope'], `VolumeIds[1]: expected ${WRONG_ID}, got "nope".`],
    ['VolumeIds[0]', [5], `VolumeIds[0]: expected ${WRONG_ID}, got 5.`],
    ['Filters', { Name: 'status' }, 'Filters: expected a list of { Name, Values }, got {"Name":"status"}.'],
    [
      'Filters',
      'status=available',
      'Filters: expected a list of { Name, Values }, got "status=available". Put it into a list.',
    ],
    ['Filters[0]', ['status'], 'Filters[0]: expected an object with Name, Values, got "status".'],
    [
      'Filters[0].Name',
      [{ Values: ['x'] }],
      'Filters[0].Name is missing: give the name of a filter, such as tag:Name.',
    ],
    [
      'Filters[0].Name',
      [{ Name: '', Values: ['x'] }],
      'Filters[0].Name: expected the name of a filter, such as tag:Name, got "".',
    ],
    [
      'Filters[0].Name',
      [{ Name: 1, Values: ['x'] }],
      'Filters[0].Name: expected the name of a filter, such as tag:Name, got 1.',
    ],
    ['Filters[0].Values', [{ Name: 'status' }], 'Filters[0].Values is missing: give a list of 1 to 199 texts.'],
    [
      'Filters[0].Values',
      [{ Name: 'status', Values: 'available' }],
      'Filters[0].Values: expected a list of 1 to 199 texts, got "available". Put it into a list.',
    ],
    [
      'Filters[0].Values',
      [{ Name: 'status', Values: [] }],
      'Filters[0].Values: expected a list of 1 to 199 texts, got [].',
    ],
    ['Filters[0].Values[0]', [{ Name: 'size', Values: [5] }], 'Filters[0].Values[0]: expected text, got 5.'],
    ['MaxResults', 4, 'MaxResults: expected a whole number from 5 to 500, got 4.'],
    ['MaxResults', 501, 'MaxResults: expected a whole number from 5 to 500, got 501.'],
    ['NextToken', 5, 'NextToken: expected the NextToken of an earlier answer, got 5.'],
    ['NextToken', {}, 'NextToken: expected the NextToken of an earlier answer, got {}.'],
    ['NextToken', ['x'], 'NextToken: expected the NextToken of an earlier answer, got ["x"].'],
    ['copiesOf', 'vol-1', `copiesOf: expected ${WRONG_COPIES_OF}, got "vol-1".`],
    ['copiesOf', [ID], `copiesOf: expected ${WRONG_COPIES_OF}, got ["${ID}"].`],
    ['copiesOf', true, `copiesOf: expected ${WRONG_COPIES_OF}, got true.`],
    ['attachedTo', 5, 'attachedTo: expected an instance id or a Name, got 5.'],
    ['attachedTo', ['x'], 'attachedTo: expected an instance id or a Name, got ["x"].'],
    ['attachedTo', 'x'.repeat(257), `attachedTo: expected an instance id or a Name, got "${'x'.repeat(58)}….`],
    ['madeHere', 'true', `madeHere: ${FLAG}, got "true". Write true without quotes.`],
    ['madeHere', 1, `madeHere: ${FLAG}, got 1.`],
    ['madeHere', 'me', `madeHere: ${FLAG}, got "me".`],
    [
      'waitFor',
      'initialised',
      'waitFor: expected one of available, initialized, got "initialised". Did you mean initialized?',
    ],
    ['waitFor', true, 'waitFor: expected one of available, initialized, got true.'],
    ['waitFor', 'completed', 'waitFor: expected one of available, initialized, got "completed".'],
    ['waitSeconds', 46, 'waitSeconds: expected a whole number from 0 to 45, got 46.'],
    ['waitSeconds', -1, 'waitSeconds: expected a whole number from 0 to 45, got -1.'],
    ['Region', 'us_east_1', 'Region: expected a Region such as us-east-1, got "us_east_1".'],
    ['Region', 1, 'Region: expected a Region such as us-east-1, got 1.'],
  ])('%s: %j', (argument, value, message) => {
    const top = argument.split(/[.[]/)[0] ?? '';
    expect(complaints(status({ [top]: value }))).toEqual([{ argument, message }]);
  });

  test('501 volumes are too many', () => {
    const [one] = complaints(status({ VolumeIds: Array.from({ length: 501 }, () => ID) }));
    expect(one?.argument).toBe('VolumeIds');
    expect(one?.message).toMatch(
      /^VolumeIds: expected a list of 1 to 500 volume ids, .* got \["vol-0123456789abcdef0",.*…\.$/,
    );
    expect(one?.message.length).toBeLessThan(160);
  });

  test('Profile is not required here, and is one of those allowed', () => {
    expect(status({}, PLACES)).toEqual({ ok: true, value: {}, notes: [] });
    expect(complaints(status({ Profile: 'x' }, PLACES))[0]?.message).toBe(
      'Profile: expected one of dev, prod, got "x".',
    );
  });

  test.each([
    [['a\nNext: b'], '"a\\nNext: b"'],
    [['a\nNext: b', 'prod'], 'one of "a?Next: b", prod'],
  ])('a profile of the environment begins no line of its own: %j', (profiles, expected) => {
    expect(complaints(status({ Profile: 'x' }, { regions: [], profiles }))[0]?.message).toBe(
      `Profile: expected ${expected}, got "x".`,
    );
  });
});

describe('names', () => {
  test.each<[given: string, message: string]>([
    [
      'Nothing was sent. Iop',
      '"Nothing was sent. Iop" is not an argument here. Known: SourceVolumeId, Iops, Size, VolumeType, DryRun, TagSpecifications, MultiAttachEnabled, Throughput, ClientToken, Encrypted, KmsKeyId, Region.',
    ],
    ['VolumeTyp', 'VolumeTyp is not an argument here. Did you mean VolumeType?'],
    ['sourceVolumeId', 'sourceVolumeId is not an argument here. Did you mean SourceVolumeId?'],
    ['source_volume_id', 'source_volume_id is not an argument here. Did you mean SourceVolumeId?'],
    ['dry_run', 'dry_run is not an argument here. Did you mean DryRun?'],
    ['dryrun', 'dryrun is not an argument here. Did you mean DryRun?'],
    ['iops', 'iops is not an argument here. Did you mean Iops?'],
    [
      'Tags',
      'Tags is not an argument here. Tags go into TagSpecifications: [{ "ResourceType": "volume", "Tags": [{ "Key": "…", "Value": "…" }] }].',
    ],
    [
      'AvailabilityZone',
      'AvailabilityZone is not an argument here. A copy stays in the Availability Zone of its source: leave it out. Another zone needs a snapshot.',
    ],
    ['volume_id', 'volume_id is not an argument here. Give SourceVolumeId.'],
    ['snapshot-id', 'snapshot-id is not an argument here. A volume is copied from a volume: give SourceVolumeId.'],
    [
      'constructor',
      'constructor is not an argument here. Known: SourceVolumeId, Iops, Size, VolumeType, DryRun, TagSpecifications, MultiAttachEnabled, Throughput, ClientToken, Encrypted, KmsKeyId, Region.',
    ],
  ])('%s', (given, message) => {
    expect(complaints(copy({ SourceVolumeId: ID, [given]: 1 }))).toEqual([
      { argument: given.includes(' ') ? `"${given}"` : given, message },
    ]);
  });

  test.each<[given: string, cure: string]>([
    ['tags', 'Give Filters: [{ "Name": "tag:KEY", "Values": ["…"] }].'],
    ['Name', 'Give Filters: [{ "Name": "tag:Name", "Values": ["…"] }].'],
    ['AvailabilityZone', 'Give Filters: [{ "Name": "availability-zone", "Values": ["us-east-1a"] }].'],
    ['SnapshotId', 'Give Filters: [{ "Name": "snapshot-id", "Values": ["…"] }].'],
    ['State', 'Give Filters: [{ "Name": "status", "Values": ["available"] }].'],
    ['VolumeType', 'Give Filters: [{ "Name": "volume-type", "Values": ["…"] }].'],
    ['DestinationRegion', 'A copy stays in the Region of its source: give Region.'],
    ['SourceVolumeId', 'Give copiesOf for the copies of a volume, VolumeIds for the volume itself.'],
    ['volume_id', 'Give VolumeIds, a list.'],
    ['InstanceIds', 'Give attachedTo, one instance for a call.'],
  ])('of a status, whose cures are its own: %s', (given, cure) => {
    expect(complaints(status({ [given]: 'x' }))).toEqual([
      { argument: given, message: `${given} is not an argument here. ${cure}` },
    ]);
  });

  test('a source of copies has 8 or 17 digits, as any volume', () => {
    expect(complaints(status({ copiesOf: 'vol-0a1b2c3d4' }))[0]?.argument).toBe('copiesOf');
    for (const copiesOf of ['*', 'vol-0a1b2c3d', ID]) expect(status({ copiesOf }).ok).toBe(true);
  });

  test('nested ones too', () => {
    const args = {
      SourceVolumeId: ID,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ key: 'a', Key: 'b' }] }],
    };
    expect(complaints(copy(args))).toEqual([
      {
        argument: 'TagSpecifications[0].Tags[0].key',
        message: 'TagSpecifications[0].Tags[0].key is not an argument here. Did you mean Key?',
      },
    ]);
  });

  test('members of AWS that this tool leaves out are not offered', () => {
    expect(complaints(status({ IncludeManagedResource: true }))[0]?.message).not.toContain('IncludeManagedResources');
  });

  test('Profile is no argument where the operator named none', () => {
    expect(complaints(copy({ SourceVolumeId: ID, Profile: 'x' }))[0]?.argument).toBe('Profile');
  });
});

describe('what is taken', () => {
  test('every member at once, as given', () => {
    const args = {
      SourceVolumeId: ID,
      Iops: 6000,
      Size: 100,
      VolumeType: 'gp3',
      DryRun: false,
      TagSpecifications: [
        {
          ResourceType: 'volume',
          Tags: [
            { Key: 'Name', Value: 'x' },
            { Key: 'Empty', Value: '' },
          ],
        },
      ],
      MultiAttachEnabled: false,
      Throughput: 250,
      ClientToken: '!~'.repeat(32),
      Encrypted: true,
      KmsKeyId: 'alias/data',
      Region: 'eu-west-1',
      Profile: 'prod',
    };
    expect(copy(args, PLACES)).toEqual({ ok: true, value: args, notes: [] });
  });

  test('every way of asking, as given', () => {
    const args = {
      VolumeIds: [ID, 'vol-01234567'],
      Filters: [{ Name: 'tag:Name', Values: ['a*'] }],
      MaxResults: 500,
      NextToken: 'x',
      copiesOf: ID,
      attachedTo: 'prod-db-1',
      madeHere: true,
      waitFor: 'initialized',
      waitSeconds: 45,
      Region: 'us-gov-west-1',
    };
    expect(status(args)).toEqual({ ok: true, value: args, notes: [] });
  });

  test.each(['us-east-1', 'us-gov-west-1', 'ap-southeast-7', 'us-iso-east-1', 'eusc-de-east-1', 'mx-central-1'])(
    'the Region %s',
    (Region) => {
      expect(status({ Region }).ok).toBe(true);
    },
  );

  test('null means omitted, at any depth', () => {
    expect(
      copy({
        SourceVolumeId: ID,
        Iops: null,
        DryRun: null,
        KmsKeyId: null,
        TagSpecifications: [null, { ResourceType: 'volume', Tags: [{ Key: 'a', Value: null }, null] }],
      }),
    ).toEqual({
      ok: true,
      value: { SourceVolumeId: ID, TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a' }] }] },
      notes: [],
    });
    expect(copy({ SourceVolumeId: ID, Unknown: null })).toEqual({ ok: true, value: { SourceVolumeId: ID }, notes: [] });
  });

  test.each([undefined, null])('%s are no arguments', (args) => {
    expect(status(args)).toEqual({ ok: true, value: {}, notes: [] });
  });
});

describe('the arguments as a whole', () => {
  test.each<[value: unknown, message: string]>([
    ['vol-1', 'arguments: expected an object, got "vol-1".'],
    [[ID], `arguments: expected an object, got ["${ID}"].`],
    [5, 'arguments: expected an object, got 5.'],
  ])('%j', (value, message) => {
    expect(complaints(copy(value))).toEqual([{ argument: 'arguments', message }]);
  });

  test('every complaint at once, one an argument', () => {
    expect(
      complaints(copy({ Size: 'big', Iops: -1, Encryptd: true }))
        .map((one) => one.argument)
        .sort(),
    ).toEqual(['Encryptd', 'Iops', 'Size', 'SourceVolumeId']);
  });

  test('at most twenty complaints', () => {
    expect(complaints(status({ VolumeIds: Array.from({ length: 100 }, () => 'x') }))).toHaveLength(20);
  });

  test('what was given is cut and has no control characters', () => {
    const [one] = complaints(copy({ SourceVolumeId: `\u001b[31m\u202e${'x'.repeat(200)}` }));
    expect(one?.message).toMatch(/got "\\u001b\[31m\?x+…\.$/);
    expect(one?.message.length).toBeLessThan(180);
  });
});
