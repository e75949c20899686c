// What a call is handed over HTTP: what all share, in the name of its caller, with the time that others took.
import type { Deps } from '../../ports/tool.ts';
import type { Subject } from './auth/subject.ts';
import { nameOf } from './handle-request.ts';
import { createStopwatch, measured, type Stopwatch } from './stopwatch.ts';

export interface RequestDeps {
  deps: Deps;
  ec2: Stopwatch;
  store: Stopwatch;
}

const EC2_REQUESTS = [
  'locate',
  'copyVolumes',
  'rehearseCopy',
  'describeVolumes',
  'describeVolumeStatus',
  'describeVolumesModifications',
  'describeInstances',
  'encryptionByDefault',
  'defaultKey',
  'callerIdentity',
] as const;
const SEND_REQUESTS = [
  'trust',
  'byToken',
  'byIntent',
  'claims',
  'claim',
  'holds',
  'finish',
  'reserve',
  'release',
  'count',
] as const;

/** `now`: milliseconds of a clock that never goes back. */
export function depsOfRequest(
  shared: Deps,
  { requestId, subject }: { requestId: string; subject: Subject },
  now: () => number,
): RequestDeps {
  const [ec2, store] = [createStopwatch(now), createStopwatch(now)];
  const named = { requestId, ...nameOf(subject) };
  const { rehearsesBecause } = subject;
  const settings =
    rehearsesBecause === undefined ? shared.settings : { ...shared.settings, mode: 'plan' as const, rehearsesBecause };
  const deps: Deps = {
    ...shared,
    settings,
    ec2: measured(shared.ec2, EC2_REQUESTS, ec2),
    sends: measured(shared.sends, SEND_REQUESTS, store),
    plans: measured(shared.plans, ['issue', 'find'], store),
    planKey: () => store.measure(shared.planKey),
    audit: {
      check: () => shared.audit.check(),
      write: (line) => shared.audit.write({ ...line, ...named }),
      // Equal lines are counted, so that a request's own id would keep them apart.
      writeCounted: (line) => shared.audit.writeCounted({ ...line, ...nameOf(subject) }),
    },
  };
  return { deps, ec2, store };
}
