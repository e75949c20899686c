// Two servers of one user at the same time, as two windows of a host start them, and a page that outlives the call.

import { expect, test } from 'vitest';
import type { Question } from '../../src/consent/question-text.ts';
import type { PagePort } from '../../src/ports/consent.ts';
import type { CopyResult } from '../../src/volume/answers/copy-answer.ts';
import { HOUR, MINUTE, PLAIN, rehearse, SOURCE, startTestServer, type TestServer } from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;
const REAL = { ...PLAIN, DryRun: false };

async function twoHouses(tell: (one: TestServer, other: TestServer) => Promise<void>): Promise<void> {
  const one = await startTestServer({ mode: 'auto' });
  const other = await startTestServer({ mode: 'auto', simulator: one.simulator, stateDir: one.stateDir });
  await tell(one, other);
  await other.close();
  await one.close();
}

test(
  'one token in both at once: one volume, and both say so',
  () =>
    twoHouses(async (one, other) => {
      const ClientToken = await rehearse(one, PLAIN);
      const told = await Promise.all([one, other].map((server) => server.copy({ ...REAL, ClientToken })));
      expect(told.map(({ outcome }) => outcome)).toEqual(['copied', 'copied']);
      expect(one.made()).toHaveLength(1);
    }),
  SLOW_MACHINE_MS,
);

test(
  'a plan of one is good in the other',
  () =>
    twoHouses(async (one, other) => {
      const ClientToken = await rehearse(one, PLAIN);
      expect((await other.copy({ ...REAL, ClientToken })).structured.created).toBe('now');
      expect((await one.copy({ ...REAL, ClientToken })).structured.created).toBe('earlier');
    }),
  SLOW_MACHINE_MS,
);

test(
  'both rehearsed, one copied: without a token the other joins that copy, which its rehearsal did not show',
  () =>
    twoHouses(async (one, other) => {
      await rehearse(one, PLAIN);
      await rehearse(other, PLAIN);
      one.advance(MINUTE);
      other.advance(MINUTE);
      expect((await one.copy(REAL)).structured.created).toBe('now');
      one.advance(HOUR / 6);
      expect((await other.copy(REAL)).structured).toMatchObject({
        created: 'earlier',
        Volumes: [{ VolumeId: one.made()[0]?.id }],
      });
      expect(one.made()).toHaveLength(1);
    }),
  SLOW_MACHINE_MS,
);

/** A page whose button the test presses. */
function pressablePage(): { page: PagePort; shown: Question[]; press: (() => Promise<CopyResult>)[] } {
  const shown: Question[] = [];
  const press: (() => Promise<CopyResult>)[] = [];
  const page: PagePort = {
    async open(question, _token, act) {
      shown.push(question);
      press.push(act);
      return { opened: true };
    },
    decision: async () => ({ decided: 'expired', seen: false }),
    withdraw: async () => undefined,
  };
  return { page, shown, press };
}

async function withPage(
  tell: (server: TestServer, page: ReturnType<typeof pressablePage>, ClientToken: string) => Promise<void>,
) {
  const pressable = pressablePage();
  const server = await startTestServer({ mode: 'ask', page: pressable.page });
  const ClientToken = await rehearse(server, PLAIN);
  server.advance(5 * MINUTE);
  const told = await server.copy({ ...REAL, ClientToken });
  expect(told.outcome).toBe('approval_needed');
  expect(told.structured.next).toMatchObject([{ arguments: { ...REAL, ClientToken } }]);
  await tell(server, pressable, ClientToken);
  await server.close();
}

test(
  'a page expires with its plan, not later',
  () =>
    withPage(async (server, { shown, press }) => {
      expect(shown[0]?.expiresAt).toBe(server.now() + 10 * MINUTE);
      server.advance(10 * MINUTE + 1_000);
      expect((await press[0]?.())?.error?.code).toBe('plan-expired');
      expect(server.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);

test(
  'a page pressed twice, after its call, makes one volume, and a later call says which',
  () =>
    withPage(async (server, { press }, ClientToken) => {
      await Promise.all([press[0]?.(), press[0]?.()]);
      expect(server.made()).toHaveLength(1);
      server.advance(HOUR);
      expect((await server.copy({ ...REAL, ClientToken })).structured).toMatchObject({
        outcome: 'copied',
        created: 'earlier',
        Volumes: [{ VolumeId: server.made()[0]?.id }],
      });
      expect(server.made()).toHaveLength(1);
    }),
  SLOW_MACHINE_MS,
);

test(
  'a page pressed after the source changed makes nothing and says what changed',
  () =>
    withPage(async (server, { press }) => {
      const source = server.simulator.world.volumes.find(({ id }) => id === SOURCE);
      if (source) source.size = 501;
      expect((await press[0]?.())?.error).toMatchObject({
        code: 'plan-differs',
        message: expect.stringContaining('size is now 501'),
      });
      expect(server.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);
