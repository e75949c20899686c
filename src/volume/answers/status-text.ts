// The text half of get_volume_status: complete on its own, since some hosts show a model nothing else.

import { counted } from '../../text/counted.ts';
import { quotedText } from '../../text/plain-text.ts';
import type { ErrorReport } from '../errors/error-report.ts';
import { placeWords } from '../reading/other-places-result.ts';
import type { VolumeSummary } from '../reading/summary.ts';
import type { Wait } from '../reading/wait.ts';
import type { StatusOutcome } from '../rules/outcome-table.ts';
import { isOurTag } from '../rules/tags.ts';
import { nameOf } from '../rules/volume-name.ts';
import {
  errorText,
  type HandOver,
  handOverText,
  keyText,
  type NextCall,
  nextText,
  type Where,
  whereText,
} from './result-parts.ts';
import type { Counts } from './size-limit.ts';

export interface Missing {
  reason: string;
  count: number;
  VolumeIds: string[];
}

interface Searched {
  region: string;
  profile?: string;
  account?: string;
  complete: boolean;
}

export interface StatusAnswer {
  outcome: StatusOutcome;
  summary: string;
  where: Where;
  Volumes: VolumeSummary[];
  counts?: Counts;
  missing: Missing[];
  searched: Searched[];
  wait?: Wait;
  NextToken?: string;
  error?: ErrorReport;
  next: NextCall[];
  handOver: HandOver[];
}

// 4,000 tokens of four characters.
const MOST_CHARACTERS = 16_000;
// Kept free for the lines that count rows and details.
const RESERVED = 400;

/** At most 16,000 characters; rows that do not fit are counted, and so are those whose details do not. */
export function statusText(answer: StatusAnswer): string {
  const { summary, where, outcome, counts, wait, error, searched, NextToken } = answer;
  const owner = sharedOwner(answer);
  const head = [summary, whereText(where), `Outcome: ${outcome}`, ...(owner ? [owner.line] : [])];
  const isWhole = searched.length <= 1 && searched.every((one) => one.complete);
  const tail = [
    ...answer.missing.map(missingLine),
    ...(wait ? [waitLine(wait)] : []),
    ...(error ? errorText(error, summary) : []),
    ...(isWhole ? [] : [`Searched: ${searched.map(searchedText).join('; ')}`]),
    ...(NextToken ? [`NextToken: ${NextToken}`] : []),
    ...nextText(answer.next),
    ...handOverText(answer.handOver, where.simulated),
  ];
  const room = MOST_CHARACTERS - [...head, ...tail].join('\n').length - RESERVED;
  const { rows, cut } = fitRows(answer, owner?.account ?? where.account, room);
  const left = (counts?.total ?? answer.Volumes.length) - rows.length;
  return [
    ...head,
    ...rows,
    ...(left > 0 ? [`… and ${counted(left, 'more volume')} without a row here.`] : []),
    ...(cut > 0
      ? [
          `Left out for want of room: tags or attachments of ${counted(cut, 'volume')}; ask for up to three of them by VolumeIds.`,
        ]
      : []),
    ...(counts && (counts.total !== 1 || counts.shown !== 1)
      ? [countLine(counts, searched[0]?.complete !== false)]
      : []),
    ...tail,
  ].join('\n');
}

/** While nobody knows whose credentials these are, the owner of each volume would be told again and again. */
function sharedOwner({ Volumes, where }: StatusAnswer): { account: string; line: string } | undefined {
  const full = Volumes.filter((volume) => !volume.short);
  const account = full[0]?.OwnerId;
  if (where.account || !account || full.length < 2 || full.some(({ OwnerId }) => OwnerId !== account)) return undefined;
  return {
    account,
    line: `Owner of all${full.length < Volumes.length ? ' but the short rows' : ''}: account ${account}`,
  };
}

