// What outlives a call, in a table that the servers of a team share. Nothing is kept in this process: while the table
// cannot be used, neither can the record, and no real copy is made.
import type { Questions, SendRecords, Trust } from '../../ports/state.ts';
import type { StatePorts } from '../files/lazy-state.ts';
import { loadPlanKey, seePlanKey } from './plan-key-in-table.ts';
import { createPlansInTable } from './plans-in-table.ts';
import { createQuestionsInTable, type TableQuestionsParts } from './questions-in-table.ts';
import { createSendsInTable, type SendParts } from './sends/sends-in-table.ts';
import type { Store } from './store.ts';
import { TableProblem } from './table-problem.ts';

export interface TableStateParts extends SendParts, TableQuestionsParts {
  /** The operator's key that seals plans; rejects when it cannot be read. Undefined for the key in the table. */
  givenKey(): Promise<Uint8Array | undefined>;
  /** The key, when there is none yet. */
  freshKey: Uint8Array;
}

export function createStateInTable(store: Store, parts: TableStateParts): StatePorts & { questions: Questions } {
  let known: Uint8Array | undefined;
  const readKey = async () => {
    const key = await loadPlanKey(store, await parts.givenKey(), known ?? parts.freshKey);
    known = key;
    return key;
  };
  const lookAtKey = async () => (known ? readKey() : seePlanKey(store, await parts.givenKey()));
  const sends: SendRecords = {
    ...createSendsInTable(store, parts),
    // Doctor asks too, and must not make the key of a table.
    trust: () =>
      lookAtKey().then(
        (): Trust => ({ kept: true }),
        (problem: unknown) => {
          if (problem instanceof TableProblem) return { kept: false, why: problem.message };
          throw problem;
        },
      ),
  };
  return {
    sends,
    plans: createPlansInTable(store, parts.now),
    questions: createQuestionsInTable(store, parts),
    planKey: async () => known ?? readKey(),
  };
}
