// What a KmsKeyId may be, and whether EC2 in this Region can use it at all. Source: AWS KMS API reference, KeyId; AWS KMS
// developer guide, "Multi-Region keys" and "AWS managed keys"; EBS user guide, "How Amazon EBS encryption works"; read
// 2026-11-28.
import { quotedText } from '../../text/plain-text.ts';
import type { CopySource, CopyVolumesRequest } from '../aws-records.ts';
import { blockFinding, type Finding, type Fix } from './finding.ts';

/** A key id, an alias name, or the ARN of either. */
export type KeyForm = PlainKey | { kind: 'arn'; partition: string; region: string; account: string; key: PlainKey };
type PlainKey = { kind: 'id'; id: string } | { kind: 'alias'; name: string };

const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const ALIAS = /^alias\/[\w/-]{1,250}$/;
const ARN = /^arn:(aws[\w-]{0,20}):kms:([a-z0-9-]{1,30}):(\d{12}):(key\/[\w-]{1,64}|alias\/[\w/-]{1,250})$/;
const REFERENCE = 'AWS KMS API reference, KeyId, read 2026-11-28';
const REGIONAL = 'AWS KMS developer guide, multi-Region keys, read 2026-11-28';

/** Undefined when the text has none of the four forms. */
export function readKeyForm(text: string): KeyForm | undefined {
  if (KEY_ID.test(text)) return { kind: 'id', id: text };
  if (ALIAS.test(text)) return { kind: 'alias', name: text };
  const parts = ARN.exec(text);
  if (!parts) return undefined;
  const [, partition = '', region = '', account = '', resource = ''] = parts;
  const key: PlainKey = resource.startsWith('key/')
    ? { kind: 'id', id: resource.slice('key/'.length) }
    : { kind: 'alias', name: resource };
  return { kind: 'arn', partition, region, account, key };
}

/** A key in words. What has no form of a key may be anything that somebody wrote: it is quoted, as other such text. */
export function shownKey(key: string): string {
  return readKeyForm(key) ? key : quotedText(key);
}

/** Whether a named key is that of the source, by its ARN; undefined for an alias, which only KMS could resolve. */
export function isSameKey(named: string, ofSource: string): boolean | undefined {
  if (named === ofSource) return true;
  const form = readKeyForm(named);
  const key = form?.kind === 'arn' ? form.key : form;
  if (!key || key.kind === 'alias') return undefined;
  return form?.kind === 'id' && ofSource.endsWith(`:key/${key.id}`);
}

/**
 * One text for one key: the ARN, whichever form names it. Of a short form it is that of the account and Region that ask;
 * the text as it is where these are not known, or it has no form of a key.
 */
export function keyArn(
  named: string,
  here: { partition: string; region: string; account?: string | undefined },
): string {
  const form = readKeyForm(named);
  const { partition, region, account } = form?.kind === 'arn' ? form : here;
  if (!form || account === undefined) return named;
  const key = form.kind === 'arn' ? form.key : form;
  const resource = key.kind === 'id' ? `key/${key.id.toLowerCase()}` : key.name;
  return `arn:${partition}:kms:${region}:${account}:${resource}`;
}

/** Without the key that was named: the key of the source, or the default key where the source has none. */
export function withoutKey(source: CopySource | undefined): Record<string, unknown> {
  return { KmsKeyId: null, Encrypted: source?.Encrypted ? null : true };
}

/** What no Region could take for a key of EBS. */
export function judgeKeyForm({ KmsKeyId }: CopyVolumesRequest, source: CopySource | undefined): Finding[] {
  if (KmsKeyId === undefined) return [];
  const form = readKeyForm(KmsKeyId);
  if (!form) {
    return blockFinding(
      'key-malformed',
      'KmsKeyId is none of the four forms of a key: a key id, a key ARN, alias/NAME, or the ARN of an alias.',
      likelyForm(KmsKeyId, source) ?? { advice: 'Give one of these forms, or leave KmsKeyId out.' },
      REFERENCE,
    );
  }
  const key = form.kind === 'arn' ? form.key : form;
  if (key.kind !== 'alias' || !key.name.startsWith('alias/aws/') || key.name === 'alias/aws/ebs') return [];
  return blockFinding(
    'key-malformed',
    `KmsKeyId is the AWS managed key of another service (${key.name}); EBS uses alias/aws/ebs or a key of your own.`,
    { arguments: withoutKey(source), advice: 'Leave it out, or name a key of your own.' },
    REFERENCE,
  );
}

// What a program or a model writes where it means no key, and where it means the default key.
const NO_KEY = /^(?:null|none|undefined|nil|false|string|n\/a)$/i;
const DEFAULT_KEY = /^(?:default|true)$/i;

export function meansNoKey(text: string): boolean {
  return NO_KEY.test(text);
}

/** What was meant, where it is plain: no key at all, an alias without its prefix, a key id with one. */
function likelyForm(text: string, source: CopySource | undefined): Fix | undefined {
  if (meansNoKey(text)) return { arguments: { KmsKeyId: null }, advice: 'Leave KmsKeyId out.' };
  if (DEFAULT_KEY.test(text)) return { arguments: withoutKey(source), advice: 'Leave KmsKeyId out.' };
  const bare = text.replace(/^key\//, '');
  if (bare !== text && KEY_ID.test(bare)) return { arguments: { KmsKeyId: bare }, advice: 'A key id has no prefix.' };
  if (!/^[\w/-]{1,200}$/.test(text) || text.includes('//')) return undefined;
  return { arguments: { KmsKeyId: `alias/${text}` }, advice: 'The name of an alias begins with alias/.' };
}

/** EC2 uses keys of its own Region and partition alone; a multi-Region key is another key in each Region. */
export function judgeKeyPlace(
  { KmsKeyId = '' }: CopyVolumesRequest,
  source: CopySource | undefined,
  here: { region: string; partition?: string | undefined },
): Finding[] {
  const form = readKeyForm(KmsKeyId);
  if (form?.kind !== 'arn') return [];
  const elsewhere = here.partition !== undefined && form.partition !== here.partition;
  if (!elsewhere && form.region === here.region) return [];
  const where = elsewhere ? `the partition ${form.partition}` : `the Region ${form.region}`;
  const { key } = form;
  const replica =
    !elsewhere && key.kind === 'id' && /^mrk-/i.test(key.id)
      ? ` It is a multi-Region key: only a replica in ${here.region} can be used here, under the ARN arn:${form.partition}:kms:${here.region}:${form.account}:key/${key.id}.`
      : '';
  return blockFinding(
    'key-of-another-region',
    `KmsKeyId is a key of ${where}; EC2 in ${here.region} uses keys of its own Region alone.${replica}`,
    replica
      ? { advice: 'Name the replica in this Region if there is one, or leave KmsKeyId out.' }
      : { arguments: withoutKey(source), advice: `Name a key of ${here.region}, or leave KmsKeyId out.` },
    REGIONAL,
  );
}
