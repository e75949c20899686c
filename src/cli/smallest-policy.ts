// The smallest IAM policy for what a server may do, from the statements that a denial answers with. Pure.
import type { Mode } from '../consent/limits-table.ts';
import type { PolicyCondition, PolicyStatement } from '../volume/errors/error-report.ts';
import {
  allowCopies,
  allowKeyGrants,
  allowKeyUse,
  allowReads,
  allowTagsOfCopies,
  READ_ACTIONS,
} from '../volume/errors/iam-statements.ts';
import { SOURCE_TAG } from '../volume/rules/tags.ts';

/** What a server is started with, as far as IAM can enforce it. */
export interface PolicyScope {
  mode: Mode;
  /** With mode plan: let EC2's dry run pass, which lets copies pass too. */
  withDryRun: boolean;
  partition: string;
  /** Empty: any. */
  regions: readonly string[];
  accounts: readonly string[];
  /** `Key` or `Key=Value`, all of which a source must carry. */
  requiredTags: readonly string[];
  /** Ids or ARNs of KMS keys. */
  keys: readonly string[];
  /** Whether copies carry this server's tags. */
  stamped: boolean;
}

interface NamedStatement extends Omit<PolicyStatement, 'Effect'> {
  Sid: string;
  Effect: 'Allow' | 'Deny';
}

export interface SmallestPolicy {
  Version: '2012-10-17';
  Statement: NamedStatement[];
}

/** Whether the policy holds the statements of a copy. */
export function allowsCopies({ mode, withDryRun }: Pick<PolicyScope, 'mode' | 'withDryRun'>): boolean {
  return mode !== 'plan' || withDryRun;
}

export function smallestPolicy(scope: PolicyScope): SmallestPolicy {
  return {
    Version: '2012-10-17',
    Statement: [
      named('ReadVolumes', allowReads(READ_ACTIONS, scope.regions)),
      ...(allowsCopies(scope) ? copyStatements(scope) : []),
    ],
  };
}

function copyStatements(scope: PolicyScope): NamedStatement[] {
  const tags = scope.requiredTags.map(splitTag);
  const sources = arns(scope, 'ec2', 'volume/vol-*');
  const newVolumes = arns(scope, 'ec2', 'volume/*');
  const keys = scope.keys.flatMap((key) => (key.startsWith('arn:') ? [key] : arns(scope, 'kms', `key/${key}`)));
  const ours = { StringLike: { [`aws:RequestTag/${SOURCE_TAG}`]: 'vol-*' } };
  return [
    named('CopyFromTheseSources', allowCopies(sources, tags.length > 0 ? carriesAll(tags) : undefined)),
    named('MakeTheCopies', allowCopies(newVolumes, scope.stamped ? ours : undefined)),
    named('TagCopiesAsTheyAreMade', allowTagsOfCopies(newVolumes)),
    ...tags.map((tag, index) => denySourcesWithout(tag, index, sources)),
    ...(keys.length > 0
      ? [named('UseTheKeys', allowKeyUse(keys)), named('LetEbsUseTheKeys', allowKeyGrants(keys))]
      : []),
  ];
}

/** One for each Region and account. */
function arns({ partition, regions, accounts }: PolicyScope, service: string, resource: string): string[] {
  const orAny = (names: readonly string[]) => (names.length > 0 ? names : ['*']);
  return orAny(regions).flatMap((region) =>
    orAny(accounts).map((account) => `arn:${partition}:${service}:${region}:${account}:${resource}`),
  );
}

interface TagCondition {
  key: string;
  /** Absent: any. */
  value?: string;
}

function splitTag(text: string): TagCondition {
  const at = text.indexOf('=');
  return at < 0 ? { key: text } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

function carriesAll(tags: readonly TagCondition[]): PolicyCondition {
  const condition: PolicyCondition = {};
  for (const { key, value } of tags) {
    const operator = value === undefined ? 'Null' : 'StringEquals';
    condition[operator] = { ...condition[operator], [`aws:ResourceTag/${key}`]: value ?? 'false' };
  }
  return condition;
}

/**
 * A condition on the sources alone is not enough: AWS does not say whether EC2 shows the tags of the request for the
 * source too, and then the statement about new volumes allows every source. The new volume is not denied: it has no id.
 */
function denySourcesWithout({ key, value }: TagCondition, index: number, sources: string[]): NamedStatement {
  const name = `aws:ResourceTag/${key}`;
  const condition: PolicyCondition =
    value === undefined ? { Null: { [name]: 'true' } } : { StringNotEquals: { [name]: value } };
  return { ...named(`DenySourcesWithoutTag${index + 1}`, allowCopies(sources, condition)), Effect: 'Deny' };
}

function named(Sid: string, statement: PolicyStatement): NamedStatement {
  return { Sid, ...statement };
}
