// manifest.json of the .mcpb bundle as text, from package.json, the tool list and the options.

import packageFile from '../package.json' with { type: 'json' };
import type { Option } from '../src/config/options.ts';

export interface ManifestParts {
  /** In the words of a server as it comes: it asks before a real copy. */
  tools: readonly { name: string; description: { ask: string } }[];
  options: readonly Option[];
}

const ENTRY = 'dist/main.cjs';

export function renderManifest({ tools, options }: ManifestParts): string {
  const settings = options.flatMap((option) =>
    option.bundle && option.env
      ? [{ key: settingKey(option.name), env: option.env, option, title: option.bundle }]
      : [],
  );
  const manifest = {
    manifest_version: '0.3',
    name: packageFile.name,
    display_name: 'EBS volume copies',
    version: packageFile.version,
    description: packageFile.description,
    author: { name: 'ebs-copy-mcp maintainers' },
    license: packageFile.license,
    keywords: packageFile.keywords,
    server: {
      type: 'node',
      entry_point: ENTRY,
      mcp_config: {
        command: 'node',
        // Claude Desktop replaces this text by the folder of the unpacked bundle.
        args: [`\${__dirname}/${ENTRY}`],
        env: Object.fromEntries(settings.map(({ key, env }) => [env, `\${user_config.${key}}`])),
      },
    },
    tools: tools.map(({ name, description }) => ({ name, description: description.ask })),
    compatibility: { runtimes: { node: packageFile.engines.node } },
    user_config: Object.fromEntries(
      settings.map(({ key, option, title }) => [
        key,
        {
          // There is no choice of words and no list in a manifest: yes or no, and texts with commas.
          type: option.kind === 'flag' ? 'boolean' : 'string',
          title,
          description: option.prose,
          required: false,
          // Without a default an unset setting reaches the server as the literal placeholder (mcpb 2.1.2).
          default: option.kind === 'flag' ? false : '',
        },
      ]),
    ),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function settingKey(name: string): string {
  return name.replaceAll('-', '_');
}
