// The Name of a volume, and the one that is offered for its copy: tags are not inherited, and a copy without a Name is
// hard to find again.
import { plainText } from '../../text/plain-text.ts';
import type { Tag, TagSpecification } from '../aws-records.ts';

// AWS takes 256 characters of a value.
const MOST_OF_NAME = 200;

/** The value of the Name tag as AWS's users mean it, cleaned; undefined when there is none. */
export function nameOf(tags: readonly Tag[] | undefined): string | undefined {
  const name = tags?.find((tag) => tag.Key === 'Name')?.Value;
  return name ? plainText(name) : undefined;
}

/** `<name>-copy-<UTC date>` as an argument of copy_volume; empty for a source without a Name. `now`: ms since the epoch. */
export function copyNameTags(
  sourceTags: readonly Tag[] | undefined,
  now: number,
): { TagSpecifications?: TagSpecification[] } {
  const name = nameOf(sourceTags);
  if (name === undefined) return {};
  const Value = `${plainText(name, MOST_OF_NAME)}-copy-${new Date(now).toISOString().slice(0, 10)}`;
  return { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value }] }] };
}
