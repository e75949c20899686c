// What an experiment is, what it may use, and what it can end with.
import type { Switches } from '../src/simulator/world/switches.ts';
import type { Timeline } from './timeline.ts';
import type { Params, Reply } from './wire/reply.ts';
import type { XmlElement } from './wire/xml.ts';

export type Outcome =
  /** `fits`: as the simulator assumes. `turn`: the switches that would make the simulator answer so. */
  | { kind: 'observed'; observed: string; fits: boolean; turn?: Partial<Switches> }
  /** This run cannot tell. */
  | { kind: 'open'; why: string }
  /** The endpoint does not answer as EC2 does at all. */
  | { kind: 'lacking'; why: string };

export interface Experiment {
  id: string;
  /** `reads` changes nothing; `creates` makes volumes; `bursts` uses up the account's request rate for some seconds. */
  group: 'reads' | 'creates' | 'bursts';
  question: string;
  /** What the embedded EC2 does by default. */
  assumed: string;
  /** The switch of the embedded EC2 that decides it. */
  switch?: keyof Switches;
  run(lab: Lab): Promise<Outcome>;
}

/** Things of the account that a run may use when they are named: a volume with data, one that a service manages, one that is being modified, keys. */
export const USES = ['source', 'managed-source', 'modifying-source', 'key', 'foreign-key'] as const;
export type Use = (typeof USES)[number];

/** A request that was not sent, and why. */
export interface Unsent {
  unsent: string;
}

/** What an experiment works with. Times in ms. */
export interface Lab {
  account: string;
  region: string;
  uses: Readonly<Partial<Record<Use, string>>>;
  /** One request; those that make a volume are written to the journal before they are sent. */
  ask(action: string, params: Params): Promise<Reply>;
  /** A volume of this account that can be copied: the named source, one that is found, or one that is made. */
  anyVolume(): Promise<XmlElement | undefined>;
  /** A dry run of CopyVolumes as gp3, unless there is no source or a dry run has made a volume. */
  dryRun(params: Params): Promise<Reply | Unsent>;
  /** A dry run of a copy as gp3 with nothing else, sent once: while it is refused, refusals of others say nothing. */
  plainDryRun(): Promise<Reply | Unsent>;
  /** A new empty volume of 1 GiB, available unless `wait` is false; the reply that refused it otherwise. */
  makeVolume(params?: Params, wait?: false): Promise<string | Reply>;
  /** A real copy with a token of its own unless one is given. */
  copy(source: string, params?: Params): Promise<Reply>;
  /** A copy of the copy of a named volume, unless more copies of its size were made than the cost that was said allows. */
  copyNamed(source: string): Promise<Reply | Unsent>;
  /** The state in DescribeVolumes, or the code that came instead. */
  stateOf(id: string): Promise<string>;
  /** The life of one copy, followed once for all experiments that read it. */
  timeline(): Promise<Timeline | Reply>;
  token(): string;
  /** Until no request may be sent any more, so that what was made is removed in time; less than 0 when it is over. */
  timeLeft(): number;
  now(): number;
  sleep(ms: number): Promise<void>;
}

// Refusals for want of room, whatever was asked (EC2 API reference, "Error codes", 2026-11).
const NO_ROOM =
  /^(CopyVolumesLimitExceeded|VolumeLimitExceeded|MaxIOPSLimitExceeded|ResourceLimitExceeded|InsufficientVolumeCapacity)$/;

/**
 * What a reply's code means, unless the reply cannot be judged: not asked for, denied, throttled, stopped by a limit, or
 * none of EC2's.
 */
export function judge(reply: Reply | Unsent, means: (code: string, reply: Reply) => Outcome): Outcome {
  if ('unsent' in reply) return { kind: 'open', why: reply.unsent };
  if (reply.code === '') return lacking(reply);
  if (/^(UnauthorizedOperation|AccessDenied|AuthFailure)$/.test(reply.code) && !/kms:/.test(reply.body))
    return { kind: 'open', why: `${reply.action} is not allowed here (${reply.code}).` };
  if (/^(RequestLimitExceeded|InternalError|Unavailable|ServiceUnavailable)$/.test(reply.code))
    return { kind: 'open', why: `EC2 could not answer ${reply.action} (${reply.code}).` };
  if (NO_ROOM.test(reply.code))
    return { kind: 'open', why: `A limit of the account or of AWS is in the way of ${reply.action} (${reply.code}).` };
  if (reply.code === 'InvalidAction') return lacking(reply);
  return means(reply.code, reply);
}

/** Why a refused dry run says nothing about its parameters; undefined when a plain one passes, or none can be sent. */
export async function plainDryRunRefused(lab: Lab): Promise<Outcome | undefined> {
  const plain = await lab.plainDryRun();
  if ('unsent' in plain || plain.code === 'DryRunOperation' || plain.code === 'ok') return undefined;
  return judge(plain, (code) => ({
    kind: 'open',
    why: `A plain dry run is refused as well (${code}), so nothing follows from others.`,
  }));
}

/**
 * The largest of some rising values that is accepted, or why that cannot be told: the smallest has to pass, so that a
 * refusal of a larger one is about its size.
 * @param accepts the code of an answer that accepts
 */
export async function largestAccepted(
  values: readonly number[],
  accepts: string,
  send: (value: number) => Promise<Reply | Unsent>,
): Promise<number | Outcome> {
  let largest = 0;
  for (const value of values) {
    const outcome = judge(await send(value), (code) => observe(code, accepts));
    if (outcome.kind !== 'observed') return outcome;
    if (outcome.fits) largest = value;
    else if (value === values[0])
      return {
        kind: 'open',
        why: `The smallest value tried (${value}) is refused (${outcome.observed}), so nothing follows from larger ones.`,
      };
  }
  return largest;
}

function lacking(reply: Reply): Outcome {
  const what = reply.code || (reply.status === 0 ? 'no answer' : `HTTP ${reply.status} without an EC2 answer`);
  return { kind: 'lacking', why: `The endpoint does not know ${reply.action} as EC2 does (${what}).` };
}

/** What was observed against what is assumed, with the switch values by observation. */
export function observe(
  observed: string,
  assumed: string,
  turns: Readonly<Record<string, Partial<Switches>>> = {},
): Outcome {
  const turn = turns[observed];
  return { kind: 'observed', observed, fits: observed === assumed, ...(turn === undefined ? {} : { turn }) };
}
