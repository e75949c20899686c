// copy_volume: a rehearsal unless DryRun is exactly false; then one logical send with one token.
import { choosePlace, judgeRegion } from '../consent/place.ts';
import { parseArguments } from '../schema/arguments.ts';
import { copyVolumeMembers } from '../schema/inputs.ts';
import { CopyOutput } from '../schema/outputs.ts';
import { type FirstReads, readSource, readSurroundings } from '../steps/read-plan.ts';
import { sendCopy } from '../steps/send-copy.ts';
import { opening, whereOf } from '../volume/answer.ts';
import {
  type Answered,
  answerCopied,
  answerFailed,
  answerRehearsal,
  answerUnknown,
  type CopyArgs,
  copyContext,
  NOTHING,
  type Planned,
  planFacts,
  type SentFacts,
} from '../volume/copy-answer.ts';
import { copyText } from '../volume/copy-text.ts';
import { readDryRun } from '../volume/dry-run.ts';
import { isForeign } from '../volume/encryption.ts';
import { type Failure, reportFailure } from '../volume/failure.ts';
import { blocks, worstFirst } from '../volume/finding.ts';
import { judgeRequest } from '../volume/grammar.ts';
import { planCopy } from '../volume/plan.ts';
import { withPolicy } from '../volume/policy.ts';
import type { CopyVolumesRequest } from '../volume/records.ts';
import { type RefusalCode, reportRefusal } from '../volume/refusal.ts';
import { summarize } from '../volume/summary.ts';
import { stampTags } from '../volume/tag-rules.ts';
import type { CallOptions, Deps, Mode, Place, SentCopy, Tool, ToolResult } from './tool.ts';

