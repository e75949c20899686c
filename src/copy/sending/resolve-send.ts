// A send of which it is not known what it made: looked for by its tag, and, when everything was seen and time enough
// has passed, known to have made nothing.
import {
  CLAIM_MS,
  type Clocks,
  carriesToken,
  isHeld,
  isWindowOver,
  mayConcludeNotMade,
  type SendRecord,
} from '../../consent/send-states.ts';
import { dayOf, isKnown } from '../../consent/world.ts';
import type { Deps } from '../../ports/tool.ts';
import type { Volume } from '../../volume/aws-records.ts';
import { readPages } from '../../volume/read-pages.ts';
import { planOf } from '../../volume/rules/earlier-copies.ts';
import type { CopyCall } from '../make-plan.ts';
import { idsOf } from '../read-source.ts';
import { DAY_MS, recentDays } from '../recent-copies.ts';
import { CLOCK_SKEW_MS, lookForCopy } from './look-for-copy.ts';

// 5,000 volumes in those days; with more nothing is concluded.
const MOST_PAGES = 10;

export type ResolvedSend =
  | { is: 'copied'; record: SendRecord; VolumeId: string }
  | { is: 'not-made'; untagged?: string }
  | { is: 'open' }
  /** Another process has it by now. */
  | { is: 'taken' };

/**
 * `atOnce`: also while EC2 remembers the token, where the same request could still be repeated; a rehearsal wants to
 * know whether another one may begin.
 */
export async function resolveSend(
  { deps, place, options }: Pick<CopyCall, 'deps' | 'place' | 'options'>,
  record: SendRecord,
  atOnce: boolean,
): Promise<ResolvedSend> {
  const { token, claim, request, world } = record;
  const claims = await deps.sends.claims(record.placeKey ?? record.intentKey);
  const { volume, isNothing } = await lookForCopy(deps, place, record, options.deadline);
  if (volume) {
    const { VolumeId, CreateTime } = volume;
    const end = { kind: 'copied', VolumeId, ...(CreateTime ? { CreateTime } : {}) } as const;
    await deps.sends.finish(token, claim.n, end).catch(() => undefined);
    return { is: 'copied', record: { ...record, end }, VolumeId };
  }
  // The look has told EC2's clock.
  const clocks = clocksOf(deps);
  const isOver = !isHeld(record, clocks.local) && (atOnce || isWindowOver(record, clocks));
  // Whoever sent it, where nobody knows who: a rehearsal of this intent has met it in its own world.
  const isOurs = isKnown(world) || atOnce;
  const proves = isNothing && carriesToken(request) && isOurs && mayConcludeNotMade(record, clocks);
  if (!isOver || !proves) return { is: 'open' };
  const untagged = await untaggedCopies({ deps, place, options }, record);
  // While EC2 remembers the token, its repetition tells which it is; then nothing does, and the send ends all the same.
  const [one] = untagged ?? [];
  if (untagged === undefined || (one !== undefined && !isWindowOver(record, clocks))) return { is: 'open' };
  const found = one === undefined ? {} : { untagged: one };
  return (await endAsNotMade(deps, record, { claims, ...found })) ? { is: 'not-made', ...found } : { is: 'taken' };
}

/**
 * Copies of the source that came up since without our tags may be it: rules of an account, and people, take tags off.
 * Undefined when not all were seen. Of the days of the send, however long ago: a token is repeated for half a day at most.
 */
async function untaggedCopies(
  { deps, place, options }: Pick<CopyCall, 'deps' | 'place' | 'options'>,
  { request, firstTriedAt = 0 }: SendRecord,
): Promise<string[] | undefined> {
  const Values = recentDays(firstTriedAt === 0 ? deps.now() : firstTriedAt + DAY_MS);
  const query = { Filters: [{ Name: 'create-time', Values }], MaxResults: 500 };
  const read = await readPages(
    (NextToken) => deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, options),
    MOST_PAGES,
  );
  if (!read.ok || !read.value.complete) return undefined;
  const isUntagged = (copy: Volume) =>
    copy.SourceVolumeId === request.SourceVolumeId &&
    planOf(copy) === undefined &&
    Date.parse(copy.CreateTime ?? '') >= firstTriedAt - CLOCK_SKEW_MS;
  return idsOf(read.value.items.filter(isUntagged));
}

/** Under a claim of its own: nobody can be sending while it says so. */
async function endAsNotMade(
  deps: Deps,
  { end: _, ...record }: SendRecord,
  { claims, ...found }: { claims: number; untagged?: string },
): Promise<boolean> {
  const { sends, now } = deps;
  const claim = { n: record.claim.n + 1, owner: sends.owner, until: now() + CLAIM_MS };
  if (!(await sends.claim({ ...record, claim }, claims))) return false;
  await sends.finish(record.token, claim.n, { kind: 'not-made', ...found });
  // What may be its copy keeps its place of the day.
  const at = found.untagged === undefined ? record.firstTriedAt : undefined;
  const day = at === undefined ? undefined : dayOf(record.world, at);
  if (day) await sends.release(day, record.token).catch(() => undefined);
  return true;
}

export function clocksOf({ now, ec2 }: Pick<Deps, 'now' | 'ec2'>): Clocks {
  const ec2Now = ec2.clock();
  return { local: now(), ...(ec2Now === undefined ? {} : { ec2: ec2Now }) };
}
