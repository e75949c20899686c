// One run: the experiments in order, each with what was sent and answered, and everything removed in the end.
import { MOST_MS } from './cost.ts';
import type { Experiment, Outcome } from './experiment.ts';
import { EXPERIMENTS } from './experiments/catalogue.ts';
import { createLab, type Exchange } from './lab.ts';
import { removeVolumes } from './remove-volumes.ts';
import type { Edges, RunPlan } from './run-plan.ts';

export interface Result {
  experiment: Experiment;
  outcome: Outcome;
  exchanges: readonly Exchange[];
  /** Exchanges beyond those that are kept. */
  omitted: number;
}

export interface RunResults {
  results: readonly Result[];
  /** Volumes that could not be removed, or what else may be left. */
  left: readonly string[];
  /** Experiments that were not begun since somebody stopped the run; absent where nobody did. */
  notBegun?: number;
}

/** The experiments that a plan asks for, in order. */
export function chosen({ creates, bursts, only }: RunPlan): Experiment[] {
  return EXPERIMENTS.filter(
    ({ id, group }) =>
      (only.length === 0 || only.includes(id)) &&
      (group === 'reads' || (group === 'creates' && creates) || (group === 'bursts' && bursts)),
  );
}

export async function runExperiments(plan: RunPlan, edges: Edges): Promise<RunResults> {
  const deadline = edges.now() + MOST_MS;
  const lab = createLab(plan, edges, deadline);
  const experiments = chosen(plan);
  const results: Result[] = [];
  let wasStopped = false;
  let left: readonly string[] = [];
  try {
    for (const experiment of experiments) {
      if (edges.stopped()) break;
      lab.begin();
      const outcome = await runOne(experiment, lab);
      results.push({ experiment, outcome, ...lab.recorded() });
      edges.progress(`${experiment.id}: ${outcome.kind === 'observed' ? outcome.observed : outcome.why}`);
    }
    // A stop during the removal takes nothing away.
    wasStopped = edges.stopped();
  } finally {
    if (lab.sentCreates()) {
      const removed = await removeVolumes({
        run: plan.run,
        known: lab.made(),
        isHere: true,
        ask: edges.send,
        sleep: edges.sleep,
        journal: edges.journal,
        note: edges.progress,
        now: edges.now,
        deadline,
      });
      left = removed.left;
    }
  }
  return { results, left, ...(wasStopped ? { notBegun: experiments.length - results.length } : {}) };
}

/** Once the time is up the lab sends nothing more; an experiment that only reads what was followed still ends well. */
async function runOne(experiment: Experiment, lab: ReturnType<typeof createLab>): Promise<Outcome> {
  try {
    return await experiment.run(lab);
  } catch (error) {
    return { kind: 'open', why: (error as Error).message };
  }
}
