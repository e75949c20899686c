// A status answer from what was found.

import { type Failure, isDenial } from '../errors/failure.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import { type OtherPlacesResult, placeWords } from '../reading/other-places-result.ts';
import type { ProgressSample } from '../reading/progress-rate.ts';
import { readChecks } from '../reading/status-checks.ts';
import { type Candidate, summarize } from '../reading/summary.ts';
import { judgeWait } from '../reading/wait.ts';
import { judgeSource } from '../rules/source-state.ts';
import { awsEc2, type CommandPlace } from './hand-over/aws-command.ts';
import { describeOwnCopy, handOverForgotten, type OwnCopy, summarizeOwnCopies } from './own-copies.ts';
import { wrapToken } from './page-token.ts';
import type { HandOver } from './result-parts.ts';
import { countVolumes, fitToBudget } from './size-limit.ts';
import type { StatusArgs } from './status-arguments.ts';
import { listStatusNext, summarizeStatus } from './status-summary.ts';
import type { Missing, StatusAnswer } from './status-text.ts';

const MOST_MISSING = 50;
const MOST_HANDED_OVER = 3;

export interface ReportContext {
  place: CommandPlace;
  account?: string | undefined;
  /** Binds a NextToken to its question. */
  question: unknown;
  /** Progress seen earlier of a volume. */
  samplesOf(volumeId: string): readonly ProgressSample[];
  otherPlaces: OtherPlacesResult;
  /** Whether real copies get the tags that tell who made them. */
  stamps: boolean;
}

type Report = Omit<StatusAnswer, 'where'>;

export function reportStatus(found: VolumeLookup, asked: StatusArgs, context: ReportContext): Report {
  const { place, account, otherPlaces: elsewhere } = context;
  const volumes: Candidate[] = found.volumes.flatMap((volume) => {
    const id = volume.VolumeId ?? '';
    return (
      summarize(volume, {
        status: found.statuses.get(id),
        statusReadAt: found.rowsReadAt?.get(id),
        unread: found.statusFailure !== undefined,
        modification: found.modifications?.get(id),
        source: found.sources?.get(volume.SourceVolumeId ?? ''),
        samples: context.samplesOf(id),
        instances: found.instances,
        now: found.at,
        account,
      }) ?? []
    );
  });
  const kept = asked.madeHere ? keptOf(found, place) : new Map<string, OwnCopy>();
  for (const volume of volumes) {
    const sentence = kept.get(volume.VolumeId)?.sentence;
    if (sentence) volume.verdict = `${sentence} ${volume.verdict ?? ''}`.trim();
  }
  const NextToken = found.nextToken === undefined ? undefined : wrapToken(found.nextToken, context.question);
  const next = listStatusNext({
    asked,
    volumes,
    instances: found.instances,
    elsewhere,
    NextToken,
    copyable: listCopyable(found, volumes),
    missing: found.missing,
    now: found.at,
  });
  const missing = listMissing(found, elsewhere, volumes.length);
  const handOver = listHandOver(found, kept, place);
  const searched = [
    {
      region: place.region,
      ...(place.profile ? { profile: place.profile } : {}),
      ...(account ? { account } : {}),
      complete: found.complete,
    },
    ...elsewhere.places.map(({ VolumeIds: _, ...seen }) => seen),
  ];
  const besides = JSON.stringify([next, missing, NextToken, handOver, searched]).length;
  const { Volumes, left } = fitToBudget(volumes, besides);
  const monthlyUsd = [...kept.values()].reduce((sum, one) => sum + (one.monthlyUsd ?? 0), 0);
  return {
    outcome: volumes.length === 0 ? 'nothing_found' : missing.length > 0 ? 'partial' : 'found',
    summary: summarizeStatus({
      volumes,
      asked,
      instances: found.instances,
      missing: found.missing,
      elsewhere,
      left,
      unread: listUnread(found),
      complete: found.complete,
      looked: found.looked,
      kept: asked.madeHere ? summarizeOwnCopies([...kept.values()], place.region, context.stamps) : undefined,
    }),
    Volumes,
    counts: {
      ...countVolumes(volumes, Volumes.length),
      ...(found.looked === undefined ? {} : { looked: found.looked }),
      ...(kept.size > 0 ? { monthlyUsd: Math.round(monthlyUsd * 100) / 100 } : {}),
    },
    missing,
    searched,
    ...(asked.waitFor
      ? { wait: judgeWait(asked.waitFor, found, { account, otherPlaces: elsewhere, ...soonest(volumes, found.at) }) }
      : {}),
    ...(NextToken ? { NextToken } : {}),
    next,
    handOver,
  };
}

