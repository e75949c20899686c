// manifest.json of the .mcpb bundle as text, from package.json, the tool list, the prompts and the options.

import packageFile from '../package.json' with { type: 'json' };
import type { Option } from '../src/config/options.ts';
import type { Prompt } from '../src/prompts/prompt.ts';
import { renderPrompt } from '../src/prompts/render-prompt.ts';
import { AUTHOR, LONG_DESCRIPTION, TITLE } from './product.ts';
import { ADDRESSES } from './release/addresses.ts';

export interface ManifestParts {
  /** In the words of a server as it comes: it asks before a real copy. */
  tools: readonly { name: string; description: { ask: string } }[];
  prompts: readonly Prompt[];
  options: readonly Option[];
}

/** In the bundle and in the repository. */
export const ICON_PATH = 'assets/icon.png';
const ENTRY = 'dist/main.cjs';

export function renderManifest({ tools, prompts, options }: ManifestParts): string {
  const settings = options.flatMap((option) =>
    option.bundle && option.env
      ? [{ key: settingKey(option.name), env: option.env, option, title: option.bundle }]
      : [],
  );
  const manifest = {
    manifest_version: '0.3',
    name: packageFile.name,
    display_name: TITLE,
    version: packageFile.version,
    description: packageFile.description,
    long_description: LONG_DESCRIPTION,
    author: { name: AUTHOR, url: ADDRESSES.ownerPage },
    repository: { type: 'git', url: `${ADDRESSES.repository}.git` },
    homepage: ADDRESSES.homepage,
    documentation: ADDRESSES.homepage,
    support: ADDRESSES.issues,
    icon: ICON_PATH,
    license: packageFile.license,
    keywords: packageFile.keywords,
    privacy_policies: [ADDRESSES.privacy],
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
    prompts: prompts.map(promptEntry),
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: packageFile.engines.node } },
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

/** The runbook of a server as it comes; a host puts what a person gave in the place of each `${arguments.…}`. */
function promptEntry(prompt: Prompt) {
  const names = prompt.arguments.map((one) => one.name);
  const placeholders = Object.fromEntries(names.map((name) => [name, `\${arguments.${name}}`]));
  return {
    name: prompt.name,
    description: prompt.description,
    arguments: names,
    text: renderPrompt(prompt, placeholders, { mode: 'ask', simulated: false }),
  };
}

function settingKey(name: string): string {
  return name.replaceAll('-', '_');
}
