// ebs-copy-mcp.mcpb: what Claude Desktop installs with a double click. Only what is named here gets in.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ICON_PATH } from './render-manifest.ts';
import { zipBundle } from './zip-bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const MOST_BYTES = 400 * 1024;
const PARTS = ['manifest.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'PRIVACY.md', 'SECURITY.md', ICON_PATH];

// The documentation, since messages point to it.
const folders = await Promise.all(
  ['dist', 'docs'].map(async (folder) => (await readdir(join(root, folder))).map((name) => `${folder}/${name}`)),
);
const files = await Promise.all(
  [...PARTS, ...folders.flat()].map(async (path) => [path, await readFile(join(root, path))]),
);
// npm puts the mcpb command on the path of its scripts.
execFileSync('mcpb', ['validate', join(root, 'manifest.json')], { stdio: 'inherit' });
const bytes = zipBundle(Object.fromEntries(files));
await writeFile(join(root, 'ebs-copy-mcp.mcpb'), bytes);
process.stdout.write(`ebs-copy-mcp.mcpb: ${(bytes.length / 1024).toFixed(1)} KB (at most ${MOST_BYTES / 1024} KB)\n`);
if (bytes.length > MOST_BYTES) process.exitCode = 1;
