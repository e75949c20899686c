// What a user installs.
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Figure } from './figure.ts';

/** Packs the bundle and counts the packages that installing the product would bring. */
export async function measurePackage(): Promise<Figure[]> {
  await promisify(execFile)('npm', ['run', '--silent', 'pack:mcpb']);
  const { size } = await stat('ebs-copy-mcp.mcpb');
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { dependencies?: object };
  return [
    { what: '.mcpb', value: size / 1024, most: 400, unit: 'KB' },
    { what: 'run-time packages to install', value: Object.keys(manifest.dependencies ?? {}).length, most: 0, unit: '' },
  ];
}
