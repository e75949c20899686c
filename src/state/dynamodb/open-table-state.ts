// The state in a table with the clocks and the chance of this process.
import { randomUUID } from 'node:crypto';
import type { Questions } from '../../ports/state.ts';
import type { Table } from '../../ports/table.ts';
import type { StatePorts } from '../files/lazy-state.ts';
import type { StateParts } from '../files/open-state.ts';
import type { QuestionsParts } from '../memory/questions.ts';
import { readGivenKey } from './given-key.ts';
import { createStateInTable } from './state-in-table.ts';

export function openTableState(
  { name, ...given }: { name: string; key?: string; keyFile?: string },
  parts: StateParts & QuestionsParts,
  table: Table,
): StatePorts & { questions: Questions } {
  return createStateInTable(
    { name, table },
    {
      ...parts,
      elapsed: () => performance.now(),
      every(ms, work) {
        const timer = setInterval(work, ms).unref();
        return () => clearInterval(timer);
      },
      newMark: randomUUID,
      givenKey: () => readGivenKey(given),
    },
  );
}
