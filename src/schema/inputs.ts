// The inputs of both tools: AWS's request members, a few of ours, and where to go.
import { z } from 'zod';
import { structureFields } from './derive.ts';
import {
  COPY_VOLUMES,
  COPY_VOLUMES_REQUIRED,
  DESCRIBE_VOLUMES,
  type Described,
  type DescribedMembers,
  FINDING,
} from './members.ts';

/** What the operator allows; both may be empty. */
export interface Places {
  regions: readonly string[];
  profiles: readonly string[];
}

// Letters, digits and dashes only: a Region becomes part of a host name.
export const REGION_FORM = /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/;

/** `Region` and `Profile` as described members; `Profile` exists only when the operator named some. */
export function placeMembers(places: Places): Record<string, Described> {
  const [firstRegion, ...regions] = places.regions;
  const [firstProfile, ...profiles] = places.profiles;
  return {
    Region: firstRegion
      ? { as: 'enum', values: [firstRegion, ...regions], prose: 'Where the source is' }
      : {
          as: 'text',
          pattern: REGION_FORM,
          prose: 'Where the source is; omit for the configured one',
          expects: 'a Region such as us-east-1',
        },
    ...(firstProfile ? { Profile: { as: 'enum', values: [firstProfile, ...profiles], prose: 'AWS profile' } } : {}),
  };
}

/** Members and required names of a tool, for parsing, listing and for naming a misspelt argument. */
export interface ToolInput {
  members: DescribedMembers;
  required: readonly string[];
}

export function copyVolumeMembers(places: Places): ToolInput {
  return {
    members: { ...COPY_VOLUMES, ...placeMembers(places) },
    required: [...COPY_VOLUMES_REQUIRED, ...(places.profiles.length > 1 ? ['Profile'] : [])],
  };
}

export function statusMembers(places: Places): ToolInput {
  return { members: { ...DESCRIBE_VOLUMES, ...FINDING, ...placeMembers(places) }, required: [] };
}

export function strictInput(input: ToolInput): z.ZodObject {
  return z.strictObject(structureFields(input.members, input.required));
}
