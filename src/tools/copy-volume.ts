// copy_volume: a rehearsal unless DryRun is exactly false; then one logical send with one token.
import { choosePlace, judgeRegion } from '../consent/place.ts';
import { parseArguments } from '../schema/arguments.ts';
import { copyVolumeMembers } from '../schema/inputs.ts';
import { CopyOutput } from '../schema/outputs.ts';
import { readSource, type SourceRead } from '../steps/read-source.ts';
import { type Sent, sendCopy } from '../steps/send-copy.ts';
import { opening, whereOf } from '../volume/answer.ts';
import { listChanges } from '../volume/changes.ts';
import { afterCopy, listNext } from '../volume/copy-next.ts';
import { type CopyAnswer, copyText } from '../volume/copy-text.ts';
import { readDryRun } from '../volume/dry-run.ts';
import { type ErrorReport, type Failure, reportFailure } from '../volume/failure.ts';
import { blocks, type Finding, worstFirst } from '../volume/finding.ts';
import { judgeRequest } from '../volume/grammar.ts';
import { ago, isoTime } from '../volume/moment.ts';
import { listNotProven } from '../volume/not-proven.ts';
import type { CopyVolumesRequest, Volume } from '../volume/records.ts';
import { type RefusalCode, reportRefusal } from '../volume/refusal.ts';
import { judgeSource } from '../volume/source-state.ts';
import { summarize, type VolumeSummary } from '../volume/summary.ts';
import { BY_TAG, PLAN_TAG, SOURCE_TAG, stampTags } from '../volume/tag-rules.ts';
import type { CallOptions, Deps, Mode, Place, SentCopy, Tool, ToolResult } from './tool.ts';

type Args = CopyVolumesRequest & { Region?: string; Profile?: string };

const NOTHING = 'Nothing was created.';