export const copyVolume: Tool = {
  name: 'copy_volume',
  title: 'Copy an EBS volume',
  describe: (mode) =>
    `Copies an EBS volume inside its own Availability Zone (EC2 CopyVolumes). Rehearses unless DryRun is false: shows what the copy would be and cost and what stands against it.${
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
    // Looks past the schema on purpose: only the boolean false asks for a real copy.
    const dryRun = (args as { DryRun?: unknown } | undefined)?.DryRun !== false;
    const refuse = (code: RefusalCode, message: string, more: Partial<Answered> = {}) =>
      answer(deps, {
        outcome: 'refused',
        dryRun,
        says: `${NOTHING} ${message}`,
        error: reportRefusal(code, message),
        ...more,
      });

    if (settings.faults.length > 0) return refuse('configuration-faulty', settings.faults.join(' '));
    const parsed = parseArguments<CopyArgs>(copyVolumeMembers(settings), args);
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
    if (!located.ok) return unread(deps, dryRun, located.failure, 'DescribeVolumes', undefined);
    const place = located.value;
    const wrongRegion = judgeRegion(place.region, settings);
    if (wrongRegion) return refuse('place-not-allowed', wrongRegion);

    const asked = JSON.stringify([place, Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const sentBefore = () => (ClientToken ? deps.sent.byToken(ClientToken) : deps.sent.byAsked(asked));
    const join = async (before: SentCopy): Promise<ToolResult> => {
      if (before.asked !== asked) {
        return refuse('token-of-another-request', 'ClientToken: it was sent with other arguments before.', { place });
      }
      return repeat(deps, place, before.request, parsed.value, options);
    };
    const earlier = dryRun ? undefined : sentBefore();
    if (earlier) return join(earlier);

    const read = await readSource(deps, place, request.SourceVolumeId, options);
    if (!read.ok) return unread(deps, dryRun, read.failure, 'DescribeVolumes', place);
    const call: Call = {
      deps,
      options,
      place,
      request,
      args: parsed.value,
      first: read.value,
      token: ClientToken ?? deps.newToken(),
      freshToken: ClientToken === undefined,
    };
    if (dryRun) return rehearse(call);
    const planned = await plan(call);
    if (blocks(planned.plan.findings)) {
      const worst = worstFirst(planned.plan.findings)[0];
      return refuse('findings-block', worst?.message ?? '', { ...planFacts(planned), next: [rehearsal(parsed.value)] });
    }
    if (options.cancelled.aborted) return refuse('cancelled', 'The call was cancelled.', { place });
    // Another call may have sent the same while this one was reading; from here to the record nothing waits.
    const meanwhile = sentBefore();
    return meanwhile ? join(meanwhile) : copy(call, planned, asked);
  },
};

interface Call {
  deps: Deps;
  options: CallOptions;
  place: Place;
  /** The caller's request without ClientToken and DryRun. */
  request: CopyVolumesRequest;
  args: CopyArgs;
  first: FirstReads;
  token: string;
  /** Made in this call, so that no earlier call can have used it. */
  freshToken: boolean;
}

/** Round two of the reads; the plan from both. */
async function plan({ deps, place, request, first, options, token }: Call): Promise<Planned> {
  const { source, caller } = first;
  const second = await readSurroundings(deps, place, first, isForeign(source, caller?.account), options);
  const { needsAttention: _, ...summary } = summarize(source, {
    status: second.statuses?.get(request.SourceVolumeId),
    modification: first.modification,
  }) ?? { needsAttention: false, VolumeId: request.SourceVolumeId };
  return {
    place,
    ...(caller ? { caller } : {}),
    source: summary,
    plan: planCopy(request, {
      ...first,
      ...second,
      token,
      region: place.region,
      unread: [...first.unread, ...second.unread],
      account: {
        ...(caller?.account ? { account: caller.account } : {}),
        ...(first.encryptionByDefault === undefined ? {} : { byDefault: first.encryptionByDefault }),
        ...(first.defaultKey ? { defaultKey: first.defaultKey } : {}),
      },
    }),
  };
}

/** EC2's own dry run beside our reads, unless our grammar already says that no EC2 can accept the request. */
async function rehearse(call: Call): Promise<ToolResult> {
  const { deps, place, request, token, first } = call;
  const dryRun = blocks(judgeRequest(request, first.source)) ? undefined : askDryRun(call);
  const [planned, verdict] = await Promise.all([plan(call), dryRun]);
  const account = first.caller?.account;
  const said = readDryRun(verdict, copyContext(request.SourceVolumeId, place), {
    region: place.region,
    ...(account ? { account } : {}),
  });
  return answer(
    deps,
    answerRehearsal(planned, said, {
      args: call.args,
      request: stampTags(request, token, deps.settings.version),
      token,
      mayCopy: deps.settings.mode !== 'plan',
    }),
  );
}

/** With a throw-away token: whether EC2 counts a dry run as a use of it is not documented. */
function askDryRun({ deps, place, request, options }: Call): ReturnType<Deps['ec2']['rehearseCopy']> {
  const throwAway = deps.newToken();
  return deps.ec2.rehearseCopy(
    place,
    { ...stampTags(request, throwAway, deps.settings.version), ClientToken: throwAway },
    options,
  );
}

async function copy(call: Call, planned: Planned, asked: string): Promise<ToolResult> {
  const { deps, place, token, options, args, first } = call;
  const request = { ...stampTags(call.request, token, deps.settings.version), ClientToken: token };
  deps.sent.record({ token, asked, request });
  const sent = await sendCopy(deps, place, request, { deadline: options.deadline, sentBefore: false });
  const facts: SentFacts = { request, args, place, ...(first.caller ? { caller: first.caller } : {}) };
  const shared = planFacts(planned);
  if (sent.result === 'failed') {
    deps.sent.forget(token);
    return answer(deps, { ...shared, ...answerFailed(sent.failure, facts) });
  }
  if (sent.result === 'unknown') return answer(deps, { ...shared, ...answerUnknown(sent.failure, facts) });
  // A token that the caller brought may have been sent by an earlier process: EC2's own clock, in whole seconds, tells.
  const made = Date.parse(sent.volumes[0]?.CreateTime ?? '');
  const earlier = !call.freshToken && made < Math.floor(first.at / 1000) * 1000;
  return answer(deps, { ...shared, ...answerCopied(sent.volumes, sent.at, earlier, facts) });
}

/** The token was sent before: the recorded request once more, without reading or judging anything anew. */
async function repeat(
  deps: Deps,
  place: Place,
  request: CopyVolumesRequest & { ClientToken: string },
  args: CopyArgs,
  options: CallOptions,
): Promise<ToolResult> {
  const sent = await sendCopy(deps, place, request, { deadline: options.deadline, sentBefore: true });
  const facts: SentFacts = { request, args, place };
  if (sent.result !== 'copied') return answer(deps, answerUnknown(sent.failure, facts));
  return answer(deps, answerCopied(sent.volumes, sent.at, true, facts));
}

/** Nothing could be read, so nothing was judged and nothing sent. */
function unread(deps: Deps, dryRun: boolean, failure: Failure, action: string, place: Place | undefined): ToolResult {
  const account = place && deps.ec2.knownCaller(place)?.account;
  const error = withPolicy(reportFailure(failure, contextOf(action, place)), place?.region ?? '', account);
  const lookFor = failure.code === 'InvalidVolume.NotFound';
  return answer(deps, {
    outcome: 'failed',
    dryRun,
    ...(place ? { place } : {}),
    says: `${NOTHING} ${error.meaning}`,
    error,
    next: lookFor
      ? [
          {
            tool: 'get_volume_status',
            arguments: placeArguments(place),
            why: 'lists volumes here, to find the right id',
          },
        ]
      : [],
  });
}

function contextOf(action: string, place: Place | undefined) {
  return {
    action,
    resource: '*',
    ...(place?.profile ? { profile: place.profile } : {}),
    ...(place?.region ? { region: place.region } : {}),
  };
}

function placeArguments(place: Place | undefined): Record<string, unknown> {
  return { ...(place?.region ? { Region: place.region } : {}), ...(place?.profile ? { Profile: place.profile } : {}) };
}

function rehearsal(args: CopyArgs) {
  const { DryRun: _, ClientToken: __, ...rest } = args;
  return {
    tool: 'copy_volume' as const,
    arguments: rest,
    why: 'rehearses: shows what the copy would be, creates nothing',
  };
}

/** Both halves of the result, from one set of facts. */
function answer(deps: Deps, facts: Answered): ToolResult {
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
