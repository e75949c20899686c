// The key that seals plans: in the table, made by whoever comes first; or the operator's, of which the table only holds a
// fingerprint, so that who reads the table can forge no plan, and no replica seals with another key unnoticed.
import type { Item } from '../../ports/table.ts';
import { hashOf, readItem, type Store, textOf, writeItem } from './store.ts';
import { TableProblem } from './table-problem.ts';

const PK = 'key#1';

/** `given`: the operator's key; `fresh` becomes the key where there is none. Throws a TableProblem. */
export async function loadPlanKey(store: Store, given: Uint8Array | undefined, fresh: Uint8Array): Promise<Uint8Array> {
  const known = await seePlanKey(store, given);
  if (known) return known;
  const own: Item = given
    ? { pk: { S: PK }, fingerprint: { S: fingerprintOf(given) } }
    : { pk: { S: PK }, key: { B: fresh } };
  const isDone = (item: Item | undefined) => item !== undefined && isEqual(item, own);
  const isOurs = await writeItem(
    store,
    PK,
    (table) => table.put(own, { condition: 'attribute_not_exists(#pk)' }),
    isDone,
  );
  if (isOurs) return given ?? fresh;
  // Another replica was quicker.
  return keyIn((await readItem(store, PK)) ?? {}, given, store.name);
}

/** Makes none. Undefined where there is none yet. Throws a TableProblem, as for a key that is not the one of the table. */
export async function seePlanKey(store: Store, given: Uint8Array | undefined): Promise<Uint8Array | undefined> {
  const known = await readItem(store, PK);
  return known && keyIn(known, given, store.name);
}

function keyIn(item: Item, given: Uint8Array | undefined, table: string): Uint8Array {
  const fingerprint = textOf(item, 'fingerprint');
  const key = item.key && 'B' in item.key ? item.key.B : undefined;
  if (!given) {
    if (key) return key;
    throw new TableProblem(
      `The DynamoDB table ${table} was begun with a plan key of the operator: set EBS_COPY_PLAN_KEY to it.`,
    );
  }
  const begunWith = fingerprint ?? (key && fingerprintOf(key));
  if (begunWith === fingerprintOf(given)) return given;
  throw new TableProblem(
    `EBS_COPY_PLAN_KEY is not the plan key that the DynamoDB table ${table} was begun with; every server of a table has the same.`,
  );
}

function isEqual(one: Item, other: Item): boolean {
  const bytes = (item: Item) => (item.key && 'B' in item.key ? Buffer.from(item.key.B).toString('base64') : undefined);
  return textOf(one, 'fingerprint') === textOf(other, 'fingerprint') && bytes(one) === bytes(other);
}

function fingerprintOf(key: Uint8Array): string {
  return hashOf(`plan key\n${Buffer.from(key).toString('base64')}`);
}
