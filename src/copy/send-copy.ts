// One logical send: every attempt carries the same token and the same bytes, so that EC2 makes one volume at most.
import type { Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { CopyVolumesRequest, Volume } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { PLAN_TAG } from '../volume/rules/tags.ts';

export type Sent =
  | { result: 'copied'; volumes: Volume[]; at: number; requestId?: string }
  /** A definite no to the first send. */
  | { result: 'failed'; failure: Failure }
  /** No proof either way. */
  | { result: 'unknown'; failure: Failure };

const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
// What the look for the copy and the answer itself need of the call's time.
const RESERVE_MS = 4_000;

export interface SendOptions {
  /** Local time, ms since the epoch. */
  deadline: number;
  /** An earlier call sent this token: whatever EC2 says now, no volume is excluded. */
  sentBefore: boolean;
  /** EC2 may have forgotten the token, so it is only looked for. */
  lookOnly?: boolean;
  /** When the plan was made or first sent, ms since the epoch: a volume older than that is not its copy. */
  notBefore: number;
}

/** Sends until EC2 says yes or a definite no, or the time is up; then looks by the tag that only this send stamps. */
export async function sendCopy(
  deps: Deps,
  place: Place,
  request: CopyVolumesRequest & { ClientToken: string },
  options: SendOptions,
): Promise<Sent> {
  // The caller's cancel is not listened to from here on: a copy under way cannot be taken back.
  const left = () => Math.max(1, options.deadline - RESERVE_MS - deps.now());
  let unclear = options.sentBefore;
  let last: Failure | undefined;
  if (options.lookOnly) {
    const failure: Failure = { code: 'token-too-old', message: '', definite: false };
    return (await lookFor(deps, place, request, options)) ?? { result: 'unknown', failure };
  }
  for (let attempt = 1; attempt <= MOST_ATTEMPTS && (attempt === 1 || left() > 1); attempt++) {
    const reply = await deps.ec2.copyVolumes(place, request, { signal: deps.timeout(left()) });
    if (reply.ok && reply.value.length > 0) {
      return {
        result: 'copied',
        volumes: reply.value,
        at: reply.at,
        ...(reply.requestId ? { requestId: reply.requestId } : {}),
      };
    }
    last = reply.ok ? { code: 'answer-cut', message: '', definite: false } : reply.failure;
    if (last.definite && !throttled(last)) break;
    if (!last.definite) unclear = true;
    // An earlier attempt may be behind these two; one repetition shows it, more change nothing.
    if (attempt > 1 && (last.code === 'IdempotentParameterMismatch' || last.code === 'VolumeLimitExceeded')) break;
    const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (throttled(last) ? 2 : 1);
    if (pause < left()) await deps.sleep(pause, deps.timeout(left()));
  }
  const failure = last ?? { code: 'deadline-reached', message: '', definite: false };
  if (!unclear) return { result: 'failed', failure };
  return (await lookFor(deps, place, request, options)) ?? { result: 'unknown', failure };
}

function throttled(failure: Failure): boolean {
  return failure.code === 'RequestLimitExceeded' || failure.code === 'Throttling';
}

// Clocks of this machine and of AWS may differ by this much before requests are refused (RequestExpired).
const CLOCK_SKEW_MS = 5 * 60_000;
const MOST_PAGES = 10;

/** The copy that carries this token in our tag, if it can be seen; a match needs the same source, form and time. */
async function lookFor(
  deps: Deps,
  place: Place,
  request: CopyVolumesRequest & { ClientToken: string },
  options: SendOptions,
): Promise<Sent | undefined> {
  const signal = deps.timeout(Math.max(1, options.deadline - 1_000 - deps.now()));
  const found: Volume[] = [];
  let NextToken: string | undefined;
  let at = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { Filters: [{ Name: `tag:${PLAN_TAG}`, Values: [request.ClientToken] }] };
    const reply = await deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, { signal });
    if (!reply.ok) return undefined;
    at = reply.at;
    found.push(...reply.value.items.filter((volume) => matches(volume, request, options.notBefore)));
    NextToken = reply.value.nextToken;
    if (!NextToken) break;
  }
  return found.length === 1 ? { result: 'copied', volumes: found, at } : undefined;
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
