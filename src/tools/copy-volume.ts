// copy_volume: a rehearsal unless DryRun is exactly false; then one logical send with one token, agreed to.

import type { Mode } from '../consent/limits-table.ts';
import type { SendEnd } from '../consent/send-states.ts';
import { digestOf, intentKeyOf, placeKeyOf, worldOf } from '../consent/world.ts';
import { answerDecision } from '../copy/answer-decision.ts';
import { auditBug, auditDecision, auditUnsent } from '../copy/audit-lines.ts';
import { whyModeForbids } from '../copy/check-plan.ts';
import type { CopyCall, RealCall } from '../copy/make-plan.ts';
import { copyForReal } from '../copy/real-copy.ts';
import { rehearseCopy } from '../copy/rehearse-copy.ts';
import type { Place } from '../ports/ec2.ts';
import type { CallOptions, Deps, ToolResult } from '../ports/tool.ts';
import { CopyOutput } from '../schema/copy-output.ts';
import { copyVolumeInput } from '../schema/inputs.ts';
import { plainText } from '../text/plain-text.ts';
import { type CopyArgs, type CopyResult, NOTHING } from '../volume/answers/copy-answer.ts';
import { rehearsalOf } from '../volume/answers/copy-next.ts';
import { copyText } from '../volume/answers/copy-text.ts';
import { recordCopy } from '../volume/answers/hand-over/change-record.ts';
import { opening, whereOf } from '../volume/answers/result-parts.ts';
import { fitCopy } from '../volume/answers/size-limit.ts';
import { MADE_EARLIER, refuseCopy, UNKNOWN_OF_EARLIER, unreadCopy } from '../volume/answers/unsent-answer.ts';
import { type EndedCall, prepareCall, withNotes } from './prepare-call.ts';
import type { Tool } from './tool-definition.ts';

export const copyVolume: Tool = {
  name: 'copy_volume',
  title: 'Copy an EBS volume',
  describe: (mode) =>
    `Copies an EBS volume inside its own Availability Zone (EC2 CopyVolumes). ${mode === 'plan' ? 'This server only rehearses' : 'Rehearses unless DryRun is false'}: shows the copy, its cost and what would block it.${
      { plan: '', ask: ' A person is asked before a real copy.', auto: ' Real copies cost money.' }[mode]
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
    // Looks past the schema on purpose: only the boolean false asks for a real copy.
    const dryRun = (given as { DryRun?: unknown } | undefined)?.DryRun !== false;
    return dryRun
      ? copy(given, deps, options, dryRun)
      : auditBug(deps, namedIn(given), (audited) => copy(given, audited, options, dryRun));
  },
};

async function copy(given: unknown, deps: Deps, options: CallOptions, dryRun: boolean): Promise<ToolResult> {
  const { settings } = deps;
  const forbidden = dryRun ? undefined : whyModeForbids(settings);
  const prepared = await prepareCall<CopyArgs>(given, deps, options, {
    input: copyVolumeInput(settings),
    // With a token the record is read first: an earlier call may have made the copy, before the mode was lowered.
    judge: ({ ClientToken }) => (ClientToken === undefined ? forbidden : undefined),
    needsCaller: !dryRun || settings.limits.accounts.length > 0,
  });
  if (prepared.kind !== 'ready') return answer(deps, await endCall(deps, given, dryRun, prepared));
  const { args, notes, place, caller, callerFailure } = prepared;
  const { Region: _, Profile: __, DryRun: ___, ClientToken: token, ...request } = args;
  const call: CopyCall = { deps, options, place, request, args, ...(token === undefined ? {} : { token }) };
  if (dryRun) return withNotes(answer(deps, await rehearseCopy(call)), notes);
  const world = worldOf(caller, place, deps.subject);
  const real: RealCall = {
    ...call,
    world,
    intentKey: intentKeyOf(request, world),
    placeKey: placeKeyOf(request, world),
    ...(callerFailure ? { callerFailure } : {}),
  };
  const decision = await copyForReal(real);
  if (decision.kind !== 'ask-in-result') return withNotes(answer(deps, await answerDecision(real, decision)), notes);
  await auditDecision(real, decision);
  return { structured: {}, text: '', isError: false, inputRequired: decision.result };
}

/** A call that ended before it began; a real copy that was asked for has its audit line all the same. */
async function endCall(deps: Deps, given: unknown, dryRun: boolean, ended: EndedCall<CopyArgs>): Promise<CopyResult> {
  const { ClientToken } = (given ?? {}) as Record<string, unknown>;
  if (!dryRun) {
    const why = ended.kind === 'unread' ? ended.failure.code : ended.code;
    await auditUnsent(deps, { ...namedIn(given), why });
  }
  const result = resultOfEnd(ended, dryRun);
  const opening = dryRun ? NOTHING : await openingOf(deps, ClientToken);
  return { ...result, summary: result.summary.replace(NOTHING, opening) };
}

/** What an audit line can say of arguments that nobody has read yet. */
function namedIn(given: unknown): Record<string, unknown> {
  const { SourceVolumeId, ClientToken } = (given ?? {}) as Record<string, unknown>;
  return {
    ...(typeof ClientToken === 'string' ? { token: plainText(ClientToken, 64) } : {}),
    ...(typeof SourceVolumeId === 'string' ? { SourceVolumeId: plainText(SourceVolumeId, 64) } : {}),
    // They may be anything, of any length: it tells them from others.
    argumentsDigest: digestOf(given ?? {}).slice(0, 12),
  };
}

/** What can be said of earlier calls with this token: "nothing" only where the record was read and has none. */
async function openingOf({ sends, subject }: Deps, token: unknown): Promise<string> {
  // What no call can have sent: EC2 takes 1 to 64 characters.
  if (typeof token !== 'string' || token === '' || token.length > 64) return NOTHING;
  try {
    if (!(await sends.trust()).kept) return UNKNOWN_OF_EARLIER;
    const record = await sends.byToken(token);
    // What another caller's token made is no business of this one.
    if (record === undefined || record.world.subject !== subject) return NOTHING;
    return OPENINGS[record.end?.kind ?? 'unclear'];
  } catch {
    return UNKNOWN_OF_EARLIER;
  }
}

const OPENINGS: Readonly<Record<SendEnd['kind'], string>> = {
  failed: NOTHING,
  'not-made': NOTHING,
  unclear: UNKNOWN_OF_EARLIER,
  copied: MADE_EARLIER,
  gone: MADE_EARLIER,
};

function resultOfEnd(ended: EndedCall<CopyArgs>, dryRun: boolean): CopyResult {
  if (ended.kind === 'unread') return unreadCopy(dryRun, ended.failure, undefined);
  const { code, message, place, finding, args, error } = ended;
  return {
    ...refuseCopy(code, message, place),
    dryRun,
    ...(error ? { error } : {}),
    ...(finding ? { findings: [finding] } : {}),
    ...((code === 'real-copies-not-arranged' || code === 'caller-may-not-copy') && args
      ? { next: [rehearsalOf(args)] }
      : {}),
  };
}

/** Both halves of the result, from one set of facts. */
function answer(deps: Deps, result: CopyResult): ToolResult {
  const { place, caller, ...rest } = result;
  const where = whereOf(
    place ?? {},
    // It went through the answer as the place that the call located.
    caller ?? (place ? deps.ec2.knownCaller(place as Place) : undefined),
    deps.settings.simulated,
  );
  const whole = fitCopy({
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
  });
  return {
    structured: CopyOutput.parse(whole),
    text: copyText(whole),
    isError: ['refused', 'failed', 'unknown'].includes(result.outcome),
  };
}
