// What EC2 says of one volume, as a person reads it.
import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { copyObstacles, type StatusFacts } from '../../../src/volume/reading/status.ts';
import { copy, detail, type ExpectedReading, READY, read, SLOW, status } from '../../support/status-parts.ts';

const IO_STOPPED =
  /^Impaired: its data may be inconsistent, so EC2 stopped its I\/O\. Stop its applications, enable its I\/O .*check the file system.*until then every read and write waits.*20 minutes.*AWS Support\.$/;

describe('every row of the reference', () => {
  test.each<[name: string, volume: Volume, known: StatusFacts, read: ExpectedReading]>([
    [
      'creating: wait for seconds',
      copy('creating', { CreateTime: '2026-11-22T11:59:58Z' }),
      {},
      {
        attachable: false,
        sourceMayChange: false,
        says: /^Being created\. It cannot be attached yet\. Check again in a few seconds\.$/,
      },
    ],
    [
      'creating for minutes: it has probably failed',
      copy('creating', { CreateTime: '2026-11-22T11:54:59Z' }),
      {},
      {
        attachable: false,
        sourceMayChange: false,
        attention: true,
        says: /has probably failed\. It cannot be attached\. Look for the createVolume event of EBS in EventBridge, and check its KMS key\.$/,
      },
    ],
    [
      'available and initializing n %',
      copy('available'),
      { status: status('ok', 40, 'initializing') },
      {
        ...SLOW,
        percent: 40,
        says: /^Ready to attach, not yet at full speed \(40 % initialized, 64 min to 4 h left\)\. You can change the source now; the copy keeps the data of 2026-11-22T10:00:00Z \(2 hours ago\)\. Until it is at full speed it cannot be copied itself\. Check again in 15 minutes\.$/,
      },
    ],
    [
      'available and completed',
      copy('available'),
      { status: status('ok', 100, 'completed') },
      {
        ...READY,
        sourceMayChange: true,
        percent: 100,
        says: /^Ready to attach, at full speed\. It was made with the source's data of 2026-11-22T10:00:00Z \(2 hours ago\)\.$/,
      },
    ],
    [
      'in use and completed',
      copy('in-use'),
      { status: status('ok', 100, 'completed') },
      { ...READY, attachable: false, sourceMayChange: true, percent: 100, says: /^In use, at full speed\./ },
    ],
    [
      'error, with checks that say nothing of it',
      copy('error'),
      { status: status('ok') },
      {
        attachable: false,
        healthy: false,
        sourceMayChange: false,
        attention: true,
        says: /^Failed: .*Delete it and begin again with a new rehearsal, whose ClientToken is new\.$/,
      },
    ],
    [
      'error of a volume that is no copy',
      { State: 'error' },
      {},
      {
        attachable: false,
        healthy: false,
        attention: true,
        says: /^Failed: EC2 reports the state error, which its checks do not show\. It cannot be used\. Make a new volume from a snapshot of it, if there is one; if its data matters, ask AWS Support before you delete it\.$/,
      },
    ],
    ['ok', { State: 'available' }, { status: status('ok') }, { ...READY, says: /^Ready to attach\.$/ }],
    [
      'insufficient-data on a new volume',
      { State: 'available' },
      { status: status('insufficient-data') },
      {
        attachable: true,
        fullSpeed: true,
        says: /^Ready to attach\. Its checks are still running, as is normal for a new volume: check again in 5 minutes\.$/,
      },
    ],
    [
      'insufficient-data on a volume that is months old',
      { State: 'available', CreateTime: '2025-12-01T00:00:00Z' },
      { status: status('insufficient-data') },
      {
        attachable: true,
        fullSpeed: true,
        says: /^Ready to attach\. Its checks are still running: check again in 5 minutes\.$/,
      },
    ],
    [
      'warning',
      { State: 'in-use' },
      { status: status('warning', undefined, undefined, detail('io-performance', 'severely-degraded')) },
      {
        attachable: false,
        fullSpeed: false,
        healthy: false,
        attention: true,
        says: /^In use\. EC2 reports that its I\/O is far slower than provisioned: compare what it is asked for with the limits of the volume and of its instance\.$/,
      },
    ],
    [
      'warning while initializing is expected',
      copy('in-use'),
      { status: status('warning', 30, 'initializing') },
      {
        attachable: false,
        fullSpeed: false,
        sourceMayChange: true,
        percent: 30,
        says: /its I\/O is slower than provisioned, which is expected until it is initialized\./,
      },
    ],
    [
      'impaired, io-enabled failed',
      { State: 'in-use' },
      { status: status('impaired', undefined, undefined, detail('io-enabled', 'failed')) },
      { attachable: false, fullSpeed: false, healthy: false, attention: true, says: IO_STOPPED },
    ],
    [
      'impaired, stalled',
      { State: 'in-use' },
      { status: status('impaired', undefined, undefined, detail('io-performance', 'stalled')) },
      {
        attachable: false,
        fullSpeed: false,
        healthy: false,
        attention: true,
        says: /^Impaired: its I\/O has almost stopped\. .*attach it to another instance, which interrupts them\./,
      },
    ],
    [
      'impaired for a reason that its checks do not tell',
      { State: 'in-use' },
      { status: status('impaired') },
      { attachable: false, fullSpeed: false, healthy: false, attention: true, says: /^Impaired: its checks fail\./ },
    ],
    [
      'AWS waits for a decision, whatever the checks say',
      { State: 'in-use' },
      { status: status('ok', undefined, undefined, { Actions: [{ Code: 'enable-volume-io' }] }) },
      { attachable: false, fullSpeed: false, healthy: false, attention: true, says: IO_STOPPED },
    ],
    [
      'event potential-data-inconsistency',
      { State: 'in-use' },
      { status: status('ok', undefined, undefined, { Events: [{ EventType: 'potential-data-inconsistency' }] }) },
      { attachable: false, fullSpeed: false, healthy: false, attention: true, says: IO_STOPPED },
    ],
  ])('%s', (_, volume, known, { says, attention, ...readings }) => {
    const seen = read(volume, known);
    expect(seen.readings).toEqual(readings);
    expect(seen.verdict).toMatch(says);
    expect(seen.needsAttention).toBe(attention === true);
  });
});

