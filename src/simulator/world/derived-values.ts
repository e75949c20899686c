// Ids, fractions and orders that are derived from a text alone, so that every run of the simulator gives the same.
import { createHash } from 'node:crypto';

/** 64 hex digits (SHA-256). */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A number in [0, 1). */
export function fraction(text: string): number {
  return Number.parseInt(digest(text).slice(0, 8), 16) / 0x1_0000_0000;
}

/** A UUID: the form of request ids and of KMS keys. */
export function uuidFrom(text: string): string {
  const hex = digest(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A volume id in the form since 2018: 17 hex digits (EC2 user guide, "Resource IDs"), the first one zero. */
export function volumeIdFrom(text: string): string {
  return `vol-0${digest(text).slice(0, 16)}`;
}

/** A snapshot id of the same form. */
export function snapshotIdFrom(text: string): string {
  return `snap-0${digest(text).slice(0, 16)}`;
}

/** The same items in another order. */
export function shuffled<T>(items: readonly T[], text: string): T[] {
  return items
    .map((item, index) => ({ item, rank: fraction(`${text}/${index}`) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
