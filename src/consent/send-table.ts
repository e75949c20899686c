// The table of send states: what a real call does with the record of its token or intent. Every path asks it: first
// send, repeat, join, page, form, restart, another process, another replica. ARCHITECTURE.md shows it.
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import { type Clocks, type GoneReason, isHeld, isWindowOver, type SendRecord } from './send-states.ts';
import { canonicalRequest, isKnown, type World, worldDifference } from './world.ts';

/** What a call asks for, as far as the record is concerned. */
interface Wanted {
  /** Without ClientToken, DryRun and our tags. */
  request: CopyVolumesRequest;
  world: World;
}

export type SendStep =
  /** Judge, claim, reserve the day, audit, send the request. */
  | { do: 'send' }
  /** Another process is sending: watch the record. */
  | { do: 'wait'; until: number }
  /** Look by tag; if nothing is there judge again, claim, and send the recorded bytes. */
  | { do: 'look-then-send' }
  /** EC2 may have forgotten the token: look, and never send. */
  | { do: 'look-only' }
  /** Finished: read the volume, send nothing. */
  | { do: 'read'; VolumeId: string }
  | { do: 'refuse-gone'; VolumeId?: string; why: GoneReason }
  | { do: 'refuse-other-request'; differs: keyof World | 'request' }
  /** It is not known who is calling, so a repetition might be another copy. */
  | { do: 'stay-unknown' }
  /** Nothing was made under it; a rehearsal may begin. */
  | { do: 'refuse-not-made'; untagged?: string };

export interface SendRow {
  /** The state of the record. */
  record: string;
  /** What a real call does then, in words. */
  does: string;
  /** Undefined when the record is in another state. */
  step(record: SendRecord | undefined, wanted: Wanted, clocks: Clocks): SendStep | undefined;
}

/** The first row that fits is the one. */
export const SEND_TABLE: readonly SendRow[] = [
  {
    record: 'of another intent',
    does: 'Refuses with `token-of-another-request` and says what differs: the request, or which part of the world. Sends nothing.',
    step(record, wanted) {
      const differs = record && differenceOf(record, wanted);
      return differs && { do: 'refuse-other-request', differs };
    },
  },
  {
    record: 'none, or failed',
    does: 'Judges; claims the token and the intent; takes a place of the day; writes the audit line; sends. A definite no of EC2 ends it as failed.',
    step: (record) => (record === undefined || record.end?.kind === 'failed' ? { do: 'send' } : undefined),
  },
  {
    record: 'copied',
    does: 'Reads the volume by its id, without limits or consent, and answers `copied`, `created: earlier`, with its present state. When it is deleted or in error, or is not found twice five minutes after it was made, it is gone.',
    step: (record) => (record?.end?.kind === 'copied' ? { do: 'read', VolumeId: record.end.VolumeId } : undefined),
  },
  {
    record: 'any other, and nobody knows who is calling',
    does: 'Answers `unknown` and offers the same call. Sends nothing.',
    step: (_, { world }) => (isKnown(world) ? undefined : { do: 'stay-unknown' }),
  },
  {
    record: 'gone',
    does: 'Refuses with `copy-gone`; a rehearsal may begin at once. A call without a token never joins it.',
    step(record) {
      if (record?.end?.kind !== 'gone') return undefined;
      const { why, VolumeId } = record.end;
      return { do: 'refuse-gone', why, ...(VolumeId ? { VolumeId } : {}) };
    },
  },
  {
    record: 'not made',
    does: 'Refuses with `copy-not-made`; a rehearsal may begin.',
    step(record) {
      if (record?.end?.kind !== 'not-made') return undefined;
      const { untagged } = record.end;
      return { do: 'refuse-not-made', ...(untagged ? { untagged } : {}) };
    },
  },
  {
    record: 'claimed, in time',
    does: 'Watches the record every second. After 45 seconds it answers `unknown` and offers the same call.',
    step: (record, _, { local }) =>
      record && isHeld(record, local) ? { do: 'wait', until: record.claim.until } : undefined,
  },
  {
    record: 'claimed over time or unclear, window over',
    does: 'Looks for the copy by its tag, and never sends. Found: copied. Everything was looked at and nothing found: not made, with the name of a copy without our tags that may be it. Otherwise `unknown`. The same holds when its age, or who sent it, is not known.',
    step: (record, _, clocks) =>
      record && (isWindowOver(record, clocks) || !isKnown(record.world)) ? { do: 'look-only' } : undefined,
  },
  {
    record: 'claimed over time, or unclear',
    does: 'Looks for the copy by its tag. Found: copied. Otherwise judges it like a first send, claims it with the next number and sends the recorded bytes. What forbids that makes the answer `unknown`.',
    step: () => ({ do: 'look-then-send' }),
  },
];

/** What a real call does next. */
export function nextStep(record: SendRecord | undefined, wanted: Wanted, clocks: Clocks): SendStep {
  for (const row of SEND_TABLE) {
    const step = row.step(record, wanted, clocks);
    if (step) return step;
  }
  throw new Error('The last row fits every record.');
}

/** In which part the record is of another request; what is not known now differs in nothing yet. */
function differenceOf({ token, request, world }: SendRecord, wanted: Wanted): keyof World | 'request' | undefined {
  const isSame = request.ClientToken === token && canonicalRequest(request) === canonicalRequest(wanted.request);
  return isSame ? worldDifference(world, wanted.world) : 'request';
}
