// Which token made the newest copy of a source, in a folder: a file a copy, numbered as they were made.
import { join } from 'node:path';
import type { SendRecord } from '../../consent/send-states.ts';
import type { SendRecords } from '../../ports/state.ts';
import type { RecordRules } from '../memory/sends-in-memory.ts';
import { makeFolder } from './directory.ts';
import { createEntry, digest, nameOf, namesIn, readEntry } from './record-entries.ts';

type CopyEntry = Pick<SendRecord, 'token'>;

export interface SourcesInFolder extends Pick<SendRecords, 'newestCopy'> {
  /** Never rejects: that a copy was made stands elsewhere. What two processes file at one moment is equally new. */
  file(record: SendRecord): Promise<void>;
}

export function createSourcesInFolder(
  folder: string,
  { sourceKeyOf }: Pick<RecordRules, 'sourceKeyOf'>,
  byToken: SendRecords['byToken'],
): SourcesInFolder {
  const placeOf = (sourceKey: string) => join(folder, 'sources', digest(sourceKey));
  async function add(place: string, entry: CopyEntry): Promise<void> {
    await makeFolder(place);
    const count = (await namesIn(place)).length;
    await createEntry(join(place, nameOf('copy', count + 1)), entry);
  }
  return {
    async newestCopy(sourceKey) {
      const place = placeOf(sourceKey);
      const name = (await namesIn(place)).sort().at(-1);
      const entry = name === undefined ? undefined : await readEntry<CopyEntry>(join(place, name));
      const record = entry && (await byToken(entry.token));
      return record?.end?.kind === 'copied' ? record : undefined;
    },
    file: (record) => add(placeOf(sourceKeyOf(record)), { token: record.token }).catch(() => undefined),
  };
}
