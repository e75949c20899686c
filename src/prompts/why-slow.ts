// Why a copy is not at full speed, and until when.
import { PLACE, type Prompt } from './prompt.ts';

export const whySlow: Prompt = {
  name: 'why-slow',
  title: 'Why is this volume slow?',
  description: 'Why a copy is not at full speed, and until when',
  arguments: [{ name: 'volume', description: 'Volume id', required: true }, ...PLACE],
  goal: 'Find out why an EBS volume is slow, and until when. Change nothing.',
  steps: () => [
    'Read it. Call `get_volume_status` with its id in `VolumeIds`, and if it has a `SourceVolumeId`, call once more with both ids.',
    'Judge in this order. (a) `healthy` is false: its checks report trouble; `verdict` says which. (b) `initialization` is not finished: until then a copy is only as fast as the lowest of the source, the copy and the baseline that EC2 gives every copy; tell me the percent and the range of time left, and that it is an estimate. (c) `verdict` speaks of a modification: its speed lies between the old settings and the new. (d) `VolumeType`, `Iops` or `Throughput` are lower than those of the source: that is usual when the copy was asked for without `VolumeType`. (e) `fullSpeed` is true: as far as EC2 shows, it is not the volume. Then the limits of its instance, burst credits or the workload are left, which CloudWatch shows and this server cannot read. If a reading is absent, say that it is not known.',
    'If I want to wait, call with `waitFor: initialized` and `waitSeconds: 45`, and not again before `wait.askAgainAfterSeconds` have passed.',
    'Hand over one paragraph: the reason and what shows it, until when, and what I can do meanwhile. Do not propose another copy of it as a cure: that one begins its own initialization, and EC2 refuses it until this one is done.',
  ],
};
