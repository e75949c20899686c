// The places of a day in a table: one item a day with the set of the tokens that have one. A set and no number: what is
// added twice, since an answer was lost, is in it once.
import type { Day, SendRecords } from '../../../ports/state.ts';
import type { Item } from '../../../ports/table.ts';
import { DAY_MS, expiresOn, hashOf, numeric, readItem, type Store, writeItem } from '../store.ts';

const KEPT_MS = 3 * DAY_MS;
/** 132 bits; an item holds 400 KB (DynamoDB quotas, 2026-11), so some 16,000 of them. */
const HASH_LENGTH = 22;

export function createDaysInTable(store: Store): Pick<SendRecords, 'reserve' | 'release' | 'count'> {
  const keyOf = ({ scope, date }: Day) => `day#${hashOf(scope)}#${date}`;
  const placeOf = (token: string) => hashOf(token).slice(0, HASH_LENGTH);
  const read = async (day: Day) => tokensOf(await readItem(store, keyOf(day)));
  return {
    async reserve(day, token, most) {
      const place = placeOf(token);
      if (most <= 0) return (await read(day)).includes(place);
      const write = {
        update: 'SET #expiresOn = :expiresOn ADD #tokens :place',
        condition: 'attribute_not_exists(#tokens) OR contains(#tokens, :token) OR size(#tokens) < :most',
        values: {
          ':place': { SS: [place] },
          ':token': { S: place },
          ':most': numeric(most),
          ':expiresOn': expiresOn(Date.parse(day.date) + KEPT_MS),
        },
      };
      return writeItem(
        store,
        keyOf(day),
        (table) => table.update(keyOf(day), write),
        (item) => tokensOf(item).includes(place),
      );
    },
    async release(day, token) {
      const place = placeOf(token);
      const write = { update: 'DELETE #tokens :place', values: { ':place': { SS: [place] } } };
      await writeItem(
        store,
        keyOf(day),
        (table) => table.update(keyOf(day), write),
        (item) => !tokensOf(item).includes(place),
      );
    },
    async count(day, token) {
      const own = token === undefined ? undefined : placeOf(token);
      return (await read(day)).filter((place) => place !== own).length;
    },
  };
}

function tokensOf(item: Item | undefined): readonly string[] {
  const tokens = item?.tokens;
  return tokens && 'SS' in tokens ? tokens.SS : [];
}
