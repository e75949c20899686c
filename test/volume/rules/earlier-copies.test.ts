// EBS user guide, copying a volume, read 2026-11-22: one copy of a source at a time, until it is initialized.
import { describe, expect, test } from 'vitest';
import type { Volume, VolumeStatus } from '../../../src/volume/aws-records.ts';
import { judgeCopies, livingCopies, unstampedCopy } from '../../../src/volume/rules/earlier-copies.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const [ONE, TWO, THREE] = ['vol-0aaaaaaaaaaaaaaa1', 'vol-0aaaaaaaaaaaaaaa2', 'vol-0aaaaaaaaaaaaaaa3'];

const copy = (id: string, minutesAgo: number, more: Volume = {}): Volume => ({
  VolumeId: id,
  State: 'available',
  SourceVolumeId: 'vol-0123456789abcdef0',
  CreateTime: new Date(NOON - minutesAgo * 60_000).toISOString(),
  ...more,
});
const at = (id: string, Progress: number): [string, VolumeStatus] => [
  id,
  { VolumeId: id, Initialization: { Type: 'volume-copy', Progress } },
];
const judge = (copies: Volume[], statuses: [string, VolumeStatus][] = [], token?: string) =>
  judgeCopies({ copies, recent: [], statuses: new Map(statuses), now: NOON, token }).map((one) => [
    one.level,
    one.code,
    one.message,
    one.fix?.volume,
  ]);

describe('earlier copies', () => {
  test('none', () => {
    expect(judge([])).toEqual([]);
  });

  test('done: reuse it?', () => {
    expect(judge([copy(ONE, 12)], [at(ONE, 100)])).toEqual([
      ['warn', 'copied-earlier', `This source was copied 12 minutes ago → ${ONE}. Reuse it?`, ONE],
    ]);
  });

  test('several: the newest, and how many more', () => {
    expect(judge([copy(ONE, 600), copy(TWO, 30), copy(THREE, 3000)])).toEqual([
      ['warn', 'copied-earlier', `This source was copied 30 minutes ago → ${TWO} (and 2 more). Reuse it?`, TWO],
    ]);
  });

  test.each<[name: string, volume: Volume, status: [string, VolumeStatus][], percent: string]>([
    ['at 40 %', copy(ONE, 12), [at(ONE, 40)], ' (40 %)'],
    [
      'without a percentage',
      copy(ONE, 12),
      [[ONE, { Details: [{ Name: 'initialization-state', Status: 'initializing' }] }]],
      '',
    ],
    ['so young that EC2 reports nothing yet', copy(ONE, 10), [[ONE, { VolumeId: ONE, Status: 'ok' }]], ''],
  ])('a running one stands against it: %s', (_, volume, status, percent) => {
    expect(judge([volume], status)).toEqual([
      [
        'block',
        'copy-running',
        `A copy of this source, ${ONE}, is still initializing${percent}; EBS makes one copy of a volume at a time.`,
        ONE,
      ],
    ]);
  });

  test('one that is being created is said to be', () => {
    const [, , message] = judge([copy(ONE, 2, { State: 'creating' })])[0] ?? [];
    expect(message).toBe(`A copy of this source, ${ONE}, is being created; EBS makes one copy of a volume at a time.`);
  });

  test('one whose creation has probably failed stands against nothing, and hides no other', () => {
    const late = copy(ONE, 6, { State: 'creating' });
    const message = `A copy of this source, ${ONE}, is being created for longer than 5 minutes, so its creation has probably failed. EC2 decides whether another one may be made.`;
    expect(judge([late, copy(TWO, 300)], [at(TWO, 100)])).toEqual([
      ['warn', 'copy-running', message, undefined],
      ['warn', 'copied-earlier', `This source was copied 5 hours ago → ${TWO}. Reuse it?`, TWO],
    ]);
    expect(judge([late, copy(TWO, 300)], [at(TWO, 80)]).map(([level]) => level)).toEqual(['block']);
  });

  test('a running one hides behind no newer one that is done', () => {
    expect(judge([copy(ONE, 5), copy(TWO, 300)], [at(ONE, 100), at(TWO, 80)])[0]).toContain('copy-running');
  });

  test.each(['deleting', 'deleted', 'error'])('one in state %s is none', (State) => {
    expect(judge([copy(ONE, 5, { State })])).toEqual([]);
  });

  test('without a time none is claimed', () => {
    const { CreateTime: _, ...untimed } = copy(ONE, 5);
    expect(judge([untimed])[0]?.[2]).toBe(`This source was copied → ${ONE}. Reuse it?`);
  });

  test('the copy of this very token stands against nothing: EC2 gives it back', () => {
    const mine = copy(ONE, 12, { State: 'available', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'token-1' }] });
    expect(judge([mine], [at(ONE, 10)], 'token-1')).toEqual([
      [
        'info',
        'copied-earlier',
        `This ClientToken made ${ONE} 12 minutes ago: with it the real call gives that volume, no second one.`,
        ONE,
      ],
    ]);
    expect(judge([mine], [at(ONE, 10)], 'token-2')[0]).toContain('copy-running');
    expect(judge([copy(ONE, 1)], [at(ONE, 10)])[0]).toContain('copy-running');
  });

  test('a tag of somebody else that holds this token, and a copy without tags, are not of this token', () => {
    const tagged = copy(ONE, 12, { Tags: [{ Key: 'other', Value: 'token-1' }] });
    expect(judge([tagged, copy(TWO, 20)], [at(ONE, 100), at(TWO, 100)], 'token-1')[0]?.[0]).toBe('warn');
  });

  test('one that EC2 shows without an id cannot be offered', () => {
    expect(judge([{ State: 'available' }])).toEqual([]);
  });

  test('more than ten minutes later nothing reported means nothing to initialize', () => {
    expect(judge([copy(ONE, 11)], [[ONE, { VolumeId: ONE, Status: 'ok' }]])[0]).toContain('copied-earlier');
  });

  test('the newest come first', () => {
    expect(livingCopies([copy(ONE, 9), copy(TWO, 1), {}, copy(THREE, 5)]).map((one) => one.VolumeId)).toEqual([
      TWO,
      THREE,
      ONE,
      undefined,
    ]);
  });
});

