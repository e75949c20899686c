// package.json with its addresses: they are generated, the rest is written by hand.
import { ADDRESSES } from './addresses.ts';

const AFTER = 'license';

/** `written` is package.json as it stands; its other members keep their order. */
export function renderPackageFile(written: string): string {
  const addresses = {
    mcpName: ADDRESSES.mcpName,
    repository: { type: 'git', url: ADDRESSES.clone },
    homepage: ADDRESSES.homepage,
    bugs: { url: ADDRESSES.issues },
  };
  const others = Object.entries(JSON.parse(written) as Record<string, unknown>).filter(([key]) => !(key in addresses));
  const at = others.findIndex(([key]) => key === AFTER) + 1;
  const entries = [...others.slice(0, at), ...Object.entries(addresses), ...others.slice(at)];
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
