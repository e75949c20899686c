// What the demo shows, as lines. Pure: answers of the server go in, text comes out.
import { costLine, initializationLine, tagLine, valueText } from '../volume/answers/copy-text.ts';
import type { VolumeSummary } from '../volume/reading/summary.ts';
import type { Finding } from '../volume/rules/finding.ts';
import { nameOf } from '../volume/rules/volume-name.ts';
import type { CopyReport } from './demo-client.ts';
import { callLines, commandLines, paragraph, progressBar, tableRows } from './layout.ts';
import type { Paint } from './paint.ts';

const STEPS = 5;
const BAR = 40;

export function titleScreen(version: string, minutesASecond: number, paint: Paint): string[] {
  return [
    `${paint.badge('SIMULATED')} ${paint.bold(`ebs-copy-mcp ${version}`)}: nothing here exists in AWS.`,
    ...paragraph(
      `A real MCP client, the real server over stdio, an embedded EC2. One second is ${minutesASecond} minutes there.`,
      paint.width,
      0,
    ).map(paint.dim),
  ];
}

export function stepLine(step: number, title: string, paint: Paint): string[] {
  return ['', `${paint.badge('SIMULATED')} ${paint.bold(`${step}/${STEPS} ${title}`)}`];
}

export function callScreen(tool: string, args: Readonly<Record<string, unknown>>, paint: Paint): string[] {
  return callLines(tool, args, paint.width).map(paint.call);
}

export function volumesScreen(volumes: readonly VolumeSummary[], paint: Paint): string[] {
  const rows = volumes.map((volume) => [
    volume.VolumeId,
    nameOf(volume.Tags) ?? '–',
    volume.instance?.device ?? '–',
    volume.instance?.root ? 'root' : 'data',
    `${volume.Size ?? '–'} GiB ${volume.VolumeType ?? ''}, ${volume.Iops ?? '–'} IOPS, ${volume.Throughput ?? '–'} MiB/s`,
  ]);
  return headed(['Volume', 'Name', 'Device', 'Role', 'What it is'], rows, paint);
}

export function planScreen(plan: CopyReport, paint: Paint): string[] {
  const changes = plan.changes ?? [];
  const rows = changes
    .filter(({ setting }) => setting !== 'Tags')
    .map((change) => [
      change.setting,
      valueText(change, change.source),
      valueText(change, change.copy),
      change.note ?? '',
    ]);
  const open = plan.notProven.length;
  return [
    ...outcomeLines(plan, paint),
    ...headed(['Setting', 'Source', 'Copy', 'Note'], rows, paint),
    ...changes
      .filter(({ setting }) => setting === 'Tags')
      .flatMap((row) => paragraph(tagLine(row, plan.Request), paint.width)),
    ...(plan.findings.length === 0 ? ['  Findings: none.'] : plan.findings.flatMap((one) => findingLines(one, paint))),
    ...(plan.cost ? paragraph(costLine(plan.cost), paint.width) : []),
    ...(plan.initialization ? paragraph(initializationLine(plan.initialization), paint.width) : []),
    ...(open > 0
      ? paragraph(`A rehearsal cannot check: ${plan.notProven[0]}; and ${open - 1} more.`, paint.width).map(paint.dim)
      : []),
  ];
}

/** Only what differs from the source: the point of showing a second plan. */
export function lossScreen(plan: CopyReport, paint: Paint): string[] {
  const lost = (plan.changes ?? []).filter(
    ({ setting, source, copy }) => ['VolumeType', 'Iops', 'Throughput'].includes(setting) && source !== copy,
  );
  return [
    ...paragraph(
      `It would be another volume: ${lost.map((one) => `${valueText(one, one.source)} → ${valueText(one, one.copy)}`).join(', ')}.`,
      paint.width,
    ),
    ...plan.findings.filter((one) => one.level === 'warn').flatMap((one) => findingLines(one, paint)),
  ];
}

export function copiedScreen(copy: CopyReport, paint: Paint): string[] {
  return [
    ...outcomeLines(copy, paint),
    ...copy.Volumes.flatMap((volume) => paragraph(`${volume.VolumeId}: ${volume.verdict ?? ''}`, paint.width)),
  ];
}

export function countScreen(copies: readonly VolumeSummary[], paint: Paint): string[] {
  const word = copies.length === 1 ? 'volume' : 'volumes';
  return [paint.good(`  Copies of it in this Region now: ${copies.length} ${word}.`)];
}

/** One line of at most `width`: a terminal draws it again and again in the same place. */
export function barLine(volume: VolumeSummary, terminal: boolean, width: number): string {
  const glyphs = terminal ? { full: '█', empty: '░' } : { full: '#', empty: '-' };
  const yesNo = (value: boolean | undefined) => (value === undefined ? 'not known' : value ? 'yes' : 'no');
  const flags = `attachable: ${yesNo(volume.attachable)}, full speed: ${yesNo(volume.fullSpeed)}`;
  const room = width - '  [] 100 %  '.length - flags.length;
  const bar = progressBar(volume.initialization?.percent ?? 0, Math.min(BAR, Math.max(1, room)), glyphs);
  return `  ${bar}  ${flags}`;
}

/** `command` starts this program, as it was started now. */
export function lastScreen(summary: string, copy: CopyReport, command: string, paint: Paint): string[] {
  return [
    ...paragraph(summary, paint.width).map(paint.good),
    ...(copy.handOver.length > 0 ? ['  Commands a person can run (this server cannot):'] : []),
    ...copy.handOver.flatMap((one) => [
      ...paragraph(`- ${one.purpose} (${one.risk}):`, paint.width, 2, 2),
      ...commandLines(one.command, paint.width).map(paint.call),
    ]),
    ...paragraph('This embedded EC2 ends with the demo, and so do these commands; with AWS they work.', paint.width),
    '',
    paint.bold('Your turn, in any MCP host:'),
    paint.call(`  ${command} --simulate`),
    ...paragraph('this world; copies there cost nothing, and you are asked before each', paint.width, 4),
    paint.call(`  ${command}`),
    ...paragraph('your AWS account; a person is asked before each real copy', paint.width, 4),
    ...paragraph('and say: "Clone the data volume of prod-db-1 so I can try the migration."', paint.width),
  ];
}

function outcomeLines(report: CopyReport, paint: Paint): string[] {
  const word = report.created ? `${report.outcome} (${report.created})` : report.outcome;
  const colour = report.outcome === 'would_copy' || report.outcome === 'copied' ? paint.good : paint.warn;
  return paragraph(`${word}: ${report.summary}`, paint.width, 2, 2).map(colour);
}

function findingLines(finding: Finding, paint: Paint): string[] {
  const fix = finding.fix?.arguments ? ` Fix: ${JSON.stringify(finding.fix.arguments)}` : '';
  const lines = paragraph(
    `${finding.level.toUpperCase()} ${finding.code}: ${finding.message}${fix}`,
    paint.width,
    2,
    2,
  );
  return finding.level === 'info' ? lines : lines.map(paint.warn);
}

function headed(head: string[], rows: readonly string[][], paint: Paint): string[] {
  const [first = [], ...rest] = tableRows([head, ...rows], paint.width);
  return [...first.map(paint.bold), ...rest.flat()];
}
