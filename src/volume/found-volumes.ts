// What a lookup of volumes found at EC2, before it is judged and worded.

import type { Instance, Modification, Volume, VolumeStatus } from './aws-records.ts';
import type { Failure } from './errors/failure.ts';

export interface VolumeLookup {
  volumes: Volume[];
  statuses: ReadonlyMap<string, VolumeStatus>;
  /** When those statuses were read that are older than `at`: EC2's clock, ms since the epoch. */
  rowsReadAt?: ReadonlyMap<string, number>;
  /** Asked for when the question is about few volumes. */
  modifications?: ReadonlyMap<string, Modification>;
  /** Absent when they were read or not asked for. */
  modificationFailure?: Failure;
  /** Sources of copies that are being initialized, when they are few. */
  sources?: ReadonlyMap<string, Volume>;
  instances: Instance[];
  /** Ids that EC2 does not know here (yet). */
  missing: string[];
  /** Absent when the statuses were read. */
  statusFailure?: Failure;
  nextToken?: string;
  /** False when the search stopped before the end. */
  complete: boolean;
  /** How many volumes were looked at one by one, because EC2 has no filter for the question. */
  looked?: number;
  /** EC2's clock, ms since the epoch. */
  at: number;
}
