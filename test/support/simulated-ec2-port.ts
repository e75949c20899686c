// An EC2 port over the embedded EC2 without its socket: the same world and the same CopyVolumes with its client tokens, fast
// enough for hundreds of histories. Reads come from the world's records. Faults concern copies only.
import type { Caller, Ec2, Reply } from '../../src/ports/ec2.ts';
import { dispatch, type SimulatorState } from '../../src/simulator/dispatch.ts';
import type { ActionResponse } from '../../src/simulator/response.ts';
import { createThrottling } from '../../src/simulator/rules/throttling.ts';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import type { VolumeRecord } from '../../src/simulator/world/simulated-world.ts';
import { DEFAULT_SWITCHES } from '../../src/simulator/world/switches.ts';
import type { CopyVolumesRequest, Volume } from '../../src/volume/aws-records.ts';
import type { Failure } from '../../src/volume/errors/failure.ts';

export const COPY_FAULTS = [
  'cut before',
  'cut after',
  'throttled',
  '500 before',
  '500 after',
  'empty after',
  'denied',
] as const;
export type CopyFault = (typeof COPY_FAULTS)[number];

export interface Sent {
  at: number;
  request: CopyVolumesRequest;
  /** The unique id of whoever sent it. */
  by: string | undefined;
  /** What became of it: `ok`, an error code, or the fault. */
  outcome: string;
  /** The volume that this very request made. */
  made?: string;
}

export interface SimulatedEc2Port {
  ec2: Ec2;
  /** Every real CopyVolumes in order: what a test judges by. */
  sent: Sent[];
  volumes(): VolumeRecord[];
  /** How long a new volume is not listed yet, ms. */
  visibleAfterMs: number;
  /** Deletes a volume, as a person would, or as EC2 takes back a copy whose key cannot be used. */
  remove(id: string): void;
  /** Who the credentials are. */
  caller: Caller;
  /** Makes a volume 10 GiB larger, as a modification would. */
  grow(id: string): void;
  sizeOf(id: string): number | undefined;
  /** One for each of the next copies, in order. */
  faults: CopyFault[];
}

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=PROOF/20261122/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0';
const PLACE = { region: 'us-east-1' };

/** @param now ms since the epoch */
export function createSimulatedEc2Port(now: () => number): SimulatedEc2Port {
  const state: SimulatorState = {
    world: standardSeed(now()),
    // The sequences are about tokens: a copy is initialized at once, so that a second one is not refused for the first.
    switches: { ...DEFAULT_SWITCHES, initializationPace: 0.000001, creationMs: 1, visibilityLagMs: 0 },
    throttling: createThrottling(),
  };
  const { volumes } = state.world;
  const sent: Sent[] = [];
  const faults: CopyFault[] = [];
  const seeded = new Set(volumes.map(({ id }) => id));
  const find = (wanted: string) => volumes.find(({ id }) => id === wanted);
  const answered = <T>(value: T): Reply<T> => ({ ok: true, value, at: Math.floor(now() / 1000) * 1000 });
  const dispatchCopy = createCopyDispatch(state, now);
  const isListed = ({ id, createdAt }: VolumeRecord) => seeded.has(id) || now() - createdAt >= port.visibleAfterMs;
  const port: SimulatedEc2Port = {
    get ec2() {
      return ec2;
    },
    sent,
    faults,
    visibleAfterMs: 0,
    caller: callerNamed('ann'),
    volumes: () => volumes.filter(({ id }) => !seeded.has(id)),
    remove(id) {
      const at = volumes.findIndex((volume) => volume.id === id);
      if (at >= 0) volumes.splice(at, 1);
    },
    grow(id) {
      const volume = find(id);
      if (volume) volume.size += 10;
    },
    sizeOf: (id) => find(id)?.size,
  };
  const ec2: Ec2 = {
    locate: async () => answered(PLACE),
    copyVolumes: async (_place, request, _control, guard) => {
      // It is signed by now: whoever logs in later has not sent it.
      const { userId, credentialsId } = port.caller;
      const isJudged = guard.credentialsId === undefined || guard.credentialsId === credentialsId;
      if (!isJudged || !(await guard.mayStillSend())) return failed('not-sent', true);
      const record = (copied: Omit<Sent, 'by'>) => void sent.push({ ...copied, by: userId });
      const reply = copyWithFault(request, faults.shift(), now(), dispatchCopy, record);
      return reply.ok ? answered(volumes.filter(({ id }) => id === reply.id).map(volumeOf)) : reply;
    },
    async rehearseCopy(_place, request) {
      const { outcome } = dispatchCopy(request, true, false);
      return outcome === 'DryRunOperation' ? answered('permitted') : failed(outcome as Failure['code'], true);
    },
    describeVolumes: async (_place, request) =>
      answered({ items: volumes.filter(isListed).filter(matcher(request)).map(volumeOf) }),
    describeVolumeStatus: async () => answered([]),
    describeVolumesModifications: async () => answered({ items: [] }),
    describeInstances: async () => answered({ items: [] }),
    encryptionByDefault: async () => answered(false),
    defaultKey: async () => answered('alias/aws/ebs'),
    callerIdentity: async () => answered(port.caller),
    knownCaller: () => port.caller,
    clock: () => Math.floor(now() / 1000) * 1000,
    close: () => {},
  };
  return port;
}

