// Filters and ids shared by the experiments with lists.
import type { Outcome } from '../experiment.ts';
import { itemsOf, type Params, type Reply } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';

export const NO_VOLUME: Outcome = {
  kind: 'open',
  why: 'No volume of this account up to 40 GiB was found in the Region.',
};

export function filter(name: string, value: string): Params {
  return { 'Filter.1.Name': name, 'Filter.1.Value.1': value };
}

export function idsOf(reply: Reply): (string | undefined)[] {
  return itemsOf(reply, 'volumeSet').map((volume) => childText(volume, 'volumeId'));
}