function listUnread({ statusFailure, modificationFailure, volumes }: VolumeLookup): string[] {
  return [
    // Of one alone its verdict says so.
    ...(statusFailure && volumes.length > 1 ? ['status checks and initialization'] : []),
    ...(modificationFailure && volumes.length > 0 ? ['modifications'] : []),
  ];
}

function keptOf(found: VolumeLookup, place: CommandPlace): Map<string, OwnCopy> {
  return new Map(
    found.volumes.flatMap((volume) =>
      volume.VolumeId ? [[volume.VolumeId, describeOwnCopy(volume, place.region, found.at)] as const] : [],
    ),
  );
}

/** The least time left of the volume that takes longest, ms. */
function soonest(volumes: readonly Candidate[], now: number): { soonestMs?: number } {
  const ends = volumes.flatMap(({ initialization }) => (initialization?.from ? Date.parse(initialization.from) : []));
  return ends.length > 0 ? { soonestMs: Math.max(...ends) - now } : {};
}

/** A permission helps against a denial only. */
function unreadReason(what: string, { code }: Failure, action: string): string {
  return `${what}_not_read (${code})${isDenial(code) ? `: needs ${action}` : ''}`;
}

/** Usable, not a root volume, and no rule of ours stands against a copy of it. */
function listCopyable(found: VolumeLookup, told: readonly Candidate[]): Set<string> {
  const fit = new Set(
    told.flatMap(({ VolumeId, fullSpeed, instance }) =>
      fullSpeed === false || instance?.root === true ? [] : VolumeId,
    ),
  );
  return new Set(
    found.volumes.flatMap((volume) => {
      const { VolumeId = '', State } = volume;
      if (!fit.has(VolumeId) || (State !== 'available' && State !== 'in-use')) return [];
      const findings = judgeSource(volume, found.statuses.get(VolumeId), found.modifications?.get(VolumeId), found.at);
      return findings.some((one) => one.level === 'block') ? [] : VolumeId;
    }),
  );
}

function listMissing(found: VolumeLookup, elsewhere: OtherPlacesResult, count: number): Missing[] {
  const there = elsewhere.places.filter((place) => place.VolumeIds.length > 0);
  const seen = new Set(there.flatMap((place) => place.VolumeIds));
  const nowhere = found.missing.filter((id) => !seen.has(id));
  const { statusFailure, modificationFailure } = found;
  return [
    ...(nowhere.length > 0
      ? [{ reason: 'not_found', count: nowhere.length, VolumeIds: nowhere.slice(0, MOST_MISSING) }]
      : []),
    ...there.map((place) => ({
      reason: `elsewhere: ${placeWords(place)}`,
      count: place.VolumeIds.length,
      VolumeIds: place.VolumeIds.slice(0, MOST_MISSING),
    })),
    ...(statusFailure
      ? [{ reason: unreadReason('status', statusFailure, 'ec2:DescribeVolumeStatus'), count, VolumeIds: [] }]
      : []),
    ...(modificationFailure && count > 0
      ? [
          {
            reason: unreadReason('modification', modificationFailure, 'ec2:DescribeVolumesModifications'),
            count,
            VolumeIds: [],
          },
        ]
      : []),
  ];
}

/** I/O that waits for a decision first, then what failed, then what was forgotten. */
function listHandOver(found: VolumeLookup, kept: ReadonlyMap<string, OwnCopy>, place: CommandPlace): HandOver[] {
  const named = found.volumes.flatMap((volume) =>
    volume.VolumeId ? [{ VolumeId: volume.VolumeId, State: volume.State }] : [],
  );
  const stopped = named.filter(
    ({ VolumeId, State }) =>
      (State === 'available' || State === 'in-use') &&
      readChecks(found.statuses.get(VolumeId), false, found.at).ioStopped,
  );
  const failed = named.filter(({ State }) => State === 'error');
  const forgotten = named.flatMap(({ VolumeId, State }) => {
    const one = kept.get(VolumeId);
    return one && State === 'available' ? [{ VolumeId, kept: one }] : [];
  });
  return [
    ...stopped.map(({ VolumeId }) => ({
      purpose: 'let reads and writes go on with the data as it is, once its applications are stopped',
      command: awsEc2(`enable-volume-io --volume-id ${VolumeId}`, place),
      risk: 'changes' as const,
    })),
    ...failed.map(({ VolumeId }) => ({
      purpose: 'delete a volume that failed; really without --dry-run',
      command: awsEc2(`delete-volume --volume-id ${VolumeId} --dry-run`, place),
      risk: 'destroys' as const,
    })),
    ...handOverForgotten(forgotten, place),
  ].slice(0, MOST_HANDED_OVER);
}
