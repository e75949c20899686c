// What get_volume_status is asked, and what EC2 or we cannot do together.
import type { Filter } from '../aws-records.ts';
import type { WaitFor } from '../reading/wait.ts';

export interface StatusArgs {
  VolumeIds?: string[];
  Filters?: Filter[];
  MaxResults?: number;
  NextToken?: string;
  copiesOf?: string;
  attachedTo?: string;
  madeHere?: boolean;
  waitFor?: WaitFor;
  waitSeconds?: number;
  Region?: string;
  Profile?: string;
}

/** A complaint, or undefined when the question is sound. */
export function judgeArguments(asked: StatusArgs): string | undefined {
  const ways = (['VolumeIds', 'Filters', 'copiesOf', 'attachedTo', 'madeHere'] as const).filter(
    (way) => asked[way] !== undefined && asked[way] !== false,
  );
  if (ways.length > 1) return `${ways.join(' and ')} cannot be combined: give one of them.`;
  const paging = (['MaxResults', 'NextToken'] as const).filter((way) => asked[way] !== undefined);
  if ((asked.VolumeIds || asked.attachedTo) && paging.length > 0) {
    return `${paging.join(' and ')}: paging does not go with ${ways[0]}; leave ${paging.length > 1 ? 'them' : 'it'} out.`;
  }
  if (asked.copiesOf && asked.MaxResults !== undefined) return 'MaxResults does not go with copiesOf; leave it out.';
  if (asked.waitFor && !asked.VolumeIds) return 'waitFor needs VolumeIds: say which volumes to wait for.';
  if ((asked.waitSeconds ?? 0) > 0 && !asked.waitFor) return 'waitSeconds needs waitFor: "available" or "initialized".';
  return undefined;
}
