// What a call needs and a list does not: main loads it with the first call, which spares every start node:crypto and
// the rooms of state (3 ms, Node 20, 2026-11).
import { randomBytes, randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from './config/config.ts';
import { accountHome } from './config/policy-file.ts';
import { isHeld, mayClaim, mayFollow, type SendRecord } from './consent/send-states.ts';
import { intentKeyOf } from './consent/world.ts';
import type { Deps } from './ports/tool.ts';
import { createFormHistories, formOf } from './serve/form.ts';
import { createStateSeal } from './serve/sealed-state.ts';
import type { Calls } from './server.ts';
import { createAudit } from './state/files/audit-file.ts';
import { stateFolder } from './state/files/directory.ts';
import { lazyState } from './state/files/lazy-state.ts';
import { memoryState, openState, type State, type StateParts } from './state/files/open-state.ts';
import { ownerOf } from './state/files/owner.ts';
import { createQuestions } from './state/memory/questions.ts';
import { createSeenProgress } from './state/memory/seen-progress.ts';
import { createSharedReads } from './status/polling/shared-reads.ts';

// Every request of a call listens to the call's one signal; Node warns on stderr from the eleventh on.
const MOST_LISTENERS = 1_000;

/** One for a process. */
export function openCalls(
  config: Pick<Config, 'simulate' | 'stateDir' | 'auditFile'>,
  parts: Pick<Deps, 'settings' | 'ec2' | 'page'>,
): Calls {
  setMaxListeners(MOST_LISTENERS);
  const owner = ownerOf(randomUUID());
  const stateParts: StateParts = { rules: RECORD_RULES, now: Date.now, owner, freshKey: randomBytes(32) };
  const state = lazyState(() => openStateOf(config, stateParts), owner, Date.now);
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
    questions: createQuestions(),
    audit: createAudit({
      ...(config.auditFile === undefined ? {} : { file: config.auditFile }),
      stderr: (line) => void process.stderr.write(line),
      now: Date.now,
    }),
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

const RECORD_RULES = {
  isHeld,
  mayClaim,
  mayFollow,
  intentKeyOf: ({ request, world }: Pick<SendRecord, 'request' | 'world'>) => intentKeyOf(request, world),
};

/** Simulated copies are remembered in memory alone: they are nobody's record of AWS. */
async function openStateOf(
  { simulate, stateDir }: Pick<Config, 'simulate' | 'stateDir'>,
  parts: StateParts,
): Promise<State> {
  if (simulate) return memoryState(parts, { kept: true });
  const folder = stateDir ?? stateFolder(process.env, process.platform, accountHome());
  if (folder === undefined) {
    return memoryState(parts, {
      kept: false,
      why: 'No home directory is known, so no state directory: set --state-dir.',
    });
  }
  return openState(folder, parts);
}
