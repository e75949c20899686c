// The inputs of both tools: AWS's request members, a few of ours, and where to go.
import { z } from 'zod';
import { REGION_NAME } from '../text/region-name.ts';
import { structureFields } from './derive.ts';
import {
  COPY_VOLUMES,
  COPY_VOLUMES_REQUIRED,
  DESCRIBE_VOLUMES,
  type DescribedMember,
  type DescribedMembers,
  LOOKUP_ARGUMENTS,
} from './members.ts';

/** What the operator allows; both may be empty. */
export interface Places {
  regions: readonly string[];
  profiles: readonly string[];
}

/** `Region` and `Profile` as described members; `Profile` exists only when the operator named some. `where` is prose. */
function placeMembers(places: Places, where: string): Record<string, DescribedMember> {
  const [firstRegion, ...regions] = places.regions;
  const [firstProfile, ...profiles] = places.profiles;
  return {
    Region: firstRegion
      ? { as: 'enum', values: [firstRegion, ...regions], prose: where }
      : {
          as: 'text',
          pattern: REGION_NAME,
          prose: `${where}; omit for the configured one`,
          expects: 'a Region such as us-east-1',
        },
    ...(firstProfile ? { Profile: { as: 'enum', values: [firstProfile, ...profiles], prose: 'AWS profile' } } : {}),
  };
}

/** What a tool takes: `schema` for parsing and listing, the description for naming what a complaint is about. */
export interface ToolInput {
  members: DescribedMembers;
  required: readonly string[];
  schema: z.ZodObject;
}

/** Making a schema takes zod 5 ms, as long as a request to EC2: once for each settings of a server. */
function oncePerSettings(makeInput: (settings: Places) => ToolInput): (settings: Places) => ToolInput {
  const made = new WeakMap<Places, ToolInput>();
  return (settings) => {
    const input = made.get(settings) ?? makeInput(settings);
    made.set(settings, input);
    return input;
  };
}

function strictInput(members: DescribedMembers, required: readonly string[]): ToolInput {
  return { members, required, schema: z.strictObject(structureFields(members, required)) };
}

export const copyVolumeInput = oncePerSettings((settings) =>
  strictInput({ ...COPY_VOLUMES, ...placeMembers(settings, 'Of the source') }, [
    ...COPY_VOLUMES_REQUIRED,
    ...(settings.profiles.length > 1 ? ['Profile'] : []),
  ]),
);

export const statusInput = oncePerSettings((settings) =>
  strictInput({ ...DESCRIBE_VOLUMES, ...LOOKUP_ARGUMENTS, ...placeMembers(settings, 'Of the volumes') }, []),
);