/** A user of the account, with keys of their own. */
export function callerNamed(name: string): Caller {
  const id = name.toUpperCase();
  const arn = `arn:aws:iam::123456789012:user/${name}`;
  return { account: '123456789012', arn, userId: `AIDA${id}`, credentialsId: `AKID${id}` };
}

type CopyDispatch = (request: CopyVolumesRequest, dryRun: boolean, deny: boolean) => ActionResponse;

function createCopyDispatch(state: SimulatorState, now: () => number): CopyDispatch {
  let requests = 0;
  return (request, dryRun, deny) => {
    requests += 1;
    return dispatch(state, {
      pairs: pairsOf(request, dryRun),
      authorization: AUTHORIZATION,
      requestId: `request-${requests}`,
      now: now(),
      wallNow: now(),
      rule: deny ? { kind: 'deny' } : undefined,
    });
  };
}

function failed(code: Failure['code'], definite: boolean): { ok: false; failure: Failure } {
  return { ok: false, failure: { code, message: '', definite } };
}

/** One real copy under a fault, or none; the id of the volume in the response. */
function copyWithFault(
  request: CopyVolumesRequest,
  fault: CopyFault | undefined,
  at: number,
  dispatchCopy: CopyDispatch,
  record: (sent: Omit<Sent, 'by'>) => void,
): { ok: true; id: string | undefined } | { ok: false; failure: Failure } {
  if (fault === 'cut before' || fault === '500 before' || fault === 'throttled') {
    record({ at, request, outcome: fault });
    if (fault === 'throttled') return failed('RequestLimitExceeded', true);
    return failed(fault === 'cut before' ? 'connection-cut' : 'InternalError', false);
  }
  const response = dispatchCopy(request, false, fault === 'denied');
  const made = response.created ? { made: response.created.id } : {};
  record({ at, request, outcome: fault ?? response.outcome, ...made });
  if (fault === 'cut after') return failed('connection-cut', false);
  if (fault === '500 after') return failed('InternalError', false);
  if (fault === 'empty after') return { ok: true, id: undefined };
  if (response.outcome !== 'ok') {
    const code = response.outcome as Failure['code'];
    return failed(code, code !== 'IdempotentParameterMismatch' && code !== 'VolumeLimitExceeded');
  }
  return { ok: true, id: /<volumeId>([^<]+)</.exec(response.body)?.[1] };
}

/** By ids and by filters for tags; any other filter matches nothing. */
function matcher({ VolumeIds, Filters }: Parameters<Ec2['describeVolumes']>[1]): (volume: VolumeRecord) => boolean {
  return ({ id, tags }) =>
    (VolumeIds === undefined || VolumeIds.includes(id)) &&
    (Filters ?? []).every(({ Name, Values }) => {
      if (Name === 'volume-id') return Values.includes(id);
      if (Name === 'tag-key') return tags.some(({ key }) => Values.includes(key));
      if (!Name.startsWith('tag:')) return false;
      return tags.some(({ key, value }) => key === Name.slice('tag:'.length) && Values.includes(value));
    });
}

function pairsOf(request: CopyVolumesRequest, dryRun: boolean): [string, string][] {
  const { TagSpecifications, DryRun: _, ...plain } = request;
  const tags = (TagSpecifications ?? []).flatMap(({ Tags }) => Tags ?? []);
  return [
    ['Action', 'CopyVolumes'],
    ['Version', '2016-11-15'],
    ...Object.entries(plain).map(([name, value]): [string, string] => [name, String(value)]),
    ...(dryRun ? [['DryRun', 'true'] as [string, string]] : []),
    ...(tags.length > 0 ? [['TagSpecification.1.ResourceType', 'volume'] as [string, string]] : []),
    ...tags.flatMap(({ Key, Value }, i): [string, string][] => [
      [`TagSpecification.1.Tag.${i + 1}.Key`, Key ?? ''],
      [`TagSpecification.1.Tag.${i + 1}.Value`, Value ?? ''],
    ]),
  ];
}

function volumeOf(volume: VolumeRecord): Volume {
  return {
    VolumeId: volume.id,
    State: 'available',
    VolumeType: volume.type,
    Size: volume.size,
    ...(volume.iops === undefined ? {} : { Iops: volume.iops }),
    ...(volume.throughput === undefined ? {} : { Throughput: volume.throughput }),
    Encrypted: volume.encrypted,
    MultiAttachEnabled: volume.multiAttach,
    AvailabilityZone: volume.zone,
    ...(volume.sourceVolumeId === undefined ? {} : { SourceVolumeId: volume.sourceVolumeId }),
    CreateTime: new Date(Math.floor(volume.createdAt / 1000) * 1000).toISOString(),
    Tags: volume.tags.map(({ key, value }) => ({ Key: key, Value: value })),
  } as Volume;
}
