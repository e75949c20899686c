// The steps that every copy takes, from finding the source to the one send.
import type { Mode } from '../consent/limits-table.ts';

const FIND_SOURCE =
  'Find the source. Call `get_volume_status` with `VolumeIds` for a volume id, or with `attachedTo` for an instance. If several volumes fit, list each with `VolumeId`, `Size`, `VolumeType`, device and Name, and ask me which one; do not guess. If none fits, tell me what `searched` says and ask me.';

const REHEARSE =
  'Rehearse. Call `copy_volume` with the arguments that `next` proposes, change only what I ask for, and leave `DryRun` out. Without `VolumeType` EC2 chooses the type, often another than the source has. On `would_be_refused` tell me what blocks the copy; if the fix of that finding still gives me what I want, apply it and rehearse again.';

const SHOW =
  'Show me the plan: `changes` between source and copy, `cost` a month and a day, `initialization`, each of the `findings`, and `notProven`. If the instance has more volumes, say that a copy of one is not consistent with the others.';

const ASK: Readonly<Record<Exclude<Mode, 'plan'>, string>> = {
  ask: 'Ask me whether to copy, and wait for my yes. After it the server asks once more, in a form or on a page that only I can answer.',
  auto: 'Ask me whether to copy, and wait for my yes to this very plan. The server will not ask again: your next call makes the volume and its cost.',
};

const COPY: Readonly<Record<Exclude<Mode, 'plan'>, string>> = {
  ask: 'Copy once. Make the call of `next` that has `DryRun: false` and the `ClientToken` of the rehearsal, unchanged. On `approval_needed` tell me where to answer, then make the call in `next`. On `declined` stop.',
  auto: 'Copy once. Make the call of `next` that has `DryRun: false` and the `ClientToken` of the rehearsal, unchanged.',
};

const AFTER_COPY =
  'On `unknown` make only the call in `next`: never another `ClientToken` for the same copy. Otherwise repeat a call only as `error.retry` says.';

const STOP =
  'Stop there. This server only rehearses, so do not call it with `DryRun: false`. Give me the plan, and say that the copy itself takes a server whose operator allows real copies.';

export const WATCH_COPY =
  'Watch it. Call `get_volume_status` with the new id in `VolumeIds`, `waitFor: available` and `waitSeconds: 30`, until `wait.reached` is true. If `wait.stillPossible` is false, stop and tell me `wait.why`.';

/** Find, rehearse, show, then the copy as `mode` has it; `afterCopy` follows where there can be a copy. */
export function copySteps(mode: Mode, afterCopy: readonly string[]): string[] {
  const plan = [FIND_SOURCE, REHEARSE, SHOW];
  return mode === 'plan' ? [...plan, STOP] : [...plan, ASK[mode], `${COPY[mode]} ${AFTER_COPY}`, ...afterCopy];
}
