// Writes a setup into its host, or takes it out again: by the host's own command where it has one, else by its file.
import { isDeepStrictEqual } from 'node:util';
import { KEY, KEY_FILE } from '../../config/state-config.ts';
import { plainText } from '../../text/plain-text.ts';
import { ConfigFileProblem, type ConfigFiles } from './config-file.ts';
import type { Edited } from './edit-json.ts';
import { editText, entryAt, isRecord, readText } from './edit-text.ts';
import type { Dialect, Server } from './host.ts';
import {
  addCommand,
  type HostCommand,
  removeCommand,
  replacesItself,
  showCommand,
  shownEntry,
} from './host-command.ts';
import type { HostEntry } from './host-entry.ts';
import { isKey, mayBeSecret, type ShellVariables } from './server-launch.ts';
import type { Setup } from './setup.ts';
import type { Run } from './this-machine.ts';

export interface Tools {
  files: ConfigFiles;
  run: Run;
  /** Where a command for the user runs: another folder could add servers of its own. */
  home: string;
  /** Where a command for the project runs. */
  folder: string;
  /** Undefined when that cannot be found out. */
  runsClaudeDesktop(): Promise<boolean | undefined>;
}

/** `variables`: what became of those that stood in the entry, in whole sentences without secrets. */
export type Applied =
  | { kind: 'written' | 'removed'; where: string; kept?: string; variables?: string[] }
  /** It was so already. */
  | { kind: 'unchanged'; where: string; variables?: string[] }
  | { kind: 'failed'; why: string };

type Present = { kind: 'present'; entry: HostEntry | undefined; where: string } | { kind: 'failed'; why: string };

/** Rejects only when this program is at fault: what a disk, a file or a host can be like is `failed`. */
export async function applySetup(setup: Setup, action: 'write' | 'remove', tools: Tools): Promise<Applied> {
  try {
    const { way } = setup;
    if (way.kind === 'print') return { kind: 'failed', why: way.why };
    const present = await readPresent(setup, tools);
    if (present.kind === 'failed') return present;
    const { entry, where } = present;
    if (entry && !isOurs(entry, setup)) return { kind: 'failed', why: foreign(setup, where) };
    const wanted = action === 'write' ? mergedEntry(entry, setup) : undefined;
    const sentences = wanted && entry ? aboutVariables(entry, wanted, setup.shell) : [];
    const variables = sentences.length > 0 ? { variables: sentences } : {};
    if (isDeepStrictEqual(entry, wanted)) return { kind: 'unchanged', where, ...variables };
    const commands = way.kind === 'command' ? commandsFor(setup, way.dialect, { entry, wanted }) : undefined;
    const applied = commands ? await byCommand(setup, commands, wanted, tools) : await byFile(setup, wanted, tools);
    return applied.kind === 'failed' ? applied : { ...applied, ...variables };
  } catch (problem) {
    const known = problem instanceof ConfigFileProblem || typeof (problem as NodeJS.ErrnoException).code === 'string';
    if (!known) throw problem;
    return { kind: 'failed', why: (problem as Error).message };
  }
}

// Of a host whose file is not known here.
const OWN = 'its own configuration';

/** What stands in the host under this name now. */
async function readPresent(setup: Setup, tools: Tools): Promise<Present> {
  const { file, name } = setup;
  if (!file) {
    const path = setup.command?.path;
    if (path === undefined) return { kind: 'failed', why: notFound(setup) };
    const { code, stdout } = await tools.run(path, showCommand(name).args, { folder: tools.home });
    const entry = code === 0 ? shownEntry(stdout) : undefined;
    return { kind: 'present', entry: entry && plainEntry(entry), where: OWN };
  }
  const text = await tools.files.read(file.path);
  const read = readText(file.format, text ?? '');
  if (read.kind === 'broken') return { kind: 'failed', why: `${file.path} cannot be read: ${read.why}` };
  const entry = entryAt(read.data, { root: file.root, name });
  return { kind: 'present', entry: entry && plainEntry(entry), where: file.path };
}

