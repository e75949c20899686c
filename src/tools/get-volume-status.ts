// get_volume_status: how volumes are doing and what to do next; finds them by id, filter, source or instance.
import { choosePlace, judgeRegion } from '../consent/place.ts';
import { parseArguments } from '../schema/arguments.ts';
import { statusMembers } from '../schema/inputs.ts';
import { StatusOutput } from '../schema/outputs.ts';
import { type Found, findAttached, findByIds, findCopies, findPage, madeHereFilters } from '../steps/find-volumes.ts';
import { waitForVolumes } from '../steps/wait-for.ts';
import { opening, whereOf } from '../volume/answer.ts';
import { boundVolumes, countVolumes } from '../volume/bound.ts';
import { reportFailure } from '../volume/failure.ts';
import { unwrapToken, wrapToken } from '../volume/page-token.ts';
import type { Filter } from '../volume/records.ts';
import { type RefusalCode, reportRefusal } from '../volume/refusal.ts';
import { listStatusNext, summarizeStatus } from '../volume/status-answer.ts';
import { type Missing, type StatusAnswer, statusText } from '../volume/status-text.ts';
import { type Candidate, summarize } from '../volume/summary.ts';
import { judgeWait, type WaitFor } from '../volume/wait.ts';
import type { Deps, Place, Reply, Tool, ToolResult } from './tool.ts';

export interface StatusArgs {
  VolumeIds?: string[];
  Filters?: Filter[];
  MaxResults?: number;
  NextToken?: string;
  copiesOf?: string;
  attachedTo?: string;
  madeHere?: boolean;
  waitFor?: WaitFor;
  waitSeconds?: number;
  Region?: string;
  Profile?: string;
}

const PAGE = 50;
const MOST_MISSING = 50;

export const getVolumeStatus: Tool = {
  name: 'get_volume_status',
  title: 'EBS volume status',
  describe: () =>
    'Says how EBS volumes and copies are doing: attachable, at full speed, healthy, what next. Finds them by VolumeIds, Filters, copiesOf, attachedTo or madeHere; without any, one page. Changes nothing.',
  annotations: () => ({ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true }),
  async call(args, deps, options) {
    const { settings } = deps;
    const refuse = (code: RefusalCode, message: string) =>
      answer(deps, undefined, { outcome: 'refused', summary: message, error: reportRefusal(code, message) });

    if (settings.faults.length > 0) return refuse('configuration-faulty', settings.faults.join(' '));
    const parsed = parseArguments<StatusArgs>(statusMembers(settings), args);
    if (!parsed.ok) return refuse('arguments-invalid', parsed.complaints.map((one) => one.message).join(' '));
    const asked = parsed.value;
    const clash = judgeQuestion(asked);
    if (clash) return refuse('arguments-invalid', clash);
    const chosen = choosePlace(asked, settings);
    if (!chosen.ok) return refuse('place-not-allowed', chosen.message);
    const located = await deps.ec2.locate(chosen.region, chosen.profile);
    if (!located.ok && located.failure.code === 'region-missing' && settings.regions.length > 0) {
      return refuse('place-not-allowed', `Region: say which of ${settings.regions.join(', ')}.`);
    }
    if (!located.ok) return failed(deps, undefined, located);
    const place = located.value;
    const wrongRegion = judgeRegion(place.region, settings);
    if (wrongRegion) return refuse('place-not-allowed', wrongRegion);

    const question = [place, asked.Filters ?? [], asked.copiesOf ?? '', asked.madeHere ?? false];
    const nextToken = asked.NextToken === undefined ? undefined : unwrapToken(asked.NextToken, question);
    if (asked.NextToken !== undefined && nextToken === undefined) {
      return refuse('next-token-foreign', 'NextToken: it does not belong to this question here.');
    }
    const find = () => ask(deps, place, asked, nextToken, options);
    const found = asked.waitFor
      ? await waitForVolumes(deps, find, { goal: asked.waitFor, seconds: asked.waitSeconds ?? 0, ...options })
      : await find();
    if (!found.ok) return failed(deps, place, found);
    return report(deps, place, asked, found.value, question);
  },
};

