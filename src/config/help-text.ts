// The text of --help.
import type { Option } from './options.ts';
import { COMMANDS, OPTIONS } from './options.ts';

/** The text of --help. */
export function helpText(version: string): string {
  const rows = (options: readonly Option[]) =>
    options.map((option) => {
      const name = `--${option.name}${option.kind === 'flag' ? '' : option.values ? ` ${option.values.join('|')}` : option.kind === 'number' ? ' N' : option.kind === 'list' ? ' X,…' : ' X'}`;
      return `  ${name.padEnd(22)} ${option.prose} (default: ${option.default}${option.env ? `; ${option.env}` : ''})`;
    });
  const all = OPTIONS as readonly Option[];
  return [
    `ebs-copy-mcp ${version}: an MCP server that copies Amazon EBS volumes. A rehearsal by default.`,
    '',
    'ebs-copy-mcp [command] [options]',
    ...Object.entries(COMMANDS).map(([name, prose]) => `  ${name.padEnd(22)} ${prose}`),
    '',
    'Options:',
    ...rows(all.filter((option) => option.command !== 'simulate')),
    '',
    'Options of simulate:',
    ...rows(all.filter((option) => option.command === 'simulate')),
    '',
  ].join('\n');
}
