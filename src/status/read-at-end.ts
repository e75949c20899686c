// What is read beside the state when a wait ends: once for all who are answered by the same reading.
import type { Control, Place } from '../ports/ec2.ts';
import type { WaitReading } from '../ports/reads.ts';
import type { Deps } from '../ports/tool.ts';
import {
  type Details,
  groupsOf,
  IDS_A_FILTER,
  type ReadModifications,
  readDetails,
  readModifications,
  withRow,
} from './read-statuses.ts';
import { backOffReads } from './throttle-backoff.ts';

// Throttled reads repeated.
const READ_MS = 5_000;
// As long as the reading that they belong to answers a wait.
const KEPT_MS = 5_000;

/** For a call that waited for these ids. A failure is part of the result. */
export async function readAtEnd(
  deps: Pick<Deps, 'ec2' | 'reads' | 'now' | 'sleep'>,
  place: Place,
  ids: readonly string[],
  reading: WaitReading,
  { signal }: Control,
): Promise<Details> {
  const { at, takenAt } = reading;
  // Not until this caller's own deadline: others may have more time.
  const ec2 = backOffReads(deps, deps.now() + READ_MS);
  // With the reading in its key, nothing that was read before it.
  const details = await deps.reads.once<Details>(
    JSON.stringify([place, 'details', ids, takenAt]),
    { signal, notify: () => undefined },
    async (control) => {
      const modifications = readForAll({ ec2, reads: deps.reads }, place, reading, control);
      return { ok: true, at, value: await readDetails({ ec2 }, place, reading, control, modifications) };
    },
    KEPT_MS,
  );
  return details.ok ? details.value : { modificationFailure: details.failure };
}

/**
 * Modifications, in those groups of the whole reading that have volumes of this call: a hundred callers with five
 * volumes each ask for the same groups, and a group is one request, as five volumes are.
 */
async function readForAll(
  deps: Pick<Deps, 'ec2' | 'reads'>,
  place: Place,
  { volumes, readTogether, at, takenAt }: WaitReading,
  { signal }: Control,
): Promise<ReadModifications> {
  const own = new Set(withRow(volumes));
  const groups = groupsOf(readTogether, IDS_A_FILTER).filter((group) => group.some((id) => own.has(id)));
  const replies = await Promise.all(
    groups.map((group) =>
      deps.reads.once<ReadModifications>(
        JSON.stringify([place, 'modifications', group, takenAt]),
        { signal, notify: () => undefined },
        async (control) => {
          const value = await readModifications(deps, place, group, control);
          // A failure is not kept: who asks later may be luckier.
          const failure = value.modifications?.size === 0 ? value.modificationFailure : undefined;
          return failure ? { ok: false, failure } : { ok: true, at, value };
        },
        KEPT_MS,
      ),
    ),
  );
  const reads = replies.map((reply) => (reply.ok ? reply.value : { modificationFailure: reply.failure }));
  const failed = reads.find(({ modificationFailure }) => modificationFailure !== undefined);
  const modifications = new Map(reads.flatMap((read) => [...(read.modifications ?? [])]));
  return {
    ...(groups.length > 0 ? { modifications } : {}),
    ...(failed?.modificationFailure ? { modificationFailure: failed.modificationFailure } : {}),
  };
}
