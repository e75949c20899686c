// What the calls of one process share. Types only.

import type { VolumeLookup } from '../volume/found-volumes.ts';
import type { WaitFor } from '../volume/reading/wait.ts';
import type { Control, Place, Reply } from './ec2.ts';

/** One call that waits for volumes. */
export interface WatchOrder extends Control {
  ids: readonly string[];
  goal: WaitFor;
  /** Local time, ms since the epoch, at which the last reading is the answer. */
  until: number;
  /** True when a reading ends the wait, reached or not. */
  ends(found: VolumeLookup): boolean;
  /** Called with each reading that does not. */
  tell(found: VolumeLookup): void;
}

/** What the calls of one process share, so that many of them cost EC2 what one does. */
export interface SharedReads {
  /** One poll for all waiting calls of a place. */
  watch(place: Place, order: WatchOrder): Promise<Reply<VolumeLookup>>;
  /** Identical questions within a second are asked once; it is given up when nobody waits for the answer any more. */
  once<T>(
    question: string,
    caller: Control & { tell(message: string): void },
    ask: (control: Control, tell: (message: string) => void) => Promise<Reply<T>>,
  ): Promise<Reply<T>>;
}
