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

/** Of those that this server puts on a copy. */
export function isOurTag(key: string): boolean {
  return key.startsWith(OUR_PREFIX);
}

// 50 a resource, three of them ours. AWS counts characters, not UTF-16 units. The Tag shape says 127 of them a key, the
// general rule 128: what lies between is for EC2 to decide.
const MOST_TAGS = 47;
const KEY_LENGTH = 128;
const SURE_KEY_LENGTH = 127;
const VALUE_LENGTH = 256;
// A list of tags that are all wrong is told by its first ones.
const MOST_COMPLAINTS = 10;

/** Each complaint names the tag by its key as data, quoted and cut. */
export function judgeTags(specifications: readonly TagSpecification[]): Finding[] {
  const tags = specifications.flatMap((specification) => specification.Tags ?? []);
  const earlier = new Set<string>();
  const findings = tags.flatMap((tag) => {
    const repeated = earlier.has(tag.Key);
    earlier.add(tag.Key);
    return judgeTag(tag, repeated);
  });
  findings.splice(MOST_COMPLAINTS);
  findings.push(...judgeClusterTags(tags));
  if (tags.length <= MOST_TAGS) return findings;
  const message = `${tags.length} tags; a volume holds 50, and this server adds ${OUR_TAGS.length}`;
  return [...findings, ...blockTags('tag-limit', message, `Give at most ${MOST_TAGS} tags.`)];
}

function judgeTag({ Key, Value = '' }: { Key: string; Value?: string }, repeated: boolean): Finding[] {
  const key = `the key ${quotedText(Key)}`;
  const [keyLength, valueLength] = [lengthOf(Key), lengthOf(Value)];
  const complaints: [wrong: boolean, code: FindingCode, message: string, advice: string][] = [
    [
      keyLength === 0 || keyLength > KEY_LENGTH,
      'tag-key-invalid',
      `${key} has ${keyLength} characters`,
      `Give 1 to ${KEY_LENGTH} characters.`,
    ],
    [
      /^aws:/i.test(Key),
      'tag-key-invalid',
      `${key} begins with aws:, which AWS keeps for itself`,
      'Leave it out: AWS sets such tags itself.',
    ],
    [
      Key.toLowerCase().startsWith(OUR_PREFIX),
      'tag-key-invalid',
      `${key} begins with ${OUR_PREFIX}, which this server stamps itself`,
      'Leave it out: each copy gets its own.',
    ],
    [
      valueLength > VALUE_LENGTH,
      'tag-value-invalid',
      `the value of ${quotedText(Key)} has ${valueLength} characters`,
      `Give at most ${VALUE_LENGTH} characters.`,
    ],
    [repeated, 'tag-key-repeated', `${key} is given twice`, 'Give each key once; upper and lower case differ.'],
  ];
  const blocked = complaints.flatMap(([wrong, code, message, advice]) =>
    wrong ? blockTags(code, message, advice) : [],
  );
  return keyLength > SURE_KEY_LENGTH && keyLength <= KEY_LENGTH ? [...blocked, longKey(key)] : blocked;
}

function longKey(key: string): Finding {
  return {
    level: 'warn',
    code: 'tag-key-long',
    by: 'us',
    message: `TagSpecifications: ${key} has ${KEY_LENGTH} characters; one page of AWS says at most ${SURE_KEY_LENGTH}. EC2 decides.`,
    fix: { advice: `Give at most ${SURE_KEY_LENGTH} characters to be sure.` },
    source: 'EC2 API reference, Tag; EC2 user guide, tag restrictions; read 2026-11-22',
  };
}

function lengthOf(text: string): number {
  return [...text].length;
}

/**
 * Keys by which programs take a volume for their own: Kubernetes and its EBS driver, kops, Cluster API. Upper and lower
 * case differ, as in all tag keys. Source: their documentation and sources (kubernetes/cloud-provider-aws,
 * kubernetes-sigs/aws-ebs-csi-driver, kubernetes/kops, whose etcd volumes have k8s.io/etcd/ and k8s.io/role/), 2026-11.
 */
const CLUSTER_KEY =
  /^(?:kubernetes\.io\/|KubernetesCluster$|CSIVolumeName$|k8s\.io\/(?:etcd|role)\/|ebs\.csi\.aws\.com\/|(?:[\w.-]+\.)?sigs\.k8s\.io\/)/;
const MOST_NAMED = 5;

/** One warning for all of them. */
function judgeClusterTags(tags: readonly { Key: string }[]): Finding[] {
  const keys = [...new Set(tags.map(({ Key }) => Key).filter((key) => CLUSTER_KEY.test(key)))];
  if (keys.length === 0) return [];
  const named = keys.slice(0, MOST_NAMED).map((key) => quotedText(key));
  const more = keys.length > MOST_NAMED ? ` and ${keys.length - MOST_NAMED} more` : '';
  return [
    {
      level: 'warn',
      code: 'cluster-tags',
      by: 'us',
      message: `Kubernetes, its storage driver or a cluster tool acts on volumes with the tag ${named.join(', ')}${more}: it may take the copy for its own, attach it in place of the source, or delete it with the cluster.`,
      fix: { advice: 'Leave these tags out, unless the cluster is meant to own the copy.' },
      source: 'kubernetes-sigs/aws-ebs-csi-driver, docs/tagging.md; kubernetes/kops, cluster deletion; read 2026-11-22',
    },
  ];
}

function blockTags(code: FindingCode, message: string, advice: string): Finding[] {
  return blockFinding(code, `TagSpecifications: ${message}.`, { advice }, 'EC2 API reference, Tag, read 2026-11-22');
}

/** The request as its caller gave it: without our tags and the token. */
export function withoutStamps({ ClientToken: _, TagSpecifications, ...rest }: CopyVolumesRequest): CopyVolumesRequest {
  const Tags = (TagSpecifications ?? []).flatMap((one) => one.Tags ?? []).filter(({ Key }) => !isOurTag(Key));
  return { ...rest, ...(Tags.length > 0 ? { TagSpecifications: [{ ResourceType: 'volume', Tags }] } : {}) };
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
