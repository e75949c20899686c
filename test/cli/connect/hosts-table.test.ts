// Where each host keeps its servers on each system, spelled out; and that every fact says where it comes from.
import { describe, expect, test } from 'vitest';
import { type Machine, pathsToLookFor } from '../../../src/cli/connect/host-paths.ts';
import { HOST_NAMES, HOSTS, type HostName } from '../../../src/cli/connect/hosts-table.ts';
import { makeSetup } from '../../../src/cli/connect/setup.ts';
import { connectConfig, LINUX, MAC, NODE, WINDOWS } from './connect-parts.ts';

function fileOf(name: HostName, machine: Machine, scope: 'user' | 'project', there: readonly string[] = []) {
  const words = scope === 'project' ? ['--project'] : [];
  const facts = { ...machine, there: new Set(there), programs: new Map() };
  const decision = makeSetup(name, connectConfig(name, ...words), NODE, facts);
  return decision.kind === 'setup' ? decision.setup.file?.path : decision.why;
}

const ROAMING = 'C:\\Users\\Ann B\\AppData\\Roaming';
const FILES: Record<HostName, [linux?: string, mac?: string, windows?: string]> = {
  'claude-desktop': [
    '/home/ann/.config/Claude/claude_desktop_config.json',
    '/Users/ann/Library/Application Support/Claude/claude_desktop_config.json',
    `${ROAMING}\\Claude\\claude_desktop_config.json`,
  ],
  'claude-code': ['/home/ann/.claude.json', '/Users/ann/.claude.json', 'C:\\Users\\Ann B\\.claude.json'],
  vscode: [
    '/home/ann/.config/Code/User/mcp.json',
    '/Users/ann/Library/Application Support/Code/User/mcp.json',
    `${ROAMING}\\Code\\User\\mcp.json`,
  ],
  'vscode-insiders': [
    '/home/ann/.config/Code - Insiders/User/mcp.json',
    '/Users/ann/Library/Application Support/Code - Insiders/User/mcp.json',
    `${ROAMING}\\Code - Insiders\\User\\mcp.json`,
  ],
  cursor: ['/home/ann/.cursor/mcp.json', '/Users/ann/.cursor/mcp.json', 'C:\\Users\\Ann B\\.cursor\\mcp.json'],
  kiro: [
    '/home/ann/.kiro/settings/mcp.json',
    '/Users/ann/.kiro/settings/mcp.json',
    'C:\\Users\\Ann B\\.kiro\\settings\\mcp.json',
  ],
  'kiro-cli': [
    '/home/ann/.kiro/settings/mcp.json',
    '/Users/ann/.kiro/settings/mcp.json',
    'C:\\Users\\Ann B\\.kiro\\settings\\mcp.json',
  ],
  zed: [
    '/home/ann/.config/zed/settings.json',
    '/Users/ann/.config/zed/settings.json',
    `${ROAMING}\\Zed\\settings.json`,
  ],
  windsurf: [
    '/home/ann/.config/devin/mcp_config.json',
    '/Users/ann/.config/devin/mcp_config.json',
    `${ROAMING}\\devin\\mcp_config.json`,
  ],
  codex: [],
  'copilot-cli': [
    '/home/ann/.copilot/mcp-config.json',
    '/Users/ann/.copilot/mcp-config.json',
    'C:\\Users\\Ann B\\.copilot\\mcp-config.json',
  ],
  'gemini-cli': [
    '/home/ann/.gemini/settings.json',
    '/Users/ann/.gemini/settings.json',
    'C:\\Users\\Ann B\\.gemini\\settings.json',
  ],
  goose: [
    '/home/ann/.config/goose/config.yaml',
    '/Users/ann/.config/goose/config.yaml',
    `${ROAMING}\\Block\\goose\\config\\config.yaml`,
  ],
  lmstudio: [],
};

test('there are fourteen hosts', () => {
  expect(HOST_NAMES).toEqual([
    'claude-desktop',
    'claude-code',
    'vscode',
    'vscode-insiders',
    'cursor',
    'kiro',
    'kiro-cli',
    'zed',
    'windsurf',
    'codex',
    'copilot-cli',
    'gemini-cli',
    'goose',
    'lmstudio',
  ]);
});

describe.each(HOST_NAMES)('%s', (name) => {
  test('keeps its servers there', () => {
    expect([LINUX, MAC, WINDOWS].map((machine) => fileOf(name, machine, 'user'))).toEqual([
      FILES[name][0],
      FILES[name][1],
      FILES[name][2],
    ]);
  });

  test('says where each fact comes from', () => {
    const { user, project, link, asks } = HOSTS[name];
    const sources = [
      ...[user, project].flatMap((way) => [way?.file?.source, way?.kind === 'command' ? way.source : undefined]),
      link?.source,
      asks.source,
    ].filter((one) => one !== undefined);
    expect(sources.length).toBeGreaterThan(0);
    for (const { from, read } of sources) {
      expect(from).toMatch(/^https:\/\/\S+|, run$/);
      expect(read).toMatch(/^202[56]-\d\d(-\d\d)?$/);
    }
  });
});

