// What hosts and models fill in, and what it is taken for.
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/schema/arguments.ts';
import { copyVolumeInput, statusInput } from '../../src/schema/inputs.ts';

const ID = 'vol-0123456789abcdef0';
const ANYWHERE = { regions: [], profiles: [] };
const copy = (args: object) => parseArguments(copyVolumeInput(ANYWHERE), { SourceVolumeId: ID, ...args });
const status = (args: object) => parseArguments(statusInput(ANYWHERE), args);
const OMITTED = (names: string) => `Taken as left out, since empty or 0: ${names}.`;
const FROM_TEXT = (names: string) => `Read as JSON, since it came as text: ${names}.`;

describe('optional arguments filled with nothing', () => {
  test('all of copy_volume at once: the copy is that of the source alone', () => {
    const filled = {
      VolumeType: '',
      Iops: 0,
      Size: 0,
      Throughput: 0,
      TagSpecifications: [],
      MultiAttachEnabled: false,
      Encrypted: false,
      KmsKeyId: '',
      ClientToken: '',
      Region: '',
      DryRun: true,
    };
    expect(copy(filled)).toEqual({
      ok: true,
      value: { SourceVolumeId: ID, MultiAttachEnabled: false, Encrypted: false, DryRun: true },
      notes: [OMITTED('VolumeType, Iops, Size, Throughput, TagSpecifications, KmsKeyId, ClientToken, Region')],
    });
  });

  test('all of get_volume_status at once', () => {
    const filled = {
      VolumeIds: [ID],
      Filters: [],
      MaxResults: 0,
      NextToken: '',
      copiesOf: '',
      attachedTo: '',
      madeHere: false,
      waitSeconds: 0,
      Region: '',
    };
    expect(status(filled)).toEqual({
      ok: true,
      value: { VolumeIds: [ID], madeHere: false, waitSeconds: 0 },
      notes: [OMITTED('Filters, MaxResults, NextToken, copiesOf, attachedTo, Region')],
    });
  });

  test.each<[name: string, args: object, message: string]>([
    ['DryRun: ""', { DryRun: '' }, 'DryRun: expected true or false, got "".'],
    ['DryRun: 0', { DryRun: 0 }, 'DryRun: expected true or false, got 0.'],
    ['DryRun: []', { DryRun: [] }, 'DryRun: expected true or false, got [].'],
    ['DryRun as text', { DryRun: 'false' }, 'DryRun: expected true or false, got "false". Write false without quotes.'],
    [
      'a flag as text',
      { Encrypted: 'true' },
      'Encrypted: expected true or false, got "true". Write true without quotes.',
    ],
  ])('%s stays what it is', (_, args, message) => {
    expect(copy(args)).toEqual({ ok: false, complaints: [{ argument: Object.keys(args)[0], message }] });
  });

  test('a required one that is empty is missing', () => {
    const parsed = parseArguments(copyVolumeInput(ANYWHERE), { SourceVolumeId: '' });
    expect(parsed).toMatchObject({ ok: false, complaints: [{ argument: 'SourceVolumeId' }] });
    expect(JSON.stringify(parsed)).toContain('SourceVolumeId is missing');
  });

  test('inside a list everything stays: the empty value of a tag is a value', () => {
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: '' }] }];
    expect(copy({ TagSpecifications })).toEqual({
      ok: true,
      value: { SourceVolumeId: ID, TagSpecifications },
      notes: [],
    });
    const empty = [{ ResourceType: 'volume', Tags: [] }];
    expect(copy({ TagSpecifications: empty })).toMatchObject({ ok: true, value: { TagSpecifications: empty } });
    expect(status({ VolumeIds: [''] })).toMatchObject({ ok: false });
  });
});

describe('lists, objects and numbers as JSON text', () => {
  test('are read at every depth', () => {
    const Tags = [{ Key: 'Name', Value: '5' }];
    const wanted = [{ ResourceType: 'volume', Tags }];
    for (const TagSpecifications of [
      JSON.stringify(wanted),
      [JSON.stringify(wanted[0])],
      [{ ResourceType: 'volume', Tags: JSON.stringify(Tags) }],
      [{ ResourceType: 'volume', Tags: [JSON.stringify(Tags[0])] }],
    ]) {
      expect(copy({ TagSpecifications })).toMatchObject({ ok: true, value: { TagSpecifications: wanted } });
    }
  });

  test('and the answer names them', () => {
    expect(copy({ Iops: '3000', Size: ' 100 ', Throughput: '0' })).toEqual({
      ok: true,
      value: { SourceVolumeId: ID, Iops: 3000, Size: 100 },
      notes: [FROM_TEXT('Iops, Size, Throughput'), OMITTED('Throughput')],
    });
    expect(status({ VolumeIds: `["${ID}"]` })).toEqual({
      ok: true,
      value: { VolumeIds: [ID] },
      notes: [FROM_TEXT('VolumeIds')],
    });
  });

  test.each<[name: string, args: object]>([
    ['a text that is no JSON', { Iops: '3000 IOPS' }],
    ['a number that is not whole', { Iops: '3000.5' }],
    ['a number beyond what is exact', { Iops: '9007199254740993' }],
    ['a list where an object is described', { TagSpecifications: ['[]'] }],
    ['an object where a list is described', { TagSpecifications: '{}' }],
    ['two times packed', { TagSpecifications: JSON.stringify('[]') }],
  ])('%s stays what it is, and is complained about', (_, args) => {
    expect(copy(args)).toMatchObject({ ok: false });
  });

  test('texts are never read: a tag may be named 5, a token be a number', () => {
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: '5', Value: '[1]' }] }];
    expect(copy({ TagSpecifications, ClientToken: '12345', KmsKeyId: '{}' })).toMatchObject({
      ok: true,
      value: { TagSpecifications, ClientToken: '12345', KmsKeyId: '{}' },
      notes: [],
    });
  });

  test('names that JavaScript gives a meaning are arguments like others', () => {
    const parsed = parseArguments(
      copyVolumeInput(ANYWHERE),
      JSON.parse(`{"SourceVolumeId":"${ID}","__proto__":{"DryRun":false}}`),
    );
    expect(parsed).toMatchObject({ ok: false, complaints: [{ argument: '__proto__' }] });
  });
});

describe('slips', () => {
  test.each([
    ['state', 'status'],
    ['Type', 'volume-type'],
    ['Name', 'tag:Name'],
    ['instance-id', 'attachment.instance-id'],
  ])('a filter named %s: %s is meant', (Name, meant) => {
    expect(status({ Filters: [{ Name, Values: ['x'] }] })).toEqual({
      ok: false,
      complaints: [
        {
          argument: 'Filters[0].Name',
          message: `Filters[0].Name: AWS knows no "${Name}" here. Did you mean ${meant}?`,
        },
      ],
    });
  });

  test.each(['status', 'tag:Name', 'tag:name', 'volume-type', 'something-new', 'constructor'])(
    'a filter named %s passes',
    (Name) => {
      expect(status({ Filters: [{ Name, Values: ['x'] }] })).toMatchObject({ ok: true });
    },
  );

  test('a volume type that AWS added since passes, with a form of its own', () => {
    expect(copy({ VolumeType: 'gp4' })).toMatchObject({ ok: true, value: { VolumeType: 'gp4' } });
    expect(copy({ VolumeType: 'GP3' })).toMatchObject({ ok: false });
    expect(copy({ VolumeType: 'gp3; rm -rf' })).toMatchObject({ ok: false });
  });
});
