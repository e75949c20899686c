// Whether a copy may be sent: what forbids it whatever its plan says, its plan as things are now, and what a person saw.
import { looksLikePlan, openPlan, type SealedField, type SealedPrice } from '../consent/plan-token.ts';
import type { Shown, ShownEncryption } from '../consent/question-states.ts';
import { isNameless, sealedNameless } from '../consent/sealed-fields.ts';
import { type Difference, judgePlan } from '../consent/validate-token.ts';
import type { Deps, Settings } from '../ports/tool.ts';
import type { RefusalCode } from '../volume/errors/refusal.ts';
import type { Plan } from '../volume/plan/plan.ts';
import type { Finding } from '../volume/rules/finding.ts';
import { type RefusedDecision, refuse } from './decision.ts';
import type { MadePlan } from './make-plan.ts';
import { whyNotWritten } from './state-problems.ts';

/** Whether nothing is ever sent for this caller, as the operator decided. */
export function whyModeForbids({
  mode,
  rehearsesBecause,
}: Pick<Settings, 'mode' | 'rehearsesBecause'>): { code: RefusalCode; message: string } | undefined {
  if (mode !== 'plan') return undefined;
  return rehearsesBecause === undefined
    ? { code: 'real-copies-not-arranged', message: 'This server only rehearses.' }
    : { code: 'caller-may-not-copy', message: rehearsesBecause };
}

/** What forbids a send before anything is read. A repetition has its token already. */
export async function whyNotSend(
  { settings, audit }: Pick<Deps, 'settings' | 'audit'>,
  token: string | undefined,
  repeats: boolean,
): Promise<RefusedDecision | undefined> {
  const more = token === undefined ? {} : { token };
  const forbidden = whyModeForbids(settings);
  if (forbidden) return refuse(forbidden.code, forbidden.message, { ...more, rehearseAgain: true });
  if (settings.mode === 'auto' && !repeats && (token === undefined || !looksLikePlan(token)))
    return refuse('plan-needed', 'ClientToken: give the one a rehearsal returned.', { ...more, rehearseAgain: true });
  try {
    await audit.check();
    return undefined;
  } catch (problem) {
    return refuse('audit-not-writable', whyNotWritten(problem, 'The audit file cannot be written.'), more);
  }
}

export interface SendTerms {
  /** The key that seals plans. */
  key: Uint8Array;
  /** This machine's clock, ms since the epoch. */
  time: number;
  /** How far ahead of it a server may have issued the plan, ms. */
  aheadMs?: number | undefined;
  /** Whether the plan may be older than its time. */
  mayBeOld: boolean;
  /** Ids of copies that were shown; undefined when they are about to be. */
  shown: readonly string[] | undefined;
  /** What was shown of the copy's encryption; undefined when it is about to be, or is not known any more. */
  encryption?: ShownEncryption | undefined;
}

/** Why the plan may not be sent as things are now. `token` is of our form or the caller's own. */
export function judgeSend(made: MadePlan, token: string, terms: SendTerms): RefusedDecision | undefined {
  const more = { made, token, rehearseAgain: true } as const;
  const now = { made, token, what: REHEARSED };
  const { findings } = made.planned.plan;
  const block = findings.find(({ level }) => level === 'block');
  if (block) return refuse('findings-block', block.message, more);
  const unseen = terms.shown && unseenCopies(made, terms.shown);
  if (unseen && unseen.length > 0) return refuse('plan-differs', newCopiesText('the rehearsal', unseen), more);
  if (!looksLikePlan(token)) return undefined;
  const verdict = judgePlan(token, made.sealed, made.price, terms.key, terms.time);
  const isAhead = !verdict.pass && verdict.why === 'from-future';
  if (verdict.pass || (isAhead && verdict.byMs <= (terms.aheadMs ?? 0)))
    return refuseDifferent(encryptedOtherwise(terms.encryption, made), now);
  switch (verdict.why) {
    case 'expired':
    case 'from-future':
      return terms.mayBeOld
        ? refuseDifferent(encryptedOtherwise(terms.encryption, made), now)
        : refuse('plan-expired', isAhead ? FROM_FUTURE : TOO_OLD, more);
    case 'not-ours':
      return refuse('plan-needed', 'ClientToken: this server did not issue it.', more);
    case 'differs':
      return refuseDifferent(verdict.differences, {
        ...now,
        wasNameless: openPlan(token, sealedNameless(made.sealed), terms.key).ok,
      });
  }
}

const REHEARSED = 'was rehearsed';
const TOO_OLD = 'The plan of this ClientToken is older than 15 minutes.';
const FROM_FUTURE =
  "The plan of this ClientToken is from the future by this machine's clock: it was set back, or another server's is ahead.";
const NAMELESS_THEN =
  'AWS did not say then who was calling, and does now: what was not known is not taken for the same caller.';
