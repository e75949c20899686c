// Tags of the copy. Source: EC2 API reference (Tag, TagLimitExceeded), read 2026-11-22.

import { quotedText } from '../../text/plain-text.ts';
import type { CopyVolumesRequest, TagSpecification } from '../aws-records.ts';
import { blockFinding, type Finding, type FindingCode } from './finding.ts';

/** Tags of ours on every real copy: which plan made it, from which source, by which version. */
const OUR_PREFIX = 'ebs-copy-mcp:';
export const PLAN_TAG = `${OUR_PREFIX}plan`;
export const SOURCE_TAG = `${OUR_PREFIX}source`;
const BY_TAG = `${OUR_PREFIX}by`;
export const OUR_TAGS = [PLAN_TAG, SOURCE_TAG, BY_TAG] as const;

// 50 a resource, three of them ours. The Tag shape says 127 characters a key, the general rule 128: 127 is safe.
const MOST_TAGS = 47;
const KEY_LENGTH = 127;
const VALUE_LENGTH = 256;

/** Each complaint names the tag by its key as data, quoted and cut. */
export function judgeTags(specifications: readonly TagSpecification[]): Finding[] {
  const tags = specifications.flatMap((specification) => specification.Tags ?? []);
  const earlier = new Set<string>();
  const findings = tags.flatMap((tag) => {
    const repeated = earlier.has(tag.Key);
    earlier.add(tag.Key);
    return judgeTag(tag, repeated);
  });
  if (tags.length <= MOST_TAGS) return findings;
  const message = `${tags.length} tags; a volume holds 50, and this server adds ${OUR_TAGS.length}`;
  return [...findings, ...blockTags('tag-limit', message, `Give at most ${MOST_TAGS} tags.`)];
}

function judgeTag({ Key, Value = '' }: { Key: string; Value?: string }, repeated: boolean): Finding[] {
  const key = `the key ${quotedText(Key)}`;
  const complaints: [wrong: boolean, code: FindingCode, message: string, advice: string][] = [
    [
      Key.length === 0 || Key.length > KEY_LENGTH,
      'tag-key-invalid',
      `${key} has ${Key.length} characters`,
      `Give 1 to ${KEY_LENGTH} characters.`,
    ],
    [
      /^aws:/i.test(Key),
      'tag-key-invalid',
      `${key} begins with aws:, which AWS keeps for itself`,
      'Choose another key.',
    ],
    [
      Key.toLowerCase().startsWith(OUR_PREFIX),
      'tag-key-invalid',
      `${key} begins with ${OUR_PREFIX}, which this server stamps itself`,
      'Choose another key.',
    ],
    [
      Value.length > VALUE_LENGTH,
      'tag-value-invalid',
      `the value of ${quotedText(Key)} has ${Value.length} characters`,
      `Give at most ${VALUE_LENGTH} characters.`,
    ],
    [repeated, 'tag-key-repeated', `${key} is given twice`, 'Give each key once; upper and lower case differ.'],
  ];
  return complaints.flatMap(([wrong, code, message, advice]) => (wrong ? blockTags(code, message, advice) : []));
}

function blockTags(code: FindingCode, message: string, advice: string): Finding[] {
  return blockFinding(code, `TagSpecifications: ${message}.`, { advice }, 'EC2 API reference, Tag, read 2026-11-22');
}

/**
 * The request with our three tags in its (single) specification. They depend on the token alone, so that a replay
 * is identical to EC2, which compares parameters.
 */
export function stampTags(request: CopyVolumesRequest, token: string, version: string): CopyVolumesRequest {
  const own = (request.TagSpecifications ?? []).flatMap((specification) => specification.Tags ?? []);
  return {
    ...request,
    TagSpecifications: [
      {
        ResourceType: 'volume',
        Tags: [
          ...own,
          { Key: PLAN_TAG, Value: token },
          { Key: SOURCE_TAG, Value: request.SourceVolumeId },
          { Key: BY_TAG, Value: version },
        ],
      },
    ],
  };
}
