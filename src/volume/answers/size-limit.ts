// An answer must fit a model's window: up to 15 volumes in full, then short rows, then counts and what needs
// attention; each half at most 4,000 tokens. A token is counted as four characters.
import { plainText } from '../../text/plain-text.ts';
import { present } from '../reading/present.ts';
import { isCompleted } from '../reading/progress.ts';
import type { Candidate, VolumeSummary } from '../reading/summary.ts';
import { nameOf } from '../rules/volume-name.ts';
import type { NextCall } from './result-parts.ts';

const MOST_IN_FULL = 15;
// 16,000 characters a half; 1,000 of them for summary, where and counts, and no more than 12,000 for volumes.
const ROOM_FOR_ALL = 15_000;
const MOST_FOR_VOLUMES = 12_000;
// Of a name in a short row, in characters.
const MOST_OF_NAME = 60;

/**
 * Keeps the caller's order; what needs attention gets its row before the rest when rows run out. `besides` is how many
 * characters the parts of the answer have that grow with the question; `left` counts the volumes without a row.
 */
export function fitToBudget(volumes: readonly Candidate[], besides = 0): { Volumes: VolumeSummary[]; left: number } {
  const room = Math.max(0, Math.min(MOST_FOR_VOLUMES, ROOM_FOR_ALL - besides));
  const rows = new Map<Candidate, VolumeSummary>();
  let used = 0;
  const take = (volume: Candidate, row: VolumeSummary): boolean => {
    const size = sizeOf(row);
    if (used + size > room) return false;
    used += size;
    rows.set(volume, row);
    return true;
  };
  // Room kept for the short rows of those behind, so that they are named too; half of it at most.
  let behind = volumes.reduce((sum, volume) => sum + sizeOf(shortRow(volume)), 0);
  for (const volume of volumes.slice(0, MOST_IN_FULL)) {
    const { needsAttention: _, ...row } = volume;
    behind -= sizeOf(shortRow(volume));
    if (used + sizeOf(row) > room - Math.min(behind, room / 2) || !take(volume, row)) break;
  }
  const rest = volumes.slice(rows.size);
  for (const volume of rest.filter((one) => one.needsAttention)) take(volume, shortRow(volume));
  for (const volume of rest.filter((one) => !one.needsAttention)) take(volume, shortRow(volume));
  const Volumes = volumes.flatMap((volume) => rows.get(volume) ?? []);
  return { Volumes, left: volumes.length - Volumes.length };
}

/** Of a copy's answer what may be long: what EC2 answered with, and the tags that the caller gave. */
interface CopyParts {
  Volumes: VolumeSummary[];
  source?: VolumeSummary;
  Request?: object;
  next: NextCall[];
}

/**
 * The same answer within the budget. Tags of the request are left out where they are too long to be repeated; volumes
 * and source get short rows, or none where EC2 answers with a crowd. The first volume always has its row.
 */
export function fitCopy<T extends CopyParts>(answer: T): T {
  const { Volumes, source, ...rest } = answer;
  const besides = JSON.stringify(rest).length;
  if (besides > MOST_BESIDE_VOLUMES && hasTags(answer)) return fitCopy(withoutTags(answer));
  const first = Volumes[0] ? [asRow(Volumes[0])] : [];
  const rows = fitToBudget(Volumes.map(asRow), besides).Volumes;
  const shown = rows.length > 0 ? rows : first.map(shortRow);
  const room = besides + JSON.stringify(shown).length;
  const [row] = source ? fitToBudget([asRow(source)], room).Volumes : [];
  return { ...answer, Volumes: shown, ...(source ? { source: row ?? shortRow(asRow(source)) } : {}) };
}

const asRow = (volume: VolumeSummary): Candidate => ({ ...volume, needsAttention: true });
// Two short rows have room beside it.
const MOST_BESIDE_VOLUMES = 12_000;
const TAGS_AS_GIVEN = 'with the same TagSpecifications, which are too long to be repeated here';

function hasTags({ Request = {}, next }: CopyParts): boolean {
  return 'TagSpecifications' in Request || next.some(({ arguments: args }) => 'TagSpecifications' in args);
}

function withoutTags<T extends CopyParts>(answer: T): T {
  const { Request, next } = answer;
  const { TagSpecifications: _, ...request } = (Request ?? {}) as { TagSpecifications?: unknown };
  return {
    ...answer,
    ...(Request ? { Request: request } : {}),
    next: next.map((call) => {
      const { TagSpecifications, ...args } = call.arguments;
      return TagSpecifications ? { ...call, arguments: args, why: `${call.why}; ${TAGS_AS_GIVEN}` } : call;
    }),
  };
}

/** Characters of a row and the comma after it. */
function sizeOf(row: VolumeSummary): number {
  return JSON.stringify(row).length + 1;
}

function shortRow(volume: Candidate): VolumeSummary {
  const { VolumeId, State, VolumeType, Size, SourceVolumeId, instance, healthy, initialization, verdict } = volume;
  const name = nameOf(volume.Tags);
  return {
    VolumeId,
    ...present({ State, VolumeType, Size, SourceVolumeId }),
    ...(name === undefined ? {} : { Tags: [{ Key: 'Name', Value: plainText(name, MOST_OF_NAME) }] }),
    ...(instance ? { instance: shortInstance(instance) } : {}),
    ...(volume.needsAttention ? present({ verdict, healthy }) : {}),
    ...(initialization?.percent === undefined
      ? {}
      : { initialization: { percent: initialization.percent, basis: initialization.basis.split(';')[0] ?? '' } }),
    short: true,
  };
}

function shortInstance({ id, name }: NonNullable<VolumeSummary['instance']>): NonNullable<VolumeSummary['instance']> {
  return { id, ...(name === undefined ? {} : { name: plainText(name, MOST_OF_NAME) }) };
}

export interface Counts {
  total: number;
  byState: Record<string, number>;
  initializing: number;
  needAttention: number;
  shown: number;
  /** Volumes read one by one. */
  looked?: number;
  /** Of copies made here: list price of all of them. */
  monthlyUsd?: number;
}

/** Counts over all volumes of the answer, shown or not. */
export function countVolumes(volumes: readonly Candidate[], shown: number): Counts {
  const byState: Record<string, number> = {};
  for (const { State = 'unknown' } of volumes) byState[State] = (byState[State] ?? 0) + 1;
  return {
    total: volumes.length,
    byState,
    initializing: volumes.filter(
      ({ initialization, fullSpeed }) => fullSpeed === false && initialization && !isCompleted(initialization),
    ).length,
    needAttention: volumes.filter((one) => one.needsAttention).length,
    shown,
  };
}
