// A status answer from what a lookup found.

import { type Failure, isDenial } from '../errors/failure.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import { type OtherPlacesResult, placeWords } from '../reading/other-places-result.ts';
import { present } from '../reading/present.ts';
import type { ProgressSample } from '../reading/progress-rate.ts';
import { type Candidate, summarize } from '../reading/summary.ts';
import { judgeWait } from '../reading/wait.ts';
import type { CommandPlace } from './hand-over/aws-command.ts';
import { handOverVolumes } from './hand-over/hand-over-volumes.ts';
import { describeOwnCopy, type OwnCopy, sumMonthlyUsd, summarizeOwnCopies } from './own-copies.ts';
import { wrapToken } from './page-token.ts';
import { countVolumes, fitToBudget } from './size-limit.ts';
import type { StatusArgs } from './status-arguments.ts';
import { listStatusNext } from './status-next.ts';
import { summarizeStatus } from './status-summary.ts';
import type { Missing, StatusAnswer } from './status-text.ts';

const MOST_MISSING = 50;

export interface ReportContext {
  place: CommandPlace;
  account?: string | undefined;
  /** Binds a NextToken to its question. */
  question: unknown;
  /** Progress seen earlier of a volume. */
  samplesOf(volumeId: string): readonly ProgressSample[];
  otherPlaces: OtherPlacesResult;
  /** Whether real copies get the tags of who made them. */
  stamps: boolean;
}

/** All parts of the answer but where it was read. */
export function reportStatus(
  lookup: VolumeLookup,
  args: StatusArgs,
  context: ReportContext,
): Omit<StatusAnswer, 'where'> {
  const { place, account, otherPlaces } = context;
  const own = args.madeHere ? describeOwnCopies(lookup, place.region) : [];
  const volumes = summarizeAll(lookup, context, own);
  const NextToken = lookup.nextToken === undefined ? undefined : wrapToken(lookup.nextToken, context.question);
  const next = listStatusNext({ args, lookup, volumes, otherPlaces, NextToken });
  const missing = listMissing(lookup, otherPlaces, volumes.length);
  const handOver = handOverVolumes({ lookup, volumes, own, place });
  const searched = [
    { region: place.region, ...present({ profile: place.profile, account }), complete: lookup.complete },
    ...otherPlaces.places.map(({ VolumeIds: _, ...searched }) => searched),
  ];
  const besides = JSON.stringify([next, missing, NextToken, handOver, searched]).length;
  const { Volumes, left } = fitToBudget(volumes, besides);
  const short = Volumes.filter((row) => row.short).length;
  const ownUsd = sumMonthlyUsd(own);
  const ownCopies = args.madeHere ? summarizeOwnCopies(own, context.stamps) : undefined;
  return {
    outcome: volumes.length === 0 ? 'nothing_found' : missing.length > 0 ? 'partial' : 'found',
    summary: summarizeStatus({ lookup, volumes, args, otherPlaces, left, short, ownCopies }),
    Volumes,
    counts: {
      ...countVolumes(volumes, Volumes.length),
      ...present({ looked: lookup.looked }),
      ...(ownUsd === undefined ? {} : { monthlyUsd: Math.round(ownUsd * 100) / 100 }),
    },
    missing,
    searched,
    ...(args.waitFor
      ? { wait: judgeWait(args.waitFor, lookup, { account, otherPlaces, ...soonest(volumes, lookup.at) }) }
      : {}),
    ...(NextToken ? { NextToken } : {}),
    next,
    handOver,
  };
}

function describeOwnCopies(lookup: VolumeLookup, region: string): OwnCopy[] {
  return lookup.volumes.flatMap(({ VolumeId, ...volume }) =>
    VolumeId ? describeOwnCopy({ ...volume, VolumeId }, region, lookup.at) : [],
  );
}

function summarizeAll(lookup: VolumeLookup, context: ReportContext, own: readonly OwnCopy[]): Candidate[] {
  return lookup.volumes.flatMap((volume) => {
    const id = volume.VolumeId ?? '';
    const summary = summarize(volume, {
      status: lookup.statuses.get(id),
      statusReadAt: lookup.rowsReadAt?.get(id),
      unread: lookup.statusFailure !== undefined,
      modification: lookup.modifications?.get(id),
      source: lookup.sources?.get(volume.SourceVolumeId ?? ''),
      samples: context.samplesOf(id),
      instances: lookup.instances,
      now: lookup.at,
      account: context.account,
    });
    const sentence = own.find((one) => one.VolumeId === id)?.sentence;
    if (summary && sentence) summary.verdict = `${sentence} ${summary.verdict ?? ''}`.trim();
    return summary ?? [];
  });
}

/** The least time left of the volume that takes longest, ms. */
function soonest(volumes: readonly Candidate[], now: number): { soonestMs?: number } {
  const ends = volumes.flatMap(({ initialization }) => (initialization?.from ? Date.parse(initialization.from) : []));
  return ends.length > 0 ? { soonestMs: Math.max(...ends) - now } : {};
}

function listMissing(lookup: VolumeLookup, otherPlaces: OtherPlacesResult, count: number): Missing[] {
  const there = otherPlaces.places.filter((place) => place.VolumeIds.length > 0);
  const found = new Set(there.flatMap((place) => place.VolumeIds));
  const nowhere = lookup.missing.filter((id) => !found.has(id));
  const { statusFailure, modificationFailure, unlisted = [] } = lookup;
  const some = (reason: string, ids: readonly string[]) => ({
    reason,
    count: ids.length,
    VolumeIds: ids.slice(0, MOST_MISSING),
  });
  const unread = [
    statusFailure && unreadReason('status', statusFailure, 'ec2:DescribeVolumeStatus'),
    modificationFailure &&
      count > 0 &&
      unreadReason('modification', modificationFailure, 'ec2:DescribeVolumesModifications'),
  ];
  return [
    ...(nowhere.length > 0 ? [some('not_found', nowhere)] : []),
    ...(unlisted.length > 0 ? [some('not_read: the list of volumes ended early', unlisted)] : []),
    ...there.map((place) => some(`elsewhere: ${placeWords(place)}`, place.VolumeIds)),
    ...unread.flatMap((reason) => (reason ? { reason, count, VolumeIds: [] } : [])),
  ];
}

/** A permission helps against a denial only. */
function unreadReason(what: string, { code }: Failure, action: string): string {
  return `${what}_not_read (${code})${isDenial(code) ? `: needs ${action}` : ''}`;
}
