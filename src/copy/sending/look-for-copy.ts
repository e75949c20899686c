// Looks for what a send may have made: the copy that carries its token in our tag.
import type { SendRecord } from '../consent/send-states.ts';
import type { Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyVolumesRequest, Volume } from '../volume/aws-records.ts';
import { PLAN_TAG } from '../volume/rules/tags.ts';

export interface Look {
  /** The one copy that was found. */
  volume?: Volume;
  /** EC2's clock, ms since the epoch. */
  at: number;
  /** Whether everything that could carry the tag was seen. */
  complete: boolean;
}

const MOST_PAGES = 10;
const LONGEST_LOOK_MS = 8_000;
// Clocks of this machine and of AWS may differ by this much before requests are refused (RequestExpired).
const CLOCK_SKEW_MS = 5 * 60_000;

/** `deadline`: this machine's clock, ms since the epoch. */
export async function lookForCopy(
  deps: Pick<Deps, 'ec2' | 'now' | 'timeout'>,
  place: Place,
  { request, firstTriedAt = 0 }: Pick<SendRecord, 'request' | 'firstTriedAt'>,
  deadline: number,
): Promise<Look> {
  const nothing: Look = { at: 0, complete: false };
  // With --unstamped there is nothing to look by.
  if (!carriesToken(request)) return nothing;
  const signal = deps.timeout(Math.max(1, Math.min(LONGEST_LOOK_MS, deadline - 1_000 - deps.now())));
  const found: Volume[] = [];
  let NextToken: string | undefined;
  let at = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { Filters: [{ Name: `tag:${PLAN_TAG}`, Values: [request.ClientToken] }] };
    const reply = await deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, { signal });
    if (!reply.ok) return nothing;
    at = reply.at;
    found.push(...reply.value.items.filter((volume) => matches(volume, request, firstTriedAt)));
    NextToken = reply.value.nextToken;
    if (!NextToken) break;
  }
  const [volume] = found;
  // Two that carry one token were not both made by it: nothing is proven then.
  if (found.length > 1) return { at, complete: false };
  return { at, complete: NextToken === undefined, ...(volume ? { volume } : {}) };
}

function carriesToken({ TagSpecifications = [], ClientToken }: SendRecord['request']): boolean {
  return TagSpecifications.some(({ Tags = [] }) =>
    Tags.some(({ Key, Value }) => Key === PLAN_TAG && Value === ClientToken),
  );
}

// A token that another request used before would show that request's copy; KmsKeyId is left out, since an alias and
// the ARN it stands for differ as text.
const COMPARED = ['VolumeType', 'Size', 'Iops', 'Throughput', 'MultiAttachEnabled', 'Encrypted'] as const;

function matches(volume: Volume, request: CopyVolumesRequest, notBefore: number): boolean {
  return (
    volume.SourceVolumeId === request.SourceVolumeId &&
    COMPARED.every((member) => request[member] === undefined || volume[member] === request[member]) &&
    Date.parse(volume.CreateTime ?? '') >= notBefore - CLOCK_SKEW_MS
  );
}
