// The life of one copy from its request on.
import type { Reply } from './wire/reply.ts';

export interface Sample {
  /** ms after the reply of CopyVolumes */
  at: number;
  /** State of the volume, or the code that came instead. */
  state: string;
  createTime?: string;
  /** Status of its checks; absent while there is no row. */
  checks?: string;
  initialization?: { state: string; progress?: number };
  /** Whether a list by its tag, and one by the day of its creation, held it; or why that cannot be told. */
  listed: Readonly<Record<ListedBy, boolean | string>>;
}

export type ListedBy = 'tag' | 'create-time';

export interface Timeline {
  /** createTime in the reply of CopyVolumes. */
  createTime: string;
  /** GiB of the source. */
  size: number;
  samples: readonly Sample[];
  /** What a copy of the copy was answered once it was created, and when (ms as in samples); absent for a source without a name. */
  copied?: { at: number; reply: Reply | { unsent: string } };
}

/** Between two looks at the copy, once it is created. */
export const POLL_MS = 15_000;