describe('odd ones', () => {
  test.each<[name: string, volume: Volume, known: StatusFacts, read: ExpectedReading]>([
    [
      "completed beside 75 %, as in AWS's own sample: completed counts",
      copy('available'),
      { status: status('ok', 75, 'completed') },
      { ...READY, sourceMayChange: true, percent: 75, says: /^Ready to attach, at full speed/ },
    ],
    [
      '0 % is no sign of completion',
      copy('available'),
      { status: status('ok', 0) },
      { ...SLOW, percent: 0, says: /\(0 % initialized, at most 4 h left\)/ },
    ],
    [
      '100 % still called initializing: not done',
      copy('available'),
      { status: status('ok', 100, 'initializing') },
      { ...SLOW, percent: 100, says: /not yet at full speed \(100 % initialized, at most 5 min left\)/ },
    ],
    [
      '100 % without a state: done',
      copy('available'),
      { status: status('ok', 100) },
      { ...READY, sourceMayChange: true, percent: 100, says: /at full speed\. / },
    ],
    [
      'a copy without a status row: not at full speed until shown',
      copy('available'),
      {},
      {
        attachable: true,
        fullSpeed: false,
        sourceMayChange: true,
        says: /\(progress not shown yet, at most 4 h left\)/,
      },
    ],
    [
      'a copy with an empty row',
      copy('available'),
      { status: {} },
      { attachable: true, fullSpeed: false, sourceMayChange: true, says: /progress not shown yet/ },
    ],
    [
      'a new copy whose checks run',
      copy('available', { CreateTime: '2026-11-22T11:58:00Z' }),
      { status: status('insufficient-data') },
      {
        attachable: true,
        fullSpeed: false,
        sourceMayChange: true,
        says: /progress not shown yet.*checks are still run/,
      },
    ],
    [
      'a copy of an empty volume, once its checks have run: nothing to initialize',
      copy('available'),
      { status: status('ok') },
      { ...READY, sourceMayChange: true, says: /^Ready to attach, at full speed/ },
    ],
    [
      'the same ten minutes after its creation: not known yet',
      copy('available', { CreateTime: '2026-11-22T11:50:00Z' }),
      { status: status('ok') },
      { ...SLOW, says: /progress not shown yet/ },
    ],
    [
      'a copy known only by its status row',
      { State: 'available' },
      { status: status('ok', 10, 'initializing') },
      { ...SLOW, percent: 10, says: /not yet at full speed \(10 % initialized\)/ },
    ],
    [
      'deleting',
      copy('deleting'),
      {},
      { attachable: false, sourceMayChange: false, says: /^It is being deleted, or is deleted already\.$/ },
    ],
    ['deleted', { State: 'deleted' }, {}, { attachable: false, says: /^It is being deleted/ }],
    [
      'attached, and others may attach too',
      { State: 'in-use', MultiAttachEnabled: true },
      { status: status('ok') },
      { ...READY, says: /^In use; more instances can be attached\.$/ },
    ],
    [
      'no status row of a volume that is no copy: neither well nor fast is known',
      { State: 'available' },
      {},
      { attachable: true, says: /^Ready to attach\.$/ },
    ],
    [
      'of another account, which alone can read its checks',
      copy('available', { OwnerId: '444455556666' }),
      { account: '111122223333' },
      {
        attachable: false,
        sourceMayChange: true,
        says: /^Available\. .*It belongs to another account: only that account can attach it and read its checks\./,
      },
    ],
    [
      'a volume from a snapshot that is still being loaded',
      { State: 'available', SnapshotId: 'snap-1' },
      { status: { Status: 'ok', Initialization: { Type: 'provisioned-rate', Progress: 20, EstimatedSeconds: 3600 } } },
      {
        ...READY,
        fullSpeed: false,
        percent: 20,
        says: /^Ready to attach, not yet at full speed \(20 % initialized, 60 m/,
      },
    ],
    [
      'a state that AWS added since',
      { State: 'archived' },
      { status: status('ok') },
      { healthy: true, says: /^EC2 reports the state "archived", which this version does not know\.$/ },
    ],
    ['no state at all', {}, {}, { says: /^EC2 reports no state\.$/ }],
    [
      'a check word that AWS added since is named as data',
      { State: 'available' },
      { status: status('super"b\u202e') },
      {
        attachable: true,
        fullSpeed: true,
        says: /EC2 reports the status "super'b" of its checks, which this version does not know\.$/,
      },
    ],
    [
      'an initialization word that AWS added since, at 30 %',
      copy('available'),
      { status: status('ok', 30, 'paused') },
      { attachable: true, healthy: true, sourceMayChange: true, says: /initialization state "paused".*not known\.$/ },
    ],
    [
      'an event and an action that AWS added since are named as data',
      { State: 'available' },
      {
        status: status('ok', undefined, undefined, { Events: [{ EventType: 'melting' }], Actions: [{ Code: 'pour' }] }),
      },
      { ...READY, attention: true, says: /does not know: "melting", "pour"\.$/ },
    ],
    [
      'an event of a name that every object has is data as well',
      { State: 'available' },
      { status: status('ok', undefined, undefined, { Events: [{ EventType: 'constructor' }] }) },
      { ...READY, attention: true, says: /does not know: "constructor"\.$/ },
    ],
    [
      'an event that is over',
      { State: 'available' },
      {
        status: status('ok', undefined, undefined, {
          Events: [{ EventType: 'io-performance:degraded', NotAfter: '2026-11-22T11:00:00Z' }],
        }),
      },
      { ...READY, says: /^Ready to attach\.$/ },
    ],
    [
      'an event that is not',
      { State: 'in-use' },
      { status: status('ok', undefined, undefined, { Events: [{ EventType: 'io-performance:degraded' }] }) },
      {
        attachable: false,
        fullSpeed: false,
        healthy: false,
        attention: true,
        says: /its I\/O is slower than provisioned: comp/,
      },
    ],
    [
      'a modification under way',
      { State: 'in-use' },
      { status: status('ok'), modification: { ModificationState: 'modifying', Progress: 12 } },
      {
        attachable: false,
        healthy: true,
        says: /It is being modified \(12 %\)\. It can be used meanwhile, but it cannot be copied until it is optimizing or completed\. How long that takes is not known yet\. Check again in 5 minutes\.$/,
      },
    ],
    [
      'a modification being optimized',
      { State: 'in-use' },
      { status: status('ok'), modification: { ModificationState: 'optimizing' } },
      {
        attachable: false,
        healthy: true,
        says: /Its last modification is still being optimized: its performance is between the old and the new one\. It can be copied\./,
      },
    ],
    [
      'a modification that failed',
      { State: 'in-use' },
      { status: status('ok'), modification: { ModificationState: 'failed' } },
      { ...READY, attachable: false, says: /Its last modification failed/ },
    ],
    [
      'a modification long done',
      { State: 'in-use' },
      { status: status('ok'), modification: { ModificationState: 'completed' } },
      { ...READY, attachable: false, says: /^In use\.$/ },
    ],
  ])('%s', (_, volume, known, { says, attention, ...readings }) => {
    const seen = read(volume, known);
    expect(seen.readings).toEqual(readings);
    expect(seen.verdict).toMatch(says);
    expect(seen.needsAttention).toBe(attention === true);
  });
});

test.each<[name: string, volume: Volume, known: StatusFacts, obstacles: string[]]>([
  ['a volume of its own', { State: 'available' }, {}, []],
  ['a copy that EC2 shows nothing of', copy('available'), {}, ['source-initializing']],
  ['a copy whose status could not be read, which forbids nothing', copy('available'), { unread: true }, []],
  [
    'a copy so young that it cannot be done, its status not read',
    copy('available', { CreateTime: '2026-11-22T11:56:00Z' }),
    { unread: true },
    ['source-initializing'],
  ],
  [
    'a copy at 40 %, another read failed',
    copy('in-use'),
    { unread: true, status: status('ok', 40) },
    ['source-initializing'],
  ],
  ['impaired, which only warns', { State: 'in-use' }, { status: status('impaired') }, []],
  [
    'being modified, and not there yet',
    { State: 'creating' },
    { modification: { ModificationState: 'modifying' } },
    ['source-state', 'source-being-modified'],
  ],
])('what forbids a copy of it now: %s', (_, volume, known, obstacles) => {
  expect(copyObstacles(volume, { now: Date.UTC(2026, 10, 22, 12), ...known })).toEqual(obstacles);
});

test('a copy in trouble still tells which moment its data belongs to', () => {
  const stopped = { Actions: [{ Code: 'enable-volume-io' }] };
  expect(read(copy('in-use'), { status: { ...status('ok', 40), ...stopped } }).verdict).toMatch(
    /^Impaired: .* open a case with AWS Support\. You can change the source now; the copy keeps the data of 2026-11-22T10:00:00Z \(2 hours ago\)\.$/,
  );
  expect(read(copy('in-use'), { status: { ...status('ok', 100, 'completed'), ...stopped } }).verdict).toMatch(
    /AWS Support\. It was made with the source's data of 2026-11-22T10:00:00Z \(2 hours ago\)\.$/,
  );
});
