// The record of real copies in this process alone: for a simulated EC2, and for when nothing can be kept.
import type { SendEnd, SendRecord } from '../../consent/send-states.ts';
import type { Day, SendRecords, Trust } from '../../ports/state.ts';

/** Far more than one process makes while EC2 remembers a token. */
const MOST = 1_000;
/** Of one source, which may have many: EC2 shows those that are older than the newest few. */
const MOST_COPIES = 5;

/** The rules of the record that every store keeps: passed in, since state/ takes no values of other rooms. */
export interface RecordRules {
  /** Whether a process is sending it at this moment. */
  isHeld(record: Pick<SendRecord, 'claim' | 'end'>, local: number): boolean;
  /** Whether claim `n` may be made after what is known of its token. */
  mayClaim(known: SendRecord | undefined, n: number, local: number): boolean;
  mayFollow(end: SendEnd | undefined, next: SendEnd): boolean;
  /** The key that a record of an older version has today. */
  intentKeyOf(record: Pick<SendRecord, 'request' | 'world'>): string;
  /** What all copies of one volume are found by. */
  sourceKeyOf(record: Pick<SendRecord, 'request' | 'world'>): string;
}

/** `now`: this machine's clock, ms since the epoch. */
export function createSendsInMemory(rules: RecordRules, now: () => number, owner: string, trust: Trust): SendRecords {
  const records = new Map<string, SendRecord>();
  const days = new Map<string, Set<string>>();
  const claimed = new Map<string, number>();
  const placesOf = ({ scope, date }: Day) => {
    const key = `${scope} ${date}`;
    const places = days.get(key) ?? new Set<string>();
    days.set(key, places);
    return places;
  };
  /** Of an intent, or of a place: a caller of whom nobody knows who it is has its place for its intent. */
  const under = (key: string) =>
    [...records.values()].filter(({ intentKey, placeKey }) => intentKey === key || placeKey === key).reverse();
  return {
    owner,
    trust: async () => trust,
    byToken: async (token) => records.get(token),
    byIntent: async (intentKey) => under(intentKey).find((one) => one.intentKey === intentKey && mayExist(one)),
    byPlace: async (placeKey) => under(placeKey).filter(mayExist),
    ofSource: async (sourceKey) => {
      const all = [...records.values()].filter((one) => mayExist(one) && rules.sourceKeyOf(one) === sourceKey);
      return { claims: claimed.get(sourceKey) ?? 0, records: withoutOldCopies(all.reverse()) };
    },
    claims: async (placeKey) => claimed.get(placeKey) ?? 0,
    async claim(record, claims, claimsOfSource) {
      const known = records.get(record.token);
      const { token, placeKey = record.intentKey } = record;
      const sourceKey = rules.sourceKeyOf(record);
      const ofSource = claimed.get(sourceKey) ?? 0;
      if (claimsOfSource !== undefined && claimsOfSource !== ofSource) return false;
      if (claims !== (claimed.get(placeKey) ?? 0)) return false;
      if (!rules.mayClaim(known, record.claim.n, now())) return false;
      if (under(placeKey).some((one) => one.token !== token && rules.isHeld(one, now()))) return false;
      claimed.set(placeKey, claims + 1);
      claimed.set(sourceKey, ofSource + 1);
      records.delete(record.token);
      records.set(record.token, record);
      const oldest = records.keys().next().value;
      if (records.size > MOST && oldest !== undefined) records.delete(oldest);
      return true;
    },
    holds: async (token, n) => records.get(token)?.claim.n === n,
    async finish(token, n, end, lastTriedAt) {
      const record = records.get(token);
      if (!record || record.claim.n !== n || !rules.mayFollow(record.end, end)) return;
      records.set(token, { ...record, end, ...(lastTriedAt === undefined ? {} : { lastTriedAt }) });
    },
    async reserve(day, token, most) {
      const places = placesOf(day);
      if (!places.has(token) && places.size >= most) return false;
      places.add(token);
      return true;
    },
    release: async (day, token) => void placesOf(day).delete(token),
    count: async (day, token) => [...placesOf(day)].filter((one) => one !== token).length,
  };
}

/** Of the sends of a source, the newest first: what is open stays, however many copies came after it. */
export function withoutOldCopies(records: readonly SendRecord[]): SendRecord[] {
  const isCopied = ({ end }: SendRecord) => end?.kind === 'copied';
  const copies = records.filter(isCopied).slice(0, MOST_COPIES);
  return records.filter((one) => !isCopied(one) || copies.includes(one));
}

/** A send that made nothing, or whose volume is gone, is joined by nobody. */
export function mayExist({ end }: Pick<SendRecord, 'end'>): boolean {
  return end === undefined || end.kind === 'unclear' || end.kind === 'copied';
}
