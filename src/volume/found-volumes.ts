// What a lookup of volumes found at EC2, before it is judged and worded.

import type { Instance, ModificationRead, Volume, VolumeStatus } from './aws-records.ts';
import type { Failure } from './errors/failure.ts';

export interface VolumeLookup {
  volumes: Volume[];
  statuses: ReadonlyMap<string, VolumeStatus>;
  /** When those statuses were read that are older than `at`: EC2's clock, ms since the epoch. */
  rowsReadAt?: ReadonlyMap<string, number>;
  /** By volume id; a volume without an entry was not read. */
  modifications?: ReadonlyMap<string, ModificationRead>;
  /** Absent when they were read or not asked for. */
  modificationFailure?: Failure;
  /** Sources of copies that are being initialized, when they are few. */
  sources?: ReadonlyMap<string, Volume>;
  /** Instances that were asked for and still exist. */
  instances: Instance[];
  /** Terminated ones, when no other instance was found. */
  terminated?: Instance[];
  /** Ids that EC2 does not know here (yet). */
  missing: string[];
  /** Copies that this process made so lately that EC2 may not show them yet, and that were asked for. */
  awaited?: string[];
  /** Ids of copies that this process made and that EC2 does not know any more. */
  gone?: string[];
  /** Ids of volumes that existed; whether they do not any more or another account has them is not known. */
  hidden?: string[];
  /** Ids of which the readings of a wait showed the volume, and the last two no more. */
  vanished?: string[];
  /** Ids of which nothing is known, because the list of volumes ended early. */
  unlisted?: string[];
  /** Absent when the statuses were read. */
  statusFailure?: Failure;
  nextToken?: string;
  /** What ended a list before its last page. */
  listFailure?: Failure;
  /** False when the search stopped before the end. */
  complete: boolean;
  /** Of copies of one volume: whether it was itself among the volumes that were read; absent while not all were. */
  isSourceHere?: boolean;
  /** How many volumes were read one by one, because EC2 has no filter for the question. */
  looked?: number;
  /** EC2's clock, ms since the epoch. */
  at: number;
}
