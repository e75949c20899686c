// A rehearsal: the plan, EC2's own dry run, and what the record of real copies says about this very request.
import type { SendRecord } from '../consent/send-states.ts';
import { isKnown } from '../consent/world.ts';
import type { IssuedPlan } from '../ports/state.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';
import { answerRehearsal, mayBeSealed } from '../volume/answers/rehearsal-answer.ts';
import { unreadCopy } from '../volume/answers/unsent-answer.ts';
import { auditNotWritable, recordNotKept } from '../volume/plan/record-findings.ts';
import type { Finding } from '../volume/rules/finding.ts';
import { issueToken } from './issue-token.ts';
import { type CopyCall, type MadePlan, makePlan, stampedFor } from './make-plan.ts';
import { addRecordFacts, mayBeRepeated, repetitionArgs, sendsOfCopy } from './record-facts.ts';
import { resolveSend } from './sending/resolve-send.ts';
import { StateProblem, watchState } from './state-problems.ts';

export async function rehearseCopy(given: CopyCall): Promise<CopyResult> {
  // A rehearsal begins another copy: the token of an earlier one is not its own.
  const { token: _, ...rest } = given;
  const call: CopyCall = { ...rest, deps: watchState(given.deps) };
  const { deps, place, request, args } = call;
  const read = await makePlan(call, true);
  if (!read.ok) return unreadCopy(true, read.failure, place, deps.ec2.knownCaller(place)?.account);
  // A server that only rehearses keeps no record and hands out no token.
  const mayCopy = deps.settings.mode !== 'plan';
  const { made, findings, issued, unresolved } = mayCopy
    ? await consultRecord(call, read.value)
    : { made: read.value, findings: [] };
  const { planned, dryRun } = made;
  const whole = { ...planned, plan: { ...planned.plan, findings: [...findings, ...planned.plan.findings] } };
  return answerRehearsal(whole, dryRun, {
    args,
    request: issued ? stampedFor(deps, request, issued.token) : request,
    mayCopy,
    ...(issued ? { issued: { ...issued, isNameless: !isKnown(made.world) } } : {}),
    ...(unresolved
      ? {
          unresolved: {
            token: unresolved.token,
            args: repetitionArgs(unresolved, call),
            mayBeSent: mayBeRepeated(unresolved, deps),
          },
        }
      : {}),
  });
}

interface Consulted {
  made: MadePlan;
  /** What stands against a real copy beside the plan. */
  findings: Finding[];
  issued?: Pick<IssuedPlan, 'token' | 'expiresAt'>;
  /** A send of this very copy whose end is not known: only its own token repeats it. */
  unresolved?: SendRecord;
}

async function consultRecord(call: CopyCall, plan: MadePlan): Promise<Consulted> {
  const { deps } = call;
  const findings = await deps.audit.check().then(
    () => [],
    () => [auditNotWritable()],
  );
  try {
    const trust = await deps.sends.trust();
    if (!trust.kept) return { made: plan, findings: [recordNotKept(trust.why, trust.cure), ...findings] };
    const recorded = await addRecordFacts(call, await resolveEarlier(call, plan), undefined);
    const { made } = recorded;
    // No token for a real copy that is certain to be refused.
    const maySeal = findings.length === 0 && mayBeSealed(made.planned, made.dryRun);
    return { ...recorded, findings, ...(maySeal ? { issued: await issueToken(call, made, true) } : {}) };
  } catch (problem) {
    if (!(problem instanceof StateProblem)) throw problem;
    const { why, cure } = problem.trust;
    return { made: plan, findings: [recordNotKept(why, cure), ...findings] };
  }
}

/**
 * Looks once more for what an earlier send of this copy made, when that is not known. What is found out then, a copy
 * or a place of the day, changes the plan.
 */
async function resolveEarlier(call: CopyCall, plan: MadePlan): Promise<MadePlan> {
  const earlier = await sendsOfCopy(call.deps, call.request, plan);
  const record = earlier.find(({ end }) => end === undefined || end.kind === 'unclear');
  if (!record) return plan;
  const { is } = await resolveSend(call, record, true);
  if (is !== 'copied' && is !== 'not-made') return plan;
  const again = await makePlan(call, false);
  return again.ok ? { ...again.value, dryRun: plan.dryRun } : plan;
}