const NAMELESS_NOW = 'AWS did not say who is calling, so it is not known whether it is the caller of this plan.';

/** Who calls is not said to have changed where it is not known of one side; it is not said to be the same either. */
function refuseDifferent(
  differences: readonly Difference[],
  { what, wasNameless, made, token }: { what: string; wasNameless?: boolean; made: MadePlan; token: string },
): RefusedDecision | undefined {
  if (differences.length === 0) return undefined;
  const isUnknown = isNameless(made.sealed);
  const known = differences.filter(
    ({ field }) => !(isUnknown || wasNameless) || (field !== 'account' && field !== 'principal'),
  );
  if (known.length === 0 && isUnknown) return refuse('caller-not-known', NAMELESS_NOW, { made, token, repeat: token });
  const text = `This is not what ${what}: ${known.map(differenceText).join('; ')}.`;
  return refuse('plan-differs', known.length === 0 ? NAMELESS_THEN : text, { made, token, rehearseAgain: true });
}

/** What a person sees of a plan beside the request, as data. */
export function shownOf({ sealed, price, copies, planned }: MadePlan): Shown {
  const warnings = planned.plan.findings.filter(({ level }) => level === 'warn').map(({ code }) => code);
  return { sealed, ...(price ? { price } : {}), copies, warnings, encryption: encryptionOf(planned.plan) };
}

/** As the rows of a plan say it: the account has a part in it beside the request and the source. */
export function encryptionOf({ changes }: Pick<Plan, 'changes'>): ShownEncryption {
  const of = (setting: string) => changes.find((row) => row.setting === setting)?.copy ?? '';
  return { encrypted: of('Encrypted'), key: of('KmsKeyId') };
}

/** What a person agreed to, against how things are now; whatever they did not see is shown before the send. */
export function judgeAgreed(agreed: Shown, now: MadePlan, token: string): RefusedDecision | undefined {
  const fields = (Object.keys(agreed.sealed) as SealedField[]).filter(
    (field) => agreed.sealed[field] !== now.sealed[field],
  );
  const differences: Difference[] = [
    ...fields.map((field) => ({ field, now: now.sealed[field] })),
    ...dearerNow(agreed.price, now.price),
    ...encryptedOtherwise(agreed.encryption, now),
  ];
  const refuseWith = (message: string) => refuse('plan-differs', message, { made: now, token, rehearseAgain: true });
  const wasNameless = agreed.sealed.principal === sealedNameless(now.sealed).principal;
  const different = refuseDifferent(differences, { what: 'a person agreed to', wasNameless, made: now, token });
  if (different) return different;
  const unseen = unseenCopies(now, agreed.copies);
  if (unseen.length > 0) return refuseWith(newCopiesText('the question', unseen));
  const warning = newWarning(agreed.warnings, now.planned.plan.findings);
  return warning ? refuseWith(`Since the question there is a new warning: ${warning.message}`) : undefined;
}

/** Copies of this source that exist now and were not shown. */
export function unseenCopies({ copies }: MadePlan, shown: readonly string[]): string[] {
  return copies.filter((id) => !shown.includes(id));
}

function newCopiesText(since: string, ids: readonly string[]): string {
  const [first, ...more] = ids;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `Since ${since} another copy of this source was made: ${first}${others}.`;
}

/** By code: numbers within a message change while an initialization goes on. */
function newWarning(before: readonly string[], now: readonly Finding[]): Finding | undefined {
  return now.find(({ level, code }) => level === 'warn' && !before.includes(code));
}

function dearerNow(before: SealedPrice | undefined, now: SealedPrice | undefined): Difference[] {
  // What was not said to cost anything may cost anything.
  if (!now || (before && now.cents <= before.cents)) return [];
  return [{ field: 'price', now: `${now.cents / 100} USD a month` }];
}

/**
 * The account's default key, or whether it encrypts by default, may have been changed since. What could not be read now
 * differs in nothing.
 */
function encryptedOtherwise(before: ShownEncryption | undefined, { first, planned }: MadePlan): Difference[] {
  if (!before) return [];
  const { encrypted, key } = encryptionOf(planned.plan);
  const isDefaultRead = first.encryptionByDefault !== undefined;
  // Without the default there is no key in a plan that does not ask for one.
  const hasOtherKey = first.defaultKey !== undefined && key !== before.key && (isDefaultRead || key !== '–');
  if (!(isDefaultRead && encrypted !== before.encrypted) && !hasOtherKey) return [];
  return [{ field: 'encryption', now: `${encrypted}, key ${key}` }];
}

function differenceText({ field, now }: Difference): string {
  if (field === 'request') return 'the request is another one';
  // A principal with whoever calls: it holds a key of the login, which is no word for a person.
  if (now.includes('\n')) return 'the caller is another one';
  return `${field} is now ${now || 'absent'}`;
}
