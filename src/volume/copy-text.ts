// The text half of copy_volume: complete on its own, since some hosts show a model nothing else.
import { errorText, type HandOver, handOverText, type NextCall, nextText, type Where, whereText } from './answer.ts';
import type { Change } from './changes.ts';
import type { ErrorReport } from './failure.ts';
import type { Finding } from './finding.ts';
import { quotedText } from './plain-text.ts';
import { nameOf, type VolumeSummary } from './summary.ts';

/** The facts of an answer; `says` becomes the summary. */
export interface CopyAnswer {
  outcome:
    | 'would_copy'
    | 'would_be_refused'
    | 'copied'
    | 'approval_needed'
    | 'declined'
    | 'refused'
    | 'failed'
    | 'unknown';
  says: string;
  dryRun: boolean;
  place?: { region: string; profile?: string; endpoint?: string };
  caller?: { account?: string; arn?: string };
  Request?: object;
  Volumes: VolumeSummary[];
  created?: 'now' | 'earlier';
  dataAsOf?: string;
  source?: VolumeSummary;
  changes?: Change[];
  findings: Finding[];
  notProven: string[];
  error?: ErrorReport;
  next: NextCall[];
  handOver: HandOver[];
}

type Told = Omit<CopyAnswer, 'says' | 'place' | 'caller'> & { summary: string; where: Where };

export function copyText(told: Told): string {
  return [
    told.summary,
    whereText(told.where),
    `Outcome: ${told.outcome}${told.created ? ` (${told.created})` : ''}`,
    ...(told.dataAsOf ? [`Data as of: ${told.dataAsOf}`] : []),
    ...told.Volumes.map(
      (volume) =>
        `${volume.VolumeId}: ${volume.State ?? 'state not known'}, ${volume.Size ?? '–'} GiB ${volume.VolumeType ?? ''}. ${volume.verdict ?? ''}`,
    ),
    ...(told.source ? [sourceLine(told.source)] : []),
    ...(told.changes ? changeTable(told.changes) : []),
    ...told.findings.map(findingLine),
    ...(told.error ? errorText(told.error) : []),
    ...(told.notProven.length > 0 ? [`Not proven: ${told.notProven.join('; ')}.`] : []),
    ...requestLine(told),
    ...nextText(told.next),
    ...handOverText(told.handOver),
  ].join('\n');
}

function sourceLine(source: VolumeSummary): string {
  const name = nameOf(source.Tags);
  const { instance } = source;
  return `Source: ${source.VolumeId}${name ? ` ${quotedText(name)}` : ''}, ${source.State ?? 'state not known'}${
    instance ? `, attached to ${instance.id}${instance.device ? ` as ${instance.device}` : ''}` : ''
  }`;
}

function changeTable(changes: readonly Change[]): string[] {
  const width = Math.max(...changes.map((change) => change.setting.length));
  return [
    'Setting by setting, source → copy:',
    ...changes.map(
      (change) =>
        `  ${change.setting.padEnd(width)}  ${change.source} → ${change.copy}${change.note ? ` (${change.note})` : ''}`,
    ),
  ];
}

function findingLine(finding: Finding): string {
  const { fix, ec2 } = finding;
  return [
    `${finding.level.toUpperCase()} ${finding.code} (${finding.by}): ${finding.message}`,
    ec2 ? `EC2 said ${ec2.code}: ${ec2.message}` : '',
    fix?.arguments ? `Fix: ${JSON.stringify(fix.arguments)}` : '',
    fix?.advice ?? '',
    fix?.afterSeconds === undefined ? '' : `Again after ${fix.afterSeconds} s.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function requestLine(told: Told): string[] {
  const token = (told.Request as { ClientToken?: string } | undefined)?.ClientToken;
  return token ? [`ClientToken of this copy: ${token}`] : [];
}
