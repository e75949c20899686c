// Starts a packed server as a host does and looks at what it answers: tsx build/check-packed.ts NODE MAIN.
// NODE is the node binary, MAIN the packed dist/main.cjs. The server runs in an empty folder, with an empty HOME and
// no variable of this process but PATH.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const TOOLS = ['copy_volume', 'get_volume_status'];
const PROMPTS = ['clone-for-test', 'copy-before-change', 'forgotten-copies', 'why-slow'];
const ANSWER_MS = 20_000;

const [, , node, main] = process.argv;
if (!node || !main) throw new Error('Give the node binary and the main.cjs.');
const empty = await mkdtemp(join(tmpdir(), 'ebs-copy-mcp-empty-'));
try {
  const version = await talk(node, main, [], async (ask) => {
    const { serverInfo } = await ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'check-packed', version: '0' },
    });
    const { tools } = await ask('tools/list', {});
    const names = (tools as { name: string }[]).map((tool) => tool.name);
    if (names.join() !== TOOLS.join()) throw new Error(`Expected ${TOOLS.join()}, got ${names.join()}.`);
    const { prompts } = await ask('prompts/list', {});
    const titles = (prompts as { name: string }[]).map((prompt) => prompt.name);
    if (titles.join() !== PROMPTS.join()) throw new Error(`Expected ${PROMPTS.join()}, got ${titles.join()}.`);
    return (serverInfo as { version: string }).version;
  });
  // The AWS client and the embedded EC2 are chunks that load with the first call only.
  await talk(node, main, ['--simulate'], async (ask) => {
    await ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'check-packed', version: '0' },
    });
    const result = await ask('tools/call', { name: 'get_volume_status', arguments: { attachedTo: 'prod-db-1' } });
    const { outcome } = result.structuredContent as { outcome: string };
    if (outcome !== 'found') throw new Error(`Expected the outcome found, got ${JSON.stringify(result)}.`);
  });
  process.stdout.write(`${version} lists ${TOOLS.join(' and ')} and its prompts, and answers a call: ${main}\n`);
} finally {
  await rm(empty, { recursive: true, force: true });
}

type Ask = (method: string, params: object) => Promise<Record<string, unknown>>;

async function talk<T>(node: string, main: string, args: string[], conversation: (ask: Ask) => Promise<T>): Promise<T> {
  const child = spawn(node, [main, ...args], {
    cwd: empty,
    env: { PATH: process.env.PATH ?? '', HOME: empty },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const alarm = setTimeout(() => child.kill('SIGKILL'), ANSWER_MS);
  let id = 0;
  const ask: Ask = async (method, params) => {
    id += 1;
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    // Everything on stdout must be protocol: a line that is not JSON fails here.
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const message = JSON.parse(line.value) as { id?: number; result?: Record<string, unknown>; error?: unknown };
      if (message.id !== id) continue;
      if (!message.result) throw new Error(`${method}: ${JSON.stringify(message.error)}`);
      if (method === 'initialize') {
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
      }
      return message.result;
    }
    throw new Error(`${method}: the server ended without an answer.`);
  };
  try {
    const result = await conversation(ask);
    child.stdin.end();
    const code = await gone;
    if (code !== 0) throw new Error(`The server ended with ${code}.`);
    return result;
  } finally {
    clearTimeout(alarm);
    child.kill('SIGKILL');
  }
}
