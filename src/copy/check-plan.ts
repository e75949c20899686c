// Whether a plan may be sent as things are now.

import type { SealedField } from '../consent/plan-token.ts';
import { looksLikePlan } from '../consent/plan-token.ts';
import type { Difference } from '../consent/validate-token.ts';
import { judgePlan } from '../consent/validate-token.ts';
import type { Answered, CopyArgs } from '../volume/answers/copy-answer.ts';
import { planFacts } from '../volume/answers/copy-answer.ts';
import { refuseCopy } from '../volume/answers/copy-refused.ts';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import type { RefusalCode } from '../volume/errors/refusal.ts';
import { blocks, worstFirst } from '../volume/rules/finding.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';

/** Why the plan may not be sent now; undefined when it may. `token` is of our form or the caller's own. */
export function judgeFirstSend(call: CopyCall, made: MadePlan, token: string, time: number): Answered | undefined {
  const { findings } = made.planned.plan;
  const refuse = (code: RefusalCode, message: string) => refuseSend(call, made, code, message);
  if (blocks(findings)) return refuse('findings-block', worstFirst(findings)[0]?.message ?? '');
  if (!looksLikePlan(token)) return undefined;
  const gate = judgePlan(token, made.sealed, made.price, call.deps.planKey, time);
  if (gate.pass) return undefined;
  if (gate.why === 'expired') return refuse('plan-expired', 'The plan of this ClientToken is older than 15 minutes.');
  if (gate.why === 'not-ours') return refuse('plan-needed', 'ClientToken: this server did not issue it.');
  return refuse('plan-differs', `Not as it was rehearsed: ${gate.differences.map(differenceText).join('; ')}.`);
}

/** What a person agreed to, against how things are now; a caller's own token seals nothing by itself. */
export function judgeAgreed(call: CopyCall, agreed: MadePlan, now: MadePlan): Answered | undefined {
  const fields = (Object.keys(agreed.sealed) as SealedField[]).filter(
    (field) => agreed.sealed[field] !== now.sealed[field],
  );
  if (fields.length === 0) return undefined;
  const told = fields.map((field) => differenceText({ field, now: now.sealed[field] })).join('; ');
  return refuseSend(call, now, 'plan-differs', `Not as a person agreed to it: ${told}.`);
}

export function refuseSend(call: CopyCall, made: MadePlan, code: RefusalCode, message: string): Answered {
  return {
    ...planFacts(made.planned),
    ...refuseCopy(code, message),
    next: [rehearsalOf(call.args)],
  };
}

export function differenceText({ field, now }: Difference): string {
  return `${field} is now ${field === 'request' ? 'another' : now || 'absent'}`;
}

export function rehearsalOf(args: CopyArgs): {
  tool: 'copy_volume';
  arguments: Omit<CopyVolumesRequest, never>;
  why: string;
} {
  const { DryRun: _, ClientToken: __, ...rest } = args;
  return { tool: 'copy_volume', arguments: rest, why: 'rehearses: shows what the copy would be, creates nothing' };
}
