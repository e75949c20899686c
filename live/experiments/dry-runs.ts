// What a dry run of CopyVolumes answers, and what it looks at.
import {
  type Experiment,
  judge,
  type Lab,
  largestAccepted,
  type Outcome,
  observe,
  plainDryRunRefused,
} from '../experiment.ts';
import { textOf } from '../wire/reply.ts';

// Above every ceiling that was ever documented.
const ABSURD = { VolumeType: 'gp3', Iops: 10_000_000 };
// A key that every rule refuses.
const ABSURD_KEY = 300;
const PROBED_KEY_LENGTHS = [127, 128, 129];

/** Why dry runs say nothing about a parameter: they pass whatever it is, or are refused whatever it is. */
async function blind(lab: Lab, absurd: Record<string, string | number>): Promise<Outcome | undefined> {
  const refused = await plainDryRunRefused(lab);
  if (refused !== undefined) return refused;
  const outcome = judge(await lab.dryRun(absurd), (code) => observe(code, 'DryRunOperation'));
  if (outcome.kind !== 'observed') return outcome;
  if (!outcome.fits) return undefined;
  return { kind: 'open', why: 'Dry runs do not look at the parameters here; see dry-run-validates.' };
}

export const DRY_RUNS: readonly Experiment[] = [
  {
    id: 'dry-run-answer',
    group: 'reads',
    question: 'What does a dry run of CopyVolumes answer, and does it make a volume?',
    assumed: 'DryRunOperation 412, no volume',
    switch: 'dryRunCopies',
    async run(lab) {
      const reply = await lab.plainDryRun();
      return judge(reply, (code, answer) => {
        const made = textOf(answer, 'volumeId') === undefined ? 'no volume' : 'a volume';
        const observed = `${code} ${answer.status}, ${made}`;
        const turns = { [observed]: { dryRunCopies: true } };
        return observe(observed, this.assumed, made === 'a volume' ? turns : {});
      });
    },
  },
  {
    id: 'dry-run-validates',
    group: 'reads',
    question: 'Does a dry run look at the parameters (IOPS far above every ceiling)?',
    assumed: 'InvalidParameterValue',
    switch: 'validateBeforeDryRun',
    async run(lab) {
      const turns = { DryRunOperation: { validateBeforeDryRun: false } };
      const refused = await plainDryRunRefused(lab);
      if (refused !== undefined) return refused;
      return judge(await lab.dryRun(ABSURD), (code) => observe(code, this.assumed, turns));
    },
  },
  {
    id: 'gp3-floor',
    group: 'reads',
    question: 'What does gp3 do with 1,000 IOPS, below its documented floor of 3,000?',
    assumed: 'InvalidParameterValue',
    switch: 'gp3Floor',
    async run(lab) {
      const untold = await blind(lab, ABSURD);
      if (untold !== undefined) return untold;
      const turns = { DryRunOperation: { gp3Floor: 'lift' as const } };
      return judge(await lab.dryRun({ VolumeType: 'gp3', Iops: 1_000 }), (code) => observe(code, this.assumed, turns));
    },
  },
  {
    id: 'tag-key-length',
    group: 'reads',
    question: 'How long may a tag key be?',
    assumed: '128',
    switch: 'tagKeyLength',
    async run(lab) {
      const untold = await blind(lab, tagOf(ABSURD_KEY));
      if (untold !== undefined) return untold;
      const longest = await largestAccepted(PROBED_KEY_LENGTHS, 'DryRunOperation', (length) =>
        lab.dryRun(tagOf(length)),
      );
      if (typeof longest !== 'number') return longest;
      return observe(String(longest), this.assumed, { [String(longest)]: { tagKeyLength: longest } });
    },
  },
];

function tagOf(length: number): Record<string, string> {
  return { 'TagSpecification.1.Tag.2.Key': 'k'.repeat(length), 'TagSpecification.1.Tag.2.Value': '' };
}