/** Each volume has its row before any has its details; `cut` counts those that have not all of theirs. */
function fitRows({ Volumes, where, summary }: StatusAnswer, account: string | undefined, most: number) {
  let room = most;
  const take = (text: string): boolean => {
    if (text.length + 1 > room) return false;
    room -= text.length + 1;
    return true;
  };
  const plain: { volume: VolumeSummary; row: string }[] = [];
  for (const volume of Volumes) {
    const isBrief = volume.short || volume.verdict === undefined || volume.VolumeType === undefined;
    const row = isBrief ? shortLine(volume) : volumeLines(volume, where, summary).join('\n');
    if (!take(row)) break;
    plain.push({ volume, row });
  }
  let cut = 0;
  const rows = plain.map(({ volume, row }) => {
    const details = detailLines(volume, account);
    const fitting = details.filter(take);
    if (fitting.length < details.length) cut += 1;
    return [row, ...fitting].join('\n');
  });
  return { rows, cut };
}

/** The verdict of one volume alone stands in the summary. */
function volumeLines(volume: VolumeSummary, where: Where, summary: string): string[] {
  const name = nameOf(volume.Tags);
  const facts = [
    volume.State,
    `${volume.Size ?? '–'} GiB ${volume.VolumeType}`,
    volume.Iops === undefined ? undefined : `${volume.Iops} IOPS`,
    volume.Throughput === undefined ? undefined : `${volume.Throughput} MiB/s`,
    encryptionText(volume, where),
    volume.MultiAttachEnabled ? 'multi-attach' : undefined,
    zoneText(volume),
    volume.SourceVolumeId ? `copy of ${volume.SourceVolumeId}` : undefined,
    volume.SnapshotId ? `from ${volume.SnapshotId}` : undefined,
    volume.CreateTime ? `created ${volume.CreateTime}` : undefined,
    instanceText(volume),
  ];
  const { verdict = '' } = volume;
  const second = [readings(volume), summary.includes(verdict) ? '' : verdict].filter(Boolean).join(' ');
  return [
    `${volume.VolumeId}${name ? ` ${quotedText(name)}` : ''}: ${facts.filter(Boolean).join(', ')}`,
    ...(second ? [`  ${second}`] : []),
  ];
}

/** `account`: whose volumes need no word on their owner. */
function detailLines(volume: VolumeSummary, account: string | undefined): string[] {
  const { Tags = [], tagsOmitted = 0 } = volume;
  const tags = Tags.filter(({ Key }) => Key !== 'Name' && !isOurTag(Key)).map(
    ({ Key, Value }) => `${quotedText(Key)}=${quotedText(Value)}`,
  );
  if (tagsOmitted > 0) tags.push(`and ${tagsOmitted} more`);
  if (Tags.some(({ Key }) => isOurTag(Key))) tags.push('those of this server');
  const others = otherAttachments(volume);
  const { OutpostArn, OwnerId, Operator } = volume;
  const belongs = [
    OutpostArn && `on Outpost ${OutpostArn}`,
    OwnerId && OwnerId !== account && `owned by account ${OwnerId}`,
    Operator?.Managed && `managed by ${Operator.Principal ?? 'an AWS service'}`,
  ].filter(Boolean);
  return [
    ...(belongs.length > 0 ? [`  Also: ${belongs.join(', ')}`] : []),
    ...(others.length > 0 ? [`  Attachments: ${others.join(', ')}`] : []),
    ...(tags.length > 0 ? [`  Tags: ${tags.join(', ')}`] : []),
  ];
}

/** Each attachment of which more is to be told than the one instance that a row names. */
export function otherAttachments({ Attachments = [], instance }: VolumeSummary): string[] {
  return Attachments.filter(
    ({ InstanceId, State, ...more }) =>
      InstanceId !== instance?.id ||
      (State !== undefined && State !== 'attached') ||
      more.AssociatedResource !== undefined ||
      more.InstanceOwningService !== undefined,
  ).map(attachmentText);
}

function attachmentText(attachment: NonNullable<VolumeSummary['Attachments']>[number]): string {
  const { InstanceId, Device, State, AssociatedResource, InstanceOwningService } = attachment;
  return [
    InstanceId ?? AssociatedResource ?? 'an instance that EC2 does not name',
    Device ? `as ${Device}` : undefined,
    State ? `(${State})` : undefined,
    InstanceId && AssociatedResource ? `for ${AssociatedResource}` : undefined,
    InstanceOwningService ? `run by ${InstanceOwningService}` : undefined,
  ]
    .filter(Boolean)
    .join(' ');
}

