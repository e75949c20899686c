// One logical send: every attempt carries the same token and the same bytes, so that EC2 makes one volume at most.
import type { Deps, Place } from '../tools/tool.ts';
import type { Failure } from '../volume/failure.ts';
import type { CopyVolumesRequest, Volume } from '../volume/records.ts';
import { PLAN_TAG } from '../volume/tag-rules.ts';

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

/** Sends until EC2 says yes or a definite no, or the time is up; then looks by the tag that only this send stamps. */
export async function sendCopy(
  deps: Deps,
  place: Place,
  request: CopyVolumesRequest & { ClientToken: string },
  options: { deadline: number; sentBefore: boolean },
): Promise<Sent> {
  // The caller's cancel is not listened to from here on: a copy under way cannot be taken back.
  const left = () => Math.max(1, options.deadline - RESERVE_MS - deps.now());
  let unclear = options.sentBefore;
  let last: Failure | undefined;
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
    // These answers will not change by repeating them.
    if (last.code === 'IdempotentParameterMismatch' || last.code === 'VolumeLimitExceeded') break;
    const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (throttled(last) ? 2 : 1);
    if (pause < left()) await deps.sleep(pause, deps.timeout(left()));
  }
  const failure = last ?? { code: 'deadline-reached', message: '', definite: false };
  if (!unclear) return { result: 'failed', failure };
  return (await lookFor(deps, place, request, options.deadline)) ?? { result: 'unknown', failure };
}

function throttled(failure: Failure): boolean {
  return failure.code === 'RequestLimitExceeded' || failure.code === 'Throttling';
}

/** The copy that carries this token in our tag, if it can be seen; a match needs the same source and form. */
async function lookFor(
  deps: Deps,
  place: Place,
  request: CopyVolumesRequest & { ClientToken: string },
  deadline: number,
): Promise<Sent | undefined> {
  const signal = deps.timeout(Math.max(1, deadline - 1_000 - deps.now()));
  const reply = await deps.ec2.describeVolumes(
    place,
    { Filters: [{ Name: `tag:${PLAN_TAG}`, Values: [request.ClientToken] }] },
    { signal },
  );
  if (!reply.ok) return undefined;
  const found = reply.value.items.filter(
    (volume) =>
      volume.SourceVolumeId === request.SourceVolumeId &&
      (request.VolumeType === undefined || volume.VolumeType === request.VolumeType) &&
      (request.Size === undefined || volume.Size === request.Size),
  );
  return found.length === 1 ? { result: 'copied', volumes: found, at: reply.at } : undefined;
}
