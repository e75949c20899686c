// Whether a plan may be sent as things are now: against its token, against what a person agreed to.
import { looksLikePlan, type SealedField } from '../consent/plan-token.ts';
import { type Difference, judgePlan } from '../consent/validate-token.ts';
import { blocks, worstFirst } from '../volume/rules/finding.ts';
import { type CopyDecision, refuse } from './decision.ts';
import type { MadePlan } from './make-plan.ts';

/** Why the plan may not be sent at `time` (local, ms since the epoch). `token` is of our form or the caller's own. */
export function judgeFirstSend(made: MadePlan, token: string, key: Uint8Array, time: number): CopyDecision | undefined {
  const more = { made, token, rehearseAgain: true } as const;
  const { findings } = made.planned.plan;
  if (blocks(findings)) return refuse('findings-block', worstFirst(findings)[0]?.message ?? '', more);
  if (!looksLikePlan(token)) return undefined;
  const verdict = judgePlan(token, made.sealed, made.price, key, time);
  if (verdict.pass) return undefined;
  switch (verdict.why) {
    case 'expired':
      return refuse('plan-expired', 'The plan of this ClientToken is older than 15 minutes.', more);
    case 'not-ours':
      return refuse('plan-needed', 'ClientToken: this server did not issue it.', more);
    case 'differs':
      return refuse(
        'plan-differs',
        `Not as it was rehearsed: ${verdict.differences.map(differenceText).join('; ')}.`,
        more,
      );
  }
}

/** What a person agreed to, against how things are now; a caller's own token seals nothing by itself. */
export function judgeAgreed(agreed: MadePlan, now: MadePlan, token: string): CopyDecision | undefined {
  const fields = (Object.keys(agreed.sealed) as SealedField[]).filter(
    (field) => agreed.sealed[field] !== now.sealed[field],
  );
  if (fields.length === 0) return undefined;
  const differences = fields.map((field) => differenceText({ field, now: now.sealed[field] })).join('; ');
  return refuse('plan-differs', `Not as a person agreed to it: ${differences}.`, {
    made: now,
    token,
    rehearseAgain: true,
  });
}

function differenceText({ field, now }: Difference): string {
  return `${field} is now ${field === 'request' ? 'another' : now || 'absent'}`;
}
