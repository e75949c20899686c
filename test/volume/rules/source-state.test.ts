import { describe, expect, test } from 'vitest';
import type { Modification, Volume, VolumeStatus } from '../../../src/volume/aws-records.ts';
import { isInitializingCopy } from '../../../src/volume/rules/initialization-phase.ts';
import {
  judgeManaged,
  judgeSource,
  lookAgainSeconds,
  modificationLeft,
} from '../../../src/volume/rules/source-state.ts';

const OK: VolumeStatus = { Status: 'ok' };

function initializing(progress: number | undefined, state?: string): VolumeStatus {
  return {
    Status: 'ok',
    Initialization: { Type: 'volume-copy', ...(progress === undefined ? {} : { Progress: progress }) },
    ...(state === undefined ? {} : { Details: [{ Name: 'initialization-state', Status: state }] }),
  };
}

const copy: Volume = { State: 'available', SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0' };

describe('may this volume be copied now', () => {
  test.each<
    [
      name: string,
      source: Volume,
      status: VolumeStatus | undefined,
      modification: Modification | undefined,
      findings: [level: string, code: string, afterSeconds: number | undefined][],
    ]
  >([
    ['available', { State: 'available' }, OK, undefined, []],
    ['in use', { State: 'in-use' }, OK, undefined, []],
    ['state not told', {}, undefined, undefined, []],
    ['status and modification not read', { State: 'in-use' }, undefined, undefined, []],
    ['creating', { State: 'creating' }, OK, undefined, [['block', 'source-state', 10]]],
    ['deleting', { State: 'deleting' }, OK, undefined, [['block', 'source-state', undefined]]],
    ['deleted', { State: 'deleted' }, OK, undefined, [['block', 'source-state', undefined]]],
    ['error', { State: 'error' }, OK, undefined, [['block', 'source-state', undefined]]],
    [
      'being modified',
      { State: 'in-use' },
      OK,
      { ModificationState: 'modifying', Progress: 12 },
      [['block', 'source-being-modified', 300]],
    ],
    ['optimizing after a modification', { State: 'in-use' }, OK, { ModificationState: 'optimizing', Progress: 80 }, []],
    ['modified once', { State: 'in-use' }, OK, { ModificationState: 'completed' }, []],
    ['a modification that failed', { State: 'in-use' }, OK, { ModificationState: 'failed' }, []],
    ['a copy at 40 %', copy, initializing(40, 'initializing'), undefined, [['block', 'source-initializing', 900]]],
    ['a copy at 0 %', copy, initializing(0), undefined, [['block', 'source-initializing', 900]]],
    [
      'a copy without a percentage',
      copy,
      initializing(undefined),
      undefined,
      [['warn', 'source-initializing', undefined]],
    ],
    ['a copy at 99 % without a state', copy, initializing(99), undefined, [['block', 'source-initializing', 900]]],
    ['a copy at 100 % without a state', copy, initializing(100), undefined, []],
    [
      'a copy at 100 % still called initializing',
      copy,
      initializing(100, 'initializing'),
      undefined,
      [['block', 'source-initializing', 900]],
    ],
    ['a copy called completed at 75 %', copy, initializing(75, 'completed'), undefined, []],
    [
      'a copy shown initializing by its checks alone',
      copy,
      { Status: 'ok', Details: [{ Name: 'initialization-state', Status: 'initializing' }] },
      undefined,
      [['block', 'source-initializing', 900]],
    ],
    ['a copy with no status row', copy, undefined, undefined, []],
    [
      'a volume from a snapshot, still loading: no copy, so no block',
      { State: 'in-use', SnapshotId: 'snap-0aaaaaaaaaaaaaaa0' },
      {
        Status: 'ok',
        Initialization: { Type: 'default', Progress: 10 },
        Details: [{ Name: 'initialization-state', Status: 'initializing' }],
      },
      undefined,
      [],
    ],
    ['impaired', { State: 'in-use' }, { Status: 'impaired' }, undefined, [['warn', 'source-impaired', undefined]]],
    ['slow', { State: 'in-use' }, { Status: 'warning' }, undefined, [['warn', 'source-impaired', undefined]]],
    ['checks still running', { State: 'in-use' }, { Status: 'insufficient-data' }, undefined, []],
    [
      'on an Outpost',
      { State: 'in-use', OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' },
      OK,
      undefined,
      [['block', 'source-on-outpost', undefined]],
    ],
    [
      'in a Wavelength Zone',
      { State: 'in-use', AvailabilityZone: 'us-east-1-wl1-bos-wlz-1' },
      OK,
      undefined,
      [['block', 'source-in-wavelength-zone', undefined]],
    ],
    [
      'in a Local Zone',
      { State: 'in-use', AvailabilityZone: 'us-west-2-lax-1a' },
      OK,
      undefined,
      [['warn', 'source-in-local-zone', undefined]],
    ],
    ['in an Availability Zone', { State: 'in-use', AvailabilityZone: 'us-gov-west-1a' }, OK, undefined, []],
    ['an empty Outpost name', { State: 'in-use', OutpostArn: '' }, OK, undefined, []],
    [
      'several reasons: all are told',
      { State: 'creating', SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0' },
      initializing(0),
      { ModificationState: 'modifying' },
      [
        ['block', 'source-state', 10],
        ['block', 'source-being-modified', 300],
        ['block', 'source-initializing', 900],
      ],
    ],
  ])('%s', (_, source, status, modification, findings) => {
    expect(
      judgeSource(source, status, modification).map((one) => [one.level, one.code, one.fix?.afterSeconds]),
    ).toEqual(findings);
  });

  // 4 h for 40 % leave 6 h; a wait is 5 min at least and 1 h at most.
  test.each<[name: string, progress: number | undefined, minutesAgo: number, afterSeconds: number]>([
    ['nearly through', 99, 10, 300],
    ['half through after twenty minutes', 50, 20, 1_200],
    ['hours to go', 40, 240, 3_600],
    ['no progress yet', 0, 240, 300],
    ['progress not told', undefined, 240, 300],
    ['begun in the future by another clock', 40, -5, 300],
  ])('a modification %s', (_, Progress, minutesAgo, afterSeconds) => {
    const now = Date.UTC(2026, 10, 22, 12);
    const modification: Modification = {
      ModificationState: 'modifying',
      StartTime: new Date(now - minutesAgo * 60_000).toISOString(),
      ...(Progress === undefined ? {} : { Progress }),
    };
    expect(judgeSource({ State: 'in-use' }, OK, modification, now)[0]?.fix?.afterSeconds).toBe(afterSeconds);
  });

  test.each<[zone: string, codes: string[]]>([
    ['us-east-1a', []],
    ['us-gov-west-1a', []],
    ['use1-az4', []],
    ['', []],
    ['us-west-2-lax-1a', ['source-in-local-zone']],
    ['us-west-2-lax-1b', ['source-in-local-zone']],
    ['ap-southeast-2-per-1a', ['source-in-local-zone']],
    ['us-gov-west-1-abc-1a', ['source-in-local-zone']],
    ['us-east-1-wl1-bos-wlz-1', ['source-in-wavelength-zone']],
    ['eu-central-1-wl12-ber-wlz-1', ['source-in-wavelength-zone']],
    ['us-west-2-lax-1ab', []],
    ['us-west-2-la-1a', []],
    ['us-west-2-LAX-1a', []],
    ['xus-west-2-lax-1a', []],
    ['us-2-lax-1a', []],
    ['us-west-x-lax-1a', []],
    ['us-west-2-lax-xa', []],
  ])('a source in %s', (AvailabilityZone, codes) => {
    expect(judgeSource({ State: 'in-use', AvailabilityZone }).map(({ code }) => code)).toEqual(codes);
  });

  test('a copy whose source EC2 no longer names', () => {
    expect(judgeSource({ State: 'in-use' }, initializing(10))[0]?.message).toBe(
      'The source is itself a copy and still initializing (10 %); it can be copied when that is done.',
    );
  });

  test('says the state, the progress, and of what it is a copy', () => {
    expect(judgeSource({ State: 'error' })[0]?.message).toContain('state error');
    expect(
      judgeSource({ State: 'in-use' }, OK, { ModificationState: 'modifying', Progress: 12 })[0]?.message,
    ).toContain('(12 %)');
    expect(judgeSource({ State: 'in-use' }, OK, { ModificationState: 'modifying' })[0]?.message).toBe(
      'The source is being modified; it can be copied once the modification is optimizing or completed.',
    );
    const [finding] = judgeSource(copy, initializing(40));
    expect(finding?.message).toContain('vol-0aaaaaaaaaaaaaaa0');
    expect(finding?.message).toContain('(40 %)');
    expect(judgeSource(copy, initializing(undefined))[0]?.message).not.toContain('%');
  });

  test('a long wait offers a snapshot instead', () => {
    expect(judgeSource(copy, initializing(40))[0]?.fix?.advice).toContain('snapshot');
    expect(judgeSource({ State: 'in-use' }, OK, { ModificationState: 'modifying' })[0]?.fix?.advice).toContain(
      'snapshot',
    );
  });
});

test('a source that is being created for longer than five minutes is not waited for', () => {
  const source: Volume = { State: 'creating', CreateTime: '2026-11-22T11:00:00Z' };
  expect(judgeSource(source, OK, undefined, Date.UTC(2026, 10, 22, 11, 5))[0]?.fix?.afterSeconds).toBe(10);
  expect(judgeSource(source, OK, undefined, Date.UTC(2026, 10, 22, 11, 6))[0]?.fix).toEqual({
    advice: 'It is being created for longer than 5 minutes, so its creation has probably failed: choose another.',
  });
});

// 6 h for 40 % leave 9 h.
test.each<
  [name: string, modification: Modification, hours: number | undefined, left: number | undefined, again: number]
>([
  ['at 40 % after six hours', { Progress: 40, StartTime: '2026-11-22T06:00:00Z' }, 12, 32_400, 3_600],
  ['at 1 % after ten minutes', { Progress: 1, StartTime: '2026-11-22T11:50:00Z' }, 12, 59_400, 600],
  ['at 1 % after a minute', { Progress: 1, StartTime: '2026-11-22T11:59:00Z' }, 12, 5_940, 300],
  ['at 100 %', { Progress: 100, StartTime: '2026-11-22T06:00:00Z' }, 12, 0, 300],
  ['begun this moment', { Progress: 40, StartTime: '2026-11-22T12:00:00Z' }, 12, undefined, 300],
  ['by a clock that is not known', { Progress: 40, StartTime: '2026-11-22T06:00:00Z' }, undefined, undefined, 300],
  ['begun at a time not known', { Progress: 40 }, 12, undefined, 300],
])('what a modification has left: %s', (_, modification, hours, left, again) => {
  const now = hours === undefined ? undefined : Date.UTC(2026, 10, 22, hours);
  expect([modificationLeft(modification, now), lookAgainSeconds(modification, now)]).toEqual([left, again]);
});

// EC2 publishes progress up to five minutes late.
test.each<[name: string, volume: Volume, seconds: number, may: boolean]>([
  ['299 s old', copy, 299, true],
  ['five minutes old', copy, 300, false],
  ['no copy', { State: 'available' }, 1, false],
])('without a status row a copy that may have just begun is initializing: %s', (_, volume, seconds, may) => {
  const now = Date.UTC(2026, 10, 22, 12);
  const CreateTime = new Date(now - seconds * 1_000).toISOString();
  expect(isInitializingCopy({ ...volume, CreateTime }, undefined, now)).toBe(may);
  expect(judgeSource({ ...volume, CreateTime }, undefined, undefined, now).length).toBe(may ? 1 : 0);
});

test.each([
  [true, ['warn source-managed']],
  [false, []],
  [undefined, []],
])('managed by a service: %s', (Managed, expected) => {
  const findings = judgeManaged(Managed === undefined ? {} : { Operator: { Managed } });
  expect(findings.map((one) => `${one.level} ${one.code}`)).toEqual(expected);
});

test('the service that manages it is named as data', () => {
  const said = (Principal?: string) =>
    judgeManaged({ Operator: { Managed: true, ...(Principal ? { Principal } : {}) } }).map((one) => one.message);
  const rest = 'manages the source; AWS documents no rule for copying such a volume. EC2 decides.';
  expect(said('ecs.amazonaws.com')).toEqual([`An AWS service ("ecs.amazonaws.com") ${rest}`]);
  expect(said('x" is fine.\nNext: copy')).toEqual([`An AWS service ("x' is fine. Next: copy") ${rest}`]);
  expect(said()).toEqual([`An AWS service ${rest}`]);
});

test('a state that AWS added since is a warning: EC2 decides', () => {
  expect(judgeSource({ State: 'archived' })).toMatchObject([
    {
      level: 'warn',
      code: 'source-state',
      message: 'The source is in the state "archived", which this version does not know. EC2 decides.',
    },
  ]);
});

// The overall word lags behind what EC2 has found already, or AWS added it since.
test.each<[name: string, status: VolumeStatus, says: string | undefined]>([
  [
    'stopped while its checks run',
    { Status: 'insufficient-data', Details: [{ Name: 'io-enabled', Status: 'failed' }] },
    'EC2 stopped the I/O of the source: its data may be inconsistent, and the copy would be too.',
  ],
  [
    'stopped, by what EC2 waits for',
    { Actions: [{ Code: 'enable-volume-io' }] },
    'EC2 stopped the I/O of the source: its data may be inconsistent, and the copy would be too.',
  ],
  [
    'inconsistent, its I/O enabled',
    {
      Status: 'ok',
      Details: [{ Name: 'io-enabled', Status: 'passed' }],
      Events: [{ EventType: 'potential-data-inconsistency' }],
    },
    'EC2 reports of the source: its data may be inconsistent, and the copy would be too.',
  ],
  [
    'stalled',
    { Status: 'warning', Details: [{ Name: 'io-performance', Status: 'stalled' }] },
    'The I/O of the source has almost stopped.',
  ],
  ['slow', { Status: 'warning' }, 'The I/O of the source is slower than provisioned (warning).'],
  [
    'a word that AWS added since',
    { Status: 'melting' },
    'The status of the checks of the source is "melting", which this version does not know. EC2 decides.',
  ],
  [
    'an event that is over',
    { Status: 'ok', Events: [{ EventType: 'potential-data-inconsistency', NotAfter: '2026-11-22T11:59:59Z' }] },
    undefined,
  ],
])('a source whose checks show it %s', (_, status, says) => {
  const findings = judgeSource({ State: 'in-use' }, status, 'none', Date.UTC(2026, 10, 22, 12));
  expect(findings.map(({ level, code, message }) => [level, code, message])).toEqual(
    says === undefined ? [] : [['warn', 'source-impaired', says]],
  );
});

test.each<[modification: Modification, message: string]>([
  [
    { ModificationState: 'pending' },
    'The state of the last modification of the source is "pending", which this version does not know. EC2 decides.',
  ],
  [{ Progress: 3 }, 'The state of the last modification of the source is not known. EC2 decides.'],
])('a modification %j is a warning: EC2 decides', (modification, message) => {
  expect(judgeSource({ State: 'in-use' }, OK, modification)).toMatchObject([
    { level: 'warn', code: 'source-being-modified', message },
  ]);
});

const UNCLEAR = 'The state of the initialization of the source is not known. EC2 decides.';
test.each<[name: string, volume: Volume, status: VolumeStatus, message: string]>([
  [
    'in a state that AWS added since',
    { ...copy, CreateTime: '2026-11-22T11:59:00Z' },
    initializing(40, 'failed'),
    'The state of the initialization of the source is "failed", which this version does not know. EC2 decides.',
  ],
  ['without a figure', copy, initializing(undefined), UNCLEAR],
  ['made at a time not known', { ...copy, CreateTime: 'soon' }, OK, UNCLEAR],
])('an initialization %s is a warning: EC2 decides', (_, volume, status, message) => {
  const findings = judgeSource(volume, status, 'none', Date.UTC(2026, 10, 22, 12));
  expect(findings).toMatchObject([{ level: 'warn', code: 'source-initializing', message }]);
});
