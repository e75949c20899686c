// `tsc --noEmit` is what proves the types here; the run only shows that the values are the same.
import { CopyVolumesCommand, type CopyVolumesCommandInput, type Volume as SdkVolume } from '@aws-sdk/client-ec2';
import { expect, expectTypeOf, test } from 'vitest';
import { parseArguments } from '../../src/schema/arguments.ts';
import { copyVolumeInput } from '../../src/schema/inputs.ts';
import type { Member } from '../../src/schema/shape.ts';
import type { SHAPES } from '../../src/schema/shapes.ts';
import type { CopyVolumesRequest, Volume } from '../../src/volume/aws-records.ts';

/** The type of a value that has this shape. */
type Valued<M> = M extends { kind: 'string' }
  ? string
  : M extends { kind: 'number' }
    ? number
    : M extends { kind: 'boolean' }
      ? boolean
      : M extends { kind: 'list'; of: infer Item }
        ? Valued<Item>[]
        : M extends { kind: 'structure'; members: infer Members }
          ? { -readonly [Name in keyof Members]?: Valued<Members[Name]> }
          : never;

type Named = { SourceVolumeId: string; VolumeType?: (typeof SHAPES.VolumeType)[number] };
type Tags = { TagSpecifications?: { ResourceType: 'volume'; Tags?: { Key: string; Value?: string }[] }[] };
/** What the schema lets through: the shape, with the enum, the required member and the one resource type. */
type ParsedInput = Omit<Valued<typeof SHAPES.CopyVolumesRequest>, keyof Named | keyof Tags> & Named & Tags;

type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Name in keyof T]: Writable<T[Name]> }
    : T;

test("what the schema lets through is the SDK's input", () => {
  expectTypeOf<ParsedInput>().toExtend<CopyVolumesCommandInput>();
  expectTypeOf<keyof ParsedInput>().toEqualTypeOf<keyof CopyVolumesCommandInput>();

  const args = {
    SourceVolumeId: 'vol-0123456789abcdef0',
    Iops: 6000,
    Size: 100,
    VolumeType: 'gp3',
    DryRun: true,
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'x' }] }],
    MultiAttachEnabled: false,
    Throughput: 250,
    ClientToken: 'token-1',
    Encrypted: true,
    KmsKeyId: 'alias/data',
  };
  const parsed = parseArguments<ParsedInput>(copyVolumeInput({ regions: [], profiles: [] }), args);
  if (!parsed.ok) throw new Error(parsed.complaints.map((one) => one.message).join(' '));
  const input: CopyVolumesCommandInput = parsed.value;
  expect(new CopyVolumesCommand(input).input).toEqual(args);
});

test("our own record of a request has the SDK's members, all of them, of its kinds", () => {
  expectTypeOf<keyof CopyVolumesRequest>().toEqualTypeOf<keyof CopyVolumesCommandInput>();
  expectTypeOf<Writable<Omit<CopyVolumesRequest, 'VolumeType'>>>().toExtend<
    Omit<CopyVolumesCommandInput, 'VolumeType'>
  >();
  // The type is text there, since AWS adds some; the schema lets only known ones through.
  expectTypeOf<NonNullable<CopyVolumesCommandInput['VolumeType']>>().toExtend<
    NonNullable<CopyVolumesRequest['VolumeType']>
  >();
  expectTypeOf<Exclude<keyof Volume, 'Managed'>>().toExtend<keyof SdkVolume>();
});

test('these proofs can fail', () => {
  // @ts-expect-error a number is no VolumeType
  expectTypeOf<Omit<ParsedInput, 'VolumeType'> & { VolumeType: number }>().toExtend<CopyVolumesCommandInput>();
  // @ts-expect-error a member that AWS does not have
  expectTypeOf<keyof ParsedInput | 'NewThing'>().toEqualTypeOf<keyof CopyVolumesCommandInput>();
  expectTypeOf<Valued<{ kind: 'list'; of: { kind: 'number' } }>>().toEqualTypeOf<number[]>();
  expectTypeOf<Valued<Extract<Member, { kind: 'structure' }>['members'][string]>>().not.toBeNever();
});
