import { describe, expect, test } from 'vitest';
import type { Modification, Volume, VolumeStatus } from '../../src/volume/records.ts';
import { readStatus } from '../../src/volume/status.ts';

const SOURCE = 'vol-0aaaaaaaaaaaaaaa0';
const copy = (State: string, more: Volume = {}): Volume => ({ State, SourceVolumeId: SOURCE, ...more });

function status(Status: string, progress?: number, state?: string): VolumeStatus {
  return {
    Status,
    ...(progress === undefined ? {} : { Initialization: { Type: 'volume-copy', Progress: progress } }),
    ...(state === undefined ? {} : { Details: [{ Name: 'initialization-state', Status: state }] }),
  };
}

interface Read {
  attachable?: boolean;
  fullSpeed?: boolean;
  healthy?: boolean;
  sourceMayChange?: boolean;
  percent?: number;
  attention?: boolean;
  says: RegExp;
}

function read(volume: Volume, checks?: VolumeStatus, modification?: Modification) {
  const { verdict, needsAttention, initialization, ...readings } = readStatus(volume, checks, modification);
  return {
    readings: { ...readings, ...(initialization?.percent === undefined ? {} : { percent: initialization.percent }) },
    needsAttention,
    verdict,
  };
}

describe('what a state means', () => {
  test.each<[name: string, volume: Volume, checks: VolumeStatus | undefined, read: Read]>([
    [
      'a copy being created: not attachable yet',
      copy('creating'),
      undefined,
      { attachable: false, sourceMayChange: false, says: /^Being created: not attachable yet.*seconds/ },
    ],
    [
      'a copy at 40 %: attachable, not fast, the source is free',
      copy('available'),
      status('ok', 40, 'initializing'),
      {
        attachable: true,
        fullSpeed: false,
        healthy: true,
        sourceMayChange: true,
        percent: 40,
        says: /^Ready to attach, not yet at full speed \(40 % initialized\); the source may change/,
      },
    ],
    [
      'the same while in use',
      copy('in-use'),
      status('ok', 40, 'initializing'),
      {
        attachable: false,
        fullSpeed: false,
        healthy: true,
        sourceMayChange: true,
        percent: 40,
        says: /^In use, not yet at full speed \(40 % initialized\)/,
      },
    ],
    [
      '0 % is no sign of completion',
      copy('available'),
      status('ok', 0),
      {
        attachable: true,
        fullSpeed: false,
        healthy: true,
        sourceMayChange: true,
        percent: 0,
        says: /not yet at full speed \(0 % initialized\)/,
      },
    ],
    [
      'completed',
      copy('available'),
      status('ok', 100, 'completed'),
      {
        attachable: true,
        fullSpeed: true,
        healthy: true,
        sourceMayChange: true,
        percent: 100,
        says: /^Ready to attach, at full speed\.$/,
      },
    ],
    [
      "completed beside 75 %, as in AWS's own sample: completed counts",
      copy('in-use'),
      status('ok', 75, 'completed'),
      {
        attachable: false,
        fullSpeed: true,
        healthy: true,
        sourceMayChange: true,
        percent: 100,
        says: /^In use, at full speed\.$/,
      },
    ],
    [
      '100 % still called initializing: not done',
      copy('available'),
      status('ok', 100, 'initializing'),
      {
        attachable: true,
        fullSpeed: false,
        healthy: true,
        sourceMayChange: true,
        percent: 100,
        says: /not yet at full speed/,
      },
    ],
    [
      '100 % without a state: done',
      copy('available'),
      status('ok', 100),
      {
        attachable: true,
        fullSpeed: true,
        healthy: true,
        sourceMayChange: true,
        percent: 100,
        says: /at full speed\.$/,
      },
    ],
    [
      'a copy without a status row: its progress is not shown yet',
      copy('available'),
      undefined,
      {
        attachable: true,
        fullSpeed: false,
        sourceMayChange: true,
        says: /not yet at full speed \(progress not shown yet\)/,
      },
    ],
    [
      'a row without any block',
      copy('available'),
      {},
      {
        attachable: true,
        fullSpeed: false,
        sourceMayChange: true,
        says: /not yet at full speed \(progress not shown yet\)/,
      },
    ],
    [
      'a copy known only by its status row',
      { State: 'available' },
      status('ok', 10, 'initializing'),
      {
        attachable: true,
        fullSpeed: false,
        healthy: true,
        sourceMayChange: true,
        percent: 10,
        says: /not yet at full speed \(10 % initialized\)/,
      },
    ],
    [
      'in error: attention, and a new rehearsal',
      copy('error'),
      undefined,
      {
        attachable: false,
        healthy: false,
        sourceMayChange: false,
        attention: true,
        says: /^Failed: EC2 reports the state error\. Delete it and copy again with a new rehearsal\.$/,
      },
    ],
    [
      'in error while the checks say ok: the state counts',
      { State: 'error' },
      status('ok'),
      { attachable: false, healthy: false, attention: true, says: /^Failed/ },
    ],
    [
      'being deleted',
      copy('deleting'),
      undefined,
      { attachable: false, sourceMayChange: false, says: /being deleted/ },
    ],
    ['deleted', { State: 'deleted' }, undefined, { attachable: false, says: /Going or gone/ }],
    [
      'checks pass, no copy',
      { State: 'available' },
      status('ok'),
      { attachable: true, fullSpeed: true, healthy: true, says: /^Ready to attach\.$/ },
    ],
    [
      'attached, no copy',
      { State: 'in-use' },
      status('ok'),
      { attachable: false, fullSpeed: true, healthy: true, says: /^In use\.$/ },
    ],
    [
      'attached, and others may attach too',
      { State: 'in-use', MultiAttachEnabled: true },
      status('ok'),
      { attachable: true, fullSpeed: true, healthy: true, says: /^In use\.$/ },
    ],
    [
      'checks still running: not known to be well',
      { State: 'available' },
      status('insufficient-data'),
      { attachable: true, fullSpeed: true, says: /^Ready to attach\. Its checks are still running\.$/ },
    ],
    [
      'checks still running on a copy',
      copy('available'),
      status('insufficient-data', 5),
      {
        attachable: true,
        fullSpeed: false,
        sourceMayChange: true,
        percent: 5,
        says: /checks are still running\. Look again in 15 minutes\.$/,
      },
    ],
    [
      'slow I/O',
      { State: 'in-use' },
      status('warning'),
      {
        attachable: false,
        fullSpeed: true,
        healthy: false,
        attention: true,
        says: /^In use\. Its checks warn of slow I\/O\.$/,
      },
    ],
    [
      'slow I/O while initializing',
      copy('in-use'),
      status('warning', 30, 'initializing'),
      {
        attachable: false,
        fullSpeed: false,
        healthy: false,
        sourceMayChange: true,
        percent: 30,
        attention: true,
        says: /30 % initialized.*warn of slow I\/O/,
      },
    ],
    [
      'impaired',
      { State: 'in-use' },
      status('impaired'),
      {
        attachable: false,
        fullSpeed: true,
        healthy: false,
        attention: true,
        says: /^Impaired: its data may be inconsistent.*Stop its applications.*check the file system/,
      },
    ],
    [
      'AWS waits for a decision about I/O, whatever the checks say',
      { State: 'in-use' },
      { Status: 'ok', Actions: [{ Code: 'enable-volume-io', EventType: 'potential-data-inconsistency' }] },
      { attachable: false, fullSpeed: true, healthy: false, attention: true, says: /^Impaired/ },
    ],
    [
      'a state that AWS added since',
      { State: 'archived' },
      status('ok'),
      { attachable: false, healthy: true, says: /a state that this version does not know/ },
    ],
    [
      'a check word that AWS added since: not known to be well',
      { State: 'available' },
      status('superb'),
      { attachable: true, fullSpeed: true, says: /^Ready to attach\.$/ },
    ],
    [
      'an initialization word that AWS added since, at 30 %',
      copy('available'),
      status('ok', 30, 'paused'),
      {
        attachable: true,
        fullSpeed: false,
        healthy: true,
        sourceMayChange: true,
        percent: 30,
        says: /not yet at full speed \(30 %/,
      },
    ],
    ['no state at all', {}, undefined, { says: /does not know/ }],
  ])('%s', (_, volume, checks, { says, attention, ...readings }) => {
    const seen = read(volume, checks);
    expect(seen.readings).toEqual(readings);
    expect(seen.verdict).toMatch(says);
    expect(seen.needsAttention).toBe(attention === true);
  });
});

describe('a modification', () => {
  test('under way is told', () => {
    expect(read({ State: 'in-use' }, status('ok'), { ModificationState: 'modifying' }).verdict).toBe(
      'Being modified: usable, but not as a source until that is done.',
    );
  });

  test('being optimized is not', () => {
    expect(read({ State: 'in-use' }, status('ok'), { ModificationState: 'optimizing' }).verdict).toBe('In use.');
  });
});

test('what the percentage rests on is said', () => {
  expect(readStatus(copy('available'), status('ok', 40)).initialization?.basis).toContain('up to five minutes ago');
  expect(readStatus(copy('available'), status('ok', 40, 'completed')).initialization?.basis).toContain('completed');
  expect(readStatus(copy('available')).initialization?.basis).toContain('not shown yet');
});
