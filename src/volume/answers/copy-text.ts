// The text half of copy_volume: complete on its own, since some hosts show a model nothing else; short, since a
// healthy plan should cost a model about 400 tokens.

import { plainJson, quotedText } from '../../text/plain-text.ts';
import type { CopyVolumesRequest } from '../aws-records.ts';
import { policyText } from '../errors/policy-statement.ts';
import { type Change, EC2_DEFAULT } from '../plan/changes.ts';
import type { InitializationPlan } from '../plan/initialization.ts';
import type { Cost } from '../plan/price.ts';
import type { VolumeSummary } from '../reading/summary.ts';
import { KEY_OF_SOURCE } from '../rules/encryption.ts';
import type { Finding, Fix } from '../rules/finding.ts';
import { isOurTag } from '../rules/tags.ts';
import { nameOf } from '../rules/volume-name.ts';
import type { CopyAnswer } from './copy-answer.ts';
import { errorText, handOverText, keyText, nextText, type Where, whereText } from './result-parts.ts';
import { otherAttachments } from './status-text.ts';

// Own tags by name; the number of all of them is told.
const MOST_TAGS = 10;

type Told = Omit<CopyAnswer, 'place' | 'caller'> & { where: Where };

export function copyText(told: Told): string {
  // What a rehearsal told is not told again of a copy that was made; its change record has settings and cost.
  const made = told.changeRecord !== undefined;
  const open = told.outcome === 'would_copy' || told.outcome === 'approval_needed';
  return [
    told.summary,
    `Outcome: ${told.outcome}${told.created ? ` (${told.created})` : ''}. ${whereText(told.where)}`,
    ...(told.dataAsOf && !tellsMoment(told.summary, told.dataAsOf) ? [`Data as of: ${told.dataAsOf}`] : []),
    ...told.Volumes.map((volume) => volumeLine(volume, told.created)),
    ...(told.source && !made ? sourceLines(told.source) : []),
    ...(told.changes && !made ? changeLines(told.changes, told) : []),
    ...told.findings.filter((finding) => !made || isWorthKnowing(finding)).map(findingLine),
    ...(told.error ? errorText(told.error, told.summary) : []),
    ...(told.cost && !made ? [costLine(told.cost)] : []),
    ...(told.initialization && !made ? [initializationLine(told.initialization)] : []),
    ...(made ? [] : notProvenLines(told.notProven, open)),
    ...requestLine(told),
    ...nextText(told.next),
    ...handOverText(told.handOver, told.where.simulated),
    ...(told.changeRecord ? [`Change record: ${told.changeRecord}`] : []),
    ...(told.terraform ? ['Terraform (provider hashicorp/aws):', told.terraform] : []),
  ].join('\n');
}

function tellsMoment(summary: string, dataAsOf: string): boolean {
  return summary.includes(dataAsOf.split(' ')[0] ?? '');
}

/** Of a volume that is just being created the summary tells all. */
function volumeLine({ VolumeId, State, Size, VolumeType, verdict = '' }: VolumeSummary, created?: string): string {
  const size = [...(Size === undefined ? [] : [`${Size} GiB`]), ...(VolumeType ? [VolumeType] : [])].join(' ');
  const facts = `${VolumeId}: ${State ?? 'state not known'}${size && `, ${size}`}.`;
  return created === 'now' && State === 'creating' ? facts : `${facts} ${verdict}`.trim();
}

// A verdict that says where the source is, and no more.
const PLAIN = /^(?:Ready to attach|Available|In use(?:; more instances can be attached)?)\.$/;

/** What to do about a source that is not known to be well stands in its verdict. */
function sourceLines(source: VolumeSummary): string[] {
  const name = nameOf(source.Tags);
  const { instance, healthy, fullSpeed, verdict } = source;
  const others = otherAttachments(source);
  const attached = instance ? ` on ${instance.id}${instance.device ? ` as ${instance.device}` : ''}` : '';
  return [
    `Source: ${source.VolumeId}${name ? ` ${quotedText(name)}` : ''}, ${source.State ?? 'state not known'}${attached}${others.length > 0 ? `; attachments: ${others.join(', ')}` : ''}`,
    ...(verdict && !(healthy && fullSpeed) && !PLAIN.test(verdict) ? [`  ${verdict}`] : []),
  ];
}

/** A table of what changes; what stays as it is goes into a line below it, by whose choice; then the tags. */
function changeLines(changes: readonly Change[], { where, Request }: Told): string[] {
  const settings = changes.filter(({ setting }) => setting !== 'Tags');
  const same = settings.filter((change) => change.source === change.copy);
  const [kept, silent] = [
    same.filter((one) => one.note !== EC2_DEFAULT),
    same.filter((one) => one.note === EC2_DEFAULT),
  ];
  const rows = settings.filter((change) => change.source !== change.copy);
  const width = Math.max(0, ...rows.map((row) => row.setting.length));
  const note = (change: Change) => (change.note && change.note !== KEY_OF_SOURCE ? ` (${change.note})` : '');
  const list = (some: readonly Change[]) => some.map((row) => `${settingText(row, where)}${note(row)}`).join(', ');
  return [
    ...(rows.length > 0 ? ['From the source to the copy:'] : []),
    ...rows.map(
      (row) =>
        `  ${row.setting.padEnd(width)}  ${valueText(row, row.source)} → ${valueText(row, row.copy)}${note(row)}`,
    ),
    ...(kept.length > 0 ? [`Same as the source: ${list(kept)}`] : []),
    ...(silent.length > 0
      ? [`Same as the source, by EC2's defaults: ${list(silent.map(({ note: _, ...row }) => row))}`]
      : []),
    ...changes.filter(({ setting }) => setting === 'Tags').map((row) => tagLine(row, Request)),
  ];
}

