// What one place answers: where requests go, who is calling, each read that the tools need, and a dry run. Facts only.
import type { AssumedRole } from '../../config/http/http-config.ts';
import type { Caller, Control, Ec2, Place, Reply } from '../../ports/ec2.ts';
import type { CopyVolumesRequest, Volume } from '../../volume/aws-records.ts';
import type { Failure } from '../../volume/errors/failure.ts';
import { blocks } from '../../volume/rules/finding.ts';
import { keptArguments } from '../../volume/rules/inheritance.ts';
import { judgeSource } from '../../volume/rules/source-state.ts';
import { isBasic } from './check.ts';

export interface DoctorTarget {
  region?: string;
  profile?: string;
  /** What requests go out under. */
  role?: AssumedRole;
  /** Named by whoever asks; otherwise one is found. */
  volume?: string;
}

export interface PlaceFacts {
  wanted: DoctorTarget;
  place: Reply<Place>;
  /** Without a Region: where credentials would come from all the same. */
  stray?: Place;
  caller?: Reply<Caller>;
  /** In the order in which they were tried. */
  reads: readonly ReadFacts[];
  /** Absent when nothing was to be expected of it. */
  dryRun?: DryRunFacts;
  /** EC2's clock minus this machine's, in ms, once EC2 has answered. */
  clockOffsetMs?: number;
}

export interface ReadFacts {
  action: string;
  reply: Reply<unknown>;
}

export type DryRunFacts =
  | { kind: 'sent'; volume: string; reply: Awaited<ReturnType<Ec2['rehearseCopy']>> }
  | { kind: 'no-volume'; named?: string };

export interface Probing {
  ec2: Ec2;
  control: Control;
  /** This machine's clock, ms since the epoch. */
  now(): number;
  /** The request of a dry run as a rehearsal would send it: with its tags and a token to throw away. */
  prepare(request: CopyVolumesRequest): CopyVolumesRequest;
}

// Well formed, and nobody's: EC2 judges the permission before it looks for it.
const NO_VOLUME = 'vol-00000000000000000';
const NO_INSTANCE = 'i-00000000000000000';
const PAGE = 100;
// STS is there in any case, for accounts of most partitions.
const STRAY_REGION = 'us-east-1';

/** Never rejects; `control` ends whatever does not answer. */
export async function probePlace(probing: Probing, wanted: DoctorTarget): Promise<PlaceFacts> {
  const { ec2, control, now } = probing;
  const located = await ec2.locate(wanted.region, wanted.profile);
  if (!located.ok)
    return { wanted, place: located, reads: [], ...(await probeStray(probing, wanted, located.failure)) };
  const place = located.value;
  const [caller, page] = await Promise.all([
    ec2.callerIdentity(place, control),
    ec2.describeVolumes(place, { MaxResults: PAGE }, control),
  ]);
  const first = { action: 'ec2:DescribeVolumes', reply: page };
  const goesOn = page.ok || !isBasic(page.failure);
  const volumes = page.ok ? page.value.items : [];
  const [others, dryRun] = goesOn
    ? await Promise.all([tryReads(probing, place, volumes), tryDryRun(probing, place, wanted.volume, volumes)])
    : [[], undefined];
  const clock = ec2.clock();
  return {
    wanted,
    place: located,
    caller,
    reads: [first, ...others],
    ...(dryRun ? { dryRun } : {}),
    ...(clock === undefined ? {} : { clockOffsetMs: clock - now() }),
  };
}

/** Without a Region nothing can be read, but a login that is missing is found all the same. */
async function probeStray(
  { ec2, control }: Probing,
  { profile }: DoctorTarget,
  { code }: Failure,
): Promise<Pick<PlaceFacts, 'stray' | 'caller'>> {
  const located = code === 'region-missing' ? await ec2.locate(STRAY_REGION, profile) : undefined;
  if (!located?.ok) return {};
  return { stray: located.value, caller: await ec2.callerIdentity(located.value, control) };
}

async function tryReads({ ec2, control }: Probing, place: Place, volumes: readonly Volume[]): Promise<ReadFacts[]> {
  const id = volumes[0]?.VolumeId ?? NO_VOLUME;
  const reads: [action: string, reply: Promise<Reply<unknown>>][] = [
    ['ec2:DescribeVolumeStatus', ec2.describeVolumeStatus(place, [id], control)],
    ['ec2:DescribeVolumesModifications', ec2.describeVolumesModifications(place, [id], control)],
    ['ec2:DescribeInstances', ec2.describeInstances(place, [{ Name: 'instance-id', Values: [NO_INSTANCE] }], control)],
    ['ec2:GetEbsEncryptionByDefault', ec2.encryptionByDefault(place, control)],
    ['ec2:GetEbsDefaultKmsKeyId', ec2.defaultKey(place, control)],
  ];
  return Promise.all(reads.map(async ([action, reply]) => ({ action, reply: allowed(await reply) })));
}

/** That a volume or an instance does not exist is said only to whom the read is allowed. */
function allowed(reply: Reply<unknown>): Reply<unknown> {
  const isMissing = !reply.ok && MISSING.has(reply.failure.code);
  return isMissing ? { ok: true, value: undefined, at: 0 } : reply;
}

const MISSING = new Set<Failure['code']>([
  'InvalidVolume.NotFound',
  'InvalidVolumeID.Malformed',
  'InvalidInstanceID.NotFound',
]);

async function tryDryRun(
  { ec2, control, prepare }: Probing,
  place: Place,
  named: string | undefined,
  volumes: readonly Volume[],
): Promise<DryRunFacts> {
  const source = named === undefined ? volumes.find(mayBeCopied) : await findNamed(ec2, place, named, control);
  const volume = source?.VolumeId;
  if (!source || volume === undefined) return { kind: 'no-volume', ...(named === undefined ? {} : { named }) };
  const reply = await ec2.rehearseCopy(place, prepare(sameSettings(source, volume)), control);
  return { kind: 'sent', volume, reply };
}

/** Where it cannot be read it is tried all the same: the permissions of a copy are others. */
async function findNamed(ec2: Ec2, place: Place, id: string, control: Control): Promise<Volume | undefined> {
  const reply = await ec2.describeVolumes(place, { VolumeIds: [id] }, control);
  if (reply.ok) return reply.value.items.find(({ VolumeId }) => VolumeId === id);
  return MISSING.has(reply.failure.code) ? undefined : { VolumeId: id };
}

function mayBeCopied(volume: Volume): boolean {
  return volume.State !== undefined && !blocks(judgeSource(volume));
}

/** EC2 makes gp2 of what names no type, so the source's settings are named. */
function sameSettings(volume: Volume, SourceVolumeId: string): CopyVolumesRequest {
  return { SourceVolumeId, ...keptArguments(volume) };
}
