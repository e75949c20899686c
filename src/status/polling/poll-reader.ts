// Reads for one poll: all volumes that are waited for, in as few requests as EC2 allows.

import type { Control, Place, Reply } from '../../ports/ec2.ts';
import type { WaitReading } from '../../ports/reads.ts';
import type { Deps } from '../../ports/tool.ts';
import type { Volume } from '../../volume/aws-records.ts';
import { lookupById } from '../find-volumes.ts';
import { byId, type ListedById, listById, withRow } from '../read-statuses.ts';
import { recordProgress } from '../record-progress.ts';
import { isThrottled } from '../throttle-backoff.ts';
import { createStatusCache, IDS_A_REQUEST } from './status-cache.ts';

/** One reading of all volumes that were waited for. */
export interface PollReading {
  ids: ReadonlySet<string>;
  /** Local time, ms since the epoch. */
  takenAt: number;
  /** Ids of which EC2 reports something else than in the reading before. */
  moved: ReadonlySet<string>;
  throttled: boolean;
  /** Those of them with these ids, in their order. */
  lookup(ids: readonly string[]): WaitReading;
}

export type PollReader = (ids: readonly string[], now: () => number, control: Control) => Promise<Reply<PollReading>>;

/** `now` of the reader is the local clock, ms since the epoch. */
export function createPollReader(ports: Pick<Deps, 'ec2' | 'progressSeen'>, place: Place): PollReader {
  const known = new Set<string>();
  // How many readings in a row lack a volume that an earlier one showed; nothing of ids that nobody waits for any more.
  let lacks: ReadonlyMap<string, number> = new Map();
  const readRows = createStatusCache(ports, place);
  // What shows that something moved; no state: EC2 does not know the id.
  let marks: ReadonlyMap<string, { state: string | undefined; percent: number | undefined }> = new Map();

  return async (ids, now, control) => {
    const reply = await readVolumes(ports, place, ids, known, control);
    if (!reply.ok) return reply;
    const { at, value: list } = reply;
    const volumes = byId(list.items);
    for (const id of ids) volumes.has(id) ? known.add(id) : known.delete(id);
    const lacking = countLacks(lacks, ids, volumes, list.complete);
    lacks = lacking;
    const { statuses, readAt, unread, failure } = await readRows([...volumes.values()], at, now, control);
    const rowsReadAt = readAt.size > 0 ? { rowsReadAt: readAt } : {};
    recordProgress(ports, { statuses, ...rowsReadAt, at });
    const before = marks;
    marks = new Map(
      ids.map((id) => {
        // A row that could not be read does not show whether it moved.
        const percent = unread.has(id) ? before.get(id)?.percent : statuses.get(id)?.Initialization?.Progress;
        return [id, { state: volumes.get(id)?.State, percent }];
      }),
    );
    const hasMoved = (id: string) => {
      const [old, mark] = [before.get(id), marks.get(id)];
      return old !== undefined && (old.state !== mark?.state || old.percent !== mark?.percent);
    };
    const takenAt = now();
    const readTogether = withRow(ids.flatMap((id) => volumes.get(id) ?? []));
    const lookup = (wanted: readonly string[]): WaitReading => {
      const unique = [...new Set(wanted)];
      const found = lookupById(unique, list);
      const lackedBy = (isIt: (readings: number) => boolean) =>
        found.missing.filter((id) => isIt(lacking.get(id) ?? 0));
      const [hidden, vanished] = [lackedBy((readings) => readings === 1), lackedBy((readings) => readings > 1)];
      return {
        ...found,
        ...(hidden.length > 0 ? { hidden } : {}),
        ...(vanished.length > 0 ? { vanished } : {}),
        statuses,
        ...rowsReadAt,
        ...(failure && unique.some((id) => unread.has(id)) ? { statusFailure: failure } : {}),
        instances: [],
        at,
        takenAt,
        readTogether,
      };
    };
    const moved = new Set(ids.filter(hasMoved));
    const throttled = failure !== undefined && isThrottled(failure);
    return { ok: true, at, value: { ids: new Set(ids), takenAt, moved, throttled, lookup } };
  };
}

/** Of the volumes that were shown; a list that ended early does not show that it lacks one. */
function countLacks(
  before: ReadonlyMap<string, number>,
  ids: readonly string[],
  shown: ReadonlyMap<string, unknown>,
  complete: boolean,
): ReadonlyMap<string, number> {
  return new Map(
    ids.flatMap((id): [string, number][] => {
      const lacked = shown.has(id) ? -1 : before.get(id);
      return lacked === undefined ? [] : [[id, shown.has(id) ? 0 : lacked + (complete ? 1 : 0)]];
    }),
  );
}

/** By ids while EC2 knows all of them, otherwise by a filter, which leaves out what it does not know. */
async function readVolumes(
  ports: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  known: ReadonlySet<string>,
  control: Control,
): Promise<Reply<ListedById<Volume>>> {
  if (!ids.every((id) => known.has(id))) return listById(ports, place, ids, control);
  const items: Volume[] = [];
  let at = 0;
  for (let from = 0; from < ids.length; from += IDS_A_REQUEST) {
    const VolumeIds = ids.slice(from, from + IDS_A_REQUEST);
    const reply = await ports.ec2.describeVolumes(place, { VolumeIds }, control);
    // One of them is gone.
    if (!reply.ok && reply.failure.code === 'InvalidVolume.NotFound') return listById(ports, place, ids, control);
    if (!reply.ok) return reply;
    at = reply.at;
    for (const item of reply.value.items) items.push(item);
  }
  return { ok: true, at, value: { items, complete: true } };
}
