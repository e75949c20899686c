import type { Permission } from './rules/permissions.ts';

/** What a test or the operator of the simulator wants to go wrong. */
export interface FaultRule {
  /** An action's name; omitted means every action. */
  action?: string;
  /**
   * throttle: 503 RequestLimitExceeded. error: `code` (500 InternalError). deny: 403 at the place where permissions are
   * judged. html and empty: an answer that is no XML. cut-before and cut-after: the socket ends without an answer, before
   * or after the world has changed. latency: the answer is late.
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
  /** For throttle, error, html and empty: the world changes first, then the answer is lost in this way. */
  afterCommit?: boolean;
}

export interface FaultPlan {
  /** The first rule that strikes, latency aside. */
  rule?: FaultRule;
  latencyMs: number;
}

/** The injected faults with their counters. */
export interface FaultBook {
  add(rule: FaultRule): void;
  clear(): void;
  /** Counts this request against every rule it matches and says what happens to it. */
  plan(action: string, dryRun: boolean): FaultPlan;
}

/** Opens a book with these rules; earlier rules win. */
export function openFaultBook(rules: readonly FaultRule[]): FaultBook {
  let entries = rules.map((rule) => ({ rule, seen: 0 }));
  return {
    add(rule) {
      entries.push({ rule, seen: 0 });
    },
    clear() {
      entries = [];
    },
    plan(action, dryRun) {
      const plan: FaultPlan = { latencyMs: 0 };
      for (const entry of entries) {
        const { rule } = entry;
        if (!concerns(rule, action, dryRun)) continue;
        // A rule that another one overtakes keeps its turn.
        if (rule.kind !== 'latency' && plan.rule !== undefined) continue;
        entry.seen += 1;
        const turn = entry.seen - (rule.after ?? 0);
        if (turn < 1 || turn > (rule.times ?? Number.POSITIVE_INFINITY)) continue;
        if (rule.kind === 'latency') plan.latencyMs += rule.latencyMs ?? 0;
        else plan.rule = rule;
      }
      return plan;
    },
  };
}

function concerns(rule: FaultRule, action: string, dryRun: boolean): boolean {
  if (rule.action !== undefined && rule.action !== action) return false;
  if (rule.dryRunOnly === true && !dryRun) return false;
  return !(rule.realOnly === true && dryRun);
}
