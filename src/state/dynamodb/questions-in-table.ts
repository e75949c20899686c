// Questions to a person, in a table: the answer may come to another replica than the question went out from. One item for
// each of whom they are asked, changed only under the condition that it is still as it was read.
import type { QuestionRecord } from '../../consent/question-states.ts';
import type { Questions } from '../../ports/state.ts';
import type { Item } from '../../ports/table.ts';
import { changedRecord, withAnswer } from '../memory/questions.ts';
import { createWaiters } from '../memory/waiters.ts';
import {
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

export interface QuestionParts {
  /** This machine's clock, ms since the epoch. */
  now(): number;
  newMark(): string;
}

/** Ten may be shown in ten minutes, and none matters for longer than a quarter of an hour. */
const MOST = 30;
/** Some of them are long, and an item holds 400 KB (DynamoDB quotas, 2026-11). */
const MATTERS_MS = 30 * 60_000;
/** Other calls of one caller change it at the same time. */
const MOST_TRIES = 10;

interface QuestionItem {
  records: readonly QuestionRecord[];
  /** Changes with every question that begins. */
  version: number;
  /** Changes with every write. */
  rev: number;
}

export function createQuestionsInTable(store: Store, { now, newMark }: QuestionParts): Questions {
  const waiters = createWaiters();
  const read = async (pk: string) => itemOf(await readItem(store, pk));

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
      const { records, version, rev } = await read(pk);
      const found = records.find((one) => one.id === id);
      const changed = found && change(found, records);
      if (!changed) return false;
      if (await write(pk, rev, { records: records.map((one) => (one === found ? changed : one)), version }))
        return true;
    }
    throw new Error('A question was changed by others again and again.');
  }

  return {
    find: async (key, subject) => (await read(keyOf(subject))).records.findLast((one) => one.key === key),
    byId: async (id) => (await read(keyIn(id))).records.find((one) => one.id === id),
    async recent(subject) {
      const { records, version } = await read(keyOf(subject));
      return { records, version };
    },
    async begin(record, version) {
      const pk = keyOf(record.subject);
      const { records, version: newest, rev } = await read(pk);
      if (newest !== version) return undefined;
      const begun = { ...record, id: `${pk}/${version + 1}` };
      return (await write(pk, rev, { records: [...records, begun], version: version + 1 })) ? begun : undefined;
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

/** The item that a question is in is part of its id. */
function keyIn(id: string): string {
  return id.split('/')[0] ?? '';
}

function itemAttributes({ records, version, rev }: QuestionItem, now: number): Item {
  const matter = records.filter(({ openedAt }) => now - openedAt < MATTERS_MS);
  return {
    records: { S: JSON.stringify(matter.slice(-MOST)) },
    version: numeric(version),
    rev: numeric(rev),
    expiresOn: expiresOn(now + DAY_MS),
  };
}

function itemOf(item: Item | undefined): QuestionItem {
  return {
    records: parsed<QuestionRecord[]>(textOf(item, 'records')) ?? [],
    version: numberOf(item, 'version') ?? 0,
    rev: numberOf(item, 'rev') ?? 0,
  };
}
