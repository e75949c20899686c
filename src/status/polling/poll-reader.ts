// The readings of one poll: all watched volumes in as few requests as EC2 allows.

import type { Control, Place, Reply } from '../../ports/ec2.ts';
import type { Deps } from '../../ports/tool.ts';
import type { Volume } from '../../volume/aws-records.ts';
import type { VolumeLookup } from '../../volume/found-volumes.ts';
import { readByIds } from '../find-volumes.ts';
import { recordProgress } from '../read-statuses.ts';
import { isThrottled } from '../throttle-backoff.ts';
import { createStatusCache, IDS_A_REQUEST } from './status-cache.ts';

export interface PollReading {
  ids: ReadonlySet<string>;
  /** Local time. */
  takenAt: number;
  /** Ids of which EC2 said something else than in the reading before. */
  moved: ReadonlySet<string>;
  throttled: boolean;
  /** In the order of these ids. */
  foundFor(ids: readonly string[]): VolumeLookup;
}

/** What tells that something moved; no state: EC2 does not know the id. */
interface Mark {
  state: string | undefined;
  percent: number | undefined;
}

export function createPollReader(ports: Pick<Deps, 'ec2' | 'progressSeen'>, place: Place) {
  const known = new Set<string>();
  const readRows = createStatusCache(ports, place);
  let lastMarks: ReadonlyMap<string, Mark> = new Map();

  async function readVolumes(ids: readonly string[], control: Control): Promise<Reply<Map<string, Volume>>> {
    if (!ids.every((id) => known.has(id))) return readByIds(ports, place, ids, control);
    const found = new Map<string, Volume>();
    let at = 0;
    for (let from = 0; from < ids.length; from += IDS_A_REQUEST) {
      const reply = await ports.ec2.describeVolumes(
        place,
        { VolumeIds: ids.slice(from, from + IDS_A_REQUEST) },
        control,
      );
      // One of them is gone: a filter leaves it out.
      if (!reply.ok && reply.failure.code === 'InvalidVolume.NotFound') return readByIds(ports, place, ids, control);
      if (!reply.ok) return reply;
      at = reply.at;
      for (const volume of reply.value.items) if (volume.VolumeId) found.set(volume.VolumeId, volume);
    }
    return { ok: true, at, value: found };
  }

  return {
    async read(ids: readonly string[], now: () => number, control: Control): Promise<Reply<PollReading>> {
      const reply = await readVolumes(ids, control);
      if (!reply.ok) return reply;
      const { at, value: volumes } = reply;
      for (const id of ids)
        if (volumes.has(id)) known.add(id);
        else known.delete(id);
      const { statuses, readAt, unread, failure } = await readRows([...volumes.values()], at, now, control);
      const rowsReadAt = readAt.size > 0 ? { rowsReadAt: readAt } : {};
      recordProgress(ports, { statuses, ...rowsReadAt, at });
      const marks = new Map<string, Mark>();
      for (const id of ids) {
        const state = volumes.get(id)?.State;
        // A row that could not be read says nothing about moving.
        const percent = unread.has(id) ? lastMarks.get(id)?.percent : statuses.get(id)?.Initialization?.Progress;
        marks.set(id, { state, percent });
      }
      const moved = new Set(ids.filter((id) => hasMoved(lastMarks.get(id), marks.get(id))));
      lastMarks = marks;
      const reading: PollReading = {
        ids: new Set(ids),
        takenAt: now(),
        moved,
        throttled: failure !== undefined && isThrottled(failure),
        foundFor: (wanted) => {
          const unique = [...new Set(wanted)];
          return {
            volumes: unique.flatMap((id) => volumes.get(id) ?? []),
            statuses,
            ...rowsReadAt,
            ...(failure && unique.some((id) => unread.has(id)) ? { statusFailure: failure } : {}),
            instances: [],
            missing: unique.filter((id) => !volumes.has(id)),
            complete: true,
            at,
          };
        },
      };
      return { ok: true, at, value: reading };
    },
  };
}

function hasMoved(before: Mark | undefined, after: Mark | undefined): boolean {
  return before !== undefined && (before.state !== after?.state || before.percent !== after?.percent);
}
