// Rules by which requests fail on purpose: which request a rule applies to, and what its caller gets instead.
import type { ActionResponse } from './response.ts';
import type { Permission } from './rules/permissions.ts';
import { Ec2Fault, statusOf } from './wire/fault.ts';

/** What a test or the operator of the simulator wants to go wrong. */
export interface FaultRule {
  /** An action's name; omitted means every action. */
  action?: string;
  /**
   * throttle: 503 RequestLimitExceeded. error: `code` (500 InternalError). deny: 403 at the place where permissions are
   * checked. html and empty: a response that is no XML. cut-before and cut-after: the socket ends without a response,
   * before or after the world has changed. latency: the response is late.
   */
  kind: 'throttle' | 'error' | 'deny' | 'html' | 'empty' | 'cut-before' | 'cut-after' | 'latency';
  /** Only the first n matching requests; omitted means always. */
  times?: number;
  /** Skips the first n matching requests. */
  after?: number;
  status?: number;
  code?: string;
  message?: string;
  /** Of kind deny: which of CopyVolumes' permissions is missing; omitted means the one on the source. */
  permission?: Permission;
  /** Real milliseconds, of kind latency. */
  latencyMs?: number;
  /** Only requests with DryRun=true, or only those without. */
  dryRunOnly?: boolean;
  realOnly?: boolean;
  /** For throttle, error, html and empty: the world changes first, then the response is lost in this way. */
  afterCommit?: boolean;
}

/** What applies to one request. */
interface AppliedRules {
  /** The first rule that applies, latency aside. */
  rule?: FaultRule;
  /** Real milliseconds, of all latency rules together. */
  latencyMs: number;
}

/** The rules of a simulator with their counters. */
export interface FaultRules {
  add(rule: FaultRule): void;
  clear(): void;
  /** Counts this request against every rule it matches. */
  take(action: string, dryRun: boolean): AppliedRules;
}

/** Earlier rules win over later ones. */
export function createFaultRules(rules: readonly FaultRule[]): FaultRules {
  let entries = rules.map((rule) => ({ rule, seen: 0 }));
  return {
    add(rule) {
      entries.push({ rule, seen: 0 });
    },
    clear() {
      entries = [];
    },
    take(action, dryRun) {
      const applied: AppliedRules = { latencyMs: 0 };
      for (const entry of entries) {
        const { rule } = entry;
        if (!matches(rule, action, dryRun)) continue;
        // A request that an earlier rule has taken does not count for this one.
        if (rule.kind !== 'latency' && applied.rule !== undefined) continue;
        entry.seen += 1;
        const turn = entry.seen - (rule.after ?? 0);
        if (turn < 1 || turn > (rule.times ?? Number.POSITIVE_INFINITY)) continue;
        if (rule.kind === 'latency') applied.latencyMs += rule.latencyMs ?? 0;
        else applied.rule = rule;
      }
      return applied;
    },
  };
}

/** The EC2 error of a throttle or error rule; undefined for the other kinds. */
export function injectedFault(rule: FaultRule | undefined): Ec2Fault | undefined {
  if (rule?.kind === 'throttle') {
    return new Ec2Fault(
      rule.code ?? 'RequestLimitExceeded',
      rule.message ?? 'Request limit exceeded.',
      rule.status ?? 503,
    );
  }
  if (rule?.kind !== 'error') return undefined;
  const code = rule.code ?? 'InternalError';
  return new Ec2Fault(code, rule.message ?? 'An internal error has occurred', rule.status ?? statusOf(code));
}

/** False for a rule under which a request ends before its action has run. */
export function reachesAction({ kind, afterCommit }: FaultRule): boolean {
  if (kind === 'cut-before') return false;
  return !(kind === 'html' || kind === 'empty') || afterCommit === true;
}

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';

/** What the caller gets instead of the response; undefined is a cut socket. */
export function applyFault(
  rule: FaultRule | undefined,
  response: ActionResponse | undefined,
): ActionResponse | undefined {
  switch (rule?.kind) {
    case 'cut-before':
    case 'cut-after':
      return undefined;
    case 'html':
      return { status: rule.status ?? 502, body: rule.message ?? HTML, outcome: 'html' };
    case 'empty':
      return { status: rule.status ?? 200, body: '', outcome: 'empty' };
    default:
      return response;
  }
}

function matches(rule: FaultRule, action: string, dryRun: boolean): boolean {
  if (rule.action !== undefined && rule.action !== action) return false;
  if (rule.dryRunOnly === true && !dryRun) return false;
  return !(rule.realOnly === true && dryRun);
}
