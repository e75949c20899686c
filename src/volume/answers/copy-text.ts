// The text half of copy_volume: complete on its own, since some hosts show a model nothing else; short, since a
// healthy plan should cost a model about 400 tokens.

import { quotedText } from '../../text/plain-text.ts';
import { policyText } from '../errors/policy-statement.ts';
import { type Change, EC2_DEFAULT } from '../plan/changes.ts';
import type { InitializationPlan } from '../plan/initialization.ts';
import type { Cost } from '../plan/price.ts';
import type { VolumeSummary } from '../reading/summary.ts';
import { KEY_OF_SOURCE } from '../rules/encryption.ts';
import type { Finding } from '../rules/finding.ts';
import { nameOf } from '../rules/volume-name.ts';
import type { CopyAnswer } from './copy-answer.ts';
import { errorText, handOverText, nextText, type Where, whereText } from './result-parts.ts';

type Told = Omit<CopyAnswer, 'place' | 'caller'> & { where: Where };

export function copyText(told: Told): string {
  return [
    told.summary,
    `${told.outcome}${told.created ? ` (${told.created})` : ''}. ${whereText(told.where)}`,
    ...(told.dataAsOf ? [`Data as of: ${told.dataAsOf}`] : []),
    ...told.Volumes.map(volumeLine),
    ...(told.source ? [sourceLine(told.source)] : []),
    ...(told.changes ? changeLines(told.changes) : []),
    ...told.findings.map(findingLine),
    ...(told.error ? errorText(told.error) : []),
    ...(told.cost ? [costLine(told.cost)] : []),
    ...(told.initialization ? [initializationLine(told.initialization)] : []),
    ...(told.notProven.length > 0 ? [`Not proven: ${told.notProven.join('; ')}.`] : []),
    ...requestLine(told),
    ...nextText(told.next),
    ...handOverText(told.handOver),
    ...(told.changeRecord ? [`Change record: ${told.changeRecord}`] : []),
    ...(told.terraform ? ['Terraform (provider hashicorp/aws):', told.terraform] : []),
  ].join('\n');
}

function volumeLine(volume: VolumeSummary): string {
  return `${volume.VolumeId}: ${volume.State ?? 'state not known'}, ${volume.Size ?? '–'} GiB ${volume.VolumeType ?? ''}. ${volume.verdict ?? ''}`;
}

function sourceLine(source: VolumeSummary): string {
  const name = nameOf(source.Tags);
  const { instance } = source;
  const attached = instance ? ` on ${instance.id}${instance.device ? ` as ${instance.device}` : ''}` : '';
  return `Source: ${source.VolumeId}${name ? ` ${quotedText(name)}` : ''}, ${source.State ?? 'state not known'}${attached}`;
}

/** A table of what changes; what stays as it is goes into a line below it, by whose choice. */
function changeLines(changes: readonly Change[]): string[] {
  const same = changes.filter((change) => change.source === change.copy);
  const [kept, silent] = [
    same.filter((one) => one.note !== EC2_DEFAULT),
    same.filter((one) => one.note === EC2_DEFAULT),
  ];
  const rows = changes.filter((change) => change.source !== change.copy);
  const width = Math.max(0, ...rows.map((row) => row.setting.length));
  const note = (change: Change) => (change.note && change.note !== KEY_OF_SOURCE ? ` (${change.note})` : '');
  return [
    'Source → copy:',
    ...rows.map((row) => `  ${row.setting.padEnd(width)}  ${row.source} → ${row.copy}${note(row)}`),
    ...(kept.length > 0
      ? [`  as the source: ${kept.map((row) => `${row.setting} ${row.copy}${note(row)}`).join(', ')}`]
      : []),
    ...(silent.length > 0
      ? [`  the same by ${EC2_DEFAULT}: ${silent.map((row) => `${row.setting} ${row.copy}`).join(', ')}`]
      : []),
  ];
}

function findingLine(finding: Finding): string {
  const { fix, ec2 } = finding;
  return [
    `${finding.level.toUpperCase()} ${finding.code} (${finding.by}): ${finding.message}`,
    ec2 ? `EC2 said ${ec2.code}: ${sentence(ec2.message)}` : '',
    fix?.arguments ? `Fix: ${JSON.stringify(fix.arguments)}` : '',
    fix?.advice ?? '',
    fix?.afterSeconds === undefined ? '' : `Again after ${fix.afterSeconds} s.`,
    fix?.policy ? `Policy: ${policyText(fix)}` : '',
    ec2?.denied?.decode ? `Decode: ${ec2.denied.decode}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** AWS's words end without a full stop at times. */
function sentence(words: string): string {
  return words === '' || /[.!?]$/.test(words) ? words : `${words}.`;
}

export function costLine(cost: Cost): string {
  const { monthlyUsd, dailyUsd, copyFeeUsd, lines, pricedFor, source, asOf, note } = cost;
  const parts = lines.length > 1 ? ` = ${lines.map((one) => `${one.item} ${one.monthlyUsd}`).join(' + ')}` : '';
  const label = cost.orientation ? 'Cost (orientation)' : 'Cost';
  return `${label}: ${monthlyUsd} USD a month${parts} (${dailyUsd} a day); copying once ${copyFeeUsd.min} to ${copyFeeUsd.max} USD; ${pricedFor} list, ${source}, ${asOf}${note ? `; ${note}` : ''}`;
}

export function initializationLine({ baselineIops, baselineThroughputMiBps, hours }: InitializationPlan): string {
  return `Until initialized: ${baselineIops} IOPS, ${baselineThroughputMiBps} MiB/s, ${hours.min} to ${hours.max} h (best effort)`;
}

function requestLine(told: Told): string[] {
  const token = (told.Request as { ClientToken?: string } | undefined)?.ClientToken;
  return token && !told.next.some((call) => call.arguments.ClientToken === token)
    ? [`ClientToken of this copy: ${token}`]
    : [];
}
