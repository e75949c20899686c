// What a dry run of CopyVolumes answers, and what it looks at.
import { type Experiment, judge, type Outcome, observe, type Unsent } from '../experiment.ts';
import { type Reply, textOf } from '../wire/reply.ts';

// Above every ceiling that was ever documented.
const ABSURD = { VolumeType: 'gp3', Iops: 10_000_000 };
// A key that every rule refuses.
const ABSURD_KEY = 300;
const PROBED_KEY_LENGTHS = [127, 128, 129];

const blind: Outcome = { kind: 'open', why: 'Dry runs do not look at the parameters here; see dry-run-validates.' };

export const DRY_RUNS: readonly Experiment[] = [
  {
    id: 'dry-run-answer',
    group: 'reads',
    question: 'What does a dry run of CopyVolumes answer, and does it make a volume?',
    assumed: 'DryRunOperation 412, no volume',
    switch: 'dryRunCopies',
    async run(lab) {
      const reply = await lab.dryRun({});
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
      const control = await lab.dryRun(ABSURD);
      if (passed(control)) return blind;
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
      const answer = async (length: number) => lab.dryRun(tagOf(length));
      const control = await answer(ABSURD_KEY);
      if (passed(control)) return blind;
      const unusable = judge(control, (code) => observe(code, code));
      if (unusable.kind !== 'observed') return unusable;
      const accepted: number[] = [];
      for (const length of PROBED_KEY_LENGTHS) {
        if (passed(await answer(length))) accepted.push(length);
      }
      const longest = Math.max(0, ...accepted);
      return observe(String(longest), this.assumed, { [String(longest)]: { tagKeyLength: longest } });
    },
  },
];

function passed(reply: Reply | Unsent): boolean {
  return 'code' in reply && reply.code === 'DryRunOperation';
}

function tagOf(length: number): Record<string, string> {
  return { 'TagSpecification.1.Tag.2.Key': 'k'.repeat(length), 'TagSpecification.1.Tag.2.Value': '' };
}
