// Tags of the copy. Source: EC2 API reference (Tag, TagLimitExceeded), read 2026-11-22.

import { quotedText } from '../../text/plain-text.ts';
import type { CopyVolumesRequest, TagSpecification } from '../aws-records.ts';
import type { Finding } from './finding.ts';

/** Tags of ours on every real copy: which plan made it, from which source, by which version. */
export const OUR_PREFIX = 'ebs-copy-mcp:';
export const PLAN_TAG = `${OUR_PREFIX}plan`;
export const SOURCE_TAG = `${OUR_PREFIX}source`;
export const BY_TAG = `${OUR_PREFIX}by`;
export const OUR_TAGS = [PLAN_TAG, SOURCE_TAG, BY_TAG] as const;

// 50 a resource, three of them ours. The Tag shape says 127 characters a key, the general rule 128: 127 is safe.
const MOST_TAGS = 47;
const KEY_LENGTH = 127;
const VALUE_LENGTH = 256;

/** Each complaint names the tag by its key as data, quoted and cut. */
export function judgeTags(specifications: readonly TagSpecification[]): Finding[] {
  const findings: Finding[] = [];
  const block = (code: Finding['code'], message: string, advice: string) =>
    findings.push({
      level: 'block',
      code,
      by: 'us',
      message,
      fix: { advice },
      source: 'EC2 API reference, Tag, read 2026-11-22',
    });
  const seen = new Set<string>();
  let count = 0;
  for (const { Key, Value } of specifications.flatMap((specification) => specification.Tags ?? [])) {
    const key = quotedText(Key);
    count += 1;
    if (Key.length === 0 || Key.length > KEY_LENGTH) {
      block(
        'tag-key-invalid',
        `TagSpecifications: the key ${key} has ${Key.length} characters.`,
        `Give 1 to ${KEY_LENGTH} characters.`,
      );
    }
    if (/^aws:/i.test(Key)) {
      block(
        'tag-key-invalid',
        `TagSpecifications: the key ${key} begins with aws:, which AWS keeps for itself.`,
        'Choose another key.',
      );
    }
    if (Key.toLowerCase().startsWith(OUR_PREFIX)) {
      block(
        'tag-key-invalid',
        `TagSpecifications: the key ${key} begins with ${OUR_PREFIX}, which this server stamps itself.`,
        'Choose another key.',
      );
    }
    if ((Value ?? '').length > VALUE_LENGTH) {
      block(
        'tag-value-invalid',
        `TagSpecifications: the value of ${key} has ${Value?.length} characters.`,
        `Give at most ${VALUE_LENGTH} characters.`,
      );
    }
    if (seen.has(Key)) {
      block(
        'tag-key-repeated',
        `TagSpecifications: the key ${key} is given twice.`,
        'Give each key once; upper and lower case differ.',
      );
    }
    seen.add(Key);
  }
  if (count > MOST_TAGS) {
    block(
      'tag-limit',
      `TagSpecifications: ${count} tags; a volume holds 50, and this server adds 3.`,
      `Give at most ${MOST_TAGS} tags.`,
    );
  }
  return findings;
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
