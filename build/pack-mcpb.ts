// ebs-copy-mcp.mcpb: what Claude Desktop installs with a double click. Only what is named here gets in.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'ebs-copy-mcp.mcpb');
const MOST_BYTES = 400 * 1024;

const stage = await mkdtemp(join(tmpdir(), 'ebs-copy-mcp-pack-'));
try {
  for (const part of ['manifest.json', 'dist', 'LICENSE', 'CHANGELOG.md']) {
    await cp(join(root, part), join(stage, part), { recursive: true });
  }
  // npm puts the mcpb command on the path of its scripts.
  execFileSync('mcpb', ['validate', join(stage, 'manifest.json')], { stdio: 'inherit' });
  execFileSync('mcpb', ['pack', stage, target], { stdio: ['ignore', 'ignore', 'inherit'] });
} finally {
  await rm(stage, { recursive: true, force: true });
}
const { size } = await stat(target);
process.stdout.write(`ebs-copy-mcp.mcpb: ${(size / 1024).toFixed(1)} KB (at most ${MOST_BYTES / 1024} KB)\n`);
if (size > MOST_BYTES) process.exitCode = 1;
