// get_volume_status: how volumes are doing and what to do next; finds them by id, filter, source or instance.

import type { Control, Place, Reply } from '../ports/ec2.ts';
import type { CallOptions, Deps, ToolResult } from '../ports/tool.ts';
import { statusInput } from '../schema/inputs.ts';
import { StatusOutput } from '../schema/status-output.ts';
import { findAttached, findByIds, findCopies, findPage, madeHereFilters } from '../status/find-volumes.ts';
import { startProgressNotifier } from '../status/progress-notifier.ts';
import { readAtEnd } from '../status/read-at-end.ts';
import { recordProgress } from '../status/record-progress.ts';
import { createMissingResolver, type ResolveMissing, type ResolverDeps } from '../status/resolve-missing.ts';
import { backOffReads } from '../status/throttle-backoff.ts';
import { withUnseen } from '../status/unseen-copies.ts';
import { type WaitOptions, waitForVolumes } from '../status/wait-for.ts';
import { unwrapToken } from '../volume/answers/page-token.ts';
import { opening, whereOf } from '../volume/answers/result-parts.ts';
import { judgeArguments, type StatusArgs } from '../volume/answers/status-arguments.ts';
import { reportStatus } from '../volume/answers/status-report.ts';
import { type StatusAnswer, statusText } from '../volume/answers/status-text.ts';
import { reportUnread } from '../volume/answers/unsent-answer.ts';
import { type Failure, withoutToken } from '../volume/errors/failure.ts';
import { type RefusalCode, reportRefusal } from '../volume/errors/refusal.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { prepareCall, withNotes } from './prepare-call.ts';
import type { Tool } from './tool-definition.ts';

const PAGE = 50;
// No page of a scan is begun later than this before the deadline: its statuses and the answer come after it.
const SCAN_RESERVE_MS = 10_000;
const READ_RESERVE_MS = 5_000;

export const getVolumeStatus: Tool = {
  name: 'get_volume_status',
  title: 'EBS volume status',
  describe: () =>
    'Says how EBS volumes and copies are: attachable, at full speed, healthy, what next. Finds them by VolumeIds, Filters, copiesOf, attachedTo or madeHere; else one page.',
  annotations: () => ({ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true }),
  input: statusInput,
  output: StatusOutput,
  async call(args, deps, options) {
    const { settings } = deps;
    const refuse = (code: RefusalCode, message: string) =>
      answer(deps, undefined, { outcome: 'refused', summary: message, error: reportRefusal(code, message) });

    const prepared = await prepareCall<StatusArgs>(args, deps, options, {
      input: statusInput(settings),
      judge: (given) => {
        const clash = judgeArguments(given);
        return clash ? { code: 'arguments-invalid', message: clash } : undefined;
      },
      needsCaller: false,
    });
    if (prepared.kind === 'refused') return refuse(prepared.code, prepared.message);
    if (prepared.kind === 'unread') return failed(deps, undefined, prepared.failure);
    const { args: asked, place, notes } = prepared;
    const question = [place, asked.Filters ?? [], asked.copiesOf ?? '', asked.madeHere ?? false];
    const nextToken = asked.NextToken === undefined ? undefined : unwrapToken(asked.NextToken, question);
    if (asked.NextToken !== undefined && nextToken === undefined) {
      return refuse(
        'next-token-foreign',
        'NextToken belongs to another question or another place. Repeat the arguments that it came with, or leave it out.',
      );
    }
    const until = options.deadline - READ_RESERVE_MS;
    const resolveMissing = createMissingResolver(pacedUntil(deps, until), place, asked, until, options);
    const { waitFor, waitSeconds = 0 } = asked;
    const notifier =
      waitFor && waitSeconds > 0
        ? startProgressNotifier(deps, options, `waiting until ${waitFor}`, waitSeconds)
        : startProgressNotifier(deps, options, 'asking EC2');
    try {
      const found = await find(deps, place, asked, nextToken, { ...options, ...notifier, resolveMissing });
      if (!found.ok) return failed(deps, place, found.failure);
      recordProgress(deps, found.value);
      const otherPlaces = await resolveMissing(found.value);
      const account = deps.ec2.knownCaller(place)?.account;
      const lookup = withUnseen(deps, place, asked, found.value);
      const { of: samplesOf } = deps.progressSeen;
      const context = { place, account, question, samplesOf, otherPlaces, stamps: settings.stamp };
      return withNotes(answer(deps, place, reportStatus(lookup, asked, context)), notes);
    } finally {
      notifier.end();
    }
  },
};

async function find(
  deps: Deps,
  place: Place,
  asked: StatusArgs,
  nextToken: string | undefined,
  options: CallOptions & { resolveMissing: ResolveMissing; notify(message: string): void },
): Promise<Reply<VolumeLookup>> {
  const { waitFor: goal, waitSeconds: seconds = 0, ...rest } = asked;
  if (goal && asked.VolumeIds && seconds > 0) return wait(deps, place, asked.VolumeIds, { ...options, goal, seconds });
  return deps.reads.once(
    JSON.stringify([place, rest]),
    { signal: options.signal, notify: options.notify },
    (control, notify) => ask(deps, place, asked, nextToken, { control, notify, deadline: options.deadline }),
  );
}

/** What one look would tell beside the state is read once more at the end. */
async function wait(
  deps: Deps,
  place: Place,
  ids: readonly string[],
  options: WaitOptions,
): Promise<Reply<VolumeLookup>> {
  const found = await waitForVolumes(deps, place, ids, options);
  if (!found.ok) return found;
  return { ...found, value: { ...found.value, ...(await readAtEnd(deps, place, ids, found.value, options)) } };
}

function ask(
  deps: Deps,
  place: Place,
  asked: StatusArgs,
  nextToken: string | undefined,
  { control, notify, deadline }: { control: Control; notify(message: string): void; deadline: number },
): Promise<Reply<VolumeLookup>> {
  const paced = pacedUntil(deps, deadline - READ_RESERVE_MS);
  const token = nextToken === undefined ? {} : { nextToken };
  if (asked.VolumeIds) return findByIds(paced, place, asked.VolumeIds, control);
  if (asked.attachedTo) return findAttached(paced, place, asked.attachedTo, control);
  if (asked.copiesOf) {
    const until = deadline - SCAN_RESERVE_MS;
    const scan = { until, notify: (looked: number) => notify(`looked at ${looked} volumes`), ...token };
    return findCopies(pacedUntil(deps, until), place, { source: asked.copiesOf, ...scan }, control);
  }
  const filters = asked.madeHere ? madeHereFilters() : (asked.Filters ?? []);
  return findPage(paced, place, { filters, most: asked.MaxResults ?? PAGE, ...token }, control);
}

// Names what it takes: a copy of all ports would open those that lead to the state folder, and a status writes nothing.
function pacedUntil(deps: Deps, until: number): ResolverDeps {
  const { settings, now, timeout, madeCopies } = deps;
  return { settings, now, timeout, madeCopies, ec2: backOffReads(deps, until) };
}

function failed(deps: Deps, place: Place | undefined, failure: Failure): ToolResult {
  const account = place && deps.ec2.knownCaller(place)?.account;
  const error = withoutToken(reportUnread(failure, place, account));
  return answer(deps, place, {
    outcome: 'failed',
    summary: `Nothing could be read: ${error.meaning}`,
    error,
  });
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
