// The plugin folder for Claude Code, Cursor, Codex, Kiro and other readers of Agent Plugins, and the lists by which they
// find it: each has its manifest, all share the server's configuration and the one skill.
// Sources, read 2026-11-28: the plugin references of Claude Code, Cursor and Codex; Agent Plugins 1.0.0; Kiro powers.
import packageFile from '../../package.json' with { type: 'json' };
import { ICON_GROUND } from '../icon/shapes.ts';
import { AUTHOR, LONG_DESCRIPTION, TITLE } from '../product.ts';
import { ADDRESSES } from './addresses.ts';

const { name, version, description, license, keywords } = packageFile;

export const PLUGIN_FOLDER = `plugins/${name}`;
export const SKILL = `${PLUGIN_FOLDER}/skills/copy-ebs-volumes/SKILL.md`;

const AGENT_PLUGINS = 'https://agent-plugins.org/schemas/1.0.0';
const CATEGORY = 'Cloud';
const { homepage, repository, ownerPage, privacy } = ADDRESSES;

/** How hosts start it: this very version, and a person is asked before a real copy. */
export const PLUGIN_SERVER = { command: 'npx', args: ['-y', `${name}@${version}`, '--mode', 'ask'] };

/** Path → text. `skill` is the text of the skill, whose body the Kiro power repeats. */
export function renderPlugins(skill: string): Record<string, string> {
  const about = { name, version, description };
  const links = { homepage, repository, license, keywords };
  const inFolder = {
    'plugin.json': {
      $schema: `${AGENT_PLUGINS}/plugin.schema.json`,
      ...about,
      author: { name: AUTHOR, url: ownerPage },
      ...links,
    },
    'mcp.json': {
      $schema: `${AGENT_PLUGINS}/mcp.schema.json`,
      mcpServers: { ebs: { type: 'stdio', ...PLUGIN_SERVER } },
    },
    '.mcp.json': { mcpServers: { ebs: PLUGIN_SERVER } },
    '.claude-plugin/plugin.json': { ...about, author: { name: AUTHOR, url: ownerPage }, ...links },
    '.cursor-plugin/plugin.json': {
      name,
      displayName: TITLE,
      description,
      version,
      author: { name: AUTHOR },
      ...links,
      logo: 'assets/icon.svg',
      category: 'developer-tools',
      skills: './skills/',
      mcpServers: './mcp.json',
    },
    '.codex-plugin/plugin.json': {
      ...about,
      author: { name: AUTHOR, url: ownerPage },
      ...links,
      skills: './skills/',
      mcpServers: './.mcp.json',
      interface: codexInterface(),
    },
  };
  const entry = { name, source: `./${PLUGIN_FOLDER}`, description };
  const owner = { name: AUTHOR };
  const lists = {
    '.claude-plugin/marketplace.json': {
      name,
      owner,
      metadata: { description, version },
      plugins: [{ ...entry, version, category: CATEGORY.toLowerCase(), homepage, license, keywords }],
    },
    '.cursor-plugin/marketplace.json': { name, owner, metadata: { description }, plugins: [entry] },
    '.agents/plugins/marketplace.json': {
      name,
      interface: { displayName: TITLE },
      plugins: [
        {
          name,
          source: { source: 'local', path: `./${PLUGIN_FOLDER}` },
          policy: { installation: 'AVAILABLE', authentication: 'ON_INSTALL' },
          category: CATEGORY,
        },
      ],
    },
  };
  return {
    ...textOf(lists),
    ...textOf(Object.fromEntries(Object.entries(inFolder).map(([path, file]) => [`${PLUGIN_FOLDER}/${path}`, file]))),
    [`${PLUGIN_FOLDER}/POWER.md`]: renderPower(skill),
  };
}

function codexInterface() {
  return {
    displayName: TITLE,
    shortDescription: description,
    longDescription: LONG_DESCRIPTION.replaceAll('`', ''),
    developerName: AUTHOR,
    category: CATEGORY,
    capabilities: ['Read', 'Write'],
    websiteURL: homepage,
    privacyPolicyURL: privacy,
    defaultPrompt: [
      'Clone the data volume of an instance so that I can test on the copy.',
      'What do the copies made here cost, and which can go?',
      'Why is my copied volume slow?',
    ],
    brandColor: ICON_GROUND,
    composerIcon: './assets/icon.png',
    logo: './assets/icon.png',
  };
}

/** A Kiro power: when it is taken up, what it needs, and the body of the skill. */
function renderPower(skill: string): string {
  const [, , body = ''] = skill.split(/^---\n/m);
  const head = {
    name,
    displayName: TITLE,
    description,
    keywords: ['ebs', 'ebs volume', 'copy volume', 'clone volume', 'copyvolumes', 'volume status', 'ec2 volume'],
    author: AUTHOR,
  };
  return [
    '---',
    ...Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
    '---',
    '',
    '# Onboarding',
    '',
    'Check once that Node 20 or newer is there (`node --version`) and that AWS credentials work (`aws sts',
    'get-caller-identity`). The server takes the Region and the profile of the AWS configuration; `AWS_REGION` and',
    '`AWS_PROFILE` in its `env` name others. Keep `copy_volume` out of `autoApprove`.',
    body.trimEnd(),
    '',
  ].join('\n');
}

function textOf(files: Readonly<Record<string, object>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, `${JSON.stringify(file, null, 2)}\n`]));
}
