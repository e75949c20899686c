// Which known name did somebody mean?
import { distance } from 'fastest-levenshtein';

/** The known name closest to `given`, ignoring case and separators; undefined when none is close. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[-_\s]/g, '');
  const wanted = plain(given);
  let best: { name: string; far: number } | undefined;
  for (const name of known) {
    const far = distance(wanted, plain(name));
    if (!best || far < best.far) best = { name, far };
  }
  return best && best.far <= Math.max(2, Math.floor(wanted.length / 3)) ? best.name : undefined;
}