test.each<[name: HostName, linux: string, windows: string]>([
  ['claude-code', '/home/ann/project/.mcp.json', 'D:\\work\\project\\.mcp.json'],
  ['vscode', '/home/ann/project/.vscode/mcp.json', 'D:\\work\\project\\.vscode\\mcp.json'],
  ['vscode-insiders', '/home/ann/project/.vscode/mcp.json', 'D:\\work\\project\\.vscode\\mcp.json'],
  ['cursor', '/home/ann/project/.cursor/mcp.json', 'D:\\work\\project\\.cursor\\mcp.json'],
  ['kiro', '/home/ann/project/.kiro/settings/mcp.json', 'D:\\work\\project\\.kiro\\settings\\mcp.json'],
  ['kiro-cli', '/home/ann/project/.kiro/settings/mcp.json', 'D:\\work\\project\\.kiro\\settings\\mcp.json'],
  ['zed', '/home/ann/project/.zed/settings.json', 'D:\\work\\project\\.zed\\settings.json'],
  ['windsurf', '/home/ann/project/.devin/mcp_config.json', 'D:\\work\\project\\.devin\\mcp_config.json'],
  ['codex', '/home/ann/project/.codex/config.toml', 'D:\\work\\project\\.codex\\config.toml'],
  ['copilot-cli', '/home/ann/project/.github/mcp.json', 'D:\\work\\project\\.github\\mcp.json'],
  ['gemini-cli', '/home/ann/project/.gemini/settings.json', 'D:\\work\\project\\.gemini\\settings.json'],
])('the project file of %s', (name, linux, windows) => {
  expect([fileOf(name, LINUX, 'project'), fileOf(name, WINDOWS, 'project')]).toEqual([linux, windows]);
});

test.each<[name: HostName, title: string]>([
  ['claude-desktop', 'Claude Desktop'],
  ['goose', 'goose'],
  ['lmstudio', 'LM Studio'],
])('%s has no project', (name, title) => {
  expect(fileOf(name, LINUX, 'project')).toBe(`${title} has no configuration of a project: leave --project out.`);
});

describe('variables lead elsewhere', () => {
  const at = (name: HostName, env: Record<string, string>) => fileOf(name, { ...LINUX, env }, 'user');
  test.each<[name: HostName, env: Record<string, string>, file: string]>([
    ['zed', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/zed/settings.json'],
    ['vscode', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/Code/User/mcp.json'],
    ['goose', { XDG_CONFIG_HOME: '' }, '/home/ann/.config/goose/config.yaml'],
    ['claude-code', { CLAUDE_CONFIG_DIR: '/cc' }, '/cc/.claude.json'],
    ['copilot-cli', { COPILOT_HOME: '/cp' }, '/cp/mcp-config.json'],
    ['gemini-cli', { GEMINI_CLI_HOME: '/gg' }, '/gg/.gemini/settings.json'],
  ])('of %s: %j', (name, env, file) => {
    expect(at(name, env)).toBe(file);
  });

  test('without APPDATA Windows has the usual folder', () => {
    expect(fileOf('zed', { ...WINDOWS, env: {} }, 'user')).toBe(`${ROAMING}\\Zed\\settings.json`);
  });
});

describe('what is on the machine decides', () => {
  test('Claude Desktop of a package keeps its file in the package', () => {
    const folder = 'C:\\Users\\Ann B\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc';
    expect(pathsToLookFor(HOSTS['claude-desktop'], WINDOWS)).toContain(folder);
    expect(fileOf('claude-desktop', WINDOWS, 'user', [folder])).toBe(
      `${folder}\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`,
    );
  });

  test.each<[there: string[], file: string]>([
    [[], '/home/ann/.config/devin/mcp_config.json'],
    [['/home/ann/.codeium/windsurf'], '/home/ann/.codeium/windsurf/mcp_config.json'],
    [['/home/ann/.codeium/windsurf', '/home/ann/.config/devin'], '/home/ann/.config/devin/mcp_config.json'],
  ])('Windsurf before its new name, with %j', (there, file) => {
    expect(pathsToLookFor(HOSTS.windsurf, LINUX)).toEqual(expect.arrayContaining(there));
    expect(fileOf('windsurf', LINUX, 'user', there)).toBe(file);
  });
});
