// What remains of a copy elsewhere: one paragraph for a ticket, and the block that takes it into Terraform. Built from
// ids, enums, numbers and times, so that it can be pasted.
import { plainText } from '../../../text/plain-text.ts';
import { formatTime } from '../../../text/time-text.ts';
import { priceCopy } from '../../plan/price.ts';
import type { VolumeSummary } from '../../reading/summary.ts';
import { factsOf } from '../../rules/type-table.ts';
import type { CopyResult } from '../copy-answer.ts';
import { opening, type Where } from '../result-parts.ts';

/** Of a CopyVolumesRequest what a record names. */
interface RecordedRequest {
  SourceVolumeId?: string;
  ClientToken?: string;
  Encrypted?: boolean;
  KmsKeyId?: string;
  MultiAttachEnabled?: boolean;
}

interface CopyRecord {
  changeRecord?: string;
  terraform?: string;
}

const VOLUME_ID = /^vol-[0-9a-f]+$/;

/** Both, of an answer that names the one volume that was made; nothing of any other answer. */
export function recordCopy(result: CopyResult, where: Where): CopyRecord {
  const [copy] = result.Volumes ?? [];
  const request: RecordedRequest = result.Request ?? {};
  const { SourceVolumeId: source } = request;
  if (result.outcome !== 'copied' || !copy || source === undefined) return {};
  if (!VOLUME_ID.test(copy.VolumeId) || !VOLUME_ID.test(source)) return {};
  const terraform = terraformImport(copy, source, request, where);
  return {
    changeRecord: describeChange(copy, source, request, where),
    ...(terraform === undefined ? {} : { terraform }),
  };
}

/** One paragraph: what was made, from what, when, where, by whom, at what cost, and how to undo it. */
function describeChange(copy: VolumeSummary, source: string, request: RecordedRequest, where: Where): string {
  const { region, account, principal } = where;
  const madeAt = Date.parse(copy.CreateTime ?? '');
  const settings = settingsOf(copy);
  const place = [
    region && `in ${region}`,
    copy.AvailabilityZone && `Availability Zone ${plainText(copy.AvailabilityZone, 60)}`,
    account && `account ${account}`,
  ];
  return [
    `${opening(where)}Amazon EC2 made volume ${copy.VolumeId} as a copy of ${source}${Number.isNaN(madeAt) ? '' : ` at ${formatTime(madeAt)}`}${joined(place, ' ')}.`,
    ...(settings.length > 0 ? [`The copy is ${settings.join(', ')}.`] : []),
    `It holds the source's data of ${Number.isNaN(madeAt) ? 'when it was made' : 'that moment'}; the source was not changed.`,
    `It was asked for${principal ? ` by ${plainText(principal)}` : ''} through ebs-copy-mcp${request.ClientToken ? ` with ClientToken ${request.ClientToken}` : ''}.`,
    costOf(copy, region),
    `To undo it, detach and delete ${copy.VolumeId}.`,
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

function joined(parts: readonly (string | undefined)[], before: string): string {
  const known = parts.filter((part) => part !== undefined && part !== '');
  return known.length > 0 ? `${before}${known.join(', ')}` : '';
}

function settingsOf({ VolumeType, Size, Iops, Throughput, Encrypted }: VolumeSummary): string[] {
  return [
    VolumeType === undefined ? undefined : plainText(VolumeType, 20),
    Size === undefined ? undefined : `${Size} GiB`,
    Iops === undefined ? undefined : `${Iops} IOPS`,
    Throughput === undefined ? undefined : `${Throughput} MiB/s`,
    Encrypted === undefined ? undefined : Encrypted ? 'encrypted' : 'not encrypted',
  ].filter((setting) => setting !== undefined);
}

function costOf(
  { VolumeType, Size, Iops, Throughput, AvailabilityZone }: VolumeSummary,
  region = '',
): string | undefined {
  if (VolumeType === undefined || Size === undefined) return undefined;
  const settings = { VolumeType, Size, ...(Iops ? { Iops } : {}), ...(Throughput ? { Throughput } : {}) };
  const cost = priceCopy(settings, 0, { region, AvailabilityZone });
  if (!cost) return undefined;
  return `It costs about ${cost.monthlyUsd.toFixed(2)} USD a month by the list prices of ${cost.pricedFor}${cost.orientation ? ', an orientation here,' : ''} until it is deleted.`;
}

/**
 * Where the resource can describe this volume: it has no arguments for encryption, key and Multi-Attach, so a volume
 * that was asked for with one of these would be made without it if Terraform ever replaced it. The import id is the
 * volume id; another source_volume_id than the real one replaces the volume.
 * Source: hashicorp/terraform-provider-aws, website/docs/r/ebs_volume_copy, read 2026-11-28.
 */
function terraformImport(
  { VolumeId, VolumeType = '', Size, Iops, Throughput }: VolumeSummary,
  source: string,
  { Encrypted, KmsKeyId, MultiAttachEnabled }: RecordedRequest,
  { simulated, endpoint, awsHost = endpoint === undefined }: Where,
): string | undefined {
  const describable = Encrypted === undefined && KmsKeyId === undefined && MultiAttachEnabled === undefined;
  const facts = factsOf(VolumeType);
  if (simulated || !awsHost || !describable || !facts || Size === undefined) return undefined;
  const name = VolumeId.replace('vol-', 'copy_');
  return [
    'import {',
    `  to = aws_ebs_volume_copy.${name}`,
    `  id = "${VolumeId}"`,
    '}',
    '',
    `resource "aws_ebs_volume_copy" "${name}" {`,
    `  source_volume_id = "${source}"`,
    `  volume_type      = "${VolumeType}"`,
    `  size             = ${Size}`,
    // EC2 shows figures for other types too; Terraform takes them only where they can be chosen.
    ...(facts.iops && Iops !== undefined ? [`  iops             = ${Iops}`] : []),
    ...(facts.throughput && Throughput !== undefined ? [`  throughput       = ${Throughput}`] : []),
    // Without this the first apply removes the tags by which copies are found.
    '  lifecycle {',
    '    ignore_changes = [tags, tags_all]',
    '  }',
    '}',
  ].join('\n');
}