/** "us-east-1a (use1-az4)". */
function zoneText({ AvailabilityZone, AvailabilityZoneId }: VolumeSummary): string | undefined {
  if (AvailabilityZone === undefined) return AvailabilityZoneId;
  return AvailabilityZoneId ? `${AvailabilityZone} (${AvailabilityZoneId})` : AvailabilityZone;
}

function encryptionText({ Encrypted, KmsKeyId, OwnerId }: VolumeSummary, where: Where): string | undefined {
  if (Encrypted === undefined) return undefined;
  return Encrypted
    ? `encrypted${KmsKeyId ? ` with ${keyText(KmsKeyId, { ...where, ...(where.account === undefined && OwnerId ? { account: OwnerId } : {}) })}` : ''}`
    : 'not encrypted';
}

function instanceText(volume: VolumeSummary): string | undefined {
  const { instance } = volume;
  if (!instance) return undefined;
  const role = instance.root === undefined ? '' : instance.root ? ' (root)' : ' (data)';
  return `on ${instance.id}${instance.name ? ` ${quotedText(instance.name)}` : ''}${instance.device ? ` as ${instance.device}` : ''}${role}`;
}

function readings(volume: VolumeSummary): string {
  const { attachable, fullSpeed, healthy, sourceMayChange, initialization } = volume;
  const words = [
    yesOrNo('attachable', attachable),
    yesOrNo('full speed', fullSpeed),
    yesOrNo('healthy', healthy),
    yesOrNo('source may change', sourceMayChange),
    initialization?.percent === undefined ? undefined : `initialized ${initialization.percent} %`,
    initialization?.to === undefined ? undefined : `done ${initialization.from} to ${initialization.to}`,
    initialization && initialization.percent !== 100 ? initialization.basis : undefined,
  ];
  const known = words.filter(Boolean).join(', ');
  return known && `[${known}]`;
}

function searchedText(one: Searched): string {
  const account = one.account ? ` (account ${one.account})` : '';
  return `${placeWords(one)}${account}${one.complete ? '' : ', not to the end'}`;
}

function yesOrNo(name: string, value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : `${name}: ${value ? 'yes' : 'no'}`;
}

function shortLine(volume: VolumeSummary): string {
  const name = nameOf(volume.Tags);
  return [
    `${volume.VolumeId}${name ? ` ${quotedText(name)}` : ''}: ${volume.State ?? 'state not known'}`,
    volume.Size === undefined ? undefined : `${volume.Size} GiB ${volume.VolumeType ?? ''}`.trim(),
    volume.SourceVolumeId ? `copy of ${volume.SourceVolumeId}` : undefined,
    instanceText(volume),
    volume.initialization?.percent === undefined ? undefined : `initialized ${volume.initialization.percent} %`,
    volume.short ? '(short row)' : undefined,
    volume.verdict,
  ]
    .filter(Boolean)
    .join(', ');
}

/** What one page has, or a list that ended early, is not all there is. */
function countLine(counts: Counts, isAll: boolean): string {
  const total = `${counts.total} in ${isAll ? 'all' : 'this answer'}`;
  if (counts.total === 0) return `Counts: ${total}.`;
  const states = Object.entries(counts.byState).map(([state, count]) => `${count} ${state}`);
  const { needAttention } = counts;
  return `Counts: ${total} (${states.join(', ')}); ${counts.initializing} initializing, ${needAttention} ${needAttention === 1 ? 'needs' : 'need'} attention; ${counts.shown} shown.`;
}

/** "Not found – 2 volumes: vol-…, vol-…". */
function missingLine({ reason, count, VolumeIds }: Missing): string {
  const [code = '', ...rest] = reason.split(/(?=[ :])/);
  const words = `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('_', ' ')}${rest.join('')}`;
  return `${words} – ${counted(count, 'volume')}${VolumeIds.length > 0 ? `: ${VolumeIds.join(', ')}` : ''}`;
}

function waitLine(wait: Wait): string {
  const again =
    wait.askAgainAfterSeconds === undefined
      ? ''
      : ` Ask again after ${wait.askAgainAfterSeconds} s. Tell the person when that is, and do not keep calling.`;
  return `Waiting for ${wait.for}: ${wait.reached ? 'reached' : wait.stillPossible ? 'not yet' : 'cannot be reached'}${wait.why ? ` (${wait.why})` : ''}.${again}`;
}
