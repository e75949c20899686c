// Looks for what a send may have made: the copy that carries its token in our tag.
import { looksLikePlan } from '../../consent/plan-token.ts';
import { carriesToken, type SendRecord, type SentRequest } from '../../consent/send-states.ts';
import type { Place } from '../../ports/ec2.ts';
import type { Deps } from '../../ports/tool.ts';
import type { Volume } from '../../volume/aws-records.ts';
import { PLAN_TAG } from '../../volume/rules/tags.ts';
import { isVolumeId } from '../../volume/rules/volume-id.ts';

export interface Look {
  /** The one copy that was found. */
  volume?: Volume & { VolumeId: string };
  /** EC2's clock, ms since the epoch. */
  at: number;
  /** Everything that could carry the tag was seen, and nothing carries it. */
  isNothing: boolean;
}

const MOST_PAGES = 10;
const LONGEST_LOOK_MS = 8_000;
// Clocks of this machine and of AWS may differ by this much before requests are refused (RequestExpired).
export const CLOCK_SKEW_MS = 5 * 60_000;
const UNSEEN: Look = { at: 0, isNothing: false };

/** `deadline`: this machine's clock, ms since the epoch. */
export async function lookForCopy(
  deps: Pick<Deps, 'ec2' | 'now' | 'timeout'>,
  place: Place,
  record: Pick<SendRecord, 'request' | 'firstTriedAt'>,
  deadline: number,
): Promise<Look> {
  const { request } = record;
  if (!carriesToken(request)) return UNSEEN;
  const signal = deps.timeout(Math.max(1, Math.min(LONGEST_LOOK_MS, deadline - 1_000 - deps.now())));
  const tagged: Volume[] = [];
  let NextToken: string | undefined;
  let at = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { Filters: [{ Name: `tag:${PLAN_TAG}`, Values: [literally(request.ClientToken)] }] };
    const reply = await deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, { signal });
    if (!reply.ok) return UNSEEN;
    at = reply.at;
    // An endpoint that knows no filters gives everything.
    for (const volume of reply.value.items) if (isTagged(volume, request.ClientToken)) tagged.push(volume);
    NextToken = reply.value.nextToken;
    if (!NextToken) break;
  }
  const [copy, ...more] = tagged.filter((volume) => isCopy(volume, record));
  // Two that carry one token were not both made by it: nothing is proven then. Nor is anything by one that differs.
  if (copy?.VolumeId !== undefined && more.length === 0)
    return { at, isNothing: false, volume: { ...copy, VolumeId: copy.VolumeId } };
  return { at, isNothing: tagged.length === 0 && NextToken === undefined };
}

/** As the value of a filter, where a star and a question mark stand for others; a caller's own token may have them. */
function literally(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}

function isTagged({ Tags }: Volume, token: string): boolean {
  return Tags?.some(({ Key, Value }) => Key === PLAN_TAG && Value === token) ?? false;
}

// KmsKeyId is left out, since an alias and the ARN it stands for differ as text.
const COMPARED = ['VolumeType', 'Size', 'Iops', 'Throughput', 'MultiAttachEnabled', 'Encrypted'] as const;

function isCopy(volume: Volume, { request, firstTriedAt = 0 }: Pick<SendRecord, 'request' | 'firstTriedAt'>): boolean {
  const { VolumeId, SourceVolumeId, CreateTime = '' } = volume;
  return (
    isVolumeId(VolumeId) &&
    VolumeId !== request.SourceVolumeId &&
    SourceVolumeId === request.SourceVolumeId &&
    Date.parse(CreateTime) >= firstTriedAt - CLOCK_SKEW_MS &&
    // A token of ours is sealed over its request: what differs was modified since. A caller's own may have been used
    // for another request before.
    (looksLikePlan(request.ClientToken) || isAsAsked(volume, request))
  );
}

function isAsAsked(volume: Volume, request: SentRequest): boolean {
  return COMPARED.every((member) => request[member] === undefined || volume[member] === request[member]);
}
