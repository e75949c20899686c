import { describe, expect, test } from 'vitest';
import type { VolumeSummary } from '../../src/volume/summary.ts';
import { judgeWait, type Wait, type WaitFor } from '../../src/volume/wait.ts';

const ID = 'vol-0123456789abcdef0';
const v = (State: string, fullSpeed?: boolean): VolumeSummary => ({
  VolumeId: ID,
  State,
  ...(fullSpeed === undefined ? {} : { fullSpeed }),
});

describe('is what was waited for reached, and can it be', () => {
  test.each<
    [
      name: string,
      goal: WaitFor,
      volumes: VolumeSummary[],
      missing: string[],
      readable: boolean,
      wait: Omit<Wait, 'for'>,
    ]
  >([
    [
      'creating',
      'available',
      [v('creating')],
      [],
      true,
      { reached: false, stillPossible: true, askAgainAfterSeconds: 5 },
    ],
    ['available', 'available', [v('available')], [], true, { reached: true, stillPossible: true }],
    [
      'one of two',
      'available',
      [v('available'), v('creating')],
      [],
      true,
      { reached: false, stillPossible: true, askAgainAfterSeconds: 5 },
    ],
    ['none at all', 'available', [], [], true, { reached: false, stillPossible: true, askAgainAfterSeconds: 5 }],
    ['both', 'available', [v('available'), v('available')], [], true, { reached: true, stillPossible: true }],
    [
      'available, checks not readable',
      'available',
      [v('available')],
      [],
      false,
      { reached: true, stillPossible: true },
    ],
    [
      'attached already',
      'available',
      [v('in-use')],
      [],
      true,
      { reached: false, stillPossible: false, why: `${ID} is in use, attached already` },
    ],
    ...(['error', 'deleting', 'deleted'] as const).flatMap((state) =>
      (['available', 'initialized'] as const).map(
        (goal): [string, WaitFor, VolumeSummary[], string[], boolean, Omit<Wait, 'for'>] => [
          `${state} while waiting for ${goal}`,
          goal,
          [v('available', true), v(state)],
          [],
          true,
          { reached: false, stillPossible: false, why: `${ID} is in state ${state}` },
        ],
      ),
    ),
    [
      'not known to EC2 yet',
      'available',
      [],
      ['vol-0aaaaaaaaaaaaaaa0'],
      true,
      {
        reached: false,
        stillPossible: true,
        why: 'not known to EC2 (yet): vol-0aaaaaaaaaaaaaaa0',
        askAgainAfterSeconds: 5,
      },
    ],
    [
      'one available, one not known yet',
      'available',
      [v('available')],
      ['vol-0aaaaaaaaaaaaaaa0'],
      true,
      {
        reached: false,
        stillPossible: true,
        why: 'not known to EC2 (yet): vol-0aaaaaaaaaaaaaaa0',
        askAgainAfterSeconds: 5,
      },
    ],
    [
      'half way',
      'initialized',
      [v('available', false)],
      [],
      true,
      { reached: false, stillPossible: true, askAgainAfterSeconds: 300 },
    ],
    ['initialized', 'initialized', [v('available', true)], [], true, { reached: true, stillPossible: true }],
    ['initialized in use', 'initialized', [v('in-use', true)], [], true, { reached: true, stillPossible: true }],
    [
      'still being created',
      'initialized',
      [v('creating')],
      [],
      true,
      { reached: false, stillPossible: true, askAgainAfterSeconds: 300 },
    ],
    [
      'checks not readable',
      'initialized',
      [v('available', false)],
      [],
      false,
      { reached: false, stillPossible: false, why: 'the status of the volumes cannot be read' },
    ],
  ])('%s', (_, goal, volumes, missing, readable, wait) => {
    expect(judgeWait(goal, volumes, missing, readable)).toEqual({ for: goal, ...wait });
  });

  test('of many that are not known, five are named', () => {
    const missing = ['vol-a', 'vol-b', 'vol-c', 'vol-d', 'vol-e', 'vol-f'];
    expect(judgeWait('available', [], missing, true).why).toBe(
      'not known to EC2 (yet): vol-a, vol-b, vol-c, vol-d, vol-e',
    );
  });
});
