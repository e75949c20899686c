// Whether a wait is over, and whether it still can be.
import { describe, expect, test } from 'vitest';
import type { ModificationRead, Volume, VolumeStatus } from '../../../src/volume/aws-records.ts';
import type { Failure } from '../../../src/volume/errors/failure.ts';
import type { VolumeLookup } from '../../../src/volume/found-volumes.ts';
import { judgeWait, type Wait, type WaitFor } from '../../../src/volume/reading/wait.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const id = (n: number) => `vol-${n.toString(16).padStart(17, '0')}`;
type VolumeAndStatus = [volume: Volume, status?: VolumeStatus];

const SOURCE = 'vol-0aaaaaaaaaaaaaaa0';
const v = (State: string, more: Volume = {}): VolumeAndStatus => [{ State, ...more }, { Status: 'ok' }];
/** A copy two hours old. */
const copy = (progress?: number, more: Volume = {}): VolumeAndStatus => [
  { State: 'available', SourceVolumeId: SOURCE, CreateTime: '2026-11-22T10:00:00Z', ...more },
  { Status: 'ok', ...(progress === undefined ? {} : { Initialization: { Type: 'volume-copy', Progress: progress } }) },
];

function found(seen: VolumeAndStatus[], missing: string[] = [], code?: Failure['code']): VolumeLookup {
  const volumes = seen.map(([volume], n) => ({ VolumeId: id(n), ...volume }));
  return {
    volumes,
    modifications: new Map(seen.map((_, n) => [id(n), 'none'] as const)),
    statuses: new Map(seen.flatMap(([, status], n) => (status ? [[id(n), status] as const] : []))),
    instances: [],
    missing,
    ...(code ? { statusFailure: { code, message: '', definite: true } } : {}),
    complete: true,
    at: NOON,
  };
}

/** The same, and nobody read the modifications. */
function unread(seen: VolumeAndStatus[]): VolumeLookup {
  const { modifications: _, ...lookup } = found(seen);
  return lookup;
}

const REACHED = { reached: true, stillPossible: true };
const soon = (askAgainAfterSeconds: number) => ({ reached: false, stillPossible: true, askAgainAfterSeconds });
const NOTHING = 'has nothing to initialize';
const never = (why: string) => ({ reached: false, stillPossible: false, why });

