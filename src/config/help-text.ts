// The text of --help.
import { COMMANDS, OPTIONS, type Option, placeholder } from './options.ts';

export function helpText(version: string): string {
  const rows = (options: readonly Option[]) =>
    options.map((option) => {
      const variable = option.env ? `; ${option.env}` : '';
      return `  ${`--${option.name}${placeholder(option)}`.padEnd(22)} ${option.prose} (default: ${option.default}${variable})`;
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
