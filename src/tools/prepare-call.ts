// What every call of a tool needs before its own work: a sound configuration, its arguments, a place the operator
// allows, and, where it matters, the account.
import { judgeAccount } from '../consent/limits.ts';
import type { AllowedPlaces, Caller, Place } from '../ports/ec2.ts';
import type { CallOptions, Deps, ToolResult } from '../ports/tool.ts';
import { parseArguments } from '../schema/arguments.ts';
import { awsProfileOf } from '../volume/answers/hand-over/aws-command.ts';
import type { CallContext, ErrorReport } from '../volume/errors/error-report.ts';
import { type Failure, reportFailure } from '../volume/errors/failure.ts';
import type { RefusalCode } from '../volume/errors/refusal.ts';
import type { Finding } from '../volume/rules/finding.ts';
import { choosePlace, judgeRegion } from './allowed-place.ts';

/** A call that may begin. */
export interface PreparedCall<Args> {
  kind: 'ready';
  args: Args;
  /** Sentences about arguments that were taken for what they mean. */
  notes: readonly string[];
  place: Place;
  /** Absent when it was not asked for, or could not be read: `callerFailure` says why. */
  caller?: Caller;
  callerFailure?: Failure;
}
/** A call that ended before it began; nothing but the identity was asked of AWS. */
export type EndedCall<Args = never> =
  | {
      kind: 'refused';
      code: RefusalCode;
      message: string;
      args?: Args;
      place?: Place;
      finding?: Finding;
      /** In place of the words of the code: what kept a limit from being judged. */
      error?: ErrorReport;
    }
  | { kind: 'unread'; failure: Failure };

export interface Preparation<Args> {
  input: Parameters<typeof parseArguments>[0];
  /** What the arguments by themselves stand against. */
  judge(args: Args): { code: RefusalCode; message: string } | undefined;
  /** Whether the account must be known before anything else is read. */
  needsCaller: boolean;
}

export async function prepareCall<Args extends { Region?: string; Profile?: string }>(
  given: unknown,
  { settings, ec2 }: Pick<Deps, 'settings' | 'ec2'>,
  options: Pick<CallOptions, 'signal'>,
  { input, judge, needsCaller }: Preparation<Args>,
): Promise<PreparedCall<Args> | EndedCall<Args>> {
  const refuse = (code: RefusalCode, message: string): EndedCall => ({ kind: 'refused', code, message });
  if (settings.configErrors.length > 0) return refuse('configuration-faulty', settings.configErrors.join(' '));
  const parsed = parseArguments<Args>(input, given);
  if (!parsed.ok) return refuse('arguments-invalid', parsed.complaints.map((one) => one.message).join(' '));
  const { value: args, notes } = parsed;
  const wrong = judge(args);
  if (wrong) return { kind: 'refused', ...wrong, args };
  const located = await locate(args, settings, ec2);
  if (located.kind !== 'located') return located;
  const { place } = located;
  if (!needsCaller) return { kind: 'ready', args, notes, place };
  const identity = await ec2.callerIdentity(place, options);
  const finding = judgeAccount(identity.ok ? identity.value.account : undefined, settings.limits)[0];
  if (finding) {
    const refused = { kind: 'refused', code: 'findings-block', place, finding } as const;
    if (identity.ok) return { ...refused, message: finding.message };
    // The limit holds, but what is wrong, who mends it and whether to call again is told by the failure.
    const why = reportFailure(identity.failure, contextOf(place));
    const message = `${finding.message} ${why.meaning} ${why.nextStep}`;
    return { ...refused, message, error: { ...why, code: refused.code, message } };
  }
  return {
    kind: 'ready',
    args,
    notes,
    place,
    ...(identity.ok ? { caller: identity.value } : { callerFailure: identity.failure }),
  };
}

function contextOf(place: Place): CallContext {
  const profile = awsProfileOf(place);
  const { region } = place;
  return { action: 'GetCallerIdentity', resource: '*', region, ...(profile ? { profile } : {}) };
}

/** What was asked for, within what the operator allows; the AWS chain decides what neither says. */
async function locate(
  args: { Region?: string; Profile?: string },
  allowed: AllowedPlaces,
  ec2: Deps['ec2'],
): Promise<EndedCall | { kind: 'located'; place: Place }> {
  const refuse = (message: string): EndedCall => ({ kind: 'refused', code: 'place-not-allowed', message });
  const chosen = choosePlace(args, allowed);
  if (!chosen.ok) return refuse(chosen.message);
  const located = await ec2.locate(chosen.region, chosen.profile);
  if (!located.ok && located.failure.code === 'region-missing' && allowed.regions.length > 0)
    return refuse(`Region: give one of ${allowed.regions.join(', ')}.`);
  if (!located.ok) return { kind: 'unread', failure: located.failure };
  const wrong = judgeRegion(located.value.region, allowed);
  return wrong ? refuse(wrong) : { kind: 'located', place: located.value };
}

/** Ends the summary, in both halves, with what was done to the arguments: the text half begins with it. */
export function withNotes(result: ToolResult, notes: readonly string[]): ToolResult {
  if (notes.length === 0 || result.inputRequired) return result;
  const added = ` ${notes.join(' ')}`;
  const [first = '', ...rest] = result.text.split('\n');
  return {
    ...result,
    structured: { ...result.structured, summary: `${String(result.structured.summary)}${added}` },
    text: [`${first}${added}`, ...rest].join('\n'),
  };
}
