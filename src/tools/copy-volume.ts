// copy_volume: a rehearsal unless DryRun is exactly false; then one logical send with one token, agreed to.

import { judgeAccount } from '../consent/limits.ts';
import { intentOf } from '../consent/sealed-fields.ts';
import { rehearsalOf } from '../copy/check-plan.ts';
import { issueToken } from '../copy/issue-token.ts';
import { type CopyCall, makePlan, stampedFor } from '../copy/make-plan.ts';
import { copyForReal } from '../copy/real-copy.ts';
import type { Caller, Place } from '../ports/ec2.ts';
import type { Deps, Mode, Tool, ToolResult } from '../ports/tool.ts';
import { parseArguments } from '../schema/arguments.ts';
import { CopyOutput } from '../schema/copy-output.ts';
import { copyVolumeMembers } from '../schema/inputs.ts';
import { type Answered, answerRehearsal, type CopyArgs } from '../volume/answers/copy-answer.ts';
import { refuseCopy, unreadCopy } from '../volume/answers/copy-refused.ts';
import { copyText } from '../volume/answers/copy-text.ts';
import { opening, whereOf } from '../volume/answers/result-parts.ts';
import type { Failure } from '../volume/errors/failure.ts';
import type { RefusalCode } from '../volume/errors/refusal.ts';
import { choosePlace, judgeRegion } from './allowed-place.ts';

export const copyVolume: Tool = {
  name: 'copy_volume',
  title: 'Copy an EBS volume',
  describe: (mode) =>
    `Copies an EBS volume inside its own Availability Zone (EC2 CopyVolumes). Rehearses unless DryRun is false: shows what the copy would be and cost and what stands against it.${
      {
        plan: ' This server only rehearses.',
        ask: ' A person is asked before a real copy.',
        auto: ' Real copies cost money.',
      }[mode]
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
      answer(deps, { ...refuseCopy(code, message), dryRun, ...more });

    if (settings.faults.length > 0) return refuse('configuration-faulty', settings.faults.join(' '));
    const parsed = parseArguments<CopyArgs>(copyVolumeMembers(settings), args);
    if (!parsed.ok) return refuse('arguments-invalid', parsed.complaints.map((one) => one.message).join(' '));
    const { Region, Profile, DryRun: _, ClientToken, ...request } = parsed.value;
    if (!dryRun && settings.mode === 'plan') {
      return refuse('real-copies-not-arranged', 'This server only rehearses.', { next: [rehearsalOf(parsed.value)] });
    }
    const chosen = choosePlace({ Region, Profile }, settings);
    if (!chosen.ok) return refuse('place-not-allowed', chosen.message);
    const located = await deps.ec2.locate(chosen.region, chosen.profile);
    if (!located.ok && located.failure.code === 'region-missing' && settings.regions.length > 0) {
      return refuse('place-not-allowed', `Region: say which of ${settings.regions.join(', ')}.`);
    }
    if (!located.ok) return unread(deps, dryRun, located.failure, undefined);
    const place = located.value;
    const wrongRegion = judgeRegion(place.region, settings);
    if (wrongRegion) return refuse('place-not-allowed', wrongRegion);

    let caller: Caller | undefined;
    let nameless: Failure | undefined;
    if (!dryRun || settings.limits.accounts.length > 0) {
      const identity = await deps.ec2.callerIdentity(place, options);
      if (identity.ok) caller = identity.value;
      else nameless = identity.failure;
      const wrong = judgeAccount(caller?.account, settings.limits)[0];
      if (wrong) return refuse('findings-block', wrong.message, { place, findings: [wrong] });
    }
    const call: CopyCall = {
      deps,
      options,
      place,
      request,
      args: parsed.value,
      ...(ClientToken === undefined ? {} : { token: ClientToken }),
    };
    if (dryRun) return rehearse(call);
    const ended = await deps.oneAtATime(
      () => copyForReal(call, ClientToken, intentOf(request, caller, place), nameless),
      options.signal,
    );
    if (!ended) return refuse('asked-enough', 'Another real copy is being decided; this one had no turn.', { place });
    return 'told' in ended
      ? answer(deps, ended.told)
      : { structured: {}, text: '', isError: false, inputRequired: ended.askInResult };
  },
};

async function rehearse(call: CopyCall): Promise<ToolResult> {
  const { deps, place, request } = call;
  const made = await makePlan(call, true);
  if (!made.ok) return unread(deps, true, made.failure, place);
  return answer(
    deps,
    answerRehearsal(made.value.planned, made.value.dryRun ?? { findings: [] }, {
      args: call.args,
      request: (sealed) => (sealed === undefined ? request : stampedFor(deps, request, sealed)),
      token: () => issueToken(call, made.value),
      mayCopy: deps.settings.mode !== 'plan',
      durable: deps.sent.durable,
    }),
  );
}

function unread(deps: Deps, dryRun: boolean, failure: Failure, place: Place | undefined): ToolResult {
  return answer(deps, unreadCopy(dryRun, failure, place, place && deps.ec2.knownCaller(place)?.account));
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
