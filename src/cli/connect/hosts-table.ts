// The hosts that `connect` knows: where each keeps its MCP servers, in which form, how it is told, and how it would ask
// a person; each fact with its source. README's section of hosts comes from here.

import type { Dialect, Host, HostFile, LinkForm, PathRule, PathRules, Source, Way } from './host.ts';

const source = (from: string, read: string): Source => ({ from, read });
const everywhere = (...rules: PathRule[]): PathRules => ({ linux: rules, darwin: rules, win32: rules });

/** A file in JSON with comments. */
const jsonc = (paths: PathRules, from: Source, root = 'mcpServers'): HostFile => ({
  paths,
  format: 'jsonc',
  root,
  source: from,
});
const byFile = (file: HostFile): Way => ({ kind: 'file', file });
const byCommand = (dialect: Dialect, from: Source, file: HostFile): Way => ({
  kind: 'command',
  dialect,
  file,
  source: from,
});

const CLAUDE = source('Claude Code 2.1.332, run', '2026-11-28');
const CODEX = source('Codex 0.171.0, run', '2026-11-28');
const COPILOT = source('Copilot CLI 1.0.102, run', '2026-11-28');
const CURSOR = source('https://cursor.com/docs/mcp', '2026-11');
const DEVIN = source(
  'https://vaadin.com/docs/latest/building-apps/agentic-development/mcp/supported-tools/devin-desktop',
  '2026-11',
);
const GEMINI = source('Gemini CLI 0.61.0, run', '2026-11-28');
const GOOSE = source('https://block.github.io/goose/docs/guides/config-files', '2026-11');
const KIRO = source('https://kiro.dev/docs/mcp/configuration', '2026-11');
const VSCODE = source('https://code.visualstudio.com/docs/copilot/customization/mcp-servers', '2026-11');
const VSCODE_FOLDER = source('https://code.visualstudio.com/docs/configure/settings', '2026-11');
const ZED = source('https://zed.dev/docs/ai/mcp; github.com/zed-industries/zed, paths.rs', '2026-11');

// Installers since February 2026 keep it here, and then nobody reads the file in $APPDATA:
// github.com/anthropics/claude-code/issues/26073 (2026-02-16).
const CLAUDE_PACKAGE = '$LOCALAPPDATA/Packages/Claude_pzs8sxrjxfjjc';
const CLAUDE_DESKTOP_FILE: HostFile = {
  paths: {
    linux: ['$XDG_CONFIG_HOME/Claude/claude_desktop_config.json'],
    darwin: ['~/Library/Application Support/Claude/claude_desktop_config.json'],
    win32: [
      {
        path: `${CLAUDE_PACKAGE}/LocalCache/Roaming/Claude/claude_desktop_config.json`,
        ifThere: CLAUDE_PACKAGE,
      },
      '$APPDATA/Claude/claude_desktop_config.json',
    ],
  },
  format: 'json',
  root: 'mcpServers',
  source: source('https://github.com/microsoft/vscode, nativeMcpDiscoveryAdapters.ts', '2026-11'),
};

/** Kiro and Kiro CLI read the same files. */
const KIRO_FILES: Pick<Host, 'shape' | 'user' | 'project'> = {
  shape: 'plain',
  user: byFile(jsonc(everywhere('~/.kiro/settings/mcp.json'), KIRO)),
  project: byFile(jsonc(everywhere('.kiro/settings/mcp.json'), KIRO)),
};

/** The folder that is there, of Devin Desktop or of a Windsurf from before its renaming (2026-06-02); else the new one. */
const devin = (folder: string): PathRule[] => [
  { path: `${folder}/mcp_config.json`, ifThere: folder },
  { path: '~/.codeium/windsurf/mcp_config.json', ifThere: '~/.codeium/windsurf' },
  `${folder}/mcp_config.json`,
];

/** VS Code and its Insiders, which differ in names alone. */
function vscode(title: string, program: string, folder: string, app: string, form: LinkForm): Host {
  const inside = (rest: string): PathRules => ({
    linux: [`$XDG_CONFIG_HOME/${folder}/User${rest}`],
    darwin: [`~/Library/Application Support/${folder}/User${rest}`],
    win32: [`$APPDATA/${folder}/User${rest}`],
  });
  return {
    title,
    // On a Mac the command is in the PATH only after "Shell Command: Install 'code' command".
    programs: [program, `/Applications/${app}.app/Contents/Resources/app/bin/${program}`],
    folders: inside(''),
    surface: 'window',
    shape: 'stdio',
    user: byCommand('vscode', VSCODE, jsonc(inside('/mcp.json'), VSCODE_FOLDER, 'servers')),
    project: byFile(jsonc(everywhere('.vscode/mcp.json'), VSCODE, 'servers')),
    link: { form, source: source('https://github.com/microsoft/vscode, mcpWorkbenchService.ts', '2026-11') },
    asks: { by: 'form', source: source('https://github.com/microsoft/vscode, declares elicitation', '2026-11') },
  };
}

