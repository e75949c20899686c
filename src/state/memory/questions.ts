// Questions to a person, in this process: a form and a page belong to the host and the screen that it serves.
import type { QuestionRecord } from '../../consent/question-states.ts';
import type { Questions } from '../../ports/state.ts';
import { createWaiters } from './waiters.ts';

export interface QuestionsParts {
  /** This machine's clock, ms since the epoch. */
  now(): number;
  /** What of a question has to be kept; undefined once nothing depends on it. */
  stillNeeded(record: QuestionRecord, now: number): QuestionRecord | undefined;
}

export function createQuestions(parts: QuestionsParts): Questions {
  let records: readonly QuestionRecord[] = [];
  let version = 0;
  const { wait, wakeAll } = createWaiters();
  return {
    find: async (key, subject) => records.findLast((one) => one.key === key && one.subject === subject),
    byId: async (id) => records.find((one) => one.id === id),
    recent: async (subject) => ({ records: records.filter((one) => one.subject === subject), version }),
    async begin(record, seen) {
      if (seen !== version) return undefined;
      version += 1;
      const begun = { ...record, id: `question-${version}` };
      records = [...neededOf(records, parts), begun];
      wakeAll();
      return begun;
    },
    async changeIf(id, decide) {
      const found = records.find((one) => one.id === id);
      if (!found) return false;
      const changes = decide(
        found,
        records.filter((one) => one.subject === found.subject),
      );
      if (!changes) return false;
      records = records.map((one) => (one === found ? changedRecord(one, changes) : one));
      wakeAll();
      return true;
    },
    async useAnswer(id, mark) {
      const found = records.find((one) => one.id === id);
      const used = found && withAnswer(found, mark);
      if (!used) return false;
      records = records.map((one) => (one === found ? used : one));
      return true;
    },
    async change(id, changes) {
      records = records.map((one) => (one.id === id ? changedRecord(one, changes) : one));
      wakeAll();
    },
    changed: wait,
  };
}

/** Nothing else is dropped, however many there are: a no that stands is not pushed out by newer questions. */
export function neededOf(
  records: readonly QuestionRecord[],
  { now, stillNeeded }: QuestionsParts,
): readonly QuestionRecord[] {
  const time = now();
  return records.flatMap((one) => stillNeeded(one, time) ?? []);
}

/** With an answer that is used from now on; undefined for one that was before. */
export function withAnswer(record: QuestionRecord, mark: string): QuestionRecord | undefined {
  const { answersUsed = [] } = record;
  return answersUsed.includes(mark) ? undefined : { ...record, answersUsed: [...answersUsed, mark] };
}

/** What was decided or has expired keeps its state, whatever comes late. */
export function changedRecord(record: QuestionRecord, changes: Partial<QuestionRecord>): QuestionRecord {
  const isOver = record.state !== 'open' && record.state !== 'seen';
  const { state, changedAt, ...others } = changes;
  if (isOver || state === undefined) return { ...record, ...others };
  return { ...record, ...others, state, changedAt: changedAt ?? record.changedAt };
}
