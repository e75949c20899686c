// A copy to go back to, and the moment from which the change may start.
import { copySteps, WATCH_COPY } from './copy-steps.ts';
import { PLACE, type Prompt, SOURCE } from './prompt.ts';

const PAUSE =
  'Ask me first whether writes should be paused, for example by a backup mode of the database or a frozen file system: a copy holds what is on the volume at one moment, and nothing of what an application still has in memory. The pause is needed only until the real copy is answered.';

export const copyBeforeChange: Prompt = {
  name: 'copy-before-change',
  title: 'Copy a volume before a change',
  description: 'Makes the copy to go back to; says when the change may start',
  arguments: [SOURCE, ...PLACE],
  goal: 'Make one copy of an EBS volume that I can go back to, and tell me from when on I may start my change.',
  steps: (mode) => [
    ...(mode === 'plan' ? [] : [PAUSE]),
    ...copySteps(mode, [
      `${WATCH_COPY} Say that I may start once \`sourceMayChange\` of the copy is true, and name \`dataAsOf\`: what I change from now on does not reach the copy. Say it at no earlier outcome, and not while the copy is creating. Full speed is not needed for it.`,
      'Hand over. Tell me the new id, its Availability Zone and `dataAsOf`, and how to go back: stop the instance, detach the changed volume, attach the copy as the same device, with the command of `handOver`. Say that the copy is in the same Availability Zone as its source and so protects from a bad change, not from the loss of the zone. Give me the command that deletes it once the change has proved itself, and `changeRecord` for the ticket.',
    ]),
  ],
};
