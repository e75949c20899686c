// What IAM says to a request, as far as the policies of this project need it: one identity-based policy, the operators
// that it uses, and an outright denial before everything. Source: IAM user guide, "Policy evaluation logic" and
// "IAM JSON policy elements: Condition operators", read 2026-11-28.
import type { RequestRecord } from '../../src/simulator/serve-request.ts';

interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface Policy {
  Version: string;
  Statement: Statement[];
}

/** One thing that a policy is asked. */
export interface Check {
  action: string;
  resource: string;
  context: Record<string, string>;
}

export function isAllowed({ Statement }: Policy, check: Check): boolean {
  const fitting = Statement.filter((statement) => fits(statement, check));
  return fitting.length > 0 && fitting.every(({ Effect }) => Effect === 'Allow');
}

function fits({ Action, Resource, Condition = {} }: Statement, { action, resource, context }: Check): boolean {
  return (
    list(Action).some((pattern) => isLike(action, pattern)) &&
    list(Resource).some((pattern) => isLike(resource, pattern)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, context[key], list(values))),
    )
  );
}

function holds(operator: string, found: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'Null':
      return values.includes(String(found === undefined));
    case 'StringEquals':
    case 'Bool':
      return found !== undefined && values.includes(found);
    case 'StringNotEquals':
      return found === undefined || !values.includes(found);
    case 'StringLike':
      return found !== undefined && values.some((pattern) => isLike(found, pattern));
    default:
      throw new Error(`The operator ${operator} is not known here.`);
  }
}

function isLike(text: string, pattern: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(text);
}

function list(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value;
}

export interface Where {
  region: string;
  account: string;
  sourceTags: Record<string, string>;
  /** Whether EC2 shows the tags of a request when it asks for the source; AWS does not say. */
  requestTagsOnSource: boolean;
}

/**
 * What EC2 asks IAM for a recorded request, from the request alone and the tags of its source: a copy is checked for its
 * source, for the new volume, and for its tags (managed policy of the EBS CSI driver, read 2026-11-28).
 */
export function checksOf({ action, params }: Pick<RequestRecord, 'action' | 'params'>, where: Where): Check[] {
  const { region, account, sourceTags, requestTagsOnSource } = where;
  const requested = { 'aws:RequestedRegion': region };
  if (action === 'GetCallerIdentity') return [];
  if (action !== 'CopyVolumes') return [{ action: `ec2:${action}`, resource: '*', context: requested }];
  const volume = (id: string) => `arn:aws:ec2:${region}:${account}:volume/${id}`;
  const tags = prefixed('aws:RequestTag/', tagsOf(params));
  return [
    {
      action: 'ec2:CopyVolumes',
      resource: volume(params.SourceVolumeId ?? ''),
      context: { ...requested, ...prefixed('aws:ResourceTag/', sourceTags), ...(requestTagsOnSource ? tags : {}) },
    },
    { action: 'ec2:CopyVolumes', resource: volume('*'), context: { ...requested, ...tags } },
    ...(Object.keys(tags).length > 0
      ? [
          {
            action: 'ec2:CreateTags',
            resource: volume('*'),
            context: { ...requested, ...tags, 'ec2:CreateAction': 'CopyVolumes' },
          },
        ]
      : []),
  ];
}

function tagsOf(params: Readonly<Record<string, string>>): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [name, key] of Object.entries(params)) {
    if (/^TagSpecification\.\d+\.Tag\.\d+\.Key$/.test(name)) tags[key] = params[name.replace(/Key$/, 'Value')] ?? '';
  }
  return tags;
}

function prefixed(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}
