// The record of real copies in this process alone: for a simulated EC2, and for when nothing can be kept.
import type { SendEnd, SendRecord } from '../../consent/send-states.ts';
import type { Day, SendRecords, Trust } from '../../ports/state.ts';

/** Far more than one process makes while EC2 remembers a token. */
const MOST = 1_000;

/** The rules of the record that every store keeps: passed in, since state/ takes no values of other rooms. */
export interface RecordRules {
  /** Whether a process is sending it at this moment. */
  isHeld(record: Pick<SendRecord, 'claim' | 'end'>, local: number): boolean;
  /** Whether claim `n` may be made after what is known of its token. */
  mayClaim(known: SendRecord | undefined, n: number, local: number): boolean;
  mayFollow(end: SendEnd | undefined, next: SendEnd): boolean;
  /** The key that a record of an older version has today. */
  intentKeyOf(record: Pick<SendRecord, 'request' | 'world'>): string;
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
  const ofIntent = (intentKey: string) =>
    [...records.values()].filter((record) => record.intentKey === intentKey).reverse();
  return {
    owner,
    trust: async () => trust,
    byToken: async (token) => records.get(token),
    byIntent: async (intentKey) => ofIntent(intentKey).find(mayExist),
    claims: async (intentKey) => claimed.get(intentKey) ?? 0,
    async claim(record, claims) {
      const known = records.get(record.token);
      if (claims !== (claimed.get(record.intentKey) ?? 0)) return false;
      if (!rules.mayClaim(known, record.claim.n, now())) return false;
      const others = ofIntent(record.intentKey).filter(({ token }) => token !== record.token);
      if (others.some((one) => rules.isHeld(one, now()))) return false;
      claimed.set(record.intentKey, claims + 1);
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

/** A send that made nothing, or whose volume is gone, is joined by nobody. */
export function mayExist({ end }: Pick<SendRecord, 'end'>): boolean {
  return end === undefined || end.kind === 'unclear' || end.kind === 'copied';
}
