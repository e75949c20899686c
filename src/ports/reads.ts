// What the calls of one process share, so that many of them cost EC2 what one does. Types only.

import type { VolumeLookup } from '../volume/found-volumes.ts';
import type { WaitFor } from '../volume/reading/wait.ts';
import type { Control, Place, Reply } from './ec2.ts';

/** One call that waits for volumes. */
export interface WaitRequest extends Control {
  ids: readonly string[];
  goal: WaitFor;
  /** Local time, ms since the epoch, at which the last reading is the answer. */
  until: number;
}

/** What one reading tells a call of its volumes. */
export interface WaitReading extends VolumeLookup {
  /** Tells the reading apart: when it was taken, local time in ms since the epoch. */
  takenAt: number;
  /** Ids of all volumes in it, also of other calls, but of those that are going. */
  readTogether: readonly string[];
}

/** A new reading of its volumes, or why there is none. */
export interface WaitUpdate {
  reply: Reply<WaitReading>;
  /** Nothing comes after it. */
  final: boolean;
}

export interface Registration {
  /** The next update, also when it came before it was asked for. Rejects with a bug of the poll. */
  next(): Promise<WaitUpdate>;
  leave(): void;
}

export interface SharedReads {
  /** One poll for all waiting calls of a place. A call that has its answer leaves. */
  register(place: Place, request: WaitRequest): Registration;
  /**
   * Identical requests within a second are sent once; it is given up when nobody waits for the reply any more. A good
   * reply is given for `keptMs` from its start to who comes when it is there already; 0 unless told.
   */
  once<T>(
    key: string,
    caller: Control & { notify(message: string): void },
    send: (control: Control, notify: (message: string) => void) => Promise<Reply<T>>,
    keptMs?: number,
  ): Promise<Reply<T>>;
}
