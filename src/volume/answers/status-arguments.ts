// The arguments of get_volume_status, and which of them cannot go together.
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

/** A complaint, or undefined when the arguments go together. */
export function judgeArguments(args: StatusArgs): string | undefined {
  const ways = (['VolumeIds', 'Filters', 'copiesOf', 'attachedTo', 'madeHere'] as const).filter(
    (way) => args[way] !== undefined && args[way] !== false,
  );
  if (ways.length > 1) return `${ways.join(' and ')} cannot be combined: give one of them.`;
  const paging = (['MaxResults', 'NextToken'] as const).filter((way) => args[way] !== undefined);
  if ((args.VolumeIds || args.attachedTo) && paging.length > 0) {
    return `${paging.join(' and ')}: paging does not go with ${ways[0]}; leave ${paging.length > 1 ? 'them' : 'it'} out.`;
  }
  if (args.copiesOf && args.MaxResults !== undefined) return 'MaxResults does not go with copiesOf; leave it out.';
  if (args.waitFor && !args.VolumeIds) return 'waitFor needs VolumeIds: say which volumes to wait for.';
  if ((args.waitSeconds ?? 0) > 0 && !args.waitFor) return 'waitSeconds needs waitFor: "available" or "initialized".';
  return undefined;
}
