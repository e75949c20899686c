// A table before its module is loaded: the first use loads the AWS SDK's client of DynamoDB, which the .mcpb leaves out.
import type { Table, TableReply } from '../../ports/table.ts';

export function lazyTable(open: () => Promise<Table>): Table {
  let opened: Promise<Table> | undefined;
  const use = async <T>(work: (table: Table) => Promise<TableReply<T>>): Promise<TableReply<T>> => {
    opened ??= open();
    try {
      return await work(await opened);
    } catch (problem) {
      opened = undefined;
      if ((problem as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw problem;
      return { ok: false, failure: { kind: 'no-client' } };
    }
  };
  return {
    get: (pk) => use((table) => table.get(pk)),
    put: (item, condition) => use((table) => table.put(item, condition)),
    update: (pk, update) => use((table) => table.update(pk, update)),
  };
}
