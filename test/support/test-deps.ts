// Everything a tool or a step is handed, for tests: in memory, taken for durable, nobody in front of the machine.

import { stillNeeded } from '../../src/consent/question-states.ts';
import type { PagePort } from '../../src/ports/consent.ts';
import type { SendRecords } from '../../src/ports/state.ts';
import type { Deps, Settings } from '../../src/ports/tool.ts';
import { createIssuedPlans } from '../../src/state/memory/issued-plans.ts';
import { createMadeCopies } from '../../src/state/memory/made-copies.ts';
import { createQuestions } from '../../src/state/memory/questions.ts';
import { createSeenProgress } from '../../src/state/memory/seen-progress.ts';
import { createSendsInMemory } from '../../src/state/memory/sends-in-memory.ts';
import { createSharedReads } from '../../src/status/polling/shared-reads.ts';
import { NO_LIMITS } from './no-limits.ts';
import { RULES } from './record-rules.ts';

export const SETTINGS: Settings = {
  version: '9.9.9',
  mode: 'auto',
  regions: [],
  profiles: [],
  simulated: false,
  limits: NO_LIMITS,
  stamp: true,
  configErrors: [],
};

/** Nobody in front of this machine, as in a container. */
const NO_PAGE: PagePort = {
  open: async () => ({ opened: false, why: 'nobody is here' }),
  decision: async () => ({ decided: 'expired', seen: false }),
  withdraw: async () => undefined,
};

/** A record in memory, on this machine's clock, that counts as kept. */
export function keptRecord(now: () => number): SendRecords {
  return createSendsInMemory(RULES, now, 'test', { kept: true });
}

type Overrides = Partial<Omit<Deps, 'settings'>> & Pick<Deps, 'ec2'> & { settings?: Partial<Settings> };

/** `audit` keeps nothing unless overridden; tokens are token-1, token-2, …; time stands still at the epoch. */
export function createTestDeps(overrides: Overrides): Deps {
  let tokens = 0;
  const ports = {
    progressSeen: createSeenProgress(),
    madeCopies: createMadeCopies(),
    now: () => 0,
    sleep: async () => undefined,
    ...overrides,
    settings: { ...SETTINGS, ...overrides.settings },
  };
  return {
    sends: keptRecord(ports.now),
    planKey: async () => new Uint8Array(32).fill(9),
    plans: createIssuedPlans(),
    questions: createQuestions({ now: ports.now, stillNeeded }),
    page: NO_PAGE,
    audit: keepingAudit([]),
    newToken: () => `token-${++tokens}`,
    timeout: () => new AbortController().signal,
    reads: createSharedReads(ports),
    ...ports,
  };
}

/** An audit whose lines a test reads. */
export function keepingAudit(lines: Record<string, unknown>[]): Deps['audit'] {
  return {
    check: async () => undefined,
    write: async (line) => void lines.push(line),
    writeCounted: async (line) => void lines.push(line),
  };
}