/** A volume has IOPS and throughput also where nobody can set them. */
export function valueText({ setting }: Change, value: string): string {
  if (value !== '–') return value;
  return setting === 'Iops' || setting === 'Throughput' ? 'not provisioned' : 'none';
}

/** A value with a unit tells by itself what it is. */
function settingText(row: Change, where: Where): string {
  const { setting, copy } = row;
  if (copy === '–') return valueText(row, copy) === 'none' ? `no ${setting}` : `${setting} ${valueText(row, copy)}`;
  if (setting === 'KmsKeyId') return `${setting} ${keyText(copy, where)}`;
  return / (?:GiB|IOPS|MiB\/s)$/.test(copy) ? copy : `${setting} ${copy}`;
}

/** The tags of the copy: the caller's own by key and value. */
export function tagLine({ source, copy }: Change, request: object = {}): string {
  const { TagSpecifications = [] } = request as CopyVolumesRequest;
  const own = TagSpecifications.flatMap(({ Tags = [] }) => Tags).filter(({ Key }) => !isOurTag(Key));
  const named = own.slice(0, MOST_TAGS).map(({ Key, Value = '' }) => `${quotedText(Key)}=${quotedText(Value)}`);
  if (own.length > MOST_TAGS) named.push(`and ${own.length - MOST_TAGS} more`);
  const lost =
    source === 'no tags' ? '' : `The source's ${source} ${source === '1 tag' ? 'is' : 'are'} not inherited. `;
  return `Tags: ${lost}The copy gets ${copy}${named.length > 0 ? `: ${named.join(', ')}` : '.'}`;
}

/** Of a copy that was made: what a person should know still. */
function isWorthKnowing({ level, code }: Finding): boolean {
  return level !== 'info' && code !== 'copied-earlier';
}

function findingLine(finding: Finding): string {
  const { fix, ec2 } = finding;
  const { decode } = ec2?.denied ?? {};
  const line = [
    `${finding.level.toUpperCase()} ${finding.code}${finding.by === 'ec2' ? ' (EC2)' : ''}: ${finding.message}`,
    ec2 ? ec2Said(ec2) : '',
    fixText(fix ?? {}),
    fix?.afterSeconds === undefined ? '' : `Try again after ${fix.afterSeconds} s.`,
    fix?.policy ? `Policy: ${policyText(fix)}` : '',
  ]
    .filter(Boolean)
    .join(' ');
  return decode ? `${line}\nTo decode it:\n${decode}` : line;
}

/** In quotes: our own words stand before it and after it. */
function ec2Said({ code, message }: NonNullable<Finding['ec2']>): string {
  return message === '' ? `EC2 said ${code}.` : `EC2 said ${code}: "${message.replaceAll('"', "'")}"`;
}

/** "Fix: {"Iops":4000}, without Throughput. Give Iops; …"; advice that says by itself what to leave out stands alone. */
function fixText({ arguments: changed = {}, advice = '' }: Fix): string {
  const given = Object.entries(changed).filter(([, value]) => value !== null);
  const left = Object.keys(changed).filter((name) => changed[name] === null);
  if (given.length === 0 && left.length === 0) return advice;
  const without = left.length > 0 ? `without ${left.join(' and ')}` : '';
  if (given.length === 0) return `Fix: call again ${without}. ${advice}`.trim();
  return `Fix: ${[plainJson(Object.fromEntries(given)), without].filter(Boolean).join(', ')}. ${advice}`.trim();
}

/** With a full stop where the words end without one. */
function sentence(words: string): string {
  return words === '' || /[.!?]$/.test(words) ? words : `${words}.`;
}

export function costLine(cost: Cost): string {
  const { monthlyUsd, dailyUsd, copyFeeUsd, lines, pricedFor, source, asOf, note } = cost;
  const parts = lines.length > 1 ? `: ${lines.map((one) => `${one.monthlyUsd} for ${one.item}`).join(', ')}` : '';
  const label = cost.orientation ? 'Cost (orientation)' : 'Cost';
  return `${label}: ${monthlyUsd} USD a month (${dailyUsd} a day)${parts}. Copying costs ${copyFeeUsd.min} to ${copyFeeUsd.max} USD once. List prices of ${pricedFor}, ${source}, ${asOf}${note ? `; ${note}` : ''}.`;
}

export function initializationLine({ baselineIops, baselineThroughputMiBps, hours }: InitializationPlan): string {
  return `Full speed after ${hours.min} to ${hours.max} h (best effort); until then ${baselineIops} IOPS and ${baselineThroughputMiBps} MiB/s.`;
}

/** What this rehearsal could not read, each with its reason; then, while the copy is still to come, what none can know. */
function notProvenLines(notProven: readonly string[], open: boolean): string[] {
  const unread = notProven.filter((one) => one.startsWith(COULD_NOT));
  const rest = notProven.filter((one) => !one.startsWith(COULD_NOT));
  return [
    ...unread.map((one) => sentence(`C${one.slice(1)}`)),
    ...(rest.length > 0 && open ? [`A rehearsal cannot check: ${rest.join('; ')}.`] : []),
  ];
}

const COULD_NOT = 'could not check ';

function requestLine(told: Told): string[] {
  const token = (told.Request as { ClientToken?: string } | undefined)?.ClientToken;
  return token && !told.next.some((call) => call.arguments.ClientToken === token) && !told.changeRecord?.includes(token)
    ? [`ClientToken of this copy: ${token}`]
    : [];
}
