// Every experiment in the order in which they run, and the switches that none can judge.
import type { Switches } from '../../src/simulator/world/switches.ts';
import type { Experiment } from '../experiment.ts';
import { BURSTS } from './bursts.ts';
import { COPIES } from './copies.ts';
import { DRY_RUNS } from './dry-runs.ts';
import { KEYS } from './keys.ts';
import { LISTS } from './lists.ts';
import { ONE_REQUEST } from './one-request.ts';
import { TIMELINES } from './timelines.ts';

/** The one copy that is followed to its end comes last: it takes what is left of the time. */
export const EXPERIMENTS: readonly Experiment[] = [
  ...DRY_RUNS,
  ...ONE_REQUEST,
  ...LISTS,
  ...BURSTS,
  ...COPIES,
  ...KEYS,
  ...TIMELINES,
];

/** Switches without an experiment, and why. */
export const NOT_TRIED: Readonly<Partial<Record<keyof Switches, string>>> = {
  quotas: 'It takes 50 TiB or 100,000 IOPS of an account to meet a quota; what passes would cost more than a run may.',
};
