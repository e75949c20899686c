// The EC2 Query protocol: a form body as pairs, and pairs as a tree of parameters.
import { fault } from './fault.ts';

/** One decoded `name=value` of a form body. */
export type QueryPair = readonly [name: string, value: string];

/** Parameters as a tree: `Filter.1.Name` is Filter → 1 → Name. */
export type QueryTree = ReadonlyMap<string, QueryNode>;
export type QueryNode = string | QueryTree;

// Undocumented; far above any real request (200 filter values, 50 tags), far below what would hurt.
const PAIRS_MAX = 20_000;
const DEPTH_MAX = 8;

/**
 * A form body as decoded pairs, in the order sent. A plus sign is a space: boto3 sends it so, the JavaScript SDK `%20`.
 * @throws Ec2Fault MalformedQueryString for bad escapes, a pair without a name, or too many pairs
 */
export function decodePairs(body: string): QueryPair[] {
  if (body === '') return [];
  const pieces = body.split('&');
  if (pieces.length > PAIRS_MAX) throw fault('MalformedQueryString', 'The query string has too many parameters.');
  return pieces.map((piece) => {
    const at = piece.indexOf('=');
    const name = at < 0 ? piece : piece.slice(0, at);
    if (name === '') throw fault('MalformedQueryString', 'The query string contains a parameter without a name.');
    return [decodeText(name), at < 0 ? '' : decodeText(piece.slice(at + 1))] as const;
  });
}

/**
 * Flat pairs as a tree.
 * @throws Ec2Fault MalformedQueryString when a name is given twice or is both a value and a structure
 */
export function buildTree(pairs: readonly QueryPair[]): QueryTree {
  const root = new Map<string, QueryNode>();
  for (const [name, value] of pairs) {
    const path = name.split('.');
    const leaf = path.pop() ?? name;
    if (path.length > DEPTH_MAX) throw fault('MalformedQueryString', `The parameter ${name} is nested too deep.`);
    let branch = root;
    for (const step of path) {
      const next = branch.get(step) ?? new Map<string, QueryNode>();
      if (typeof next === 'string') throw conflict(name);
      branch.set(step, next);
      branch = next as Map<string, QueryNode>;
    }
    if (branch.has(leaf)) throw conflict(name);
    branch.set(leaf, value);
  }
  return root;
}

function conflict(name: string) {
  return fault('MalformedQueryString', `The parameter ${name} is specified more than once.`);
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw fault('MalformedQueryString', 'The query string contains an invalid percent escape.');
  }
}
