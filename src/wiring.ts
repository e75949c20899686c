// What a call needs and a list does not: main loads it with the first call, which spares every start node:crypto and
// the rooms of state (3 ms, Node 20, 2026-11).
import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from './config/config.ts';
import { accountHome } from './config/policy-file.ts';
import type { TableConfig } from './config/state-config.ts';
import { stillNeeded } from './consent/question-states.ts';
import { isHeld, mayClaim, mayFollow, type SendRecord } from './consent/send-states.ts';
import { intentKeyOf, sourceKeyOf } from './consent/world.ts';
import type { Deps } from './ports/tool.ts';
import { createFormHistories, formOf } from './serve/form.ts';
import { createStateSeal, type StateSeal } from './serve/sealed-state.ts';
import type { Calls } from './server.ts';
import { createAudit } from './state/files/audit-file.ts';
import { stateFolder } from './state/files/directory.ts';
import { lazyState, type StatePorts } from './state/files/lazy-state.ts';
import { memoryState, openState, type State, type StateParts } from './state/files/open-state.ts';
import { ownerOf } from './state/files/owner.ts';
import { createMadeCopies } from './state/memory/made-copies.ts';
import { createQuestions } from './state/memory/questions.ts';
import { createSeenProgress } from './state/memory/seen-progress.ts';
import { createSharedReads } from './status/polling/shared-reads.ts';
import { plainJson } from './text/plain-text.ts';

// Every request of a call listens to the call's one signal; Node warns on stderr from the eleventh on.
const MOST_LISTENERS = 1_000;

export interface OpenedCalls extends Calls {
  /** Writes what the audit still counts. */
  end(): Promise<void>;
}

/** One for a process. */
export async function openCalls(
  config: Pick<Config, 'simulate' | 'stateDir' | 'stateTable' | 'auditFile' | 'http'>,
  parts: Pick<Deps, 'settings' | 'ec2' | 'page'>,
): Promise<OpenedCalls> {
  setMaxListeners(MOST_LISTENERS);
  const { state, seal } = await openStatePorts(config, parts.settings.version);
  const shared: Pick<Deps, 'ec2' | 'progressSeen' | 'now' | 'sleep'> = {
    ec2: parts.ec2,
    progressSeen: createSeenProgress(),
    now: Date.now,
    sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
  };
  const audit = createAudit({
    ...(config.auditFile === undefined ? {} : { file: config.auditFile }),
    render: plainJson,
    stderr: (line) => void process.stderr.write(line),
    now: Date.now,
  });
  const deps: Deps = {
    ...parts,
    ...shared,
    ...state,
    madeCopies: createMadeCopies(),
    audit,
    reads: createSharedReads(shared),
    newToken: randomUUID,
    timeout: timeLimit,
  };
  const historyOf = createFormHistories();
  return {
    deps,
    formOf: (server, ctx) => formOf({ server, ctx, seal, history: historyOf(server), now: Date.now }),
    end: audit.end,
  };
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
  sourceKeyOf: ({ request, world }: Pick<SendRecord, 'request' | 'world'>) => sourceKeyOf(request, world),
};

const QUESTIONS_PARTS = { now: () => Date.now(), stillNeeded };

type StateConfig = Pick<Config, 'simulate' | 'stateDir' | 'stateTable' | 'http'>;

interface OpenedState {
  state: Pick<Deps, 'sends' | 'plans' | 'planKey' | 'questions'>;
  /** Of questions that travel through the client. */
  seal: StateSeal;
}

async function openStatePorts(config: StateConfig, version: string): Promise<OpenedState> {
  const owner = ownerOf(randomUUID());
  const parts: StateParts = { rules: RECORD_RULES, now: Date.now, owner, freshKey: randomBytes(32) };
  // A form and a page belong to the host and the screen that this process serves; so does the seal of its questions.
  const ownKey = randomBytes(32);
  const own = (state: StatePorts): OpenedState => ({
    state: { ...state, questions: createQuestions(QUESTIONS_PARTS) },
    seal: createStateSeal(async () => ownKey),
  });
  const { stateTable, simulate } = config;
  if (!stateTable || simulate) return own(lazyState(() => openStateOf(config, parts), owner, Date.now));
  const shared = await openShared(stateTable, parts, version);
  if (!shared) return own(lazyState(async () => memoryState(parts, NOT_IN_BUNDLE), owner, Date.now));
  // Any server may be brought the answer.
  return config.http
    ? { state: shared, seal: createStateSeal(async () => questionKey(await shared.planKey()), shared.plans.aheadMs) }
    : own(shared);
}

const NOT_IN_BUNDLE = {
  kept: false,
  why: 'A record in a DynamoDB table is not part of the .mcpb bundle: run the server from the npm package.',
} as const;

/** Undefined where its modules are not. */
async function openShared(table: TableConfig, parts: StateParts, version: string) {
  try {
    const [{ openTableState }, { createTable }] = await Promise.all([
      import('./state/dynamodb/open-table-state.ts'),
      import('./ec2/clients/dynamodb-table.ts'),
    ]);
    return openTableState(table, { ...parts, ...QUESTIONS_PARTS }, createTable({ ...table, version }));
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw problem;
  }
}

function questionKey(planKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', planKey, '', 'question', 32));
}

/** Simulated copies are remembered in memory alone: they are nobody's record of AWS. */
async function openStateOf({ simulate, stateDir }: StateConfig, parts: StateParts): Promise<State> {
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
