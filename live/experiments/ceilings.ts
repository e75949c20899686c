// The ceilings of volume types, by dry runs: the largest value that is accepted.
import {
  type Experiment,
  type Lab,
  largestAccepted,
  type Outcome,
  observe,
  plainDryRunRefused,
} from '../experiment.ts';
import type { Params } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';

interface Ceiling {
  id: string;
  question: string;
  /** Rising; the documented ceiling and the value above it are the last two. */
  probes: readonly number[];
  params(probe: number): Params;
}

// EC2 API reference, CopyVolumes, 2026-11; the smaller probes are ceilings of earlier years.
const CEILINGS: readonly Ceiling[] = [
  {
    id: 'gp3-iops',
    question: 'How many IOPS may gp3 have?',
    probes: [16_000, 64_000, 80_000, 80_001],
    params: (Iops) => ({ VolumeType: 'gp3', Size: 1_000, Iops }),
  },
  {
    id: 'gp3-throughput',
    question: 'How much throughput may gp3 have (MiB/s)?',
    probes: [1_000, 2_000, 2_001],
    params: (Throughput) => ({ VolumeType: 'gp3', Size: 1_000, Iops: 16_000, Throughput }),
  },
  {
    id: 'gp3-size',
    question: 'How large may gp3 be (GiB)?',
    probes: [16_384, 65_536, 65_537],
    params: (Size) => ({ VolumeType: 'gp3', Size }),
  },
  {
    id: 'gp3-iops-per-gib',
    question: 'How many IOPS may gp3 have at 20 GiB (500 a GiB)?',
    probes: [6_000, 10_000, 10_001],
    params: (Iops) => ({ VolumeType: 'gp3', Size: 20, Iops }),
  },
  {
    id: 'io2-iops',
    question: 'How many IOPS may io2 have?',
    probes: [64_000, 256_000, 256_001],
    params: (Iops) => ({ VolumeType: 'io2', Size: 1_000, Iops }),
  },
  {
    id: 'io1-iops',
    question: 'How many IOPS may io1 have?',
    probes: [32_000, 64_000, 64_001],
    params: (Iops) => ({ VolumeType: 'io1', Size: 2_000, Iops }),
  },
];

export const CEILING_EXPERIMENTS: readonly Experiment[] = CEILINGS.map((ceiling) => ({
  id: `ceiling-${ceiling.id}`,
  group: 'reads',
  question: ceiling.question,
  assumed: String(ceiling.probes.at(-2)),
  run: (lab) => probe(lab, ceiling),
}));

async function probe(lab: Lab, { probes, params }: Ceiling): Promise<Outcome> {
  const size = Number(childText(await lab.anyVolume(), 'size') ?? 1);
  if (size > Number(params(probes[0] ?? 0).Size)) return { kind: 'open', why: 'The source is larger than the probe.' };
  const refused = await plainDryRunRefused(lab);
  if (refused !== undefined) return refused;
  const accepted = await largestAccepted(probes, 'DryRunOperation', (value) => lab.dryRun(params(value)));
  if (typeof accepted !== 'number') return accepted;
  // The last probe is above what is documented: where it passes, dry runs may not look at the value at all.
  const observed = accepted === probes.at(-1) ? `${accepted} or more` : String(accepted);
  return observe(observed, String(probes.at(-2)));
}
