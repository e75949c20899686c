// A rehearsal: the plan, EC2's own dry run, and what the record of real copies says about this very request.
import { type Clocks, mayConcludeNotMade, nextStep, type SendRecord } from '../consent/send-states.ts';
import { intentKeyOf } from '../consent/world.ts';
import type { Trust } from '../ports/state.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';
import { unreadCopy } from '../volume/answers/copy-refused.ts';
import { answerRehearsal, mayBeSealed } from '../volume/answers/rehearsal-answer.ts';
import type { Finding } from '../volume/rules/finding.ts';
import { auditNotWritable, recordNotKept, sendUnresolved } from '../volume/rules/record-findings.ts';
import { issueToken } from './issue-token.ts';
import { lookForCopy } from './look-for-copy.ts';
import { type CopyCall, type MadePlan, makePlan, stampedFor } from './make-plan.ts';

export async function rehearseCopy(call: CopyCall): Promise<CopyResult> {
  const { deps, place, request, args } = call;
  const made = await makePlan(call, true);
  if (!made.ok) return unreadCopy(true, made.failure, place, deps.ec2.knownCaller(place)?.account);
  const { planned, dryRun = { findings: [] } } = made.value;
  // A server that only rehearses keeps no record and hands out no token.
  const mayCopy = deps.settings.mode !== 'plan';
  const record = mayCopy ? await readRecord(call, made.value) : { findings: [] };
  const whole = { ...planned, plan: { ...planned.plan, findings: [...record.findings, ...planned.plan.findings] } };
  const sealed = mayCopy && record.issue === true && mayBeSealed(whole, dryRun);
  const issued = sealed ? await issueToken(call, made.value) : undefined;
  return answerRehearsal(whole, dryRun, {
    args,
    request: issued === undefined ? request : stampedFor(deps, request, issued.token),
    mayCopy,
    ...(issued ? { issued } : {}),
    ...(record.unresolved ? { unresolved: record.unresolved.token } : {}),
  });
}

interface RecordState {
  findings: Finding[];
  /** Whether a new token may be handed out. */
  issue?: boolean;
  /** A send of this very request whose end is not known: only its own token repeats it. */
  unresolved?: SendRecord;
}

async function readRecord(call: CopyCall, made: MadePlan): Promise<RecordState> {
  const { deps } = call;
  const audit = await deps.audit.check().then(
    () => [],
    () => [auditNotWritable()],
  );
  try {
    const trust: Trust = await deps.sends.trust();
    if (!trust.kept) return { findings: [recordNotKept(trust.why, trust.cure), ...audit] };
    const unresolved = await findUnresolved(call, made);
    return unresolved
      ? { findings: [sendUnresolved(unresolved.token), ...audit], unresolved }
      : { findings: audit, issue: true };
  } catch {
    return { findings: [recordNotKept('The record of what was sent cannot be read.'), ...audit] };
  }
}

/** The send of this intent that may have made a volume that nobody has seen; looked for once more by its tag. */
async function findUnresolved(
  { deps, place, request, options }: CopyCall,
  made: MadePlan,
): Promise<SendRecord | undefined> {
  const record = await deps.sends.byIntent(intentKeyOf(request, made.world));
  if (!record || record.end?.kind === 'copied') return undefined;
  const { token, claim } = record;
  const look = await lookForCopy(deps, place, record, options.deadline);
  if (look.volume?.VolumeId) {
    const { VolumeId, CreateTime } = look.volume;
    await deps.sends.finish(token, claim.n, { kind: 'copied', VolumeId, ...(CreateTime ? { CreateTime } : {}) });
    return undefined;
  }
  const ec2Now = deps.ec2.clock();
  const clocks: Clocks = { local: deps.now(), ...(ec2Now === undefined ? {} : { ec2: ec2Now }) };
  const step = nextStep(record, { request, world: made.world }, clocks);
  // Without our tag nothing can be seen: then only EC2's forgetting ends it.
  const isOver = deps.settings.stamp ? look.complete && mayConcludeNotMade(record, clocks) : step.do === 'look-only';
  if (step.do === 'wait' || !isOver) return record;
  await deps.sends.finish(token, claim.n, { kind: 'not-made' });
  return undefined;
}
