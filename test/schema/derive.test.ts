import { describe, expect, test } from 'vitest';
import { compareShape, ShapeMismatch } from '../../src/schema/derive.ts';
import { COPY_VOLUMES, DESCRIBE_VOLUMES, type DescribedMembers } from '../../src/schema/members.ts';
import type { Structure } from '../../src/schema/shape.ts';
import { SHAPES } from '../../src/schema/shapes.ts';

const COPY: Structure = SHAPES.CopyVolumesRequest;

const withMembers = (members: Structure['members']): Structure => ({ kind: 'structure', members });

describe('the shape of AWS and its description', () => {
  test('fit today', () => {
    expect(() => compareShape('CopyVolumesRequest', COPY, COPY_VOLUMES)).not.toThrow();
    expect(() => compareShape('DescribeVolumesRequest', SHAPES.DescribeVolumesRequest, DESCRIBE_VOLUMES)).not.toThrow();
  });

  test('all eleven members of CopyVolumes are described', () => {
    expect(Object.keys(COPY_VOLUMES).sort()).toEqual([
      'ClientToken',
      'DryRun',
      'Encrypted',
      'Iops',
      'KmsKeyId',
      'MultiAttachEnabled',
      'Size',
      'SourceVolumeId',
      'TagSpecifications',
      'Throughput',
      'VolumeType',
    ]);
    expect(Object.values(COPY_VOLUMES)).not.toContain('left out');
  });

  const { VolumeType: _, ...withoutType } = COPY.members;
  const { SourceVolumeId: __, ...undescribed } = COPY_VOLUMES;
  const tags = (member: object): Structure =>
    withMembers({
      ...COPY.members,
      TagSpecifications: {
        kind: 'list',
        of: {
          kind: 'structure',
          members: {
            ResourceType: { kind: 'string' },
            Tags: {
              kind: 'list',
              of: { kind: 'structure', members: { Key: { kind: 'string' }, Value: { kind: 'string' }, ...member } },
            },
          },
        },
      },
    });

  test.each<[name: string, shape: Structure, described: DescribedMembers, words: string[]]>([
    [
      'one member more: it is named, and where to describe it',
      withMembers({ ...COPY.members, NewThing: { kind: 'string' } }),
      COPY_VOLUMES,
      ['CopyVolumesRequest.NewThing', 'src/schema/members.ts'],
    ],
    [
      'one member less at AWS',
      withMembers(withoutType),
      COPY_VOLUMES,
      ['CopyVolumesRequest.VolumeType', 'does not have'],
    ],
    ['one description less', COPY, undescribed, ['CopyVolumesRequest.SourceVolumeId', 'does not describe']],
    [
      'another kind',
      withMembers({ ...COPY.members, Size: { kind: 'string' } }),
      COPY_VOLUMES,
      ['CopyVolumesRequest.Size', 'is a string at AWS', 'whole'],
    ],
    [
      'a list instead of a text',
      withMembers({ ...COPY.members, KmsKeyId: { kind: 'list', of: { kind: 'string' } } }),
      COPY_VOLUMES,
      ['CopyVolumesRequest.KmsKeyId', 'is a list at AWS'],
    ],
    [
      'one nested member more',
      tags({ Colour: { kind: 'string' } }),
      COPY_VOLUMES,
      ['CopyVolumesRequest.TagSpecifications[].Tags[].Colour', 'does not describe'],
    ],
    [
      'another nested kind',
      tags({ Value: { kind: 'number' } }),
      COPY_VOLUMES,
      ['CopyVolumesRequest.TagSpecifications[].Tags[].Value', 'is a number at AWS'],
    ],
    [
      'a name that every object has',
      withMembers({ ...COPY.members, constructor: { kind: 'string' as const } }),
      COPY_VOLUMES,
      ['CopyVolumesRequest.constructor'],
    ],
  ])('%s', (name, shape, described, words) => {
    expect(name).toBeTruthy();
    expect(() => compareShape('CopyVolumesRequest', shape, described)).toThrow(ShapeMismatch);
    for (const word of words) expect(() => compareShape('CopyVolumesRequest', shape, described)).toThrow(word);
  });

  test('a member that is left out on purpose is known, of whatever kind', () => {
    expect(() => compareShape('X', withMembers({ Odd: { kind: 'number' } }), { Odd: 'left out' })).not.toThrow();
  });
});