describe('is what was waited for reached, and can it be', () => {
  test.each<[name: string, goal: WaitFor, found: VolumeLookup, wait: Omit<Wait, 'for'>]>([
    [
      'one that EC2 showed and does not any more',
      'available',
      { ...found([], [id(1)]), vanished: [id(1)] },
      never(`${id(1)} existed, and EC2 does not show it to these credentials any more`),
    ],
    [
      'one that EC2 showed before and did not once',
      'available',
      { ...found([], [id(1), id(2)]), hidden: [id(1)] },
      { ...soon(60), why: `not known to EC2 (yet): ${id(2)}; not shown to these credentials: ${id(1)}` },
    ],
    ['creating', 'available', found([v('creating')]), soon(5)],
    ['creating for 5 minutes', 'available', found([v('creating', { CreateTime: '2026-11-22T11:55:00Z' })]), soon(5)],
    ...(['available', 'initialized'] as const).map((goal): [string, WaitFor, VolumeLookup, Omit<Wait, 'for'>] => [
      `creating for an hour, while waiting for ${goal}`,
      goal,
      found([v('creating', { CreateTime: '2026-11-22T11:00:00Z' })]),
      { ...soon(300), why: `${id(0)} is being created for so long that its creation has probably failed` },
    ]),
    ['available', 'available', found([v('available')]), REACHED],
    [
      'available after a modification',
      'available',
      {
        ...found([v('available')]),
        modifications: new Map([[id(0), { ModificationState: 'completed', Progress: 100 }]]),
      },
      REACHED,
    ],
    ['without a state', 'available', found([[{}]]), soon(5)],
    ['one of two', 'available', found([v('available'), v('creating')]), soon(5)],
    ['both', 'available', found([v('available'), v('available')]), REACHED],
    ['available, checks denied', 'available', found([v('available')], [], 'UnauthorizedOperation'), REACHED],
    [
      'available, and nobody read whether it is being modified',
      'available',
      unread([v('available')]),
      { ...REACHED, why: 'its state allows it; whether it is being modified was not read' },
    ],
    [
      'available, and being modified',
      'available',
      {
        ...found([v('available')]),
        modifications: new Map([
          [id(0), { ModificationState: 'modifying', Progress: 50, StartTime: '2026-11-22T11:40:00Z' }],
        ]),
      },
      { ...soon(1_200), why: `${id(0)} is being modified and cannot be attached until it is optimizing or completed` },
    ],
    ['in use, and more instances can attach', 'available', found([v('in-use', { MultiAttachEnabled: true })]), REACHED],
    [
      'in use, on as many instances as can attach',
      'available',
      found([v('in-use', { MultiAttachEnabled: true, Attachments: Array(16).fill({ State: 'attached' }) })]),
      never(`${id(0)} is attached to 16 instances, and Multi-Attach takes no more`),
    ],
    [
      'in use, on as many instances as can attach, and one of them lets go',
      'available',
      found([
        v('in-use', {
          MultiAttachEnabled: true,
          Attachments: [...Array(15).fill({ State: 'attached' }), { State: 'detaching' }],
        }),
      ]),
      soon(5),
    ],
    [
      "available, another account's",
      'available',
      found([v('available', { OwnerId: '444455556666' })]),
      never(`${id(0)} belongs to another account, which alone can attach it`),
    ],
    [
      'in a state that AWS added since',
      'available',
      found([v('archived')]),
      { ...soon(5), why: `${id(0)} is in state "archived", which this version does not know` },
    ],
    [
      'of which nothing is known, as the list ended early',
      'available',
      { ...found([v('available')]), unlisted: [id(8)] },
      { ...soon(5), why: `not read: ${id(8)}` },
    ],
    [
      'of more than five of which nothing is known, five are named',
      'initialized',
      { ...found([copy(100)]), unlisted: [1, 2, 3, 4, 5, 6].map(id) },
      { ...soon(300), why: `not read: ${[1, 2, 3, 4, 5].map(id).join(', ')}` },
    ],
    [
      'one not known yet, one not read, one in an unknown state: all three are told',
      'available',
      { ...found([v('archived'), v('creating')], [id(7)]), unlisted: [id(8)] },
      {
        ...soon(60),
        why: `not known to EC2 (yet): ${id(7)}; not read: ${id(8)}; ${id(0)} is in state "archived", which this version does not know`,
      },
    ],
    [
      'in use, being detached, and nobody read whether it is being modified',
      'available',
      unread([v('in-use', { Attachments: [{ State: 'detaching' }] })]),
      soon(5),
    ],
    [
      'one that is being modified and one that is being created: the longer wait counts',
      'available',
      {
        ...found([v('available'), v('creating')]),
        modifications: new Map<string, ModificationRead>([
          [id(0), { ModificationState: 'modifying' }],
          [id(1), 'none'],
        ]),
      },
      { ...soon(300), why: `${id(0)} is being modified and cannot be attached until it is optimizing or completed` },
    ],
    ['attached already', 'available', found([v('in-use')]), never(`${id(0)} is in use, attached already`)],
    ...(
      [
        ['being detached', ['detaching'], soon(5)],
        ['being detached from one of two', ['detaching', 'attached'], never(`${id(0)} is in use, attached already`)],
        [
          'being detached while its file systems are mounted',
          ['busy'],
          { ...soon(5), why: `${id(0)} is being detached, which waits for its file systems to be unmounted` },
        ],
        ['detached from one, being detached from another', ['detached', 'detaching'], soon(5)],
        ['detached, and in use all the same', ['detached'], never(`${id(0)} is in use, attached already`)],
      ] as const
    ).map(([name, states, wait]): [string, WaitFor, VolumeLookup, Omit<Wait, 'for'>] => [
      name,
      'available',
      found([v('in-use', { Attachments: states.map((State) => ({ State })) })]),
      wait,
    ]),
    ...(['error', 'deleting', 'deleted'] as const).flatMap((state) =>
      (['available', 'initialized'] as const).map((goal): [string, WaitFor, VolumeLookup, Omit<Wait, 'for'>] => [
        `${state} while waiting for ${goal}`,
        goal,
        found([copy(100), v(state)]),
        never(`${id(1)} is in state ${state}`),
      ]),
    ),
    ['not known to EC2 yet', 'available', found([], [id(7)]), { ...soon(60), why: `not known to EC2 (yet): ${id(7)}` }],
    [
      'one available, one not known yet',
      'available',
      found([v('available')], [id(7)]),
      { ...soon(60), why: `not known to EC2 (yet): ${id(7)}` },
    ],
    [
      'in an initialization state that AWS added since',
      'initialized',
      {
        ...found([copy(50)]),
        statuses: new Map([[id(0), { Details: [{ Name: 'initialization-state', Status: 'failed' }] }]]),
      },
      { ...soon(300), why: `${id(0)} is in initialization state "failed", which this version does not know` },
    ],
    ['half way', 'initialized', found([copy(50)]), soon(300)],
    ['initialized', 'initialized', found([copy(100)]), REACHED],
    ['initialized in use', 'initialized', found([copy(100, { State: 'in-use' })]), REACHED],
    ['one of two initialized', 'initialized', found([copy(100), copy(99)]), soon(300)],
    ['still being created', 'initialized', found([v('creating')]), soon(300)],
    [
      'a copy without a status row yet',
      'initialized',
      found([[{ State: 'available', SourceVolumeId: SOURCE }]]),
      soon(300),
    ],
    [
      'an empty volume',
      'initialized',
      found([v('available')]),
      { ...REACHED, why: `${id(0)} ${NOTHING}: it is at full speed already` },
    ],
    [
      'an empty volume, and nobody read whether it is being modified',
      'initialized',
      unread([v('available')]),
      never(`${id(0)} ${NOTHING}`),
    ],
    [
      'a copy of an empty volume',
      'initialized',
      found([copy()]),
      { ...REACHED, why: `${id(0)} ${NOTHING}: it is at full speed already` },
    ],
    [
      'a copy of an empty volume beside one that is being initialized',
      'initialized',
      found([copy(), copy(20)]),
      soon(300),
    ],
    [
      'one attached already beside two on their way: all are named',
      'available',
      found([v('in-use'), v('creating'), v('deleting'), v('creating')]),
      never(`${id(0)} is in use, attached already; ${id(2)} is in state deleting; not yet: ${id(1)}, ${id(3)}`),
    ],
    [
      'an empty volume with slow I/O',
      'initialized',
      found([[{ State: 'in-use' }, { Status: 'warning' }]]),
      never(`${id(0)} ${NOTHING}`),
    ],
    [
      'an empty volume that is being modified',
      'initialized',
      { ...found([v('in-use')]), modifications: new Map([[id(0), { ModificationState: 'modifying' }]]) },
      never(`${id(0)} ${NOTHING}`),
    ],
    [
      'a new volume from a snapshot, not shown yet',
      'initialized',
      found([v('available', { SnapshotId: 'snap-1', CreateTime: '2026-11-22T11:59:00Z' })]),
      soon(300),
    ],
    [
      'a copy without a status row for longer than it can take',
      'initialized',
      found([[{ State: 'available', SourceVolumeId: SOURCE, CreateTime: '2026-11-20T10:00:00Z' }]]),
      never(`${id(0)} shows no initialization, and is older than the documented longest time`),
    ],
    [
      'the same, and its status could not be read for now',
      'initialized',
      found(
        [[{ State: 'available', SourceVolumeId: SOURCE, CreateTime: '2026-11-20T10:00:00Z' }]],
        [],
        'RequestLimitExceeded',
      ),
      soon(300),
    ],
    [
      'a new copy, whose checks have not run',
      'initialized',
      found([copy(undefined, { CreateTime: '2026-11-22T11:58:00Z' })]),
      soon(300),
    ],
    [
      'checks denied',
      'initialized',
      found([copy(50)], [], 'UnauthorizedOperation'),
      never('reading the status of volumes is denied'),
    ],
    ['checks throttled', 'initialized', found([v('available')], [], 'RequestLimitExceeded'), soon(300)],
    [
      "another account's",
      'initialized',
      found([[{ State: 'available', SourceVolumeId: SOURCE, OwnerId: '444455556666' }]]),
      never(`${id(0)} belongs to another account, which alone can read its progress`),
    ],
  ])('%s', (_, goal, seen, wait) => {
    expect(judgeWait(goal, seen, { account: '111122223333' })).toStrictEqual({ for: goal, ...wait });
  });

  test('a remark is told once, and of many five', () => {
    const owner = { State: 'available', OwnerId: '444455556666' };
    expect(judgeWait('available', found([[owner], [owner]]))).toEqual({
      for: 'available',
      ...REACHED,
      why: 'its state allows it; whose volume it is was not read',
    });
    const states = ['s1', 's2', 's3', 's4', 's5', 's6'];
    expect(judgeWait('available', found(states.map((State) => v(State)))).why?.split('; ')).toEqual(
      states.slice(0, 5).map((State, n) => `${id(n)} is in state "${State}", which this version does not know`),
    );
  });

  test("another account's with a status row, which EC2 shows to the owner alone, is judged by it", () => {
    const wait = judgeWait('initialized', found([copy(40, { OwnerId: '444455556666' })]), { account: '111122223333' });
    expect(wait).toEqual({ for: 'initialized', ...soon(300) });
  });

  test('nothing asked for, nothing reached', () => {
    expect(judgeWait('available', found([])).reached).toBe(false);
  });

  test.each<[minutes: number, seconds: number]>([
    [1, 300],
    [10, 600],
    [90, 900],
  ])('at least %i minutes left: ask again after %i s', (minutes, seconds) => {
    expect(judgeWait('initialized', found([copy(50)]), { soonestMs: minutes * 60_000 }).askAgainAfterSeconds).toBe(
      seconds,
    );
  });

  test('one that is elsewhere cannot be waited for here', () => {
    const elsewhere = {
      places: [
        { region: 'eu-west-1', complete: true, VolumeIds: [] },
        { region: 'eu-west-2', profile: 'test', complete: true, VolumeIds: [id(7)] },
      ],
      left: 0,
    };
    expect(judgeWait('available', found([v('creating')], [id(6), id(7)]), { otherPlaces: elsewhere })).toEqual({
      for: 'available',
      ...never(`${id(7)} is in eu-west-2, profile test`),
    });
  });

  test('five that are not known are named in full', () => {
    const missing = [1, 2, 3, 4, 5].map(id);
    expect(judgeWait('available', found([], missing)).why).toBe(`not known to EC2 (yet): ${missing.join(', ')}`);
  });

  test('of many that are not known, five are named and the others counted', () => {
    const missing = [1, 2, 3, 4, 5, 6].map(id);
    expect(judgeWait('available', found([], missing)).why).toBe(
      `not known to EC2 (yet): ${missing.slice(0, 5).join(', ')} and 1 more`,
    );
  });
});
