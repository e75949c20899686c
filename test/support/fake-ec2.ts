// A hand-written EC2 port: answers from a script, and records what was asked of it.

import type { Caller, Control, Ec2, Page, Place, Reply, VolumeQuery } from '../../src/ports/ec2.ts';
import type { SendRecords } from '../../src/ports/state.ts';
import type { Deps, Settings } from '../../src/ports/tool.ts';
import type {
  CopyVolumesRequest,
  Filter,
  Instance,
  Modification,
  Volume,
  VolumeStatus,
} from '../../src/volume/aws-records.ts';
import type { Failure } from '../../src/volume/errors/failure.ts';
import { createTestDeps } from './test-deps.ts';

/** 2026-11-22T12:00:00Z, where every fake clock begins. */
export const NOON = Date.UTC(2026, 10, 22, 12);

export const PLACE: Place = { region: 'us-east-1' };
export const ID = 'vol-0123456789abcdef0';

export const idOf = (n: number) => `vol-${n.toString(16).padStart(17, '0')}`;

type Answers<Args extends unknown[], T> = (...args: Args) => Reply<T> | Promise<Reply<T>>;

/** What the fake says; whatever is not scripted is answered with the least that EC2 could say. */
export interface Script {
  locate?: Answers<[string | undefined, string | undefined], Place>;
  copyVolumes?: Answers<[CopyVolumesRequest, Place], Volume[]>;
  rehearseCopy?: Answers<[CopyVolumesRequest], 'permitted' | Volume[]>;
  describeVolumes?: Answers<[VolumeQuery, Place], Page<Volume>>;
  describeVolumeStatus?: Answers<[readonly string[]], VolumeStatus[]>;
  /** A list stands for one page of all. */
  describeVolumesModifications?: Answers<[readonly string[], string | undefined], Modification[] | Page<Modification>>;
  describeInstances?: Answers<[readonly Filter[], string | undefined], Page<Instance>>;
  encryptionByDefault?: Answers<[], boolean>;
  defaultKey?: Answers<[], string>;
  callerIdentity?: Answers<[], Caller>;
  knownCaller?: Caller;
  /** EC2's clock; that of the newest answer unless scripted. */
  clock?: () => number | undefined;
}

export interface Call {
  action: string;
  asked: unknown;
  place: Place;
  signal: AbortSignal;
}

export function yes<T>(value: T, at = NOON): Reply<T> {
  return { ok: true, value, at };
}

export function no(code: Failure['code'], more: Partial<Failure> = {}): { ok: false; failure: Failure } {
  return { ok: false, failure: { code, message: `words of ${code}`, definite: true, ...more } };
}

/** An answer that proves nothing: the request may have been carried out. */
export const unclear = (code: Failure['code'], message = 'cut') => no(code, { definite: false, message });

export function createFakeEc2(script: Script = {}): {
  ec2: Ec2;
  calls: Call[];
  actions(): string[];
  asked(action: string): unknown[];
} {
  const calls: Call[] = [];
  const record = (action: string, place: Place, asked: unknown, control: Control) => {
    calls.push({ action, asked: structuredClone(asked), place, signal: control.signal });
  };
  const ec2: Ec2 = {
    locate: async (region, profile) =>
      script.locate?.(region, profile) ??
      yes({ region: region ?? 'us-east-1', ...(profile === undefined ? {} : { profile }) }),
    copyVolumes: async (place, request, control, guard) => {
      if (!(await guard.mayStillSend())) return no('not-sent');
      record('CopyVolumes', place, request, control);
      return script.copyVolumes?.(request, place) ?? yes([]);
    },
    rehearseCopy: async (place, request, control) => {
      record('CopyVolumes DryRun', place, request, control);
      return script.rehearseCopy?.(request) ?? yes('permitted' as const);
    },
    describeVolumes: async (place, query, control) => {
      record('DescribeVolumes', place, query, control);
      return script.describeVolumes?.(query, place) ?? yes({ items: [] });
    },
    describeVolumeStatus: async (place, ids, control) => {
      record('DescribeVolumeStatus', place, ids, control);
      return script.describeVolumeStatus?.(ids) ?? yes([]);
    },
    describeVolumesModifications: async (place, ids, control, nextToken) => {
      record('DescribeVolumesModifications', place, ids, control);
      const reply = (await script.describeVolumesModifications?.(ids, nextToken)) ?? yes([]);
      if (!reply.ok) return reply;
      const { value } = reply;
      return { ...reply, value: 'items' in value ? value : { items: value } };
    },
    describeInstances: async (place, filters, control, nextToken) => {
      record('DescribeInstances', place, filters, control);
      return script.describeInstances?.(filters, nextToken) ?? yes({ items: [] });
    },
    encryptionByDefault: async (place, control) => {
      record('GetEbsEncryptionByDefault', place, undefined, control);
      return script.encryptionByDefault?.() ?? yes(false);
    },
    defaultKey: async (place, control) => {
      record('GetEbsDefaultKmsKeyId', place, undefined, control);
      return script.defaultKey?.() ?? yes('alias/aws/ebs');
    },
    callerIdentity: async (place, control) => {
      record('GetCallerIdentity', place, undefined, control);
      return script.callerIdentity?.() ?? yes({});
    },
    knownCaller: () => script.knownCaller,
    clock: () => script.clock?.(),
    close: () => {},
  };
  return {
    ec2,
    calls,
    actions: () => calls.map((call) => call.action),
    asked: (action) => calls.filter((call) => call.action === action).map((call) => call.asked),
  };
}

/** A clock that only moves when somebody sleeps, or when a test moves it. */
export interface FakeClock {
  now(): number;
  move(ms: number): void;
  /** Milliseconds of each sleep. */
  slept: number[];
  sleep: Deps['sleep'];
}

export function createFakeClock(): FakeClock {
  let now = NOON;
  const slept: number[] = [];
  return {
    now: () => now,
    move: (ms) => {
      now += ms;
    },
    slept,
    sleep: async (ms, signal) => {
      slept.push(ms);
      if (!signal.aborted) now += ms;
    },
  };
}

/** Everything a step or a tool is handed, on a fake clock. */
export function createFakeDeps(
  ec2: Ec2,
  more: { settings?: Partial<Settings>; clock?: FakeClock; timeouts?: number[]; sends?: SendRecords } = {},
): Deps {
  const clock = more.clock ?? createFakeClock();
  return createTestDeps({
    ec2: { ...ec2, clock: () => ec2.clock() ?? clock.now() },
    ...(more.sends ? { sends: more.sends } : {}),
    ...(more.settings ? { settings: more.settings } : {}),
    sleep: clock.sleep,
    now: clock.now,
    timeout: (ms) => {
      more.timeouts?.push(ms);
      return new AbortController().signal;
    },
  });
}

/** Never fires. */
export const CONTROL: Control = { signal: new AbortController().signal };
