// The facts of a rehearsal's answer, before they become text and structure.

import type { CopyVolumesRequest } from '../aws-records.ts';
import type { DryRunResult } from '../plan/dry-run.ts';
import { present } from '../reading/present.ts';
import type { VolumeSummary } from '../reading/summary.ts';
import type { Finding } from '../rules/finding.ts';
import { blocks } from '../rules/finding.ts';
import type { CopyArgs, CopyResult, Planned } from './copy-answer.ts';
import { NOTHING, planFacts, summarizeCopy, UNKNOWN } from './copy-answer.ts';
import { type IssuedToken, isHeldBack, isShownByVolumes, listNext, placeOf } from './copy-next.ts';
import { handOverSnapshot, handOverSnapshots } from './hand-over/hand-over.ts';
import type { HandOver } from './result-parts.ts';

export interface RehearsalFacts {
  args: CopyArgs;
  /** What would be sent; with the token and our tags, which hold it, when there is one. */
  request: CopyVolumesRequest;
  /** The token that the real copy carries, and when it ends (ms since the epoch); absent when there is none. */
  issued?: IssuedToken;
  /** A send of this very copy whose end is not known, and the call that repeats it. */
  unresolved?: { token: string; args: CopyArgs; mayBeSent: boolean };
  /** Whether this server makes real copies. */
  mayCopy: boolean;
}

/** Whether this plan carries a token: whoever loses type or performance by an omission has not decided yet. */
export function mayBeSealed({ plan }: Planned, dryRun: DryRunResult): boolean {
  const findings = [...plan.findings, ...dryRun.findings];
  return !dryRun.volumes && !dryRun.error && !blocks(findings) && !losesSomething(findings);
}

export function answerRehearsal(planned: Planned, dryRun: DryRunResult, facts: RehearsalFacts): CopyResult {
  const { args, issued } = facts;
  const token = issued?.token;
  const shared = {
    ...planFacts({ ...planned, plan: { ...planned.plan, findings: [...planned.plan.findings, ...dryRun.findings] } }),
    dryRun: true,
  };
  if (dryRun.volumes) {
    return {
      ...shared,
      outcome: 'unknown',
      Volumes: dryRun.volumes.flatMap((volume) => summarizeCopy(volume)),
      summary: `${UNKNOWN} The endpoint answered the dry run like a real copy.`,
      ...(dryRun.error ? { error: dryRun.error } : {}),
      next: [
        {
          tool: 'get_volume_status',
          arguments: { copiesOf: args.SourceVolumeId, ...placeOf({ ...args, Region: planned.place.region }) },
          why: 'shows whether a copy exists',
        },
      ],
    };
  }
  if (dryRun.error)
    return { ...shared, outcome: 'failed', summary: `${NOTHING} ${dryRun.error.meaning}`, error: dryRun.error };
  const findings = shared.findings ?? [];
  const would = !blocks(findings);
  const warned = findings.some((one) => one.level === 'warn');
  return {
    ...shared,
    outcome: would ? 'would_copy' : 'would_be_refused',
    Request: { ...facts.request, ...(token ? { ClientToken: token } : {}) },
    summary: would
      ? `${NOTHING} EC2's dry run succeeded, and ${isHeldBack(findings) ? 'nothing but this server blocks this copy: real copies are refused for now.' : 'nothing blocks this copy.'}${warned ? ' Read the warnings first.' : ''}`
      : `${NOTHING} This copy would be refused: ${findings[0]?.message ?? ''}`,
    next: listNext({
      args,
      findings,
      mayCopy: facts.mayCopy,
      ...(planned.at === undefined ? {} : { source: { ...present({ Tags: planned.source.Tags }), at: planned.at } }),
      ...(issued ? { issued } : {}),
      ...(facts.unresolved ? { unresolved: facts.unresolved } : {}),
    }),
    handOver: handOverSnapshotsOf(args.SourceVolumeId, planned, findings, would ? ALSO : insteadOf(findings)),
  };
}

/**
 * The way by snapshots; `why` is absent where only the other volumes of the instance ask for it. Only its owner takes
 * snapshots of a shared volume.
 */
function handOverSnapshotsOf(
  source: string,
  planned: Planned,
  findings: readonly Finding[],
  why: string | undefined,
): HandOver[] {
  if (findings.some(({ code }) => code === 'source-of-another-account')) return [];
  const instance = instanceOf(findings, planned.source);
  if (instance) {
    const purpose = `snapshots of all volumes of its instance at one moment${why ?? ''}`;
    return [handOverSnapshots(instance, planned.place, purpose)];
  }
  return why === undefined ? [] : [handOverSnapshot(source, planned.place, `a snapshot${why}`)];
}

const ALSO = ', for another zone or as a backup too: a copy stays in its zone';

function losesSomething(findings: readonly Finding[]): boolean {
  return findings.some((one) => one.code === 'type-defaults-to-gp2' || one.code === 'performance-not-inherited');
}

// A block that lasts longer than this offers the snapshot route.
const LONG_SECONDS = 600;

/** Why a snapshot instead of a copy that is blocked, where it is the way round that. */
function insteadOf(findings: readonly Finding[]): string | undefined {
  const blocking = findings.filter((one) => one.level === 'block');
  if (blocking.some((one) => one.fix?.snapshot)) return ' instead, since EC2 does not copy there';
  return blocking.some((one) => isShownByVolumes(one) && (one.fix?.afterSeconds ?? 0) > LONG_SECONDS)
    ? ' instead, where that wait is too long'
    : undefined;
}

/** The instance whose volumes belong together, when there are others on it. */
function instanceOf(findings: readonly Finding[], source: VolumeSummary): string | undefined {
  return findings.some((one) => one.code === 'other-volumes-on-instance') ? source.instance?.id : undefined;
}
