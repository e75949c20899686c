// What the checks, events and actions of a volume mean, each by itself.
import { describe, expect, test } from 'vitest';
import type { VolumeStatus } from '../../../src/volume/aws-records.ts';
import { type Checks, readChecks } from '../../../src/volume/reading/status-checks.ts';
import { detail, NOON } from '../../support/status-parts.ts';

const SUPPORT = 'If that lasts longer than 20 minutes, open a case with AWS Support.';
const STOPPED = `Impaired: its data may be inconsistent, so EC2 stopped its I/O. Stop its applications, enable its I/O (with the command enable-volume-io) and check the file system before they start again: until then every read and write waits, and enabling accepts the data as it is. ${SUPPORT}`;
const INCONSISTENT = `Impaired: its data may be inconsistent, and its I/O goes on. Stop its applications and check the file system before they start again. ${SUPPORT}`;
const STALLED = `Impaired: its I/O has almost stopped. Its applications hang until that ends; detach it and attach it to another instance, which interrupts them. ${SUPPORT}`;
const ADVICE = 'compare what it is asked for with the limits of the volume and of its instance.';
const SLOW = `EC2 reports that its I/O is slower than provisioned: ${ADVICE}`;
const FAR_SLOWER = `EC2 reports that its I/O is far slower than provisioned: ${ADVICE}`;

const quiet: Checks = { needsAttention: false, ioStopped: false, slow: false, remarks: [] };
const well: Checks = { ...quiet, healthy: true };
const bad: Checks = { ...quiet, healthy: false, needsAttention: true, slow: true };
const stopped: Checks = { ...bad, ioStopped: true, trouble: STOPPED };
const event = (EventType: string, NotAfter?: string): VolumeStatus => ({
  Status: 'ok',
  Events: [{ EventType, ...(NotAfter === undefined ? {} : { NotAfter }) }],
});
const ok = (more: VolumeStatus): VolumeStatus => ({ Status: 'ok', ...more });
const DEGRADED = 'io-performance:degraded';

describe('what EC2 reports', () => {
  test.each<[name: string, status: VolumeStatus | undefined, checks: Checks]>([
    ['nothing', undefined, quiet],
    ['an empty row', {}, quiet],
    ['ok', ok({}), well],
    ['checks that pass', ok(detail('io-enabled', 'passed')), well],
    ['performance that is normal', ok(detail('io-performance', 'normal')), well],
    ['events without a type, actions without a code', ok({ Events: [{}], Actions: [{}] }), well],
    ['the end of an event', event('io-performance:normal'), well],
    ['an event that passed', event('passed'), well],
    ['I/O that is not enabled', ok(detail('io-enabled', 'failed')), stopped],
    ['another check that failed', ok(detail('other', 'failed')), well],
    ['an action that is waited for', ok({ Actions: [{ Code: 'enable-volume-io' }] }), stopped],
    ['data that may be inconsistent', event('potential-data-inconsistency'), stopped],
    [
      'data that may be inconsistent, its I/O enabled again (AutoEnableIO)',
      { ...event('potential-data-inconsistency'), ...detail('io-enabled', 'passed') },
      { ...bad, slow: false, trouble: INCONSISTENT },
    ],
    [
      'the same, while EC2 still waits for a person',
      { ...event('potential-data-inconsistency'), ...detail('io-enabled', 'passed'), ...stop() },
      stopped,
    ],
    ['stopped I/O that is stalled as well', { ...stop(), ...detail('io-performance', 'stalled') }, stopped],
    ['stalled', ok(detail('io-performance', 'stalled')), { ...bad, trouble: STALLED }],
    ['stalled, by an event', event('io-performance:stalled'), { ...bad, trouble: STALLED }],
    [
      'impaired alone',
      { Status: 'impaired' },
      { ...bad, trouble: `Impaired: its checks fail. Stop its applications before its data suffers. ${SUPPORT}` },
    ],
    ['a warning', { Status: 'warning' }, { ...bad, remarks: [SLOW] }],
    [
      'a warning about another check',
      { Status: 'warning', ...detail('io-enabled', 'passed') },
      { ...bad, remarks: [SLOW] },
    ],
    ['degraded', ok(detail('io-performance', 'degraded')), { ...bad, remarks: [SLOW] }],
    ['far degraded', ok(detail('io-performance', 'severely-degraded')), { ...bad, remarks: [FAR_SLOWER] }],
    ['far degraded, by an event', event('io-performance:severely-degraded'), { ...bad, remarks: [FAR_SLOWER] }],
    ['an event that lasts', event(DEGRADED, '2026-11-22T13:00:00Z'), { ...bad, remarks: [SLOW] }],
    ['an event that ends this moment', event(DEGRADED, '2026-11-22T12:00:00Z'), { ...bad, remarks: [SLOW] }],
    ['an event that is over', event(DEGRADED, '2026-11-22T11:59:59Z'), well],
    [
      'checks that run',
      { Status: 'insufficient-data' },
      {
        ...quiet,
        remarks: ['Its checks are still running, as is normal for a new volume: check again in 5 minutes.'],
      },
    ],
    [
      'an unknown event beside a known one',
      ok({ Events: [{ EventType: 'melting' }, { EventType: DEGRADED }] }),
      { ...bad, remarks: [SLOW, 'EC2 reports what this version does not know: "melting".'] },
    ],
    [
      'more unknown words than are named',
      ok({ Events: ['a', 'b'].map((EventType) => ({ EventType })), Actions: [{ Code: 'c' }, { Code: 'd' }] }),
      { ...well, needsAttention: true, remarks: ['EC2 reports what this version does not know: "a", "b", "c".'] },
    ],
  ])('%s', (_, status, checks) => {
    expect(readChecks(status, false, NOON)).toEqual(checks);
  });

  function stop(): VolumeStatus {
    return ok({ Actions: [{ Code: 'enable-volume-io' }] });
  }

  test('without a clock no event is over', () => {
    expect(readChecks(event(DEGRADED, '2026-11-22T11:00:00Z'), false, undefined)).toEqual({ ...bad, remarks: [SLOW] });
  });
});

test.each<[age: string, CreateTime: string | undefined, now: number | undefined, isNew: boolean]>([
  ['of no known age', undefined, NOON, true],
  ['read without a clock', '2025-12-01T00:00:00Z', undefined, true],
  ['an hour old', new Date(NOON - 3_600_000).toISOString(), NOON, true],
  ['older', new Date(NOON - 3_600_001).toISOString(), NOON, false],
])('checks that run on a volume %s', (_, CreateTime, now, isNew) => {
  const normal = isNew ? ', as is normal for a new volume' : '';
  expect(readChecks({ Status: 'insufficient-data' }, false, now, CreateTime).remarks).toEqual([
    `Its checks are still running${normal}: check again in 5 minutes.`,
  ]);
});

describe('while it is initialized', () => {
  test.each<[name: string, status: VolumeStatus, checks: Checks]>([
    [
      'slow I/O is expected, and no trouble',
      { Status: 'warning' },
      {
        ...quiet,
        slow: true,
        remarks: ['EC2 reports that its I/O is slower than provisioned, which is expected until it is initialized.'],
      },
    ],
    [
      'checks that run need no second look',
      { Status: 'insufficient-data' },
      { ...quiet, remarks: ['Its checks are still running, as is normal for a new volume.'] },
    ],
    ['stopped I/O is trouble all the same', ok({ Actions: [{ Code: 'enable-volume-io' }] }), stopped],
  ])('%s', (_, status, checks) => {
    expect(readChecks(status, true, NOON)).toEqual(checks);
  });
});
