// A copy to try something on, with the original left alone.
import { copySteps, WATCH_COPY } from './copy-steps.ts';
import { PLACE, type Prompt, SOURCE } from './prompt.ts';

export const cloneForTest: Prompt = {
  name: 'clone-for-test',
  title: 'Clone a volume for a test',
  description: 'Rehearse, ask, copy once, watch, hand over',
  arguments: [SOURCE, ...PLACE],
  goal: 'Make one copy of an EBS volume for me to test on. The source and its instance stay as they are.',
  steps: (mode) =>
    copySteps(mode, [
      WATCH_COPY,
      'Hand over. Tell me the new id, its Availability Zone and `dataAsOf`, and give me the commands of `handOver` that attach it and later delete it. They are mine to run: this server neither attaches nor deletes. Say that it can be used now and is at full speed only after `initialization`, that it costs money until it is deleted, and give me `changeRecord` for the ticket.',
    ]),
};
