// Pages of a list: MaxResults, and NextToken bound to what it was given for.
import { fault } from '../wire/fault.ts';
import { digest } from '../world/derived-values.ts';
import type { Switches } from '../world/switches.ts';

// The smallest page EC2 gives (aws-ebs-csi-driver, ErrInvalidMaxResults, 2026-08).
const PAGE_MIN = 5;

export interface PageRequest {
  /** What a token is bound to: action, Region, account and filters. */
  scope: string;
  maxResults: number | undefined;
  nextToken: string | undefined;
  /** The ids parameter's wire name in EC2's message, and whether ids were given. */
  idsName: string;
  hasIds: boolean;
}

type PagingSwitches = Pick<Switches, 'maxResults' | 'badNextToken' | 'emptyPages'>;

/**
 * One page of `things` that pass `matches`. Without MaxResults and NextToken: all of them.
 * @param filteredAfterScan with the switch `emptyPages`: a page counts what was looked at, not what matched, and may be empty
 * @throws Ec2Fault InvalidParameterCombination, InvalidParameterValue or InvalidPaginationToken
 */
export function takePage<T>(
  things: readonly T[],
  matches: (thing: T) => boolean,
  request: PageRequest,
  switches: PagingSwitches,
  filteredAfterScan: boolean,
): { items: T[]; nextToken?: string } {
  validatePageRequest(request, switches);
  const start = request.nextToken === undefined ? 0 : readToken(request.nextToken, request.scope, switches);
  const unpaged = request.maxResults === undefined && request.nextToken === undefined;
  const size = unpaged ? Number.POSITIVE_INFINITY : (request.maxResults ?? switches.maxResults);
  const items: T[] = [];
  let at = start;
  for (; at < things.length; at += 1) {
    if (filteredAfterScan && switches.emptyPages ? at - start >= size : items.length >= size) break;
    const thing = things[at];
    if (thing !== undefined && matches(thing)) items.push(thing);
  }
  if (!(filteredAfterScan && switches.emptyPages)) at = nextMatch(things, matches, at);
  return at < things.length ? { items, nextToken: writeToken(at, request.scope) } : { items };
}

function nextMatch<T>(things: readonly T[], matches: (thing: T) => boolean, from: number): number {
  for (let at = from; at < things.length; at += 1) {
    const thing = things[at];
    if (thing !== undefined && matches(thing)) return at;
  }
  return things.length;
}

function validatePageRequest({ maxResults, nextToken, idsName, hasIds }: PageRequest, switches: PagingSwitches): void {
  if (hasIds && (maxResults !== undefined || nextToken !== undefined)) {
    const other = maxResults !== undefined ? 'maxResults' : 'nextToken';
    throw fault(
      'InvalidParameterCombination',
      `The parameter ${idsName} cannot be used with the parameter ${other} in the same request.`,
    );
  }
  if (maxResults !== undefined && (maxResults < PAGE_MIN || maxResults > switches.maxResults)) {
    throw fault(
      'InvalidParameterValue',
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value between ${PAGE_MIN} and ${switches.maxResults}.`,
    );
  }
}

function writeToken(position: number, scope: string): string {
  return Buffer.from(`${position}/${digest(`${position}/${scope}`)}`).toString('base64url');
}

function readToken(token: string, scope: string, { badNextToken }: PagingSwitches): number {
  const [position = '', seal] = Buffer.from(token, 'base64url').toString('latin1').split('/');
  if (!/^\d{1,9}$/.test(position) || seal !== digest(`${position}/${scope}`)) {
    throw fault(badNextToken, 'The specified NextToken is invalid.');
  }
  return Number(position);
}
