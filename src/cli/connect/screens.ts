// What `connect` says: the list of hosts, what to do for one of them, and what came of doing it. Pure text.
import { suggestion } from '../../config/config-errors.ts';
import { plainText } from '../../text/plain-text.ts';
import { wrapWords } from '../../text/wrap-words.ts';
import type { Paint } from '../paint.ts';
import type { Applied } from './apply-setup.ts';
import type { System } from './host.ts';
import { shellLine } from './host-command.ts';
import { HOST_NAMES, HOSTS, type HostName } from './hosts-table.ts';
import type { Setup } from './setup.ts';

export interface Terminal {
  /** Columns of the terminal. */
  width: number;
  paint: Paint;
}

export function listScreen(found: ReadonlySet<HostName>, { width, paint }: Terminal): string[] {
  const longest = Math.max(...HOST_NAMES.map((name) => name.length));
  const rows = HOST_NAMES.map((name) => {
    const row = `${found.has(name) ? '●' : ' '} ${name.padEnd(longest)}  ${HOSTS[name].title}`;
    return found.has(name) ? row : paint.dim(row);
  });
  return [
    paint.bold(found.size > 0 ? 'Hosts (● found on this machine)' : 'Hosts (none was found on this machine)'),
    ...rows,
    '',
    ...wrapWords('ebs-copy-mcp connect HOST shows what to do for one of them; with --write it is done.', width),
  ];
}

export function setupScreen(setup: Setup, machine: { system: System; folder: string }, page: Terminal): string[] {
  const { width, paint } = page;
  const prose = (text: string) => wrapWords(text, width);
  const whose = setup.scope === 'project' ? `for the project in ${machine.folder}` : 'for you, in all your projects';
  const heading = HOSTS[setup.host].project ? `${setup.title} (${whose})` : setup.title;
  const pieces = [
    prose(heading).map(paint.bold),
    ...bundlePiece(setup, page),
    ...wayPiece(setup, machine.system, page),
    ...linkPiece(setup, page),
    prose(setup.asks),
    ...setup.notes.map(prose),
    prose(`Sources: ${setup.sources.map(({ from, read }) => `${from} (${read})`).join('; ')}`).map(paint.dim),
  ];
  return pieces.flatMap((piece, at) => (at > 0 && piece.length > 0 ? ['', ...piece] : piece));
}

/** A reason may hold what a host printed. */
export function appliedScreen(setup: Setup, applied: Applied, action: 'write' | 'remove', page: Terminal): string[] {
  const { title, name } = setup;
  const prose = (text: string) => wrapWords(text, page.width);
  switch (applied.kind) {
    case 'failed':
      return complaint(
        `${title}: nothing was changed. ${plainText(applied.why, 600)} Without --${action}, connect shows what to do by hand.`,
        page,
      );
    case 'unchanged':
      return action === 'write'
        ? [
            ...prose(`${title} has this very server ${name} already: nothing was changed.`),
            ...noteLines(setup, applied, prose),
          ]
        : prose(`${title} has no server ${name}: nothing was changed.`);
    case 'removed':
      return [...prose(`${title}: the server ${name} is gone from ${applied.where}.`), ...keptLines(applied, prose)];
    case 'written':
      return [
        ...prose(`${title}: the server ${name} is written to ${applied.where}.`),
        ...keptLines(applied, prose),
        '',
        ...prose(`${setup.asks} Restart ${title} if it does not show the server.`),
        ...noteLines(setup, applied, prose),
      ];
  }
}

export function unknownHost(given: string, page: Terminal): string[] {
  const name = plainText(given, 60);
  const nearest = suggestion(name, HOST_NAMES);
  const known = nearest.startsWith(' Known') ? '' : ` Known: ${HOST_NAMES.join(', ')}.`;
  return complaint(`"${name}" is not a known host.${nearest}${known}`, page);
}

/** For standard error, where it is not plain who speaks. */
export function complaint(text: string, { width }: Terminal): string[] {
  return wrapWords(`ebs-copy-mcp: ${text}`, width);
}

function keptLines({ kept }: { kept?: string }, prose: (text: string) => string[]): string[] {
  return kept === undefined ? [] : prose(`The file as it was is kept as ${kept}.`);
}

function noteLines(
  { notes }: Setup,
  { variables = [] }: { variables?: string[] },
  prose: (text: string) => string[],
): string[] {
  return [...variables, ...notes].flatMap((note) => ['', ...prose(note)]);
}

function bundlePiece({ host, bundle }: Setup, { width }: Terminal): string[][] {
  if (host !== 'claude-desktop') return [];
  return [
    wrapWords(
      bundle === undefined
        ? 'The surest way is the bundle ebs-copy-mcp.mcpb, which `npm run pack:mcpb` makes: double-click it.'
        : `The surest way is the bundle: double-click ${bundle}, or open it with --open.`,
      width,
    ),
  ];
}

function wayPiece(
  { way, command, file, text, name, title }: Setup,
  system: System,
  { width, paint }: Terminal,
): string[][] {
  const prose = (line: string) => wrapWords(line, width);
  const pasted = text.trimEnd().split('\n');
  if (way.kind === 'print') {
    return [prose(`${way.why} Paste this${file ? ` into ${file.path}` : ''}:`), pasted];
  }
  const self = 'With --write, connect does it for you.';
  if (command) {
    const line = shellLine([command.program, ...command.args], command.env, system);
    const shell = system === 'win32' ? ' in cmd.exe' : '';
    return [prose(`Run this${shell}:`), [paint.call(line)], prose(self)];
  }
  const closed = way.kind === 'file' && way.closedOnly ? `While ${title} does not run, put` : 'Put';
  return [
    prose(`${closed} this into ${file?.path}:`),
    pasted,
    prose(`If servers are there already, add ${name} beside them. ${self}`),
  ];
}

function linkPiece({ link, title }: Setup, { width, paint }: Terminal): string[][] {
  if (!link) return [];
  if ('why' in link) return [wrapWords(`There is no link. ${link.why}`, width)];
  return [
    wrapWords(`Or open this link (--open does it for you); ${title} asks before it installs:`, width),
    [paint.call(link.url)],
  ];
}