export const copyVolume: Tool = {
  name: 'copy_volume',
  title: 'Copy an EBS volume',
  describe: (mode) =>
    `Copies an EBS volume inside its own Availability Zone (EC2 CopyVolumes). Rehearses unless DryRun is false: shows what the copy would be and what stands against it.${
      mode === 'plan' ? ' This server only rehearses.' : ' Real copies cost money.'
    } Not for another zone or Region, backups or files. Find the volume with get_volume_status.`,
  annotations: (mode: Mode) => ({
    readOnlyHint: mode === 'plan',
    destructiveHint: mode !== 'plan',
    idempotentHint: mode === 'plan',
    openWorldHint: true,
  }),
  async call(args, deps, options) {
    const { settings } = deps;
    const parsed = parseArguments<Args>(copyVolumeMembers(settings), args);
    // Looks past the schema on purpose: only the boolean false asks for a real copy.
    const dryRun = (args as { DryRun?: unknown } | undefined)?.DryRun !== false;
    const refuse = (code: RefusalCode, message: string, more: Partial<CopyAnswer> = {}) =>
      answer(deps, {
        outcome: 'refused',
        dryRun,
        says: `${NOTHING} ${message}`,
        error: reportRefusal(code, message),
        ...more,
      });

    if (settings.faults.length > 0) return refuse('configuration-faulty', settings.faults.join(' '));
    if (!parsed.ok) return refuse('arguments-invalid', parsed.complaints.map((one) => one.message).join(' '));
    const { Region, Profile, DryRun: _, ClientToken, ...request } = parsed.value;
    if (!dryRun && settings.mode === 'plan') {
      return refuse('real-copies-not-arranged', 'This server only rehearses.', { next: [rehearsal(parsed.value)] });
    }
    const chosen = choosePlace({ Region, Profile }, settings);
    if (!chosen.ok) return refuse('place-not-allowed', chosen.message);
    const located = await deps.ec2.locate(chosen.region, chosen.profile);
    if (!located.ok && located.failure.code === 'region-missing' && settings.regions.length > 0) {
      return refuse('place-not-allowed', `Region: say which of ${settings.regions.join(', ')}.`);
    }
    if (!located.ok) return failed(deps, dryRun, located.failure, 'CopyVolumes', request, {});
    const place = located.value;
    const wrongRegion = judgeRegion(place.region, settings);
    if (wrongRegion) return refuse('place-not-allowed', wrongRegion);

    const asked = JSON.stringify([place, Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const sentBefore = () => (ClientToken ? deps.sent.byToken(ClientToken) : deps.sent.byAsked(asked));
    const join = async (before: SentCopy): Promise<ToolResult> => {
      if (before.asked !== asked) {
        return refuse('token-of-another-request', 'ClientToken: it was sent with other arguments before.', { place });
      }
      const sent = await sendCopy(deps, place, before.request, { deadline: options.deadline, sentBefore: true });
      return afterSend(deps, place, before.request, parsed.value, sent, 'earlier', undefined);
    };
    const earlier = dryRun ? undefined : sentBefore();
    if (earlier) return join(earlier);

    const read = await readSource(deps, place, request.SourceVolumeId, options);
    if (!read.ok) return failed(deps, dryRun, read.failure, 'DescribeVolumes', request, { place });
    const findings = [
      ...judgeRequest(request, read.value.source),
      ...judgeSource(read.value.source, read.value.status, read.value.modification),
    ];
    const plan = {
      deps,
      options,
      place,
      request,
      args: parsed.value,
      read: read.value,
      findings,
      token: ClientToken ?? deps.newToken(),
    };
    if (dryRun) return rehearse(plan);
    if (blocks(findings)) {
      const first = worstFirst(findings)[0];
      return refuse('findings-block', first?.message ?? '', {
        ...planned(plan, findings),
        next: [rehearsal(parsed.value)],
      });
    }
    if (options.cancelled.aborted) return refuse('cancelled', 'The call was cancelled.', { place });
    // Another call may have sent the same while this one was reading; from here to the record nothing waits.
    const meanwhile = sentBefore();
    return meanwhile ? join(meanwhile) : copy(plan, asked, ClientToken === undefined);
  },
};

interface Plan {
  deps: Deps;
  options: CallOptions;
  place: Place;
  /** The caller's request without ClientToken and DryRun. */
  request: CopyVolumesRequest;
  args: Args;
  read: SourceRead;
  findings: Finding[];
  token: string;
}

/** EC2's own dry run, unless our grammar already says that no EC2 can accept the request. */
async function rehearse(plan: Plan): Promise<ToolResult> {
  const { deps, place, request, token, options } = plan;
  const grammar = judgeRequest(request, plan.read.source);
  // A dry run carries a throw-away token: whether EC2 counts it as a use is not documented.
  const throwAway = deps.newToken();
  const verdict = blocks(grammar)
    ? undefined
    : await deps.ec2.rehearseCopy(
        place,
        { ...stampTags(request, throwAway, deps.settings.version), ClientToken: throwAway },
        options,
      );
  const said = readDryRun(verdict, contextOf('CopyVolumes', request.SourceVolumeId, place));
  const findings = worstFirst([...plan.findings, ...said.findings]);
  const shared = { ...planned(plan, findings), dryRun: true };
  if (said.volumes) {
    return answer(deps, {
      ...shared,
      outcome: 'unknown',
      Volumes: said.volumes.flatMap((volume) => summarizeCopy(volume)),
      says: 'Not known whether a volume was created. The endpoint answered the dry run like a real copy.',
      ...(said.error ? { error: said.error } : {}),
      next: [
        {
          tool: 'get_volume_status',
          arguments: { copiesOf: request.SourceVolumeId, ...placeArguments(place) },
          why: 'shows whether a copy exists',
        },
      ],
    });
  }
  if (said.error)
    return answer(deps, { ...shared, outcome: 'failed', says: `${NOTHING} ${said.error.meaning}`, error: said.error });
  const would = !blocks(findings);
  return answer(deps, {
    ...shared,
    outcome: would ? 'would_copy' : 'would_be_refused',
    Request: { ...stampTags(request, token, deps.settings.version), ...(would ? { ClientToken: token } : {}) },
    says: would
      ? `${NOTHING} EC2's dry run agrees and nothing stands against this copy${findings.some((one) => one.level === 'warn') ? '; read the warnings' : ''}.`
      : `${NOTHING} This copy would be refused: ${findings[0]?.message ?? ''}`,
    next: listNext({
      args: plan.args,
      findings,
      token: would ? token : undefined,
      mayCopy: deps.settings.mode !== 'plan',
    }),
  });
}

async function copy(plan: Plan, asked: string, fresh: boolean): Promise<ToolResult> {
  const { deps, place, token, options } = plan;
  const request = { ...stampTags(plan.request, token, deps.settings.version), ClientToken: token };
  deps.sent.record({ token, asked, request });
  const sent = await sendCopy(deps, place, request, { deadline: options.deadline, sentBefore: false });
  if (sent.result === 'failed') deps.sent.forget(token);
  // A token that the caller brought may have been sent by an earlier process: EC2's own clock tells.
  return afterSend(deps, place, request, plan.args, sent, fresh ? 'now' : 'look', plan);
}

/** The answer after a send: what EC2 made, what it refused, or that neither is known. */
function afterSend(
  deps: Deps,
  place: Place,
  request: CopyVolumesRequest & { ClientToken: string },
  args: Args,
  sent: Sent,
  created: 'now' | 'earlier' | 'look',
  plan: Plan | undefined,
): ToolResult {
  const shared: Partial<CopyAnswer> = {
    ...(plan ? planned(plan, plan.findings) : {}),
    place,
    dryRun: false,
    Request: { ...request },
  };
  if (sent.result !== 'copied') {
    const error = reportFailure(sent.failure, contextOf('CopyVolumes', request.SourceVolumeId, place));
    if (sent.result === 'failed') {
      return answer(deps, { ...shared, outcome: 'failed', says: `${NOTHING} ${error.meaning}`, error });
    }
    return answer(deps, {
      ...shared,
      outcome: 'unknown',
      says: `Not known whether a volume was created. ${error.meaning} The same call with the same ClientToken is safe and gives certainty.`,
      error: {
        ...error,
        retry: 'same_request',
        nextStep: 'Call again exactly as in `next`: the ClientToken makes a second volume impossible.',
      },
      next: [
        {
          tool: 'copy_volume',
          arguments: { ...args, DryRun: false, ClientToken: request.ClientToken },
          why: 'the same request with the same token finds or makes the one volume',
          afterSeconds: error.retryAfterSeconds ?? 10,
        },
      ],
    });
  }
  const volumes = sent.volumes.flatMap((volume) => summarizeCopy(volume));
  const first = sent.volumes[0];
  const madeAt = Date.parse(first?.CreateTime ?? '');
  const earlier =
    created === 'earlier' ||
    (created === 'look' && plan !== undefined && madeAt < Math.floor(plan.read.at / 1000) * 1000);
  const id = first?.VolumeId ?? 'A volume';
  return answer(deps, {
    ...shared,
    outcome: 'copied',
    Volumes: volumes,
    created: earlier ? 'earlier' : 'now',
    ...(Number.isNaN(madeAt) ? {} : { dataAsOf: `${isoTime(madeAt)} (${ago(madeAt, sent.at)})` }),
    says: `${id} was created. ${
      earlier
        ? 'An earlier call with this ClientToken made it; this call made no second volume.'
        : 'Its data is that of the moment in dataAsOf; it can be attached once it is available.'
    }`,
    ...afterCopy(first?.VolumeId, place.region, args),
  });
}

function summarizeCopy(volume: Volume): VolumeSummary[] {
  const summary = summarize(volume);
  if (!summary) return [];
  const { needsAttention: _, ...rest } = summary;
  return [rest];
}

/** What a rehearsal and a copy both show of the plan. */
function planned(plan: Plan, findings: Finding[]): Partial<CopyAnswer> {
  const { read, request, place } = plan;
  const summary = summarize(read.source, { status: read.status, modification: read.modification });
  const { needsAttention: _, ...source } = summary ?? { needsAttention: false, VolumeId: request.SourceVolumeId };
  return {
    place,
    ...(read.caller ? { caller: read.caller } : {}),
    source,
    changes: listChanges(request, read.source, [PLAN_TAG, SOURCE_TAG, BY_TAG]),
    findings: worstFirst(findings),
    notProven: listNotProven(read.unread),
  };
}

function failed(
  deps: Deps,
  dryRun: boolean,
  failure: Failure,
  action: string,
  request: { SourceVolumeId: string },
  more: { place?: Place },
): ToolResult {
  const error: ErrorReport = reportFailure(failure, contextOf(action, request.SourceVolumeId, more.place));
  return answer(deps, {
    ...more,
    outcome: 'failed',
    dryRun,
    says: `${NOTHING} ${error.meaning}`,
    error,
    next:
      failure.code === 'InvalidVolume.NotFound'
        ? [
            {
              tool: 'get_volume_status',
              arguments: placeArguments(more.place),
              why: 'lists volumes here, to find the right id',
            },
          ]
        : [],
  });
}

function contextOf(action: string, id: string, place: Place | undefined) {
  return {
    action,
    resource: action === 'CopyVolumes' ? `volume/${id} and the new volume/*` : '*',
    ...(place?.profile ? { profile: place.profile } : {}),
    ...(place?.region ? { region: place.region } : {}),
  };
}

function placeArguments(place: Place | undefined): Record<string, unknown> {
  return { ...(place?.region ? { Region: place.region } : {}), ...(place?.profile ? { Profile: place.profile } : {}) };
}

function rehearsal(args: Args) {
  const { DryRun: _, ClientToken: __, ...rest } = args;
  return {
    tool: 'copy_volume' as const,
    arguments: rest,
    why: 'rehearses: shows what the copy would be, creates nothing',
  };
}

/** Both halves of the result, from one set of facts. */
function answer(deps: Deps, facts: Partial<CopyAnswer> & Pick<CopyAnswer, 'outcome' | 'says'>): ToolResult {
  const { place, caller, says, ...rest } = facts;
  const where = whereOf(
    place ?? {},
    caller ?? (place ? deps.ec2.knownCaller(place) : undefined),
    deps.settings.simulated,
  );
  const told = {
    dryRun: true,
    Volumes: [],
    findings: [],
    notProven: [],
    next: [],
    handOver: [],
    ...rest,
    summary: `${opening(where)}${says}`,
    where,
  };
  return {
    structured: CopyOutput.parse(told),
    text: copyText(told),
    isError: ['refused', 'failed', 'unknown'].includes(facts.outcome),
  };
}
