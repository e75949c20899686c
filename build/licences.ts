// The licences of the packages whose code is in the bundle.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Text for dist/LICENCES.txt, from the files that went into the bundle. */
export async function renderLicences(moduleIds: readonly string[]): Promise<string> {
  const folders = new Set(moduleIds.flatMap((id) => packageFolder(id) ?? []));
  const sections = await Promise.all([...folders].sort().map(describePackage));
  return `Packages whose code is part of this bundle.\n\n${sections.join('\n')}`;
}

function packageFolder(id: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/').replace(/^\0/, ''))?.[0];
}

async function describePackage(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  if (!license) throw new Error(`${name} ${version} names no licence.`);
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? (await readFile(join(folder, file), 'utf8')).trim() : '(the package ships no licence file)';
  return `${'='.repeat(78)}\n${name} ${version}: ${license}\n${'='.repeat(78)}\n${text}\n`;
}
