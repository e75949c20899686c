// A server's process without its edges: the real tool over an EC2 that a test scripts, a record that two of them can
// share, and one clock. Nothing waits for real.
import type { FormAnswer, FormPort, PagePort } from '../../src/ports/consent.ts';
import type { Reply } from '../../src/ports/ec2.ts';
import type { IssuedPlans, SendRecords } from '../../src/ports/state.ts';
import type { CallOptions, Deps, Settings } from '../../src/ports/tool.ts';
import { createIssuedPlans } from '../../src/state/memory/issued-plans.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import type { CopyVolumesRequest, Volume, VolumeStatus } from '../../src/volume/aws-records.ts';
import {
  createFakeClock,
  createFakeDeps,
  createFakeEc2,
  type FakeClock,
  ID,
  NOON,
  type Script,
  yes,
} from './fake-ec2.ts';
import { keepingAudit, keptRecord } from './test-deps.ts';

export const COPY = 'vol-0bbbbbbbbbbbbbbb0';
export const CALLER = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann', userId: 'AIDAANN' };
export const SOURCE: Volume = {
  VolumeId: ID,
  State: 'available',
  VolumeType: 'gp3',
  Size: 100,
  Iops: 3000,
  Throughput: 125,
  Encrypted: false,
  AvailabilityZone: 'us-east-1a',
  OwnerId: '111122223333',
};
export const gp3 = { SourceVolumeId: ID, VolumeType: 'gp3' };
export const real = { ...gp3, DryRun: false };
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

interface ToolAnswer {
  outcome: string;
  summary: string;
  created?: string;
  Request?: CopyVolumesRequest;
  Volumes: { VolumeId: string; State?: string }[];
  findings: { code: string; message: string; fix?: { advice?: string } }[];
  error?: { code: string; message: string; retry: string; retryAfterSeconds?: number; nextStep: string };
  next: { tool: string; arguments: Record<string, unknown>; why: string; afterSeconds?: number }[];
}

/** What two processes of one user share. */
export interface SharedState {
  clock: FakeClock;
  sends: SendRecords;
  plans: IssuedPlans;
  /** What EC2 shows; a copy gets here when a test puts it there. */
  volumes: Volume[];
}

export function createSharedState(): SharedState {
  const clock = createFakeClock();
  return { clock, sends: keptRecord(clock.now), plans: createIssuedPlans(), volumes: [{ ...SOURCE }] };
}

export interface CopyProcess extends SharedState {
  deps: Deps;
  call(args: object, options?: Partial<CallOptions>): Promise<ToolAnswer & { text: string }>;
  /** The token of a rehearsal. */
  tokenOf(args?: object): Promise<string>;
  /** Requests that were really sent. */
  sent(): CopyVolumesRequest[];
  actions(): string[];
  /** Of the audit. */
  lines: Record<string, unknown>[];
}

export function startCopyProcess(
  settings: Partial<Settings> = {},
  script: Script = {},
  { shared = createSharedState(), more = {} }: { shared?: SharedState; more?: Partial<Deps> } = {},
): CopyProcess {
  const { clock, sends, plans, volumes } = shared;
  const fake = createFakeEc2({
    describeVolumes: ({ VolumeIds, Filters = [] }) =>
      yes({ items: volumes.filter((volume) => matches(volume, VolumeIds, Filters)) }, clock.now()),
    // A copy is initialized as soon as it can be seen, so that a second one is not refused for the first.
    describeVolumeStatus: (ids) => yes(ids.map(initialized), clock.now()),
    callerIdentity: () => yes(CALLER),
    copyVolumes: (request) => yes([madeBy(request, clock.now())], clock.now()),
    ...script,
  });
  const lines: Record<string, unknown>[] = [];
  const deps: Deps = {
    ...createFakeDeps(fake.ec2, { settings: { mode: 'auto', ...settings }, clock, sends }),
    plans,
    audit: keepingAudit(lines),
    ...more,
  };
  const call: CopyProcess['call'] = async (args, options = {}) => {
    const never = new AbortController().signal;
    const { structured, text } = await copyVolume.call(args, deps, {
      cancelled: never,
      signal: never,
      arrivedAt: clock.now(),
      deadline: clock.now() + 50_000,
      ...options,
    });
    return { ...(structured as unknown as ToolAnswer), text };
  };
  return {
    ...shared,
    deps,
    call,
    tokenOf: async (args = gp3) => String((await call(args)).Request?.ClientToken),
    sent: () => fake.asked('CopyVolumes') as CopyVolumesRequest[],
    actions: fake.actions,
    lines,
  };
}

function initialized(VolumeId: string): VolumeStatus {
  const Details = [{ Name: 'initialization-state', Status: 'completed' }];
  return { VolumeId, Status: 'ok', Details };
}

/** The volume that EC2 makes of a request, at this second of its clock. */
export function madeBy(request: CopyVolumesRequest, now = NOON, more: Partial<Volume> = {}): Volume {
  const { SourceVolumeId, VolumeType = 'gp2', Size = 100, TagSpecifications = [] } = request;
  return {
    VolumeId: COPY,
    State: 'creating',
    SourceVolumeId,
    VolumeType,
    Size,
    Tags: TagSpecifications.flatMap(({ Tags = [] }) => Tags),
    CreateTime: new Date(Math.floor(now / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
    ...more,
  };
}

function matches(
  volume: Volume,
  ids: readonly string[] | undefined,
  filters: readonly { Name: string; Values: readonly string[] }[],
): boolean {
  const valuesOf = (name: string): (string | undefined)[] => {
    if (name === 'volume-id') return [volume.VolumeId];
    // EC2 takes a day with a wildcard here.
    if (name === 'create-time') return [`${volume.CreateTime?.slice(0, 10)}*`];
    if (name === 'tag-key') return (volume.Tags ?? []).map(({ Key }) => Key);
    return (volume.Tags ?? []).filter(({ Key }) => name === `tag:${Key}`).map(({ Value }) => Value);
  };
  return (
    (ids === undefined || ids.includes(volume.VolumeId ?? '')) &&
    filters.every(({ Name, Values }) => valuesOf(Name).some((value) => value !== undefined && Values.includes(value)))
  );
}

/** A form that answers so, each time it is put. */
export function formOf(answer: () => FormAnswer | Promise<FormAnswer>, more: Partial<FormPort> = {}): FormPort {
  return { inResult: false, isSilent: false, answered: async () => undefined, ask: async () => answer(), ...more };
}
export const YES: Partial<CallOptions> = { form: formOf(() => ({ answer: 'accept', afterMs: 5_000 })) };
export const NO: Partial<CallOptions> = { form: formOf(() => ({ answer: 'decline', afterMs: 5_000 })) };

/** A page that opens and waits. */
export function openPage(more: Partial<PagePort> = {}): PagePort {
  return {
    open: async () => ({ opened: true }),
    decision: async () => ({ decided: 'pending', seen: false, acting: false }),
    withdraw: async () => undefined,
    ...more,
  };
}

/** A promise that a test settles. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

export type CopyReply = Reply<Volume[]>;
