// Every experiment in the order in which they run, and the switches that none can judge.
import type { Switches } from '../../src/simulator/world/switches.ts';
import type { Experiment } from '../experiment.ts';
import { BURSTS } from './bursts.ts';
import { CEILING_EXPERIMENTS } from './ceilings.ts';
import { COPIES } from './copies.ts';
import { DESCRIBE_CODES } from './describe-codes.ts';
import { DRY_RUN_CODES } from './dry-run-codes.ts';
import { DRY_RUNS } from './dry-runs.ts';
import { KEYS } from './keys.ts';
import { LIMITS } from './limits.ts';
import { LISTS } from './lists.ts';
import { TIMELINES } from './timelines.ts';
import { TOKENS } from './tokens.ts';

/** The one copy that is followed to its end comes last: it takes what is left of the time. */
export const EXPERIMENTS: readonly Experiment[] = [
  ...DRY_RUNS,
  ...DRY_RUN_CODES,
  ...CEILING_EXPERIMENTS,
  ...DESCRIBE_CODES,
  ...LISTS,
  ...LIMITS,
  ...BURSTS,
  ...COPIES,
  ...TOKENS,
  ...KEYS,
  ...TIMELINES,
];

/** Switches without an experiment, and why. */
export const NOT_TRIED: Readonly<Partial<Record<keyof Switches, string>>> = {
  quotas: 'It takes 50 TiB or 100,000 IOPS of an account to meet a quota; what passes would cost more than a run may.',
};
