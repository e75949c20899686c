// The shared AWS configuration files, as the AWS SDK parses them, and what is wrong with them.
import { readFile, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { externalDataInterceptor, getHomeDir, loadSharedConfigFiles } from '@smithy/core/config';
import { nameText } from '../../volume/errors/failure-advice.ts';
import { homePath } from './home-path.ts';

/** The settings of one section. */
export type Section = Readonly<Record<string, string | undefined>>;

export interface ProfileFiles {
  /** By profile, and by `sso-session.NAME` and `services.NAME`. Credentials stand over the configuration. */
  sections: Readonly<Record<string, Section>>;
  /** Which of the two files a setting of a profile stands in, as a person would write its path. */
  fileOf(profile: string, setting: string): string;
  /** What the credentials file alone says of a profile. */
  credentialsOf(profile: string): Section;
  /** The state of both files; absent while one was written just now. */
  stamp?: string;
}

interface FilePaths {
  config: string;
  credentials: string;
}

/** Where the two files are: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else below the home directory. */
function filePaths(env: NodeJS.ProcessEnv): FilePaths {
  const at = (named: string | undefined, name: string) => expandHome(named || join(getHomeDir(), '.aws', name));
  return {
    config: at(env.AWS_CONFIG_FILE, 'config'),
    credentials: at(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/**
 * Both files as they are now; one that is absent or cannot be read has no sections. `known` is an earlier reading, which
 * is given back when the files are the same since.
 */
export async function readProfileFiles(env: NodeJS.ProcessEnv, known?: ProfileFiles): Promise<ProfileFiles> {
  const { config, credentials } = filePaths(env);
  const [one, two] = await Promise.all([config, credentials].map(stampOf));
  const stamp = one && two && `${one}\n${two}`;
  if (known && stamp !== undefined && stamp === known.stamp) return known;
  const loaded = await loadSharedConfigFiles({ filepath: credentials, configFilepath: config, ignoreCache: true });
  const configFile = await asTheCliReads(loaded.configFile, config);
  const credentialsFile = await asTheCliReads(loaded.credentialsFile, credentials);
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  const sections = Object.fromEntries(
    [...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]),
  );
  return {
    sections,
    fileOf: (profile, setting) => (credentialsFile[profile]?.[setting] === undefined ? config : credentials),
    credentialsOf: (profile) => credentialsFile[profile] ?? {},
    ...(stamp === undefined ? {} : { stamp }),
  };
}

/**
 * What the SDK reads otherwise than the AWS CLI (@smithy/core 3.41; Python's configparser): names of settings are the same
 * in capitals, and a command goes on after " ;" and " #".
 */
async function asTheCliReads(sections: Sections, path: string): Promise<Sections> {
  const hasCommand = Object.values(sections).some((section) => section.credential_process);
  const commands = hasCommand ? commandsOf(await readFile(path, 'utf8').catch(() => '')) : new Map();
  return Object.fromEntries(
    Object.entries(sections).map(([section, settings]) => {
      const own = Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [name.replace(/^[^.]+/, (text) => text.toLowerCase()), value]),
      );
      const whole = commands.get(section);
      return [section, whole?.startsWith(own.credential_process) ? { ...own, credential_process: whole } : own];
    }),
  );
}

type Sections = Record<string, Record<string, string | undefined>>;

/** The lines that are sections, settings and nested settings for the SDK, each with blanks before it or without. */
function commandsOf(text: string): Map<string, string> {
  const commands = new Map<string, string>();
  let section = '';
  let isNested = false;
  for (const line of text.split(/\r?\n/)) {
    const [uncommented = ''] = line.split(/(?:^|\s)[;#]/);
    const seen = uncommented.trim();
    if (/^\[.*\]$/.test(seen)) {
      section = /^\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]$/.exec(seen)?.[1] ?? '';
      isNested = false;
    }
    const [, name, value] = /^([^=[]+)=(.*)$/.exec(seen) ?? [];
    if (name === undefined) continue;
    isNested = value === '' || (isNested && line.trimStart() !== line);
    if (!isNested && /^credential_process\s*$/i.test(name))
      commands.set(section, line.slice(line.indexOf('=') + 1).trim());
  }
  return commands;
}

// Two writes within one tick of the file system's clock leave the same time behind.
const SETTLED_MS = 2_000;

/**
 * What tells one state of a file from another; undefined while it was written just now. A pipe or a device in its place
 * would be read until somebody writes to it, and no wait of ours would end that: for the SDK such a path is empty
 * (@smithy/core 3.41).
 */
async function stampOf(path: string): Promise<string | undefined> {
  const seen = await stat(path).catch(() => undefined);
  if (seen === undefined || seen.isFile()) delete externalDataInterceptor.getFileRecord()[path];
  else externalDataInterceptor.interceptFile(path, '');
  if (seen === undefined) return `${path} is absent`;
  const { dev, ino, size, mtimeMs } = seen;
  return Math.abs(Date.now() - mtimeMs) < SETTLED_MS ? undefined : `${path} ${dev} ${ino} ${size} ${mtimeMs}`;
}

/** What is wrong with the files in a few words, or undefined: for failures that it may explain. `missing`: a profile. */
export async function findFileProblem(env: NodeJS.ProcessEnv, missing?: string): Promise<string | undefined> {
  const paths = filePaths(env);
  for (const path of Object.values(paths)) {
    // How people switch a file off.
    if (path === devNull) continue;
    const problem = await problemOf(path, missing, path === paths.config);
    if (problem) return problem;
  }
  return undefined;
}

async function problemOf(path: string, missing: string | undefined, isConfig: boolean): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return `${homePath(path)} is not a file`;
    const text = await readFile(path, 'utf8');
    if (text.includes('\0')) return `${homePath(path)} is not in UTF-8`;
    const lines = text.split(/\r?\n/);
    const form = isConfig ? BARE_SECTION : PROFILE_SECTION;
    const other = lines.findIndex((one) => missing !== undefined && sectionOf(one, form) === missing) + 1;
    const [bare, long] = [`[${nameText(missing ?? '')}]`, `[profile ${nameText(missing ?? '')}]`];
    const [has, right] = isConfig ? [bare, long] : [long, bare];
    if (other > 0) return `line ${other} of ${homePath(path)} has ${has}; in this file it is ${right}`;
    const line = lines.findIndex((one) => !isUnderstood(one)) + 1;
    return line > 0 ? `line ${line} of ${homePath(path)} is not understood` : undefined;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : `${homePath(path)} cannot be read (${code ?? 'unknown'})`;
  }
}

// The word `profile` belongs into the configuration file and not into the credentials file.
const BARE_SECTION = /^\s*\[\s*(?!profile\s)["']?([^\]"']+?)["']?\s*\]/;
const PROFILE_SECTION = /^\s*\[\s*profile\s+["']?([^\]"']+?)["']?\s*\]/;

/** The name of a section in the form of the other file. */
function sectionOf(line: string, form: RegExp): string | undefined {
  const name = form.exec(line)?.[1];
  return name === 'default' ? undefined : name;
}

/** A section, a setting, a comment, or nothing; the SDK leaves a section out whose name has other letters. */
function isUnderstood(line: string): boolean {
  const text = line.trim();
  const [, kind, name = ''] = /^\[(\s*(?:profile|sso-session|services))\s+(.*?)\]/.exec(text) ?? [];
  if (kind !== undefined && (kind.startsWith(' ') || !/^(["']?)[\w@+.%:/-]+\1$/.test(name))) return false;
  return text === '' || /^[#;]/.test(text) || /^\[[^[\]]+\]\s*([#;].*)?$/.test(text) || /^[^=\s[][^=]*=/.test(text);
}

function expandHome(path: string): string {
  return path.startsWith('~/') ? join(getHomeDir(), path.slice(2)) : path;
}
