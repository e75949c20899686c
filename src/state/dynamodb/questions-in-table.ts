// Questions to a person, in a table: the answer may come to another replica than the question went out from. One item for
// each of whom they are asked, changed only under the condition that it is still as it was read.
import type { QuestionRecord } from '../../consent/question-states.ts';
import type { Questions } from '../../ports/state.ts';
import type { Item } from '../../ports/table.ts';
import { changedRecord, neededOf, type QuestionsParts, withAnswer } from '../memory/questions.ts';
import { createWaiters } from '../memory/waiters.ts';
import {
  byThisClock,
  DAY_MS,
  expiresOn,
  hashOf,
  numberOf,
  numeric,
  parsed,
  readItem,
  type Store,
  textOf,
  writeItem,
} from './store.ts';
import { TableProblem } from './table-problem.ts';

export interface TableQuestionsParts extends QuestionsParts {
  newMark(): string;
}

/** An item holds 400 KB (DynamoDB quotas, 2026-11); what is added to questions once they have begun needs the rest. */
const MOST_BYTES = 350_000;
/** Other calls of one caller change it at the same time. */
const MOST_TRIES = 10;

interface QuestionItem {
  records: readonly QuestionRecord[];
  /** Changes with every question that begins. */
  version: number;
  /** Changes with every write. */
  rev: number;
}

export function createQuestionsInTable(store: Store, parts: TableQuestionsParts): Questions {
  const { now, newMark } = parts;
  const waiters = createWaiters();
  const read = async (pk: string) => itemOf(await readItem(store, pk));
  const seen = async (pk: string) => seenAt(await read(pk), now());

  /** False when somebody else has changed it since. */
  async function write(pk: string, before: number, next: Omit<QuestionItem, 'rev'>): Promise<boolean> {
    const mark = newMark();
    const item: Item = { pk: { S: pk }, ...itemAttributes({ ...next, rev: before + 1 }, now()), mark: { S: mark } };
    const unchanged =
      before === 0
        ? { condition: 'attribute_not_exists(#pk)' }
        : { condition: '#rev = :rev', values: { ':rev': numeric(before) } };
    const isWritten = await writeItem(
      store,
      pk,
      (table) => table.put(item, unchanged),
      (found) => textOf(found, 'mark') === mark,
    );
    if (isWritten) waiters.wakeAll();
    return isWritten;
  }

  /** Whether it is written: not where there is none of this id, or nothing to change. */
  async function rewrite(
    id: string,
    change: (record: QuestionRecord, all: readonly QuestionRecord[]) => QuestionRecord | undefined,
  ): Promise<boolean> {
    const pk = keyIn(id);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const item = await read(pk);
      const { records, version, rev } = item;
      const { records: all } = seenAt(item, now());
      const [found, known] = [records, all].map((some) => some.find((one) => one.id === id));
      const changed = known && change(known, all);
      if (!changed || !found) return false;
      const next = records.map((one) => (one === found ? withOwnTimes(changed, known, found) : one));
      if (await write(pk, rev, { records: neededOf(next, parts), version })) return true;
    }
    throw new Error('A question was changed by others again and again.');
  }

  return {
    find: async (key, subject) => (await seen(keyOf(subject))).records.findLast((one) => one.key === key),
    byId: async (id) => (await seen(keyIn(id))).records.find((one) => one.id === id),
    recent: (subject) => seen(keyOf(subject)),
    async begin(record, version) {
      const pk = keyOf(record.subject);
      const { records, version: newest, rev } = await read(pk);
      if (newest !== version) return undefined;
      const begun = { ...record, id: `${pk}/${version + 1}` };
      const next = { records: [...neededOf(records, parts), begun], version: version + 1 };
      if (Buffer.byteLength(JSON.stringify(next.records)) > MOST_BYTES) throw noRoomIn(store.name);
      return (await write(pk, rev, next)) ? begun : undefined;
    },
    changeIf: (id, decide) =>
      rewrite(id, (record, all) => {
        const changes = decide(record, all);
        return changes && changedRecord(record, changes);
      }),
    useAnswer: (id, mark) => rewrite(id, (record) => withAnswer(record, mark)),
    async change(id, changes) {
      await rewrite(id, (record) => changedRecord(record, changes));
    },
    // What other replicas change is seen at the next look.
    changed: waiters.wait,
  };
}

function keyOf(subject = ''): string {
  return `questions#${hashOf(subject)}`;
}

/** None is dropped for a newer one: its answer would be lost, or a no forgotten. */
function noRoomIn(table: string): TableProblem {
  return new TableProblem(
    `No more questions can be asked now: those that wait for an answer fill their item in the DynamoDB table ${table}. Each of them ends after 15 minutes.`,
  );
}

/** The item that a question is in is part of its id. */
function keyIn(id: string): string {
  return id.split('/')[0] ?? '';
}

function itemAttributes({ records, version, rev }: QuestionItem, now: number): Item {
  return {
    records: { S: JSON.stringify(records) },
    version: numeric(version),
    rev: numeric(rev),
    expiresOn: expiresOn(now + DAY_MS),
  };
}

/** By this machine's clock: its rules take what is from the future for expired. */
function recordNow(record: QuestionRecord, now: number): QuestionRecord {
  const { openedAt, changedAt, shownAt } = record;
  return {
    ...record,
    openedAt: byThisClock(openedAt, now),
    changedAt: byThisClock(changedAt, now),
    shownAt: shownAt.map((at) => byThisClock(at, now)),
  };
}

function seenAt({ records, version }: QuestionItem, now: number): Omit<QuestionItem, 'rev'> {
  return { records: records.map((one) => recordNow(one, now)), version };
}

/** What was not changed stays as it was written: a time that was read by another clock is no new one. */
function withOwnTimes(changed: QuestionRecord, seen: QuestionRecord, written: QuestionRecord): QuestionRecord {
  return {
    ...changed,
    ...(changed.openedAt === seen.openedAt ? { openedAt: written.openedAt } : {}),
    // It is when the state changed.
    ...(changed.state === written.state ? { changedAt: written.changedAt } : {}),
    ...(changed.shownAt === seen.shownAt ? { shownAt: written.shownAt } : {}),
  };
}

function itemOf(item: Item | undefined): QuestionItem {
  return {
    records: parsed<QuestionRecord[]>(textOf(item, 'records')) ?? [],
    version: numberOf(item, 'version') ?? 0,
    rev: numberOf(item, 'rev') ?? 0,
  };
}
