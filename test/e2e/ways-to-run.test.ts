// The ways to run the server of a team that need no account: what the image, AgentCore and Lambda start really starts.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ENTRY, emptyEnvironment, run, startRaw } from '../support/spawned-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const DOCKERFILE = readFileSync(root('Dockerfile'), 'utf8').replaceAll('\\\n', '');
/** What a line of the last stage that a container is made of holds after its word. */
const instruction = (word: string) => new RegExp(`^${word}\\s+(.*)$`, 'm').exec(DOCKERFILE)?.[1] ?? '';
const GATEWAY = {
  EBS_COPY_PORT: '0',
  EBS_COPY_SIMULATE: 'true',
  EBS_COPY_BEHIND_GATEWAY: 'true',
  EBS_COPY_SINGLE_CALLER: 'team',
  EBS_COPY_PUBLIC_URL: 'https://ebs.example.com',
  EBS_COPY_ALLOWED_HOSTS: '*',
};

/** A folder with the program as it is laid out there, and whatever else that way needs. */
function laidOut(...more: string[]): string {
  const folder = temporaryFolder('ebs-copy-way-');
  mkdirSync(join(folder, 'dist'));
  cpSync(dirname(ENTRY), join(folder, 'dist'), { recursive: true });
  for (const path of more)
    cpSync(root(path), path.endsWith('.sh') ? join(folder, basename(path)) : folder, { recursive: true });
  return folder;
}

async function listening(child: ChildProcess): Promise<{ host: string; port: string }> {
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  return vi.waitFor(
    () => {
      const [, host, port] = /MCP over HTTP at http:\/\/(.+):(\d+)\/mcp/.exec(stderr) ?? [];
      if (host === undefined || port === undefined) throw new Error(`It does not listen: ${stderr}`);
      return { host, port };
    },
    { timeout: 30_000 },
  );
}

test('the image starts as nobody special, and its health check tells a live server from none', async () => {
  expect(instruction('USER')).toBe('node');
  const [node = '', ...words] = JSON.parse(instruction('ENTRYPOINT')) as string[];
  expect(node).toBe('node');
  const command = JSON.parse(instruction('CMD')) as string[];
  const cwd = laidOut();
  const env = emptyEnvironment({ ...GATEWAY, EBS_COPY_HOST: '0.0.0.0' });
  const child = spawn(process.execPath, [...words, ...command], { cwd, env, stdio: 'pipe' });
  const { host, port } = await listening(child);
  expect(host).toBe('0.0.0.0');
  const [, , check = ''] = JSON.parse(instruction('HEALTHCHECK').replace(/^.*?CMD /, '')) as string[];
  const judge = async () => {
    const asking = spawn(process.execPath, ['-e', check], { env: emptyEnvironment({ EBS_COPY_PORT: port }) });
    const [code] = await once(asking, 'exit');
    return code;
  };
  expect(await judge()).toBe(0);
  child.kill('SIGKILL');
  expect(await judge()).toBe(1);
});

test('the image without a login and without a gateway ends at once and says what is missing', async () => {
  const settings = Object.fromEntries(
    [...DOCKERFILE.matchAll(/\b(EBS_COPY_(?:HOST|PORT))=(\S+)/g)].slice(0, 2).map(([, name, value]) => [name, value]),
  );
  expect(settings).toEqual({ EBS_COPY_HOST: '0.0.0.0', EBS_COPY_PORT: '8000' });
  const { code, stderr } = await run(['serve-http'], emptyEnvironment(settings as Record<string, string>));
  expect(code).toBe(2);
  expect(stderr).toContain('--auth');
});

test('a word that is no command is told by the tools where a host may have started it, and by the exit code', async () => {
  const session = startRaw(['docter'], emptyEnvironment());
  await session.request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'host', version: '1' },
  });
  const { result } = await session.request('tools/call', { name: 'get_volume_status', arguments: {} });
  expect(JSON.stringify(result)).toContain('is not a command. Did you mean doctor?');
  await session.end();
  const { code, stderr } = await run(['docter', '--mode', 'auto']);
  expect([code, stderr]).toEqual([
    2,
    'ebs-copy-mcp: "docter" is not a command. Did you mean doctor? Known: serve, serve-http, demo, simulate, doctor, iam-policy, connect.\n',
  ]);
});

test('the entry for AgentCore needs no argument, listens for everybody and answers the probe without a login', async () => {
  const cwd = laidOut('deploy/agentcore');
  const child = spawn(process.execPath, ['main.js'], { cwd, env: emptyEnvironment(GATEWAY), stdio: 'pipe' });
  const { host, port } = await listening(child);
  expect(host).toBe('0.0.0.0');
  const reply = await fetch(`http://127.0.0.1:${port}/mcp/`, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  });
  expect([reply.status, await reply.json()]).toEqual([200, { jsonrpc: '2.0', id: 1, result: {} }]);
});

test.skipIf(process.platform === 'win32')(
  'the handler for Lambda starts it where the adapter asks whether it is ready',
  async () => {
    const cwd = laidOut('deploy/lambda/run.sh');
    const env = emptyEnvironment({ PATH: process.env.PATH ?? '', EBS_COPY_PORT: '0', EBS_COPY_SIMULATE: 'true' });
    const child = spawn(join(cwd, 'run.sh'), { cwd, env, stdio: 'pipe' });
    const { host, port } = await listening(child);
    expect(host).toBe('127.0.0.1');
    const [, path] = /AWS_LWA_READINESS_CHECK_PATH=(\S+)/.exec(DOCKERFILE) ?? [];
    expect(await (await fetch(`http://127.0.0.1:${port}${path}`)).json()).toEqual({ status: 'live' });
  },
);
