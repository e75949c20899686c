// dist/LICENCES.txt: the licences of the packages whose code is in the bundle.
import type { BundledPackage } from './bundled-packages.ts';

const RULE = '='.repeat(78);

/** The AWS packages share one Apache text of 11 KB: written once for each of them it was a quarter of dist/ (2026-11). */
export function renderLicences(packages: readonly BundledPackage[]): string {
  const groups = new Map<string, string[]>();
  for (const one of packages) groups.set(one.text, [...(groups.get(one.text) ?? []), titleOf(one)]);
  const sections = [...groups].map(([text, titles]) => `${RULE}\n${titles.join('\n')}\n${RULE}\n${text}\n`);
  return `Packages whose code is part of this bundle, each licence text once.\n\n${sections.join('\n')}`;
}

function titleOf({ name, version, license, insideOf }: BundledPackage): string {
  return `${name} ${version}: ${license}${insideOf ? ` (inside ${insideOf.join(' and ')})` : ''}`;
}
