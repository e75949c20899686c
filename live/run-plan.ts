// What a run is to do, and the outside world it does it in.
import type { Use } from './experiment.ts';
import type { Journal } from './journal.ts';
import type { Send } from './wire/send.ts';

export interface RunPlan {
  /** Names the journal and is the value of the tag on everything that is made. */
  run: string;
  account: string;
  region: string;
  /** Experiments that make volumes run too. */
  creates: boolean;
  /** Experiments that use up the request rate run too. */
  bursts: boolean;
  /** Ids of the only experiments to run; empty means all. */
  only: readonly string[];
  uses: Readonly<Partial<Record<Use, string>>>;
}

/** The outside world of a run. Times in ms since the epoch. */
export interface Edges {
  send: Send;
  journal: Journal;
  now(): number;
  sleep(ms: number): Promise<void>;
  /** True once somebody has asked for the end. */
  stopped(): boolean;
  progress(line: string): void;
}
