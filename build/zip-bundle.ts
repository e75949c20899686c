// The archive of an .mcpb: the same files give the same bytes, whenever, wherever and in whatever order they are given.
// `mcpb pack` writes the time of packing into it (2.1.2).
import { type Zippable, zipSync } from 'fflate';

/** Path in the archive → content. */
export function zipBundle(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  // An archive holds local time: made here and from parts, it is the same first moment in every zone.
  const mtime = new Date(1980, 0, 1);
  // Unix; its owner may write it, all may read it.
  const attributes = { os: 3, attrs: 0o644 << 16, mtime } as const;
  const archive: Zippable = {};
  for (const path of Object.keys(files).sort()) archive[path] = [files[path] ?? new Uint8Array(), attributes];
  return zipSync(archive, { level: 9 });
}
