// The entry of one server in the form of a host, the text around it, and the link that installs it.
import { stringify } from 'yaml';
import type { Host, HostFile, LinkForm, Server, Shape } from './host.ts';

export type HostEntry = Readonly<Record<string, unknown>>;

export function entryFor(shape: Shape, name: string, { command, args, env }: Server): HostEntry {
  const start = { command, args, ...(Object.keys(env).length > 0 ? { env } : {}) };
  switch (shape) {
    case 'plain':
    case 'codex':
      return start;
    case 'stdio':
      return { type: 'stdio', ...start };
    case 'copilot':
      return { type: 'local', ...start, tools: ['*'] };
    case 'goose':
      return {
        name,
        description: DESCRIPTION,
        type: 'stdio',
        enabled: true,
        cmd: command,
        args,
        envs: env,
        timeout: GOOSE_SECONDS,
      };
  }
}

const DESCRIPTION = 'Copies Amazon EBS volumes';
// What goose itself proposes, and longer than any call of ours.
const GOOSE_SECONDS = 300;

/** A whole file with this server alone. */
export function fileText(format: HostFile['format'], root: string, name: string, entry: HostEntry): string {
  const file = { [root]: { [name]: entry } };
  switch (format) {
    case 'yaml':
      return stringify(file, { lineWidth: 0 });
    case 'toml':
      return tomlText(`${root}.${name}`, entry);
    default:
      return `${JSON.stringify(file, null, 2)}\n`;
  }
}

/** Texts, lists of texts, and one level of tables of them; a JSON string is a TOML string too. */
function tomlText(table: string, entry: HostEntry): string {
  const lines = Object.entries(entry).map(([key, value]) =>
    Array.isArray(value)
      ? `${key} = [${value.map((one) => JSON.stringify(one)).join(', ')}]\n`
      : typeof value === 'object'
        ? `\n${tomlText(`${table}.${key}`, value as HostEntry)}`
        : `${key} = ${JSON.stringify(value)}\n`,
  );
  return `[${table}]\n${lines.join('')}`;
}

export type Link = { url: string } | { why: string };

/** The host's own link of installation, or why there is none for this server. */
export function linkFor(form: LinkForm, host: Pick<Host, 'shape'>, name: string, server: Server): Link {
  const entry = entryFor(host.shape, name, server);
  const json = encodeURIComponent(JSON.stringify(entry));
  const base64 = encodeURIComponent(Buffer.from(JSON.stringify(entry)).toString('base64'));
  switch (form) {
    case 'vscode':
    case 'vscode-insiders':
      return { url: `${form}:mcp/install?${encodeURIComponent(JSON.stringify({ name, ...entry }))}` };
    case 'cursor':
      return { url: `cursor://anysphere.cursor-deeplink/mcp/install?name=${name}&config=${base64}` };
    case 'kiro':
      return { url: `https://kiro.dev/launch/mcp/add?name=${name}&config=${json}` };
    case 'lmstudio':
      return { url: `lmstudio://add_mcp?name=${name}&config=${base64}` };
    case 'goose':
      return gooseLink(name, server);
  }
}

/** Its `env` asks for values and holds none. */
function gooseLink(name: string, { command, args, env }: Server): Link {
  if (command !== 'npx') return { why: 'A link of goose starts npx and a few other programs only, not this Node.' };
  if (Object.keys(env).length > 0) return { why: 'A link of goose carries no variables.' };
  const words = args.map((word) => `arg=${encodeURIComponent(word)}`).join('&');
  const about = `id=${name}&name=${name}&description=${encodeURIComponent(DESCRIPTION)}&timeout=${GOOSE_SECONDS}`;
  return { url: `goose://extension?cmd=npx&${words}&${about}` };
}
