// Runs the official conformance suite against the built serve-http, for both revisions of the protocol:
// run-conformance.ts NODE SUITE, a Node of 22 or newer and the suite's entry file. What a server with two tools does not
// have is listed in test/conformance/; a failure that is not there, and an entry that passes, end it with 1.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

// A suite that asks nothing finds no failure either. More pass in November 2026.
const LEAST_PASSED = 20;
const REVISIONS = ['2025-11-25', '2026-07-28'];
const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const [, , node, suite] = process.argv;
if (!node || !suite) throw new Error('Usage: run-conformance.ts NODE SUITE');

const folder = await mkdtemp(join(tmpdir(), 'ebs-copy-conformance-'));
const server = spawn(node, [path('dist/main.cjs'), 'serve-http', '--simulate', '--port', '0'], {
  env: { PATH: process.env.PATH, HOME: folder },
  stdio: ['ignore', 'ignore', 'pipe'],
});
const url = await new Promise<string>((resolve, reject) => {
  createInterface({ input: server.stderr }).on('line', (line) => {
    const [, found] = /MCP over HTTP at (\S+)/.exec(line) ?? [];
    if (found) resolve(found);
  });
  server.once('exit', () => reject(new Error('serve-http ended before it listened.')));
});
try {
  for (const revision of REVISIONS) {
    const { code, passed } = await run(revision);
    process.stdout.write(`Conformance to ${revision}: ${passed} passed, exit code ${code}\n`);
    if (code !== 0 || passed < LEAST_PASSED) process.exitCode = 1;
  }
} finally {
  server.kill();
  await rm(folder, { recursive: true, force: true });
}

/** The exit code of the suite, and how many of its checks passed; its own words are shown when it is not 0. */
async function run(revision: string): Promise<{ code: number | null; passed: number }> {
  const expected = path(`test/conformance/${revision}.yml`);
  const args = [suite ?? '', 'server', '--url', url, '--requirements', revision];
  args.push('--expected-failures', expected, '-o', join(folder, revision));
  const child = spawn(node ?? '', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += String(piece)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) process.stdout.write(text);
  return { code, passed: Number(/^Total: (\d+) passed/m.exec(text)?.[1] ?? 0) };
}
