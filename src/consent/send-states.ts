// The states of a send: its record, who may claim it and for how long, how it ends, and what its age says. Pure.
import type { CopyVolumesRequest, Tag } from '../volume/aws-records.ts';
import { PLAN_TAG } from '../volume/rules/tags.ts';
import type { Shown } from './question-states.ts';
import type { World } from './world.ts';

export type SentRequest = CopyVolumesRequest & { ClientToken: string };

/** How a yes was given: a form of the host, a page in the person's browser, or the operator beforehand. */
export type ConsentGiven = 'form' | 'page' | 'auto';

export interface Consent {
  how: ConsentGiven;
  /** This machine's clock, ms since the epoch. */
  at: number;
  /** What a person had before them; absent where nobody was asked, and in records of before. */
  agreedTo?: Shown;
}

/** The right to send, held by one process on one token and its intent. A higher n is a newer right. */
export interface Claim {
  n: number;
  owner: string;
  /** This machine's clock, ms since the epoch. */
  until: number;
  /** The process of the owner is known to be gone. */
  dead?: boolean;
}

/** How a send ended, as far as it is known; a claim without one is under way. */
export type SendEnd =
  /** A definite no to the first send: nothing was made. */
  | { kind: 'failed' }
  /** No proof either way. */
  | { kind: 'unclear' }
  | { kind: 'copied'; VolumeId: string; CreateTime?: string }
  /** Made, and no longer there. */
  | { kind: 'gone'; VolumeId?: string; why: GoneReason }
  /** EC2 has forgotten the token, everything was looked at, and none carries its tag; `untagged` may be it all the same. */
  | { kind: 'not-made'; untagged?: string };

export type GoneReason = 'not-found' | 'error' | 'deleted' | 'token-used';

export interface SendRecord {
  token: string;
  intentKey: string;
  /** The intent without who calls: AWS does not always say who that is. Absent in records of before. */
  placeKey?: string;
  world: World;
  /** The very members that were sent, our tags included. */
  request: SentRequest;
  consent: Consent;
  /** Ids of other copies of the source that were shown before the send. */
  shown: readonly string[];
  /** EC2's clock, ms since the epoch; absent when it was not known. */
  firstTriedAt?: number;
  lastTriedAt?: number;
  claim: Claim;
  end?: SendEnd;
}

/** `local`: this machine's clock; `ec2`: EC2's, absent when no answer told it. ms since the epoch. */
export interface Clocks {
  local: number;
  ec2?: number;
}

/** A claim is taken over after this long. */
export const CLAIM_MS = 60_000;
/** EC2 remembers a token for about 12 hours (EBS CSI driver issue 1951); under that a repetition is safe. */
const TOKEN_WINDOW_MS = 11.5 * 3600 * 1000;
/** Two clocks of one service may differ by so much; an older "future" is no age. */
const CLOCK_SKEW_MS = 60_000;
/** After this long without a trace a copy is taken to be not there: EC2 shows new volumes and tags within minutes. */
export const VISIBLE_MS = 5 * 60_000;

/** EC2 may have forgotten the token, or its age is not known. */
export function isWindowOver({ firstTriedAt }: SendRecord, { ec2 }: Clocks): boolean {
  const age = ageOf(firstTriedAt, ec2);
  return age === undefined || age >= TOKEN_WINDOW_MS;
}

/** In time, and its process not known to be dead. One from the future is none: no claim lasts longer than CLAIM_MS. */
export function isHeld({ claim, end }: Pick<SendRecord, 'claim' | 'end'>, local: number): boolean {
  return end === undefined && !claim.dead && local < claim.until && claim.until - local <= CLAIM_MS;
}

/** ms between two times of EC2's clock; undefined when one is not known or the order makes no sense. */
export function ageOf(then: number | undefined, now: number | undefined): number | undefined {
  if (then === undefined || now === undefined || now - then < -CLOCK_SKEW_MS) return undefined;
  return Math.max(0, now - then);
}

/** Whether a volume that this request made can be found by our tag: not with --unstamped. */
export function carriesToken({ TagSpecifications, ClientToken }: SentRequest): boolean {
  const isOurs = ({ Key, Value }: Tag) => Key === PLAN_TAG && Value === ClientToken;
  return TagSpecifications?.some(({ Tags }) => Tags?.some(isOurs)) ?? false;
}

/** Whether it is not known what this send made: it alone may be repeated, and nothing else of its intent begun. */
export function isUnresolved(record: SendRecord, clocks: Clocks): boolean {
  const { end } = record;
  if (end !== undefined && end.kind !== 'unclear') return false;
  if (isHeld(record, clocks.local)) return true;
  // Without our tag nothing can be seen: only EC2's forgetting ends it.
  return carriesToken(record.request) || !isWindowOver(record, clocks);
}

/**
 * Whether a complete look that found nothing proves that nothing was made: new tags may take a while to be seen (EC2
 * developer guide, "Eventual consistency"), so only some time after the last attempt. `ended` sends have told when that
 * was; a claim may have sent until its time was over.
 */
export function mayConcludeNotMade({ lastTriedAt, claim, end }: SendRecord, { local, ec2 }: Clocks): boolean {
  if (ec2 === undefined) return false;
  const age = ageOf(lastTriedAt, ec2) ?? local - (claim.until - CLAIM_MS);
  return age >= VISIBLE_MS + (end === undefined ? CLAIM_MS : 0);
}

/** Whether claim `n` may be made after what is known: the next number, nobody under way, nothing settled. */
export function mayClaim(known: SendRecord | undefined, n: number, local: number): boolean {
  if (n !== (known?.claim.n ?? 0) + 1) return false;
  if (known === undefined) return true;
  const isOpen = known.end === undefined || known.end.kind === 'unclear' || known.end.kind === 'failed';
  return isOpen && !isHeld(known, local);
}

/** The first of these that a record had wins over what comes later: ends only rise. */
const RANK: Readonly<Record<SendEnd['kind'], number>> = { failed: 1, unclear: 1, 'not-made': 2, copied: 3, gone: 4 };

/** Whether `next` may follow `end`. A definite no is no end of a send whose answer was unclear before. */
export function mayFollow(end: SendEnd | undefined, next: SendEnd): boolean {
  return end === undefined || RANK[next.kind] > RANK[end.kind];
}

/**
 * Who made a volume: this call when EC2 made it in or after the second in which the call's first attempt began (EC2
 * tells whole seconds); otherwise an earlier one. Where one of the two times is not known, this call only when no
 * earlier one can have made it. `begun`: EC2's clock, ms since the epoch.
 */
export function whoCreated(
  CreateTime: string | undefined,
  { begun, isFirst }: { begun: number | undefined; isFirst: boolean },
): 'now' | 'earlier' {
  const made = Date.parse(CreateTime ?? '');
  if (Number.isNaN(made) || begun === undefined) return isFirst ? 'now' : 'earlier';
  return made < Math.floor(begun / 1000) * 1000 ? 'earlier' : 'now';
}
