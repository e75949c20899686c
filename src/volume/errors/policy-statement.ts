// The smallest policy that would cure a denial.
import { allowCures, isOfRole } from './denial-advice.ts';
import type { AccessDenial, CopyFacts, ErrorReport, PolicyStatement } from './error-report.ts';
import { allow, allowCopies, allowKeyGrants, allowKeyUse, allowReads, allowTagsOfCopies } from './iam-statements.ts';

/** Where a denied request went, and whose it was. */
export interface PolicyPlace {
  region: string;
  account?: string | undefined;
  /** The caller's, as its ARN has it, or the Region's; `aws` when neither is known. */
  partition?: string | undefined;
}

/** The error with the statements that would cure it, when it is a denial that an Allow can cure. */
export function withPolicy(error: ErrorReport, place: PolicyPlace, copy?: CopyFacts): ErrorReport {
  if (!error.denied || !allowCures(error.denied)) return error;
  const [policy, ...alsoNeeded] = statementsFor(error.denied, place, copy);
  if (!policy) return error;
  const nextStep = `${error.nextStep} ${reachOf(error.denied)}`;
  return { ...error, nextStep, policy, ...(alsoNeeded.length > 0 ? { alsoNeeded } : {}) };
}

/** The whole policy, to paste. */
export function policyText({ policy, alsoNeeded = [] }: Pick<ErrorReport, 'policy' | 'alsoNeeded'>): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: policy ? [policy, ...alsoNeeded] : alsoNeeded });
}

/** The partition that an ARN names; undefined when it is none. */
export function partitionOf(arn: string | undefined): string | undefined {
  return /^arn:(aws[\w-]*):/.exec(arn ?? '')?.[1];
}

/** A key and a role have policies of their own, which may have to allow it too. */
function reachOf({ action, policyKind }: AccessDenial): string {
  if (policyKind === 'resource-based policy') return 'The policy given here has its statements.';
  return /^(?:kms|sts):/.test(action) ? 'The policy given here is for the caller.' : 'The policy given here is enough.';
}

/** That of what was denied first. Narrow where EC2 checks a resource, `*` where it cannot be narrower. */
function statementsFor({ action, resource }: AccessDenial, place: PolicyPlace, copy?: CopyFacts): PolicyStatement[] {
  const { region, account = '*' } = place;
  const named = resource.startsWith('arn:') ? resource : undefined;
  const partition = partitionOf(named) ?? place.partition ?? 'aws';
  const volume = (owner: string, id: string) => `arn:${partition}:ec2:${region}:${owner}:volume/${id}`;
  const made = volume(account, '*');
  if (action.startsWith('kms:')) {
    const known = [...(named ? [named] : []), ...(copy?.keys ?? []).filter((key) => /:key\//.test(key))];
    const keys = known.length > 0 ? [...new Set(known)] : [`arn:${partition}:kms:${region}:${account}:key/*`];
    const both = [allowKeyUse(keys), allowKeyGrants(keys)];
    return action === 'kms:CreateGrant' ? both.reverse() : both;
  }
  // A role is never opened to be every role.
  if (isOfRole(action)) return named ? [allow([action], named)] : [];
  if (action === 'ec2:CreateTags') return [allowTagsOfCopies(made)];
  if (action !== 'ec2:CopyVolumes') return [allowReads([action])];
  if (!copy) return [allowCopies(named ?? made)];
  const ofSource = named?.endsWith(`/${copy.source}`) ? named : volume(copy.owner ?? account, copy.source);
  const stamp = copy.stamps.find((key) => key.endsWith(':source'));
  // So that the statement about new volumes opens no other source.
  const onlyThis = stamp ? { StringEquals: { [`aws:RequestTag/${stamp}`]: copy.source } } : undefined;
  const both = [allowCopies(ofSource), allowCopies(made, onlyThis)];
  if (named?.endsWith('/*')) both.reverse();
  return [...both, ...(copy.tags.length > 0 ? [allowTagsOfCopies(made)] : [])];
}
