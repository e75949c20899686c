// The request shapes that the installed AWS SDK carries at run time, as data.
import * as ec2 from '@aws-sdk/client-ec2';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Member, Structure } from '../src/schema/shape.ts';

type Schema = Parameters<typeof NormalizedSchema.of>[0];

function readMember(schema: NormalizedSchema, where: string): Member {
  if (schema.isBooleanSchema()) return { kind: 'boolean' };
  if (schema.isNumericSchema()) return { kind: 'number' };
  if (schema.isStringSchema()) return { kind: 'string' };
  if (schema.isListSchema()) return { kind: 'list', of: readMember(schema.getValueSchema(), `${where}[]`) };
  if (schema.isStructSchema()) return readStructure(schema, where);
  throw new Error(`${where} has a kind that the generator does not know.`);
}

function readStructure(schema: NormalizedSchema, where: string): Structure {
  const members: Record<string, Member> = {};
  const names: string[] = [];
  for (const [name, member] of schema.structIterator()) {
    members[name] = readMember(member, `${where}.${name}`);
    names.push(name);
  }
  // The seventh entry of a structure's schema is how many of its first members are required.
  const requiredCount = (schema.getSchema() as readonly unknown[])[6];
  const required = typeof requiredCount === 'number' ? names.slice(0, requiredCount) : [];
  return { kind: 'structure', members, ...(required.length > 0 ? { required } : {}) };
}

function readShape(schema: Schema, name: string): Structure {
  return readStructure(NormalizedSchema.of(schema), name);
}

export interface Shapes {
  CopyVolumesRequest: Structure;
  DescribeVolumesRequest: Structure;
  VolumeType: string[];
}

export function readShapes(): Shapes {
  return {
    CopyVolumesRequest: readShape(ec2.CopyVolumesRequest$, 'CopyVolumesRequest'),
    DescribeVolumesRequest: readShape(ec2.DescribeVolumesRequest$, 'DescribeVolumesRequest'),
    VolumeType: Object.values(ec2.VolumeType).sort(),
  };
}
