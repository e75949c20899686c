// What is looked for on this machine, and the programs that are run on it.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { System } from './host.ts';
import { batchLine } from './host-command.ts';

export interface Finished {
  /** Undefined when it could not be started, or did not end in time. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

export type Run = (
  program: string,
  args: readonly string[],
  place: { folder: string; env?: Readonly<Record<string, string>> },
) => Promise<Finished>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Those of the paths that exist. */
export async function findPaths(paths: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all(
    [...new Set(paths)].map((path) =>
      stat(path).then(
        () => path,
        () => undefined,
      ),
    ),
  );
  return new Set(found.filter((path) => path !== undefined));
}

/** Programs by name, each with its path: by the PATH, or where it is named in full. */
export async function findPrograms(
  names: readonly string[],
  env: Environment,
  system: System,
): Promise<Map<string, string>> {
  const found = await Promise.all(
    [...new Set(names)].map(async (name): Promise<[string, string][]> => {
      const path = await findProgram(name, env, system);
      return path === undefined ? [] : [[name, path]];
    }),
  );
  return new Map(found.flat());
}

async function findProgram(name: string, env: Environment, system: System): Promise<string | undefined> {
  const windows = system === 'win32';
  const endings = windows ? ['.exe', '.cmd', '.bat', '.com'] : [''];
  const folders = isAbsolute(name) ? [''] : (env.PATH ?? env.Path ?? '').split(windows ? ';' : ':').filter(Boolean);
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, `${name}${ending}`);
      const runs = await access(path, constants.X_OK).then(
        () => stat(path),
        () => undefined,
      );
      if (runs?.isFile()) return path;
    }
  }
  return undefined;
}

// A first start of Claude Code takes seconds.
const LONGEST_MS = 60_000;

export function createRun(env: Environment, longestMs = LONGEST_MS): Run {
  return async (program, args, { folder, env: more = {} }) =>
    await new Promise<Finished>((resolve) => {
      const batch = /\.(cmd|bat)$/i.test(program);
      const [file, words] = batch
        ? [env.ComSpec ?? 'cmd.exe', ['/d', '/s', '/c', `"${batchLine(program, args)}"`]]
        : [program, args];
      const child = spawn(file, words, {
        cwd: folder,
        env: { ...env, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: longestMs,
        killSignal: 'SIGKILL',
        windowsVerbatimArguments: batch,
        windowsHide: true,
      });
      const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
      child.once('error', (problem) => resolve({ code: undefined, stdout: '', stderr: problem.message }));
      child.once('close', (code) => resolve({ code: code ?? undefined, stdout: stdout(), stderr: stderr() }));
    });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}

/** Whether Claude Desktop runs; undefined when that cannot be found out. */
export async function runsClaudeDesktop(run: Run, system: System, folder: string): Promise<boolean | undefined> {
  const [program, args] = LISTS[system];
  const { code, stdout } = await run(program, args, { folder });
  if (code !== 0) return undefined;
  return stdout.split(/\r?\n/).some((line) => DESKTOP[system].test(line.trim()));
}

const LISTS: Readonly<Record<System, [program: string, args: string[]]>> = {
  linux: ['ps', ['-A', '-o', 'args=']],
  darwin: ['ps', ['-A', '-o', 'args=']],
  win32: [
    'powershell.exe',
    [
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      // Always exit code 0: no such process is an answer too.
      'Get-Process -Name claude -ErrorAction SilentlyContinue | ForEach-Object { "process " + $_.Path }; exit 0',
    ],
  ],
};
const DESKTOP: Readonly<Record<System, RegExp>> = {
  linux: /^(\S*\/)?claude-desktop( |$)/,
  darwin: /\/Claude\.app\/Contents\/MacOS\/Claude( |$)/,
  // Claude Code is a claude.exe too, in folders of its own. A path that is not shown may be either.
  win32: /^process($|.*\\(AnthropicClaude|WindowsApps\\Claude_[^\\]*)\\)/i,
};
