// copy_volume: a rehearsal unless DryRun is exactly false; then one logical send with one token, agreed to.

import type { Mode } from '../consent/limits-table.ts';
import { intentKeyOf } from '../consent/sealed-fields.ts';
import { answerDecision } from '../copy/answer-decision.ts';
import { issueToken } from '../copy/issue-token.ts';
import { type CopyCall, makePlan, stampedFor } from '../copy/make-plan.ts';
import { copyForReal } from '../copy/real-copy.ts';
import type { Deps, ToolResult } from '../ports/tool.ts';
import { CopyOutput } from '../schema/copy-output.ts';
import { copyVolumeInput } from '../schema/inputs.ts';
import type { CopyArgs, CopyResult } from '../volume/answers/copy-answer.ts';
import { rehearsalOf } from '../volume/answers/copy-next.ts';
import { refuseCopy, unreadCopy } from '../volume/answers/copy-refused.ts';
import { copyText } from '../volume/answers/copy-text.ts';
import { recordCopy } from '../volume/answers/hand-over/change-record.ts';
import { answerRehearsal, mayBeSealed } from '../volume/answers/rehearsal-answer.ts';
import { opening, whereOf } from '../volume/answers/result-parts.ts';
import { prepareCall } from './prepare-call.ts';
import type { Tool } from './tool.ts';

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
  input: copyVolumeInput,
  output: CopyOutput,
  async call(given, deps, options) {
    const { settings } = deps;
    // Looks past the schema on purpose: only the boolean false asks for a real copy.
    const dryRun = (given as { DryRun?: unknown } | undefined)?.DryRun !== false;
    const forbidden = !dryRun && settings.mode === 'plan';
    const prepared = await prepareCall<CopyArgs>(given, deps, options, {
      input: copyVolumeInput(settings),
      judge: () =>
        forbidden ? { code: 'real-copies-not-arranged', message: 'This server only rehearses.' } : undefined,
      needsCaller: !dryRun || settings.limits.accounts.length > 0,
    });
    if (prepared.kind === 'unread') return answer(deps, unreadCopy(dryRun, prepared.failure, undefined));
    if (prepared.kind === 'refused') {
      const { code, message, place, finding, args } = prepared;
      return answer(deps, {
        ...refuseCopy(code, message, place),
        dryRun,
        ...(finding ? { findings: [finding] } : {}),
        ...(code === 'real-copies-not-arranged' && args ? { next: [rehearsalOf(args)] } : {}),
      });
    }
    const { args, place, caller, callerFailure } = prepared;
    const { Region: _, Profile: __, DryRun: ___, ClientToken: token, ...request } = args;
    const call: CopyCall = { deps, options, place, request, args, ...(token === undefined ? {} : { token }) };
    if (dryRun) return answer(deps, await rehearse(call));
    const intentKey = intentKeyOf(request, caller, place);
    const real = { ...call, intentKey, ...(callerFailure ? { callerFailure } : {}) };
    const decision = await deps.oneAtATime(() => copyForReal(real), options.signal);
    if (!decision) {
      const message = 'Another real copy is being decided; this one had no turn.';
      return answer(deps, refuseCopy('asked-enough', message, place));
    }
    return decision.kind === 'ask-in-result'
      ? { structured: {}, text: '', isError: false, inputRequired: decision.result }
      : answer(deps, await answerDecision(real, decision));
  },
};

async function rehearse(call: CopyCall): Promise<CopyResult> {
  const { deps, place, request, args } = call;
  const made = await makePlan(call, true);
  if (!made.ok) return unreadCopy(true, made.failure, place, deps.ec2.knownCaller(place)?.account);
  const { planned, dryRun = { findings: [] } } = made.value;
  const token = mayBeSealed(planned, dryRun) ? await issueToken(call, made.value) : undefined;
  return answerRehearsal(planned, dryRun, {
    args,
    request: token === undefined ? request : stampedFor(deps, request, token),
    token,
    mayCopy: deps.settings.mode !== 'plan',
    durable: await deps.sent.durable(),
  });
}

/** Both halves of the result, from one set of facts. */
function answer(deps: Deps, result: CopyResult): ToolResult {
  const { place, caller, ...rest } = result;
  const where = whereOf(
    place ?? {},
    caller ?? (place ? deps.ec2.knownCaller(place) : undefined),
    deps.settings.simulated,
  );
  const whole = {
    dryRun: true,
    Volumes: [],
    findings: [],
    notProven: [],
    next: [],
    handOver: [],
    ...rest,
    ...recordCopy(result, where),
    summary: `${opening(where)}${result.summary}`,
    where,
  };
  return {
    structured: CopyOutput.parse(whole),
    text: copyText(whole),
    isError: ['refused', 'failed', 'unknown'].includes(result.outcome),
  };
}