async function byFile(
  setup: Setup,
  wanted: HostEntry | undefined,
  { files, runsClaudeDesktop }: Tools,
): Promise<Applied> {
  const { file, way, name, title } = setup;
  if (!file) return { kind: 'failed', why: `${title} has no file that is known here.` };
  if (way.kind === 'file' && way.closedOnly) {
    const runs = await runsClaudeDesktop();
    if (runs !== false) return { kind: 'failed', why: runs ? OPEN : UNKNOWN };
  }
  const { path, format, root } = file;
  const before = await files.read(path);
  const edited = wanted
    ? editText(format, before ?? '', { root, name }, wanted)
    : await undo(file, name, before ?? '', files);
  if (edited.kind === 'refused') return { kind: 'failed', why: `${path} was left as it is: ${edited.why}` };
  const after = edited.kind === 'gone' ? undefined : edited.text;
  const kept = after === undefined ? await files.remove(path, before ?? '') : await files.replace(path, before, after);
  if ((await files.read(path)) !== after)
    return { kind: 'failed', why: `${path} says something else again: ${title} may have rewritten it.` };
  return { kind: wanted ? 'written' : 'removed', where: path, ...(kept === undefined ? {} : { kept }) };
}

/** The text as it was before this very entry was written into it, where that was kept; else without the entry. */
async function undo(
  { path, format, root }: NonNullable<Setup['file']>,
  name: string,
  text: string,
  files: ConfigFiles,
): Promise<Edited | { kind: 'gone' }> {
  const entryOf = (one: string) => {
    const read = readText(format, one);
    return read.kind === 'read' ? entryAt(read.data, { root, name }) : undefined;
  };
  const entry = entryOf(text);
  const leadsHere = (earlier: string) => {
    const again = editText(format, earlier, { root, name }, entry);
    return again.kind === 'edited' && again.text === text && !entryOf(earlier);
  };
  const earlier = (await files.kept(path)).find(leadsHere);
  if (earlier !== undefined) return { kind: 'edited', text: earlier };
  return leadsHere('') ? { kind: 'gone' } : editText(format, text, { root, name }, undefined);
}

const OPEN =
  'Claude Desktop is running, and rewrites its file from memory. Quit it and run this again, or install the .mcpb with --open.';
const UNKNOWN =
  'It cannot be found out here whether Claude Desktop runs, and while it runs it rewrites its file. Install the .mcpb with --open.';

interface Commands {
  /** One after the other, until one fails. */
  run: HostCommand[];
  /** Puts back what the first took away, when the second fails. */
  back?: HostCommand;
}

/** Undefined where a host has no command for this: then its file is edited. */
function commandsFor(
  { scope, name, server, command }: Setup,
  dialect: Dialect,
  { entry, wanted }: { entry: HostEntry | undefined; wanted: HostEntry | undefined },
): Commands | undefined {
  const remove = removeCommand(dialect, scope, name);
  if (!wanted) return remove && { run: [remove] };
  const env = isRecord(wanted.env) ? (wanted.env as Record<string, string>) : {};
  const add = { ...addCommand(dialect, scope, name, { ...server, env }), env: command?.env ?? {} };
  if (!entry || !remove || replacesItself(dialect)) return { run: [add] };
  return { run: [remove, add], back: addCommand(dialect, scope, name, serverOf(entry)) };
}

async function byCommand(
  setup: Setup,
  commands: Commands,
  wanted: HostEntry | undefined,
  tools: Tools,
): Promise<Applied> {
  const { scope, command } = setup;
  if (command?.path === undefined) return { kind: 'failed', why: notFound(setup) };
  const { path, program } = command;
  const folder = scope === 'user' ? tools.home : tools.folder;
  for (const [at, { args, env }] of commands.run.entries()) {
    const { code, stdout, stderr } = await tools.run(path, args, { folder, env });
    if (code === 0) continue;
    if (at > 0 && commands.back) await tools.run(path, commands.back.args, { folder, env });
    const said = lastLine(stderr) || lastLine(stdout);
    const what = `${program} ${args.slice(0, 2).join(' ')}`;
    return { kind: 'failed', why: said ? `${what} failed: ${said}` : `${what} failed.` };
  }
  const after = await readPresent(setup, tools);
  if (after.kind === 'failed') return after;
  if (!isDeepStrictEqual(after.entry && serverOf(after.entry), wanted && serverOf(wanted)))
    return { kind: 'failed', why: `${program} ended without an error, but ${after.where} does not show the change.` };
  return { kind: wanted ? 'written' : 'removed', where: after.where };
}

