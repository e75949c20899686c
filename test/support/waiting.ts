// Calls that wait for volumes, on a clock that only moves when a test lets it.

import type { Place, Reply } from '../../src/ports/ec2.ts';
import { createMissingResolver, type ResolveMissing } from '../../src/status/resolve-missing.ts';
import { waitForVolumes } from '../../src/status/wait-for.ts';
import type { Volume, VolumeStatus } from '../../src/volume/aws-records.ts';
import type { VolumeLookup } from '../../src/volume/found-volumes.ts';
import type { WaitFor } from '../../src/volume/reading/wait.ts';
import { CONTROL, createFakeDeps, createFakeEc2, ID, NOON, PLACE, type Script, yes } from './fake-ec2.ts';
import { createVirtualClock } from './virtual-clock.ts';

const SOURCE = 'vol-0aaaaaaaaaaaaaaa0';

/** EC2 whose volumes are all alike at each reading: a state, or the percent of an initialization. */
export function world(readings: (string | number)[], more: Script = {}): Script {
  let turn = -1;
  const now = () => readings[Math.min(turn, readings.length - 1)];
  const volume = (VolumeId: string): Volume => ({
    VolumeId,
    SourceVolumeId: SOURCE,
    State: typeof now() === 'string' ? String(now()) : 'available',
  });
  const row = (VolumeId: string): VolumeStatus => ({
    VolumeId,
    Status: 'ok',
    ...(typeof now() === 'number' ? { Initialization: { Type: 'volume-copy', Progress: Number(now()) } } : {}),
  });
  return {
    describeVolumes: ({ VolumeIds, Filters }) => {
      turn++;
      return yes({ items: (VolumeIds ?? Filters?.[0]?.Values ?? []).map(volume) });
    },
    describeVolumeStatus: (ids) => yes(ids.map(row)),
    ...more,
  };
}

export interface Waiting {
  ids?: string[];
  signal?: AbortSignal;
  deadline?: number;
  place?: Place;
  notify?(message: string): void;
  resolveMissing?: ResolveMissing;
}

export function startWaiting(script: Script) {
  const clock = createVirtualClock();
  const readAt: number[] = [];
  const fake = createFakeEc2({
    ...script,
    describeVolumes: (query, place) => {
      readAt.push(clock.now() - NOON);
      return script.describeVolumes?.(query, place) ?? yes({ items: [] });
    },
  });
  const deps = createFakeDeps(fake.ec2, { clock });
  const messages: string[] = [];
  const resolveMissing = createMissingResolver(deps, PLACE, { VolumeIds: [ID] }, NOON + 50_000, CONTROL);
  const wait = (goal: WaitFor, seconds: number, more: Waiting = {}) => {
    const signal = more.signal ?? new AbortController().signal;
    return waitForVolumes(deps, more.place ?? PLACE, more.ids ?? [ID], {
      goal,
      seconds,
      signal,
      cancelled: signal,
      arrivedAt: clock.now(),
      deadline: more.deadline ?? clock.now() + 50_000,
      notify: more.notify ?? ((message) => messages.push(message)),
      resolveMissing: more.resolveMissing ?? resolveMissing,
    });
  };
  return {
    ...fake,
    deps,
    clock,
    messages,
    wait,
    volumeReads: () => fake.asked('DescribeVolumes'),
    /** When volumes were read, ms after noon. */
    readAt,
    /** Ms since noon. */
    passed: () => clock.now() - NOON,
  };
}

export function statesOf(reply: Reply<VolumeLookup>) {
  return reply.ok ? reply.value.volumes.map((volume) => volume.State) : reply.failure.code;
}
