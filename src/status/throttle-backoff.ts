// Reads that slow down when EC2 throttles, instead of failing while there is time. EC2 counts requests of the whole
// account (developer guide, "Request throttling", read 2026-11-22), so the pause stays until requests pass again.
import type { Control, Ec2, Reply } from '../ports/ec2.ts';
import { CALL_MS, type Deps, SERVER_ENDS } from '../ports/tool.ts';
import type { Failure } from '../volume/errors/failure.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

export type FailedReply = Extract<Reply<unknown>, { ok: false }>;

/** EC2 replied that there were too many requests. */
export function isThrottled(failure: Failure): boolean {
  return failure.code === 'RequestLimitExceeded' || failure.code === 'Throttling';
}

/** The reply to a read that was given up when this signal fired. */
export function abortFailure(signal: AbortSignal): FailedReply {
  if (signal.reason === SERVER_ENDS)
    return { ok: false, failure: { code: 'server-ending', message: '', definite: false } };
  if (signal.reason?.name === 'TimeoutError') return deadlineReached();
  return { ok: false, failure: { code: 'cancelled', message: '', definite: false } };
}

/** The reply to a read whose time was up before its signal fired. */
export function deadlineReached(): FailedReply {
  return { ok: false, failure: { code: 'deadline-reached', message: '', definite: false } };
}

/** The same port, whose reads are repeated while they are throttled; `until` is local time in ms since the epoch. */
export function backOffReads(deps: Pick<Deps, 'ec2' | 'now' | 'sleep'>, until: number): Ec2 {
  const { ec2 } = deps;
  let pause = 0;
  const backOff = async <T>(control: Control, read: () => Promise<Reply<T>>): Promise<Reply<T>> => {
    let waited = 0;
    for (;;) {
      if (pause > 0) await deps.sleep(pause, control.signal);
      waited += pause;
      if (control.signal.aborted) return abortFailure(control.signal);
      const reply = await read();
      if (reply.ok || !isThrottled(reply.failure)) {
        pause = pause > FIRST_PAUSE_MS ? pause / 2 : 0;
        return reply;
      }
      pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
      // Counted by its own pauses too, so that a clock that stands still does not keep this going.
      if (deps.now() + pause >= until || waited + pause >= CALL_MS) return reply;
    }
  };
  return {
    ...ec2,
    describeVolumes: (place, query, control) => backOff(control, () => ec2.describeVolumes(place, query, control)),
    describeVolumeStatus: (place, ids, control) =>
      backOff(control, () => ec2.describeVolumeStatus(place, ids, control)),
    describeVolumesModifications: (place, ids, control, nextToken) =>
      backOff(control, () => ec2.describeVolumesModifications(place, ids, control, nextToken)),
    describeInstances: (place, filters, control, nextToken) =>
      backOff(control, () => ec2.describeInstances(place, filters, control, nextToken)),
  };
}