function notFound({ title, command, link }: Setup): string {
  const open = link && 'url' in link ? ' Use --open instead.' : '';
  return `The program ${command?.program ?? title} was not found here.${open}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
}

/**
 * What somebody added to the entry stays: their variables, and members that only the host knows. Of what this shell
 * decides nothing earlier stays: the profile of another day would be another account (seen 2026-11-29).
 */
function mergedEntry(old: HostEntry | undefined, { entry: wanted, shell }: Setup): HostEntry {
  if (!old) return wanted;
  const merged = ['env', 'envs'].flatMap((key) => {
    const left = Object.entries(variablesOf(old, key)).filter(([name, value]) => staysAsItIs(name, value, shell));
    const both = { ...Object.fromEntries(left), ...variablesOf(wanted, key) };
    return key in wanted || left.length > 0 ? [[key, both]] : [];
  });
  const isMerged = (key: string, value: unknown) => (key === 'env' || key === 'envs') && isRecord(value);
  const kept = Object.fromEntries(
    Object.entries(old).filter(([key, value]) => !isOfUrl(key, value) && !isMerged(key, value)),
  );
  return { ...kept, ...wanted, ...Object.fromEntries(merged) };
}

function variablesOf(entry: HostEntry, key: string): Record<string, unknown> {
  return isRecord(entry[key]) ? entry[key] : {};
}

/** Keys are a person's own and can be read nowhere again; what this shell has and keeps back may be the same. */
function staysAsItIs(name: string, value: unknown, { decided, keptBack }: ShellVariables): boolean {
  return !decided.includes(name) || isKey(name) || (keptBack.includes(name) && mayBeSecret(name, String(value)));
}

function aboutVariables(old: HostEntry, wanted: HostEntry, { decided }: ShellVariables): string[] {
  const [before, now] = [old, wanted].map((one) => ({ ...variablesOf(one, 'env'), ...variablesOf(one, 'envs') }));
  const names = Object.keys(before ?? {}).filter((name) => decided.includes(name));
  const shown = (name: string, ...values: unknown[]) => {
    const texts = values.map(String);
    if (texts.some((text) => mayBeSecret(name, text))) return name;
    return `${name} (${texts.map((text) => plainText(text, 100)).join(' → ')})`;
  };
  const isRefused = now?.[KEY] !== undefined && decided.includes(KEY_FILE);
  const lists = { changed: [] as string[], gone: [] as string[], goneFile: [] as string[], left: [] as string[] };
  for (const name of names) {
    const [was, is] = [before?.[name], now?.[name]];
    if (is === undefined) lists[name === KEY_FILE ? 'goneFile' : 'gone'].push(shown(name, was));
    else if (is !== was) lists.changed.push(shown(name, was, is));
    else if (mayBeSecret(name, String(is))) lists.left.push(name);
  }
  const { changed, gone, goneFile, left } = lists;
  return [
    ...(isRefused
      ? [
          `${KEY} stays in the entry, where somebody put it, and the server will refuse every call for it, since ${now?.[KEY_FILE] === undefined ? 'there is no table' : `${KEY_FILE} names the key`}: take it out.`,
        ]
      : []),
    ...(goneFile.length > 0 ? [`Taken out of the entry, since it counts with a table alone: ${goneFile}.`] : []),
    ...(changed.length > 0 ? [`Changed in the entry to what this shell says: ${changed.join(', ')}.`] : []),
    ...(gone.length > 0
      ? [`Taken out of the entry, so that the server is the caller that it is in this shell: ${gone.join(', ')}.`]
      : []),
    ...(left.length > 0
      ? [`Left in the entry, where somebody put them: ${left.join(', ')}. They may make the server another caller.`]
      : []),
  ];
}

/** A server at a URL is none that is started, and until 2026-11-29 both were mixed here (pages of HOSTS for the names). */
function isOfUrl(key: string, value: unknown): boolean {
  return key === 'type'
    ? value !== 'stdio' && value !== 'local'
    : ['url', 'serverUrl', 'httpUrl', 'uri', 'headers'].includes(key);
}

/** Without variables is the same as with none, which some hosts write out. */
function plainEntry(entry: HostEntry): HostEntry {
  const { env, ...rest } = entry;
  return isRecord(env) && Object.keys(env).length === 0 ? rest : entry;
}

/** What decides how a server starts; a host may add members of its own. */
function serverOf({ command, args, env }: HostEntry): Server {
  return { command, args, env: env ?? {} } as Server;
}

/** An entry that starts this package, wherever it lies, or this very program; what is at a URL was not written here. */
function isOurs(entry: HostEntry, { server }: Setup): boolean {
  if (entry.command === undefined && entry.cmd === undefined) return false;
  const words = JSON.stringify(entry);
  const programs = server.args.filter((word) => /[\\/]/.test(word));
  return (
    /ebs-copy-mcp|dist[\\/]+main\.cjs/.test(words) || programs.some((word) => words.includes(JSON.stringify(word)))
  );
}

function foreign({ name }: Setup, where: string): string {
  return `There is another server named ${name} in ${where}. Choose another name with --name.`;
}