describe('copies of other sources in the Region', () => {
  const others = (running: number, done = 0): [Volume[], ReadonlyMap<string, VolumeStatus>] => {
    const all = Array.from({ length: running + done }, (_, n) =>
      copy(`vol-0bbbbbbbbbbbbbb${String(n).padStart(2, '0')}`, 60 + n, { SourceVolumeId: `vol-0${n}` }),
    );
    return [all, new Map(all.map(({ VolumeId = '' }, n) => at(VolumeId, n < running ? 10 : 100)))];
  };
  const judgeRegion = (running: number, done?: number) => {
    const [recent, statuses] = others(running, done);
    return judgeCopies({ copies: [], recent, statuses, now: NOON });
  };

  test.each([0, 1, 4])('%i in progress leave room', (running) => {
    expect(judgeRegion(running, 10)).toEqual([]);
  });

  test('five stand against a sixth, and say when to look again', () => {
    expect(judgeRegion(5)).toEqual([
      {
        level: 'block',
        code: 'copies-in-region',
        by: 'us',
        message: '5 copies are in progress in this Region, and EBS documents 5 at a time.',
        fix: {
          advice: 'Wait until one of them is initialized. Whether this account has a higher quota is not known here.',
          afterSeconds: 900,
          volumes: [0, 1, 2, 3, 4].map((n) => `vol-0bbbbbbbbbbbbbb0${n}`),
        },
        source: 'EBS user guide, copying a volume, read 2026-11-28',
      },
    ]);
  });

  test('six show that this account may have more: EC2 decides', () => {
    const [finding] = judgeRegion(6);
    expect([finding?.level, finding?.message]).toEqual([
      'warn',
      '6 copies are in progress in this Region, and EBS documents 5 at a time; this account may have a higher quota.',
    ]);
  });

  test('one that failed or goes is none, one that is being created is one without a row', () => {
    const [recent, statuses] = others(5);
    const [first, ...rest] = recent as [Volume, ...Volume[]];
    const withFirst = (State: string) =>
      judgeCopies({ copies: [], recent: [{ ...first, State }, ...rest], statuses, now: NOON });
    expect(['error', 'deleting', 'deleted'].map((State) => withFirst(State).length)).toEqual([0, 0, 0]);
    const rowless = new Map([...statuses].slice(1));
    expect(
      judgeCopies({
        copies: [],
        recent: [{ ...first, State: 'creating', CreateTime: new Date(NOON).toISOString() }, ...rest],
        statuses: rowless,
        now: NOON,
      }),
    ).toHaveLength(1);
    expect(withFirst('creating')).toEqual([]);
  });

  test('the copy of this very token is there already, so none of them stands against it', () => {
    const mine = copy(ONE, 12, { Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'token-1' }] });
    const [recent, statuses] = others(5);
    expect(judgeCopies({ copies: [mine], recent, statuses, now: NOON, token: 'token-1' })[0]?.level).toBe('info');
  });
});

describe('a copy without our tags, of a send whose answer is not known', () => {
  const SENT = Date.parse('2026-11-22T10:00:00Z');
  const made = (VolumeId: string, time: string, more: Partial<Volume> = {}): Volume => ({
    VolumeId,
    State: 'available',
    CreateTime: `2026-11-22T${time}Z`,
    ...more,
  });
  const stamped = { Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'another' }] };
  test.each<[name: string, copies: Volume[], id: string | undefined]>([
    ['the only one since then', [made('vol-1', '10:00:01'), made('vol-2', '09:00:00')], 'vol-1'],
    ['one whose time is told in whole seconds', [made('vol-1', '09:59:59')], 'vol-1'],
    ['one a minute before, as clocks differ', [made('vol-1', '09:59:00')], 'vol-1'],
    ['one that is being deleted', [made('vol-1', '10:00:01', { State: 'deleting' })], undefined],
    ['none since then', [made('vol-1', '09:58:00')], undefined],
    ['two since then', [made('vol-1', '10:00:01'), made('vol-2', '10:00:02')], undefined],
    ['one that another plan made', [made('vol-1', '10:00:01', stamped)], undefined],
    ['one without a time', [{ VolumeId: 'vol-1', State: 'available' }], undefined],
  ])('%s', (_, copies, id) => {
    expect(unstampedCopy(copies, SENT)).toBe(id);
  });
});
