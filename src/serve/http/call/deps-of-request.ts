// What a call is handed over HTTP: what all share, in the name of its caller, with the time that others took.
import type { Deps, Settings } from '../../../ports/tool.ts';
import type { Subject } from '../auth/subject.ts';
import { nameOf } from '../handle-request.ts';
import { ec2InName, type RoleRules } from './ec2-in-name.ts';
import { questionsOfSubject } from './questions-of-subject.ts';
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
  'byPlace',
  'ofSource',
  'claims',
  'claim',
  'holds',
  'finish',
  'reserve',
  'release',
  'count',
] as const;

/** But to wait for a change, which a person makes. */
const QUESTION_REQUESTS = ['find', 'byId', 'recent', 'begin', 'changeIf', 'useAnswer', 'change'] as const;

/** `now`: milliseconds of a clock that never goes back. */
export function createRequestDeps(
  shared: Deps,
  roles: RoleRules,
  now: () => number,
): (request: { requestId: string; subject: Subject }) => RequestDeps {
  const settingsOf = createSettings(shared.settings);
  return ({ requestId, subject }) => {
    const [ec2, store] = [createStopwatch(now), createStopwatch(now)];
    return { deps: depsOf({ shared, roles, settingsOf, requestId, subject, ec2, store }), ec2, store };
  };
}

/** The same object for the same reason: schemas are kept with the settings that they are made for. */
function createSettings(settings: Settings): (rehearsesBecause: string | undefined) => Settings {
  const known = new Map<string, Settings>();
  return (rehearsesBecause) => {
    if (rehearsesBecause === undefined) return settings;
    const own = known.get(rehearsesBecause) ?? { ...settings, mode: 'plan', rehearsesBecause };
    known.set(rehearsesBecause, own);
    return own;
  };
}

interface Parts {
  shared: Deps;
  roles: RoleRules;
  settingsOf: ReturnType<typeof createSettings>;
  requestId: string;
  subject: Subject;
  ec2: Stopwatch;
  store: Stopwatch;
}

function depsOf({ shared, roles, settingsOf, requestId, subject, ec2, store }: Parts): Deps {
  const named = { requestId, ...nameOf(subject) };
  return {
    ...shared,
    ...(subject.kind === 'nobody' ? {} : { subject: subject.key }),
    settings: settingsOf(subject.rehearsesBecause),
    ec2: ec2InName(measured(shared.ec2, EC2_REQUESTS, ec2), subject, roles),
    sends: measured(shared.sends, SEND_REQUESTS, store),
    plans: measured(shared.plans, ['issue', 'find'], store),
    planKey: () => store.measure(shared.planKey),
    questions: questionsOfSubject(measured(shared.questions, QUESTION_REQUESTS, store), subject.key),
    audit: {
      check: () => shared.audit.check(),
      write: (line) => shared.audit.write({ ...line, ...named }),
      // Equal lines are counted, so that a request's own id would keep them apart.
      writeCounted: (line) => shared.audit.writeCounted({ ...line, ...nameOf(subject) }),
    },
  };
}
