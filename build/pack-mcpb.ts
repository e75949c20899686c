// ebs-copy-mcp.mcpb: what Claude Desktop installs with a double click. Only what is named here gets in.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ICON_PATH } from './render-manifest.ts';
import { zipBundle } from './zip-bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const MOST_BYTES = 400 * 1024;
// Commands for a terminal with what only they load, and the server for a team with what checks its tokens and keeps its
// record: in the bundle nobody could type them, and the product says so if somebody does.
const LEFT_OUT = [
  'connect',
  'demo',
  'describe-table',
  'doctor',
  'dynamodb-table',
  'ec2-in-name',
  'iam-policy',
  'issuer-keys',
  'network-get',
  'open-table-state',
  'paint',
  'seen-settings',
  'serve-http',
  'verify-token',
];
const PARTS = ['manifest.json', 'LICENSE', 'README.md', 'PRIVACY.md', 'SECURITY.md', ICON_PATH];

const built = await readdir(join(root, 'dist'));
const left = built.filter((name) => LEFT_OUT.some((command) => new RegExp(`^${command}-[\\w-]{8}\\.cjs$`).test(name)));
if (left.length !== LEFT_OUT.length) throw new Error(`Expected one chunk each of ${LEFT_OUT}, not ${left}.`);
const dist = built.filter((name) => !left.includes(name)).map((name) => `dist/${name}`);
// Messages point to the documentation. Three pages that none points to stay outside: that of the server for a team, as
// the server itself; how to add the server to a host, which installs it by this file; and each member of an answer, for
// whoever writes a program that reads them.
const LEFT_OUT_PAGES = ['answers.md', 'hosts.md', 'team-server.md'];
const docs = (await readdir(join(root, 'docs')))
  .filter((name) => name.endsWith('.md') && !LEFT_OUT_PAGES.includes(name))
  .map((name) => `docs/${name}`);
const files = await Promise.all(
  [...PARTS, ...dist, ...docs].map(async (path) => [path, await readFile(join(root, path))]),
);
// npm puts the mcpb command on the path of its scripts.
execFileSync('mcpb', ['validate', join(root, 'manifest.json')], { stdio: 'inherit' });
const bytes = zipBundle(Object.fromEntries(files));
await writeFile(join(root, 'ebs-copy-mcp.mcpb'), bytes);
process.stdout.write(`ebs-copy-mcp.mcpb: ${(bytes.length / 1024).toFixed(1)} KB (at most ${MOST_BYTES / 1024} KB)\n`);
if (bytes.length > MOST_BYTES) process.exitCode = 1;
