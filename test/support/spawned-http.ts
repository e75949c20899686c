// serve-http as a process of the built product.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ENTRY } from './spawned-server.ts';

export interface SpawnedHttp {
  url: string;
  child: ChildProcess;
  stderr(): string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Resolves when it listens; throws with what it wrote when it ends before. `args` without the command. */
export async function spawnHttp(args: readonly string[], env: Record<string, string>): Promise<SpawnedHttp> {
  const child = spawn(process.execPath, [ENTRY, 'serve-http', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'close');
  let stderr = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      const [, found] = /MCP over HTTP at (http:\S+)\/mcp/.exec(stderr) ?? [];
      if (found !== undefined) resolve(found);
    });
    gone.then(() => reject(new Error(`It does not listen: ${stderr}`)), reject);
  });
  return {
    url,
    child,
    stderr: () => stderr,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