const TABLE = {
  'claude-desktop': {
    title: 'Claude Desktop',
    programs: ['claude-desktop'],
    folders: {
      linux: ['$XDG_CONFIG_HOME/Claude'],
      darwin: ['~/Library/Application Support/Claude'],
      win32: [CLAUDE_PACKAGE, '$APPDATA/Claude'],
    },
    surface: 'window',
    shape: 'plain',
    // It drops what was written while it ran: github.com/anthropics/claude-code/issues/90101 (2026-08-27).
    user: { kind: 'file', closedOnly: true, file: CLAUDE_DESKTOP_FILE },
    asks: { by: 'page', source: source('https://github.com/anthropics/claude-ai-mcp/issues/153', '2026-11') },
    note: 'An update of Claude Desktop may drop an entry of its file; the .mcpb bundle stays. Its options are settings there.',
  },
  'claude-code': {
    title: 'Claude Code',
    programs: ['claude'],
    folders: everywhere('$CLAUDE_CONFIG_DIR', '~/.claude'),
    surface: 'terminal',
    shape: 'stdio',
    user: byCommand('claude', CLAUDE, jsonc(everywhere('$CLAUDE_CONFIG_DIR/.claude.json', '~/.claude.json'), CLAUDE)),
    project: byCommand('claude', CLAUDE, jsonc(everywhere('.mcp.json'), CLAUDE)),
    asks: { by: 'form', source: CLAUDE },
  },
  vscode: vscode('VS Code', 'code', 'Code', 'Visual Studio Code', 'vscode'),
  'vscode-insiders': vscode(
    'VS Code Insiders',
    'code-insiders',
    'Code - Insiders',
    'Visual Studio Code - Insiders',
    'vscode-insiders',
  ),
  cursor: {
    title: 'Cursor',
    programs: ['cursor'],
    folders: everywhere('~/.cursor'),
    surface: 'window',
    shape: 'plain',
    user: byFile(jsonc(everywhere('~/.cursor/mcp.json'), CURSOR)),
    project: byFile(jsonc(everywhere('.cursor/mcp.json'), CURSOR)),
    link: { form: 'cursor', source: source('https://cursor.com/docs/mcp/install-links', '2026-10-01') },
    asks: { by: 'form', source: CURSOR },
  },
  kiro: {
    title: 'Kiro',
    programs: ['kiro'],
    folders: {
      linux: ['$XDG_CONFIG_HOME/Kiro'],
      darwin: ['~/Library/Application Support/Kiro'],
      win32: ['$APPDATA/Kiro'],
    },
    surface: 'window',
    ...KIRO_FILES,
    link: { form: 'kiro', source: source('https://kiro.dev/docs/mcp/share', '2026-11') },
    asks: { by: 'form', source: source('https://github.com/kirodotdev/Kiro/issues/1124', '2026-04-15') },
    note: 'Keep copy_volume out of autoApprove.',
  },
  'kiro-cli': {
    title: 'Kiro CLI',
    programs: ['kiro-cli'],
    folders: everywhere(),
    surface: 'terminal',
    ...KIRO_FILES,
    asks: { by: 'page', source: source('https://github.com/kirodotdev/Kiro/issues/4580', '2026-11') },
    note: 'Kiro and Kiro CLI read the same file.',
  },
  zed: {
    title: 'Zed',
    programs: ['zed', 'zeditor'],
    folders: { linux: ['$XDG_CONFIG_HOME/zed'], darwin: ['~/.config/zed'], win32: ['$APPDATA/Zed'] },
    surface: 'window',
    shape: 'plain',
    user: byFile(
      jsonc(
        {
          linux: ['$XDG_CONFIG_HOME/zed/settings.json'],
          darwin: ['~/.config/zed/settings.json'],
          win32: ['$APPDATA/Zed/settings.json'],
        },
        ZED,
        'context_servers',
      ),
    ),
    project: byFile(jsonc(everywhere('.zed/settings.json'), ZED, 'context_servers')),
    asks: { by: 'page', source: ZED },
  },
  windsurf: {
    title: 'Windsurf (Devin Desktop)',
    programs: ['windsurf', 'devin'],
    folders: {
      linux: ['$XDG_CONFIG_HOME/devin', '~/.codeium/windsurf'],
      darwin: ['~/.config/devin', '~/.codeium/windsurf'],
      win32: ['$APPDATA/devin', '~/.codeium/windsurf'],
    },
    surface: 'window',
    shape: 'plain',
    user: byFile(
      jsonc(
        { linux: devin('$XDG_CONFIG_HOME/devin'), darwin: devin('~/.config/devin'), win32: devin('$APPDATA/devin') },
        DEVIN,
      ),
    ),
    project: byFile(jsonc(everywhere('.devin/mcp_config.json'), DEVIN)),
    asks: { by: 'page', source: source('https://docs.devin.ai/desktop/cascade/mcp, names no forms', '2026-11') },
  },
  codex: {
    title: 'Codex',
    programs: ['codex'],
    folders: everywhere('$CODEX_HOME', '~/.codex'),
    surface: 'terminal',
    shape: 'codex',
    user: { kind: 'command', dialect: 'codex', source: CODEX },
    project: {
      kind: 'print',
      why: 'codex mcp add writes your own configuration and none of a project.',
      file: { paths: everywhere('.codex/config.toml'), format: 'toml', root: 'mcp_servers', source: CODEX },
    },
    asks: { by: 'form', source: CODEX },
    note: 'Codex keeps the variables of your shell from its servers: only those of the entry count.',
  },
  'copilot-cli': {
    title: 'Copilot CLI',
    programs: ['copilot'],
    folders: everywhere('$COPILOT_HOME', '~/.copilot'),
    surface: 'terminal',
    shape: 'copilot',
    user: byFile(jsonc(everywhere('$COPILOT_HOME/mcp-config.json', '~/.copilot/mcp-config.json'), COPILOT)),
    project: byFile(jsonc(everywhere('.github/mcp.json'), COPILOT)),
    asks: { by: 'form', source: source('https://github.com/github/copilot-cli/releases/tag/v1.0.89', '2026-09-28') },
  },
  'gemini-cli': {
    title: 'Gemini CLI',
    programs: ['gemini'],
    folders: everywhere('$GEMINI_CLI_HOME/.gemini', '~/.gemini'),
    surface: 'terminal',
    shape: 'plain',
    user: byCommand(
      'gemini',
      GEMINI,
      jsonc(everywhere('$GEMINI_CLI_HOME/.gemini/settings.json', '~/.gemini/settings.json'), GEMINI),
    ),
    project: byCommand('gemini', GEMINI, jsonc(everywhere('.gemini/settings.json'), GEMINI)),
    asks: { by: 'page', source: source('https://github.com/google-gemini/gemini-cli/issues/28074', '2026-06-21') },
    note: 'Gemini CLI starts servers only in folders that you trust.',
  },
  goose: {
    title: 'goose',
    programs: ['goose'],
    folders: { linux: ['$XDG_CONFIG_HOME/goose'], darwin: ['~/.config/goose'], win32: ['$APPDATA/Block/goose'] },
    surface: 'terminal',
    shape: 'goose',
    user: byFile({
      paths: {
        linux: ['$XDG_CONFIG_HOME/goose/config.yaml'],
        darwin: ['~/.config/goose/config.yaml'],
        win32: ['$APPDATA/Block/goose/config/config.yaml'],
      },
      format: 'yaml',
      root: 'extensions',
      source: GOOSE,
    }),
    link: {
      form: 'goose',
      source: source('https://block.github.io/goose/docs/getting-started/using-extensions', '2026-11'),
    },
    asks: { by: 'form', source: source('https://dev.to/serverdex, clients and their features', '2026-11') },
    note: 'A form of goose waits five minutes.',
  },
  lmstudio: {
    title: 'LM Studio',
    programs: ['lms'],
    folders: everywhere('~/.lmstudio'),
    surface: 'window',
    shape: 'plain',
    user: {
      kind: 'print',
      why: 'LM Studio documents no path of its mcp.json: open it there (Program, Install, Edit mcp.json), or use the link.',
    },
    link: { form: 'lmstudio', source: source('https://lmstudio.ai/docs/app/mcp/deeplink', '2026-04-29') },
    asks: {
      by: 'page',
      source: source('https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/977', '2025-09-05'),
    },
  },
} as const satisfies Record<string, Host>;

export type HostName = keyof typeof TABLE;
export const HOSTS: Readonly<Record<HostName, Host>> = TABLE;
export const HOST_NAMES = Object.keys(TABLE) as HostName[];
