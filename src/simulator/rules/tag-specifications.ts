// The tags of a new volume from TagSpecification parameters.
import { fault } from '../wire/fault.ts';
import type { DecodedShape } from '../wire/query-shape.ts';
import type { TagRecord } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';

/** TagSpecification.N.ResourceType, TagSpecification.N.Tag.M.Key and .Value. */
export const TAG_SPECIFICATIONS = {
  list: { struct: { ResourceType: 'string', Tag: { list: { struct: { Key: 'string', Value: 'string' } } } } },
} as const;

type QueryTagSpecification = DecodedShape<(typeof TAG_SPECIFICATIONS)['list']['struct']>;

// EC2 user guide, "Tag your Amazon EC2 resources": at most 50 user tags, values up to 256 characters, the prefix is AWS's own.
const TAGS_MAX = 50;
const VALUE_LENGTH_MAX = 256;
const RESERVED_PREFIX = /^aws:/i;

/**
 * The tags a new volume gets.
 * @throws Ec2Fault InvalidParameterValue, MissingParameter, InvalidTagKey.Malformed or TagLimitExceeded
 */
export function resolveTags(
  specifications: readonly QueryTagSpecification[] | undefined,
  { tagKeyLength }: Pick<Switches, 'tagKeyLength'>,
): TagRecord[] {
  const tags: TagRecord[] = [];
  for (const { ResourceType: resourceType, Tag: entries = [] } of specifications ?? []) {
    if (resourceType === undefined) {
      throw fault('MissingParameter', 'Tag specification resource type must have a value.');
    }
    if (resourceType !== 'volume') {
      throw invalid(`'${resourceType}' is not a valid taggable resource type for this operation.`);
    }
    for (const { Key: key = '', Value: value = '' } of entries) {
      validateTag(key, value, tagKeyLength);
      if (tags.some((tag) => tag.key === key)) throw invalid(`Duplicate tag key '${key}' specified.`);
      tags.push({ key, value });
    }
  }
  if (tags.length > TAGS_MAX) {
    throw fault('TagLimitExceeded', `You have reached the maximum number of ${TAGS_MAX} tags for the resource.`);
  }
  return tags;
}

function validateTag(key: string, value: string, keyLengthMax: number): void {
  if (key === '') throw invalid('Tag key cannot be empty.');
  if (RESERVED_PREFIX.test(key)) {
    throw fault('InvalidTagKey.Malformed', `Tag keys starting with 'aws:' are reserved for internal use: ${key}`);
  }
  if (key.length > keyLengthMax) throw invalid(`Tag key exceeds the maximum length of ${keyLengthMax} characters.`);
  if (value.length > VALUE_LENGTH_MAX) {
    throw invalid(`Tag value exceeds the maximum length of ${VALUE_LENGTH_MAX} characters.`);
  }
}

function invalid(message: string) {
  return fault('InvalidParameterValue', message);
}
