// Removes what a run made: volumes of the journal and whatever else carries the run's tag, until nothing is left.
import type { Journal } from './journal.ts';
import { itemsOf, type Params, type Reply, readReply, textOf } from './wire/reply.ts';
import { childText } from './wire/xml.ts';

/** Every volume that a run makes carries it, with the run's id as value. */
export const RUN_TAG = 'ebs-copy-mcp-live';

// A new id can be unknown for a while, and what is being created or copied cannot be deleted yet.
const ROUNDS = 40;
const PAUSE_MS = 3_000;
// An unknown id is no proof at first, and in so many rounds in a row nothing of the run may be listed: a new volume can
// appear late, also one whose reply was lost.
const QUIET_ROUNDS = 3;
const UNKNOWN = 'InvalidVolume.NotFound';
const GONE = ['deleting', 'deleted', UNKNOWN];

export interface Removal {
  run: string;
  /** Ids of the journal that are not known to be removed. */
  known: readonly string[];
  /** Whether the run is known to have been where `ask` asks; elsewhere an unknown id is no sign that a volume is gone. */
  isHere: boolean;
  ask(action: string, params: Params): Promise<Reply>;
  sleep(ms: number): Promise<void>;
  journal: Journal;
  /** A line about what got in the way, each once. */
  note(line: string): void;
  /** ms since the epoch */
  now(): number;
  /** No round begins after it, and no removal. */
  deadline: number;
}

export interface Removed {
  /** What is or may be there in the end. */
  left: string[];
  /** Ids that are unknown here, where nobody knows whether the run was here. */
  unknown: string[];
  /** How many volumes this removal deleted. */
  deleted: number;
}

/** Only volumes that carry the run's tag are deleted. */
export async function removeVolumes(removal: Removal): Promise<Removed> {
  const { run, known, isHere, sleep, now, deadline } = removal;
  const { ask, writeRemoved } = withoutThrowing(removal);
  const isLate = () => now() >= deadline;
  const left = new Set(known);
  const unknown = new Set<string>();
  let deleted = 0;
  let quiet = 0;
  for (let round = 0; round < ROUNDS && quiet < QUIET_ROUNDS && !isLate(); round += 1) {
    if (round > 0) await sleep(PAUSE_MS);
    const listed = await ask('DescribeVolumes', { 'Filter.1.Name': `tag:${RUN_TAG}`, 'Filter.1.Value.1': run });
    if (listed.code !== 'ok') continue;
    const volumes = itemsOf(listed, 'volumeSet');
    const present = volumes.filter((volume) => !GONE.includes(childText(volume, 'status') ?? ''));
    for (const volume of present) {
      const id = childText(volume, 'volumeId');
      if (id === undefined) continue;
      left.add(id);
      unknown.delete(id);
      if (isLate()) continue;
      const reply = await ask('DeleteVolume', { VolumeId: id });
      if (textOf(reply, 'return') === 'true') {
        left.delete(id);
        deleted += 1;
        writeRemoved(id);
      }
    }
    for (const id of round < QUIET_ROUNDS ? [] : left) {
      if (isLate() || present.some((volume) => childText(volume, 'volumeId') === id)) continue;
      const state = await stateOf(id, ask);
      if (!GONE.includes(state)) continue;
      left.delete(id);
      if (state === UNKNOWN && !isHere) unknown.add(id);
      else writeRemoved(id);
    }
    quiet = present.length === 0 && left.size === 0 ? quiet + 1 : 0;
  }
  if (quiet < QUIET_ROUNDS && left.size === 0) left.add(`perhaps what has the tag ${RUN_TAG}=${run}`);
  return { left: [...left], unknown: [...unknown], deleted };
}

/** A login that has ended or a full disk must not keep the other volumes: the next round, or --cleanup, goes on. */
function withoutThrowing({ ask, journal, note, now }: Removal) {
  const noted = new Set<string>();
  const noteOnce = (line: string) => {
    if (!noted.has(line)) note(line);
    noted.add(line);
  };
  return {
    async ask(action: string, params: Params): Promise<Reply> {
      try {
        return await ask(action, params);
      } catch (error) {
        noteOnce(`While removing: ${action} could not be sent: ${(error as Error).message}`);
        return readReply(action, '', 0, '');
      }
    },
    writeRemoved(volume: string): void {
      try {
        journal.write({ kind: 'removed', at: new Date(now()).toISOString(), volume });
      } catch (error) {
        noteOnce(`While removing: the journal could not be written: ${(error as Error).message}`);
      }
    },
  };
}

/** The state of a volume, or the code that came instead. */
async function stateOf(id: string, ask: Removal['ask']): Promise<string> {
  const reply = await ask('DescribeVolumes', { 'VolumeId.1': id });
  return childText(itemsOf(reply, 'volumeSet')[0], 'status') ?? reply.code;
}
