// The life of one copy from its request on.

export interface Sample {
  /** ms after the reply of CopyVolumes */
  at: number;
  /** State of the volume, or the code that came instead. */
  state: string;
  createTime?: string;
  /** Status of its checks; absent while there is no row. */
  checks?: string;
  initialization?: { state: string; progress?: number };
}

export interface Timeline {
  /** createTime in the reply of CopyVolumes. */
  createTime: string;
  /** GiB of the source. */
  size: number;
  samples: readonly Sample[];
}

/** Between two looks at the copy, once it is created. */
export const POLL_MS = 15_000;
