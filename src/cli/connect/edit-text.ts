// What an edit of a configuration file comes to, and the ways to try it: JSON with comments, strict JSON, YAML.
import { isDeepStrictEqual } from 'node:util';
import { type Edited, type EntryPath, editJson, type Read, readJson } from './edit-json.ts';
import { editYaml, readYaml } from './edit-yaml.ts';
import type { HostFile } from './host.ts';
import type { HostEntry } from './host-entry.ts';

type Format = HostFile['format'];

/** The data of a file; `broken` says where and what, for a person. */
export function readText(format: Format, text: string): Read {
  return format === 'yaml' ? readYaml(text) : readJson(text, format === 'json');
}

/** The entry at a place; undefined when there is none. */
export function entryAt(data: unknown, { root, name }: EntryPath): HostEntry | undefined {
  const servers = isRecord(data) ? data[root] : undefined;
  const entry = isRecord(servers) && Object.hasOwn(servers, name) ? servers[name] : undefined;
  return isRecord(entry) ? entry : undefined;
}

/**
 * The text with the entry at its place, or without it; everything else keeps every byte. What cannot be done in this way
 * is refused, and so is an edit whose result would not say exactly what it should.
 */
export function editText(format: Format, text: string, place: EntryPath, entry: HostEntry | undefined): Edited {
  const before = readText(format, text);
  if (before.kind === 'broken') return { kind: 'refused', why: before.why };
  const edited = format === 'yaml' ? editYaml(text, place, entry) : editJson(text, place, entry);
  if (edited.kind === 'refused') return edited;
  const after = readText(format, edited.text);
  const fits =
    after.kind === 'read' &&
    isDeepStrictEqual(entryAt(after.data, place), entry) &&
    isDeepStrictEqual(without(after.data, place), without(before.data, place));
  return fits ? edited : { kind: 'refused', why: 'its layout is unusual, and an edit could damage it.' };
}

/** The data but for the entry, and for its parent when nothing else is in it. */
function without(data: unknown, { root, name }: EntryPath): unknown {
  if (!isRecord(data)) return {};
  const servers = data[root];
  const { [root]: _, ...rest } = data;
  if (!isRecord(servers)) return servers === undefined || servers === null ? rest : data;
  const { [name]: __, ...others } = servers;
  return Object.keys(others).length > 0 ? { ...rest, [root]: others } : rest;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