/** What EC2 or we cannot do together; undefined when the question is sound. */
function judgeQuestion(asked: StatusArgs): string | undefined {
  const ways = (['VolumeIds', 'Filters', 'copiesOf', 'attachedTo', 'madeHere'] as const).filter(
    (way) => asked[way] !== undefined && asked[way] !== false,
  );
  if (ways.length > 1) return `${ways.join(' and ')} cannot be combined: give one of them.`;
  const paging = (['MaxResults', 'NextToken'] as const).filter((way) => asked[way] !== undefined);
  if ((asked.VolumeIds || asked.attachedTo) && paging.length > 0) {
    return `${paging.join(' and ')}: paging does not go with ${ways[0]}; leave ${paging.length > 1 ? 'them' : 'it'} out.`;
  }
  if (asked.copiesOf && asked.MaxResults !== undefined) return 'MaxResults does not go with copiesOf; leave it out.';
  if (asked.waitFor && !asked.VolumeIds) return 'waitFor needs VolumeIds: say which volumes to wait for.';
  if (asked.waitSeconds !== undefined && !asked.waitFor)
    return 'waitSeconds needs waitFor: "available" or "initialized".';
  return undefined;
}

function ask(
  deps: Deps,
  place: Place,
  asked: StatusArgs,
  nextToken: string | undefined,
  control: { signal: AbortSignal },
): Promise<Reply<Found>> {
  const token = nextToken === undefined ? {} : { nextToken };
  if (asked.VolumeIds) return findByIds(deps, place, asked.VolumeIds, control);
  if (asked.copiesOf) return findCopies(deps, place, { source: asked.copiesOf, ...token }, control);
  if (asked.attachedTo) return findAttached(deps, place, asked.attachedTo, control);
  const filters = asked.madeHere ? madeHereFilters() : (asked.Filters ?? []);
  return findPage(deps, place, { filters, most: asked.MaxResults ?? PAGE, ...token }, control);
}

function report(deps: Deps, place: Place, asked: StatusArgs, found: Found, question: unknown): ToolResult {
  const volumes: Candidate[] = found.volumes.flatMap(
    (volume) =>
      summarize(volume, { status: found.statuses.get(volume.VolumeId ?? ''), instances: found.instances }) ?? [],
  );
  const unread = found.statusFailure;
  const caller = deps.ec2.knownCaller(place);
  const NextToken = found.nextToken === undefined ? undefined : wrapToken(found.nextToken, question);
  const incomplete = found.missing.length > 0 || unread !== undefined;
  const next = listStatusNext({ asked, volumes, instances: found.instances, NextToken });
  const missing = listMissing(found, volumes.length);
  const besides = JSON.stringify([next, missing, NextToken]).length;
  const { Volumes, left } = boundVolumes(volumes, besides);
  return answer(deps, place, {
    outcome: volumes.length === 0 ? 'nothing_found' : incomplete ? 'partial' : 'found',
    summary: summarizeStatus({
      volumes,
      asked,
      instances: found.instances,
      missing: found.missing,
      left,
      unread: unread?.code,
      complete: found.complete,
    }),
    Volumes,
    counts: countVolumes(volumes, Volumes.length),
    missing,
    searched: [
      {
        region: place.region,
        ...(place.profile ? { profile: place.profile } : {}),
        ...(caller?.account ? { account: caller.account } : {}),
        complete: found.complete,
      },
    ],
    ...(asked.waitFor ? { wait: judgeWait(asked.waitFor, volumes, found.missing, unread === undefined) } : {}),
    ...(NextToken ? { NextToken } : {}),
    next,
  });
}

function listMissing({ missing, statusFailure }: Found, count: number): Missing[] {
  return [
    ...(missing.length > 0
      ? [{ reason: 'not_found', count: missing.length, VolumeIds: missing.slice(0, MOST_MISSING) }]
      : []),
    ...(statusFailure
      ? [
          {
            reason: `status_not_read (${statusFailure.code}): needs ec2:DescribeVolumeStatus`,
            count,
            VolumeIds: [],
          },
        ]
      : []),
  ];
}

function failed(deps: Deps, place: Place | undefined, reply: Extract<Reply<unknown>, { ok: false }>): ToolResult {
  const error = reportFailure(reply.failure, {
    action: 'DescribeVolumes',
    resource: '*',
    ...(place?.profile ? { profile: place.profile } : {}),
    ...(place?.region ? { region: place.region } : {}),
  });
  return answer(deps, place, { outcome: 'failed', summary: `Nothing could be read: ${error.meaning}`, error });
}

/** Both halves of the result, from one set of facts. */
function answer(
  deps: Deps,
  place: Place | undefined,
  facts: Partial<StatusAnswer> & Pick<StatusAnswer, 'outcome' | 'summary'>,
): ToolResult {
  const where = whereOf(place ?? {}, place ? deps.ec2.knownCaller(place) : undefined, deps.settings.simulated);
  const told: StatusAnswer = {
    Volumes: [],
    missing: [],
    searched: [],
    next: [],
    handOver: [],
    ...facts,
    summary: `${opening(where)}${facts.summary}`,
    where,
  };
  return {
    structured: StatusOutput.parse(told),
    text: statusText(told),
    isError: facts.outcome === 'refused' || facts.outcome === 'failed',
  };
}
