// The packages whose code is in the bundle, with their licences: those that the bundled files belong to, and those that
// were copied into such a file before it was published.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface BundledPackage {
  name: string;
  version: string;
  /** As its package.json says it: an SPDX id or expression. */
  license: string;
  /** The whole licence text. */
  text: string;
  /** The packages inside whose published files it is; absent for one that was installed by itself. */
  insideOf?: string[];
}

/**
 * By name and version. `moduleIds` are the files that went into the bundle.
 * @throws Error that names a package without a licence or its text, or one inside another whose licence text is not
 * installed
 */
export async function findBundledPackages(moduleIds: readonly string[]): Promise<BundledPackage[]> {
  const files = moduleIds.map((id) => id.replaceAll('\\', '/').replace(/^\0/, '').replace(/\?.*$/, ''));
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const packages = await Promise.all([...folders].map(readPackage));
  for (const [key, hosts] of await findInside(files)) {
    const [name = '', version = ''] = key.split(' ');
    if (packages.some((one) => one.name === name && one.version === version)) continue;
    packages.push({ ...(await readInside(files, name, version)), insideOf: [...hosts].sort() });
  }
  return packages
    .map((one) => withText(one, packages))
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

/** A package that was published without its licence text gets that of its publisher for the same licence. */
function withText(one: BundledPackage, packages: readonly BundledPackage[]): BundledPackage {
  if (one.text !== '') return one;
  const [scope = ''] = one.name.split('/');
  const like = packages.find(
    ({ name, license, text }) =>
      text !== '' && license === one.license && scope !== one.name && name.startsWith(`${scope}/`),
  );
  if (like === undefined)
    throw new Error(`${one.name} ${one.version} has no licence file, nor has one of its publisher.`);
  return { ...one, text: like.text };
}

function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** "name version" → the packages whose files hold it: their bundler (tsdown, 2026) leaves its path in a comment. */
async function findInside(files: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    const host = packageFolder(file);
    if (host === undefined) continue;
    for (const key of packagesInside(await readFile(file, 'utf8'))) {
      found.set(key, (found.get(key) ?? new Set()).add(host.replace(/^.*node_modules\//, '')));
    }
  }
  return found;
}

/** "name version" of each package whose files a bundler has copied into this text. */
export function packagesInside(text: string): string[] {
  const regions = text.matchAll(
    /#region \S*node_modules\/\.pnpm\/((?:@[^@+/]+\+)?[^@+/]+)@([^_/(]+)[^/\n]*\/node_modules\//g,
  );
  return [...new Set([...regions].map(([, name = '', version = '']) => `${name.replace('+', '/')} ${version}`))];
}

async function readPackage(folder: string): Promise<BundledPackage> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  if (!license) throw new Error(`${name} ${version} names no licence.`);
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim() : '';
  return { name, version, license, text };
}

/** An installed package of this very version, for its licence: directly in node_modules, or in a package there. */
async function readInside(files: readonly string[], name: string, version: string): Promise<BundledPackage> {
  const root = files.flatMap((file) => /^.*?node_modules/.exec(file)?.[0] ?? [])[0] ?? 'node_modules';
  const nested = (await packageFoldersIn(root)).map((folder) => join(folder, 'node_modules', name));
  for (const folder of [join(root, name), ...nested]) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const found = await readPackage(folder);
    if (found.version === version) return found;
  }
  throw new Error(
    `${name} ${version} is inside a bundled file, and no installed package of this version has its licence.`,
  );
}

async function packageFoldersIn(root: string): Promise<string[]> {
  const folders = await Promise.all(
    (await readdir(root)).map(async (one) =>
      one.startsWith('@') ? (await readdir(join(root, one))).map((inner) => join(root, one, inner)) : [join(root, one)],
    ),
  );
  return folders.flat();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
