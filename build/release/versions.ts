// Every place where a version of this product is written down.
import { PLUGIN_FOLDER } from './plugins.ts';

interface Versioned {
  version?: string;
  packages?: { registryType: string; identifier: string; version: string }[];
  plugins?: { version?: string }[];
  mcpServers?: { ebs?: { args?: string[] } };
}

const PLAIN = [
  'package.json',
  'package-lock.json',
  'manifest.json',
  'server.json',
  ...['plugin.json', '.claude-plugin/plugin.json', '.cursor-plugin/plugin.json', '.codex-plugin/plugin.json'].map(
    (path) => `${PLUGIN_FOLDER}/${path}`,
  ),
];

/** Where → version; "none" where one is missing. `read` gives the text of a file by its path in the repository. */
export async function readVersions(read: (path: string) => Promise<string>): Promise<Record<string, string>> {
  const parse = async (path: string) => JSON.parse(await read(path)) as Versioned;
  const found: Record<string, string | undefined> = {};
  for (const path of PLAIN) found[path] = (await parse(path)).version;
  for (const { registryType, identifier, version } of (await parse('server.json')).packages ?? []) {
    found[`server.json, ${registryType} package`] = version;
    if (registryType === 'mcpb')
      found['server.json, address of the bundle'] = /\/v([^/]+)\/[^/]+$/.exec(identifier)?.[1];
  }
  const marketplace = '.claude-plugin/marketplace.json';
  found[marketplace] = (await parse(marketplace)).plugins?.[0]?.version;
  for (const path of ['mcp.json', '.mcp.json'].map((name) => `${PLUGIN_FOLDER}/${name}`)) {
    const args = (await parse(path)).mcpServers?.ebs?.args ?? [];
    found[`${path}, what npx starts`] = args.flatMap((one) => /^[a-z-]+@(.+)$/.exec(one)?.[1] ?? [])[0];
  }
  return Object.fromEntries(Object.entries(found).map(([where, version]) => [where, version ?? 'none']));
}
