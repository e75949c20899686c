// A state folder on a mount that is dead: whatever is asked of it ends in time, and both tools answer.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lazyState, type StatePorts } from '../../../src/state/files/lazy-state.ts';
import type { State } from '../../../src/state/files/open-state.ts';
import { gp3, startCopyProcess } from '../../support/copy-process.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => undefined);
/** That opens, and then never answers again; or does not even open. */
const MOUNTS: [name: string, open: () => Promise<State>][] = [
  ['that is dead from the beginning', never],
  [
    'that died while it was used',
    async () => {
      const dead = new Proxy({}, { get: () => never }) as never;
      return { sends: dead, plans: dead, planKey: new Uint8Array(32) } as unknown as State;
    },
  ],
];
const portsOf = (open: () => Promise<State>): StatePorts => lazyState(open, 'one', Date.now);

/** Lets timers run until it settles; gives what it came to, and after how many ms. */
async function settled<T>(work: Promise<T>): Promise<{ value?: T; problem?: Error; ms: number }> {
  let end: { value?: T; problem?: Error } | undefined;
  work.then(
    (value) => {
      end = { value };
    },
    (problem: Error) => {
      end = { problem };
    },
  );
  let ms = 0;
  for (; !end && ms < 120_000; ms += 100) await vi.advanceTimersByTimeAsync(100);
  if (!end) throw new Error('It never ends.');
  return { ...end, ms };
}

describe.each(MOUNTS)('a state folder on a mount %s', (_, open) => {
  test('is told as one that does not answer, after four seconds', async () => {
    const { sends, plans } = portsOf(open);
    const { value, ms } = await settled(sends.trust());
    expect(value).toEqual({ kept: false, why: 'The state directory does not answer.' });
    expect(ms).toBe(4_000);
    for (const ask of [
      () => sends.byToken('t'),
      () => sends.claims('i'),
      () => sends.finish('t', 1, { kind: 'unclear' }),
      () => plans.find('i'),
    ]) {
      expect((await settled<unknown>(ask())).problem?.message).toBe('The state directory does not answer.');
    }
  });

  test.each([
    ['a rehearsal', gp3, 'would_copy'],
    ['a real copy', { ...gp3, DryRun: false, ClientToken: 'mine' }, 'refused'],
    ['a real copy without a token', { ...gp3, DryRun: false }, 'refused'],
  ])('%s answers within ten seconds and sends nothing', async (_name, args, outcome) => {
    const server = startCopyProcess({ mode: 'auto' }, {}, { more: portsOf(open) });
    const { value, ms } = await settled(server.call(args));
    expect(value?.outcome, value?.summary).toBe(outcome);
    expect(JSON.stringify(value)).toContain('The state directory does not answer.');
    expect(server.sent()).toEqual([]);
    expect(ms).toBeLessThanOrEqual(10_000);
  });
});

test('a mount that comes back is used again', async () => {
  let isDead = true;
  const trust = async () => ({ kept: true as const });
  const { sends } = portsOf(async () => (isDead ? never() : ({ sends: { trust } } as unknown as State)));
  expect((await settled(sends.trust())).value).toMatchObject({ kept: false });
  isDead = false;
  expect((await settled(sends.trust())).value).toEqual({ kept: true });
});

test('a folder that was mended by the command shown is used a second later', async () => {
  let opened = 0;
  let time = Date.UTC(2026, 0, 1);
  const open = async () => {
    opened += 1;
    const kept = opened > 1;
    return { sends: { trust: async () => ({ kept }) } } as unknown as State;
  };
  const { sends } = lazyState(open, 'one', () => time);
  expect(await sends.trust()).toEqual({ kept: false });
  time += 999;
  expect(await sends.trust()).toEqual({ kept: false });
  time += 1;
  expect(await sends.trust()).toEqual({ kept: true });
  time += 10_000;
  await sends.trust();
  expect(opened).toBe(2);
});
