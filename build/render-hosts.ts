// The hosts in the documentation, from the table of `connect`.
import PACKAGE from '../package.json' with { type: 'json' };
import type { Host, HostFile, PathRule, System, Way } from '../src/cli/connect/host.ts';
import { addCommand, removeCommand, shellLine } from '../src/cli/connect/host-command.ts';
import { entryFor, fileText, linkFor } from '../src/cli/connect/host-entry.ts';
import { HOST_NAMES, HOSTS } from '../src/cli/connect/hosts-table.ts';
import { serverFor } from '../src/cli/connect/server-launch.ts';
import { OWNER, PLACEHOLDER } from './owner.ts';

// What every example starts: no real copy before somebody has read further.
const LAUNCH = { kind: 'node', node: 'node', program: '/path/to/ebs-copy-mcp/dist/main.cjs' } as const;
const CONFIG = {
  scope: 'user',
  serverOptions: [
    { name: 'mode', text: 'plan' },
    { name: 'region', text: 'us-east-1' },
    { name: 'profile', text: 'work' },
  ],
} as const;
const NAME = 'ebs';

export interface HostsParts {
  table(head: readonly string[], rows: readonly (readonly string[])[]): string;
}

/** The table of hosts, the texts of their files, and where those lie with the source of each path. */
export function renderHosts({ table }: HostsParts): string {
  const all = HOST_NAMES.map((name) => ({ name, host: HOSTS[name] }));
  const hosts = table(
    ['Host', '`connect`', '`--write`', '`--project`', 'Link', 'Asks by'],
    all.map(({ name, host }) => [
      host.title,
      `\`${name}\``,
      wayText(host.user, host),
      host.project ? wayText(host.project, host) : '–',
      host.link ? 'yes' : name === 'claude-desktop' ? '.mcpb' : '–',
      host.asks.by,
    ]),
  );
  const files = table(
    ['Host', 'Linux', 'macOS', 'Windows', 'Source'],
    all.flatMap(({ host }) => (host.user.file ? [fileRow(host, host.user.file)] : [])),
  );
  const more = table(
    ['Host', 'Removed by hand', 'What else to know'],
    all.map(({ host }) => [host.title, removalText(host), host.note ?? '']),
  );
  return [
    hosts,
    more,
    ...examples(),
    '<details><summary>Where these files are, and how we know</summary>',
    files,
    '</details>',
  ].join('\n\n');
}

/**
 * All of them in a sentence, with the word that `connect` takes, and the links that install it. Links need an owner:
 * before there is one, they would start whatever a stranger publishes under the name of this package.
 */
export function hostNames(owner = OWNER): string {
  const names = `${HOST_NAMES.map((name) => `${HOSTS[name].title} (\`${name}\`)`).join(', ')}.`;
  const links = owner === PLACEHOLDER ? [] : HOST_NAMES.flatMap((name) => pageLink(HOSTS[name]) ?? []);
  return links.length > 0 ? `${names}\n\nBy a click, after a question of the host: ${links.join(', ')}.` : names;
}

/** In Markdown. A web page opens no link of a program, so each goes by a page of the host's vendor. */
function pageLink(host: Host): string | undefined {
  if (!host.link) return undefined;
  const server = { command: 'npx', args: ['-y', `${PACKAGE.name}@${PACKAGE.version}`, '--mode', 'ask'], env: {} };
  const link = linkFor(host.link.form, host, NAME, server);
  if ('why' in link) throw new Error(link.why);
  const { url } = link;
  switch (host.link.form) {
    case 'vscode':
    case 'vscode-insiders':
      return `[${host.title}](https://insiders.vscode.dev/redirect?url=${encodeURIComponent(url)})`;
    case 'cursor':
      return `[${host.title}](${url.replace(/^[^?]+/, 'https://cursor.com/en/install-mcp')})`;
    case 'lmstudio':
      return `[${host.title}](${url.replace(/^[^?]+/, 'https://lmstudio.ai/install-mcp')})`;
    case 'goose':
      return `[${host.title}](${url.replace(/^[^?]+/, 'https://block.github.io/goose/extension')})`;
    case 'kiro':
      return `[${host.title}](${url})`;
  }
}

function removalText(host: Host): string {
  const { user } = host;
  const command = user.kind === 'command' ? removeCommand(user.dialect, 'user', NAME) : undefined;
  if (command) return `\`${shellLine([host.programs[0] ?? '', ...command.args], command.env, 'linux')}\``;
  const { root } = user.file ?? { root: 'mcpServers' };
  return `Take \`${NAME}\` out of \`${root}\` in its file`;
}

function wayText(way: Way, host: Host): string {
  if (way.kind === 'command') return `\`${host.programs[0]} ${COMMAND_WORDS[way.dialect]}\``;
  if (way.kind === 'print') return 'no: prints what to paste';
  const [rule = ''] = way.file.paths.linux;
  const name = typeof rule === 'string' ? rule : rule.path;
  const shown = name.startsWith('.') ? name : name.split('/').at(-1);
  return `\`${shown}\`${way.closedOnly ? ', while it does not run' : ''}`;
}

const COMMAND_WORDS = { claude: 'mcp add', codex: 'mcp add', gemini: 'mcp add', vscode: '--add-mcp' } as const;

function fileRow(host: Host, { paths, source }: HostFile): string[] {
  const cell = (system: System) =>
    [...new Set(paths[system].map((rule) => `\`${shownPath(rule, system)}\``))].join(' or ');
  return [host.title, cell('linux'), cell('darwin'), cell('win32'), `${source.from} (${source.read})`];
}

function shownPath(rule: PathRule, system: System): string {
  const path = typeof rule === 'string' ? rule : rule.path;
  if (system !== 'win32') return path;
  return path
    .replace(/^~/, '%USERPROFILE%')
    .replace(/^\$(\w+)/, '%$1%')
    .replaceAll('/', '\\');
}

/** Each text once, under the hosts that take it. */
function examples(): string[] {
  const groups = new Map<string, string[]>();
  for (const name of HOST_NAMES) {
    const host = HOSTS[name];
    const text = example(host);
    groups.set(text, [...(groups.get(text) ?? []), host.title]);
  }
  return [...groups].map(([text, titles]) => `**${titles.join(', ')}**\n\n${text}`);
}

function example(host: Host): string {
  const machine = { system: 'linux', home: '/home/you', folder: '/home/you/project', env: {} } as const;
  const server = serverFor(host, LAUNCH, CONFIG, machine);
  if (host.user.kind === 'command' && host.user.dialect !== 'vscode') {
    const { args, env } = addCommand(host.user.dialect, 'user', NAME, server);
    return fenced('', `${shellLine([host.programs[0] ?? '', ...args], env, 'linux')}\n`);
  }
  const { format, root } = host.user.file ?? { format: 'json' as const, root: 'mcpServers' };
  const text = fileText(format, root, NAME, entryFor(host.shape, NAME, server));
  return format === 'yaml' ? fenced('yaml', text) : fenced('json', withShortLists(text));
}

/** A list on one line, as a person writes it. */
function withShortLists(json: string): string {
  return json.replace(/\[[^[\]{}]*\]/g, (list) =>
    list.replace(/\s*\n\s*/g, ' ').replace(/^\[ | \]$/g, (edge) => edge.trim()),
  );
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\`\`\``;
}
