// What is known about a host of MCP servers: types alone.

/** Where a fact comes from: an address, or a program that was run; and when. */
export interface Source {
  from: string;
  read: string;
}

/**
 * Path of a file or folder, with `/` on every system. `~` is the home folder, `$NAME` a variable; $XDG_CONFIG_HOME,
 * $APPDATA and $LOCALAPPDATA have their defaults, and with any other variable unset the path is passed over. A path
 * without either is inside the project. `ifThere`: passed over as well unless this folder exists.
 */
export type PathRule = string | { path: string; ifThere: string };
export type System = 'linux' | 'darwin' | 'win32';
/** The first rule that applies counts. */
export type PathRules = Readonly<Record<System, readonly PathRule[]>>;

/** The members of an entry. */
export type Shape = 'plain' | 'stdio' | 'copilot' | 'goose' | 'codex';

export interface HostFile {
  paths: PathRules;
  /** `json` is strict: no comments, no trailing commas. */
  format: 'json' | 'jsonc' | 'yaml' | 'toml';
  /** The member that holds the servers by name. */
  root: string;
  source: Source;
}

export type Dialect = 'claude' | 'codex' | 'gemini' | 'vscode';

/** How a host is told about a server. */
export type Way =
  /** `closedOnly`: the host rewrites the file from memory, so only while the host does not run. */
  | { kind: 'file'; file: HostFile; closedOnly?: boolean }
  /** The host's own command; the file is only read, to see what is there. Without one the command says it. */
  | { kind: 'command'; dialect: Dialect; file?: HostFile; source: Source }
  | { kind: 'print'; why: string; file?: HostFile };

export type LinkForm = 'vscode' | 'vscode-insiders' | 'cursor' | 'kiro' | 'goose' | 'lmstudio';

export interface Host {
  title: string;
  /** The first that is found is the one to run. */
  programs: readonly string[];
  /** Folders that show that the host is on this machine. */
  folders: PathRules;
  /** A host with windows runs on the Windows side of WSL, one for a terminal inside. */
  surface: 'window' | 'terminal';
  shape: Shape;
  user: Way;
  /** Absent: the host has no configuration of a project. */
  project?: Way;
  link?: { form: LinkForm; source: Source };
  /** How it would show a person what a real copy would do. */
  asks: { by: 'form' | 'page'; source: Source };
  /** What else somebody should know, in whole sentences. */
  note?: string;
}

/** What a host starts, whatever form it writes this in. */
export interface Server {
  command: string;
  args: string[];
  env: Record<string, string>;
}
