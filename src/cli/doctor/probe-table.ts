// What a table of the record answers: what it is, and whether each request that the server makes is allowed. Facts only.
import type { TableDescription, TableExpiry, TableProbe, TableReply } from '../../ports/table.ts';

export interface TableFacts {
  name: string;
  description: TableReply<TableDescription>;
  expiry: TableReply<TableExpiry>;
  /** In the order in which they were tried. */
  requests: readonly { action: string; reply: TableReply<unknown> }[];
}

/** An item that never is: writes under the condition that it is there change nothing, and are judged all the same. */
const NO_ITEM = 'doctor';
const IF_THERE = 'attribute_exists(#pk)';

/** Changes nothing, and never rejects. */
export async function probeTable(name: string, table: TableProbe): Promise<TableFacts> {
  const [description, expiry, get, put, update] = await Promise.all([
    table.describe(),
    table.expiry(),
    table.get(NO_ITEM),
    table.put({ pk: { S: NO_ITEM } }, { condition: IF_THERE }),
    table.update(NO_ITEM, { update: 'SET #seen = :seen', condition: IF_THERE, values: { ':seen': { S: 'doctor' } } }),
  ]);
  return {
    name,
    description,
    expiry,
    requests: [
      { action: 'dynamodb:GetItem', reply: get },
      { action: 'dynamodb:PutItem', reply: allowed(put) },
      { action: 'dynamodb:UpdateItem', reply: allowed(update) },
    ],
  };
}

function allowed(reply: TableReply<unknown>): TableReply<unknown> {
  return !reply.ok && reply.failure.kind === 'condition' ? { ok: true, value: undefined } : reply;
}
