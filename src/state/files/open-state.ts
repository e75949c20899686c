// What outlives the process, in a folder: opened when it is first needed, since listing the tools must work with an
// unwritable home; and only believed while nobody else can have written it.
import type { IssuedPlans, SendRecords, Trust } from '../../ports/state.ts';
import { createIssuedPlans } from '../memory/issued-plans.ts';
import { createSendsInMemory, type RecordRules } from '../memory/sends-in-memory.ts';
import { makeFolder } from './directory.ts';
import { createPlansInFolder } from './plans-in-folder.ts';
import { loadKey } from './secret-key.ts';
import { createSendsInFolder } from './sends-in-folder.ts';
import { sweepFolder } from './sweep-folder.ts';
import { judgeState, trustOf } from './trusted-path.ts';

export interface State {
  sends: SendRecords;
  plans: IssuedPlans;
  /** 32 random bytes. */
  planKey: Uint8Array;
}

export interface StateParts {
  rules: RecordRules;
  /** This machine's clock, ms since the epoch. */
  now(): number;
  /** Unique for this process. */
  owner: string;
  /** The key, when there is none yet. */
  freshKey: Uint8Array;
}

/** In this process alone. `trust` says whether that is meant to be so. */
export function memoryState({ rules, now, owner, freshKey }: StateParts, trust: Trust): State {
  return { sends: createSendsInMemory(rules, now, owner, trust), plans: createIssuedPlans(), planKey: freshKey };
}

/** In `folder`; in memory, with the reason in its trust, when that cannot be used. */
export async function openState(folder: string, parts: StateParts): Promise<State> {
  try {
    await makeFolder(folder);
    await judgeState(folder);
    const planKey = await loadKey(folder, parts.freshKey);
    await sweepFolder(folder, parts.now());
    const sends = createSendsInFolder(folder, parts.rules, parts.now, parts.owner);
    return { sends, plans: createPlansInFolder(folder), planKey };
  } catch (problem) {
    return memoryState(parts, trustOf(problem, folder));
  }
}
