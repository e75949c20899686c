import { createHash } from 'node:crypto';

/** Hex digits that depend on the text only: the same run gives the same ids. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A number in [0, 1) that depends on the text only. */
export function fraction(text: string): number {
  return Number.parseInt(digest(text).slice(0, 8), 16) / 0x1_0000_0000;
}

/** A UUID that depends on the text only: the form of request ids and KMS keys. */
export function uuidFrom(text: string): string {
  const hex = digest(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A volume id in today's form: 17 hex digits, the first one zero. */
export function volumeIdFrom(text: string): string {
  return `vol-0${digest(text).slice(0, 16)}`;
}

/** The same items in an order that depends on the text only. */
export function shuffled<T>(items: readonly T[], text: string): T[] {
  return items
    .map((item, index) => ({ item, rank: fraction(`${text}/${index}`) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
