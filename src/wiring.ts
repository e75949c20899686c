// What a call needs and a list does not: main loads it with the first call, which spares every start node:crypto and
// the rooms of state (3 ms, Node 20, 2026-11).
import { randomBytes, randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from './config/config.ts';
import { PLAN_MS } from './consent/answer-times.ts';
import type { Deps } from './ports/tool.ts';
import { createFormHistories, formOf } from './serve/form.ts';
import { createStateSeal } from './serve/sealed-state.ts';
import type { Calls } from './server.ts';
import { createAudit } from './state/files/audit-file.ts';
import { stateFolder } from './state/files/directory.ts';
import { lazyState, openState } from './state/files/open-state.ts';
import { createIssuedPlans } from './state/memory/issued-plans.ts';
import { createOneAtATime } from './state/memory/one-at-a-time.ts';
import { createPrompts } from './state/memory/prompts.ts';
import { createSeenProgress } from './state/memory/seen-progress.ts';
import { createSharedReads } from './status/polling/shared-reads.ts';

// Every request of a call listens to the call's one signal; Node warns on stderr from the eleventh on.
const MOST_LISTENERS = 1_000;

/** One for a process. `log` gets what belongs on stderr. */
export function openCalls(
  config: Pick<Config, 'stateDir' | 'auditFile'>,
  parts: Pick<Deps, 'settings' | 'ec2' | 'page'>,
  log: (problem: unknown) => void,
): Calls {
  setMaxListeners(MOST_LISTENERS);
  const state = lazyState(() =>
    openState(config.stateDir ?? stateFolder(process.env, process.platform), randomBytes(32), Date.now(), log),
  );
  const shared: Pick<Deps, 'ec2' | 'progressSeen' | 'now' | 'sleep'> = {
    ec2: parts.ec2,
    progressSeen: createSeenProgress(),
    now: Date.now,
    sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
  };
  const deps: Deps = {
    ...parts,
    ...shared,
    ...state,
    plans: createIssuedPlans(),
    prompts: createPrompts(PLAN_MS),
    audit: createAudit({
      ...(config.auditFile === undefined ? {} : { file: config.auditFile }),
      stderr: (line) => void process.stderr.write(line),
      now: Date.now,
    }),
    oneAtATime: createOneAtATime(),
    reads: createSharedReads(shared),
    newToken: randomUUID,
    timeout: timeLimit,
  };
  // A question lives as long as its connection, so its seal needs no key that outlives the process.
  const seal = createStateSeal(randomBytes(32));
  const historyOf = createFormHistories();
  return { deps, formOf: (server, ctx) => formOf({ server, ctx, seal, history: historyOf(server), now: Date.now }) };
}

/**
 * A signal that fires with a TimeoutError after `ms`, also when nothing but a combined signal holds it: Node 20 forgets
 * an AbortSignal.timeout that only AbortSignal.any knows, and the call it should have ended stays open (20.20, 2026-11).
 */
export function timeLimit(ms: number): AbortSignal {
  const limit = new AbortController();
  setTimeout(() => limit.abort(new DOMException('The time is up.', 'TimeoutError')), ms).unref();
  return limit.signal;
}
