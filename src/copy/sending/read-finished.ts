// A copy that an earlier call finished is read by its id, never sent again: as it is now, or gone.
import { ageOf, type GoneReason, type SendRecord, VISIBLE_MS } from '../../consent/send-states.ts';
import { isKnown } from '../../consent/world.ts';
import type { FinishedCopy } from '../../volume/answers/unsent-answer.ts';
import type { ModificationRead, Volume } from '../../volume/aws-records.ts';
import { readPages } from '../../volume/read-pages.ts';
import type { CopyDecision } from '../decision.ts';
import type { RealCall } from '../make-plan.ts';

// EC2's answers about one volume may differ for a moment; one miss alone ends nothing.
const SECOND_LOOK_MS = 1_000;
// Of one volume, and of its modifications.
const MOST_PAGES = 5;
const ENDED = new Set(['error', 'deleting', 'deleted']);

/** Needs no limit and no consent: nothing is sent but reads. */
export async function readFinished(call: RealCall, record: SendRecord, VolumeId: string): Promise<CopyDecision> {
  const { deps, options } = call;
  const { request } = record;
  const CreateTime = record.end?.kind === 'copied' ? record.end.CreateTime : undefined;
  const recorded = { VolumeId, ...(CreateTime === undefined ? {} : { CreateTime }) };
  let reply = await readVolume(call, VolumeId);
  if (reply.ok && !reply.value) {
    await deps.sleep(SECOND_LOOK_MS, options.signal);
    reply = await readVolume(call, VolumeId);
  }
  if (!reply.ok) return { kind: 'finished', copy: { ...recorded, unread: reply.failure }, request };
  const volume = reply.value;
  if (volume?.State !== undefined && ENDED.has(volume.State)) {
    return end(call, record, { kind: 'gone', VolumeId, why: volume.State === 'error' ? 'error' : 'deleted' });
  }
  if (volume) return { kind: 'finished', copy: await withStatus(call, volume, VolumeId, reply.at), request };
  // It may be on a page that was not read.
  if (!reply.complete) return { kind: 'finished', copy: { ...recorded, isUnlisted: true }, request };
  if (isYoung(record, deps.ec2.clock())) return { kind: 'finished', copy: recorded, request };
  // In another account an id is unknown too: only whoever made it can say that it is gone.
  if (!isKnown(call.world) || !isKnown(record.world))
    return { kind: 'finished', copy: { ...recorded, isForeign: true }, request };
  return end(call, record, { kind: 'gone', VolumeId, why: 'not-found' });
}

function isYoung({ end, lastTriedAt }: SendRecord, ec2Now: number | undefined): boolean {
  const made = end?.kind === 'copied' ? Date.parse(end.CreateTime ?? '') : Number.NaN;
  const age = ageOf(Number.isNaN(made) ? lastTriedAt : made, ec2Now);
  return age === undefined || age < VISIBLE_MS;
}

/** By a filter: by id an unknown one would fail the call. `complete`: whether one that is there would have been seen. */
async function readVolume({ deps, place, options }: RealCall, VolumeId: string) {
  const query = { Filters: [{ Name: 'volume-id', Values: [VolumeId] }], IncludeManagedResources: true };
  const isIt = (volume: Volume) => volume.VolumeId === VolumeId;
  const reply = await readPages(
    (NextToken) => deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, options),
    MOST_PAGES,
    { isEnough: (volumes) => volumes.some(isIt) },
  );
  if (!reply.ok) return reply;
  const { items, complete } = reply.value;
  return { ok: true, at: reply.at, value: items.find(isIt), complete } as const;
}

async function withStatus(
  { deps, place, options }: RealCall,
  volume: Volume,
  VolumeId: string,
  at: number,
): Promise<FinishedCopy> {
  const [statuses, modifications] = await Promise.all([
    deps.ec2.describeVolumeStatus(place, [VolumeId], options),
    readPages((token) => deps.ec2.describeVolumesModifications(place, [VolumeId], options, token), MOST_PAGES),
  ]);
  const isIt = (record: { VolumeId?: string }) => record.VolumeId === VolumeId;
  const status = statuses.ok ? statuses.value.find(isIt) : undefined;
  const modification: ModificationRead | undefined = modifications.ok
    ? (modifications.value.items.find(isIt) ?? (modifications.value.complete ? 'none' : undefined))
    : undefined;
  return { VolumeId, volume, at, ...(status ? { status } : {}), ...(modification ? { modification } : {}) };
}

async function end(
  { deps }: RealCall,
  { token, claim }: SendRecord,
  gone: { kind: 'gone'; VolumeId: string; why: GoneReason },
): Promise<CopyDecision> {
  await deps.sends.finish(token, claim.n, gone).catch(() => undefined);
  return { ...gone, token };
}
