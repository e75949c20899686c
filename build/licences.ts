// The licences of the packages whose code is in the bundle; each text stands once, above it the packages that carry it.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Package {
  /** Name, version and the licence's short name. */
  title: string;
  text: string;
}

const RULE = '='.repeat(78);

/** Text for dist/LICENCES.txt, from the files that went into the bundle. */
export async function renderLicences(moduleIds: readonly string[]): Promise<string> {
  const folders = new Set(moduleIds.flatMap((id) => packageFolder(id) ?? []));
  return renderGroups(await Promise.all([...folders].sort().map(readPackage)));
}

/** The AWS packages share one Apache text of 11 KB: written once for each of them it was a quarter of dist/ (2026-11). */
export function renderGroups(packages: readonly Package[]): string {
  const groups = new Map<string, string[]>();
  for (const { title, text } of packages) groups.set(text, [...(groups.get(text) ?? []), title]);
  const sections = [...groups].map(([text, titles]) => `${RULE}\n${titles.join('\n')}\n${RULE}\n${text}\n`);
  return `Packages whose code is part of this bundle, each licence text once.\n\n${sections.join('\n')}`;
}

function packageFolder(id: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/').replace(/^\0/, ''))?.[0];
}

async function readPackage(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  if (!license) throw new Error(`${name} ${version} names no licence.`);
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim() : '';
  return { title: `${name} ${version}: ${license}`, text: text || `(no licence file; package.json says ${license})` };
}
