// A model with these two tools alone tries to approve a copy. Where a person must be asked and cannot be, and where the
// operator allowed copies that were rehearsed, none of twenty ways leads to one.

import { describe, expect, test } from 'vitest';
import type { Mode } from '../../src/consent/limits-table.ts';
import type { FormAnswer, FormPort, PagePort } from '../../src/ports/consent.ts';
import { createPage } from '../../src/serve/page/page.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import { formOf } from '../support/copy-process.ts';
import { TRICKS } from '../support/self-approval-attacks.ts';
import {
  MINUTE,
  NO_PAGE,
  PLAIN,
  personWho,
  rehearse,
  SOURCE,
  startTestServer,
  type TestServer,
  type ToolAnswer,
} from '../support/test-server.ts';

const SLOW_MACHINE_MS = 60_000;

async function inHouse(
  mode: Mode,
  story: (server: TestServer) => Promise<void>,
  page: PagePort = NO_PAGE,
): Promise<void> {
  const server = await startTestServer({ mode, page });
  try {
    await story(server);
    expect(server.bugs).toEqual([]);
  } finally {
    await server.close();
  }
}

test('there are twenty ways', () => {
  expect(new Set(TRICKS.map(({ name }) => name)).size).toBe(20);
});

describe.each(['ask', 'auto'] as const)('mode %s', (mode) => {
  test.each(TRICKS)(
    '$name: no copy',
    ({ play }) =>
      inHouse(mode, async (server) => {
        await play(server);
        expect(server.sends()).toEqual([]);
        expect(server.simulator.world.tokens).toEqual([]);
      }),
    SLOW_MACHINE_MS,
  );
});

test(
  'mode auto: the untouched token of a rehearsal copies, once',
  () =>
    inHouse('auto', async (server) => {
      const ClientToken = await rehearse(server, PLAIN);
      const told = await server.copy({ ...PLAIN, DryRun: false, ClientToken });
      expect(told.outcome).toBe('copied');
      await server.copy({ ...PLAIN, DryRun: false, ClientToken });
      const changed = await server.copy({ ...PLAIN, Size: 600, DryRun: false, ClientToken });
      expect(changed.structured.error?.code).toBe('token-of-another-request');
      expect(server.made()).toHaveLength(1);
    }),
  SLOW_MACHINE_MS,
);

/** A form that ends so each time, and how often it was shown. */
function countingForm(answer: FormAnswer): { form: FormPort; shown: () => number } {
  let shown = 0;
  const form = formOf(() => {
    shown += 1;
    return answer;
  });
  return { form, shown: () => shown };
}

test.each<[name: string, answer: FormAnswer, most: number]>([
  ['a person who says no', { answer: 'decline', afterMs: 5_000 }, 3],
  ['a person who closes the form', { answer: 'none', why: 'cancelled' }, 3],
  ['a host that answers nothing', { answer: 'none', why: 'empty' }, 10],
])(
  'a loop of calls shows %s so many questions in ten minutes at most: $2',
  (_, answer, most) =>
    inHouse('ask', async (server) => {
      const { form, shown } = countingForm(answer);
      for (let i = 0; i < 15; i++) await server.copy({ ...PLAIN, Size: 600 + i, DryRun: false }, form);
      expect(shown()).toBe(most);
      server.advance(10 * MINUTE);
      for (let i = 0; i < 15; i++) await server.copy({ ...PLAIN, Size: 700 + i, DryRun: false }, form);
      expect(shown()).toBe(2 * most);
      expect(server.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);

test(
  'after a no the same request reaches nobody for 15 minutes, under whatever token',
  () =>
    inHouse('ask', async (server) => {
      const ClientToken = await rehearse(server, PLAIN);
      const no = await server.copy({ ...PLAIN, DryRun: false, ClientToken }, personWho('decline'));
      expect(no.outcome).toBe('declined');
      server.advance(14 * MINUTE);
      const tokens = [ClientToken, undefined, 'my-own', 'another'];
      for (const token of tokens) {
        const args = { ...PLAIN, DryRun: false, ...(token ? { ClientToken: token } : {}) };
        expect((await server.copy(args, personWho('accept'))).outcome).toBe('declined');
      }
      expect(server.sends()).toEqual([]);
      server.advance(MINUTE + 1);
      const yes = await server.copy({ ...PLAIN, DryRun: false, ClientToken: 'my-own' }, personWho('accept'));
      expect(yes.outcome).toBe('copied');
    }),
  SLOW_MACHINE_MS,
);

const LOSSY = { SourceVolumeId: SOURCE };

test.each(['ask', 'auto'] as const)(
  'mode %s: a plan that loses type or performance has no token anywhere, and none is joined',
  (mode) =>
    inHouse(mode, async (server) => {
      const told = await server.copy(LOSSY);
      expect(told.outcome).toBe('would_copy');
      expect(everything(told)).not.toMatch(/p2[0-9a-z]{7}[lo-]/);
      expect((await server.copy({ ...LOSSY, DryRun: false })).outcome).toBe('refused');
      expect(server.sends()).toEqual([]);
      expect((await server.copy({ ...LOSSY, VolumeType: 'gp2' })).token).toMatch(/^p2/);
    }),
  SLOW_MACHINE_MS,
);

test(
  'mode auto: a rehearsal that stood against the copy is not joined once the reason is gone',
  () =>
    inHouse('auto', async (server) => {
      server.simulator.addFault({ action: 'CopyVolumes', kind: 'deny', dryRunOnly: true, times: 1 });
      expect((await server.copy(PLAIN)).token).toBeUndefined();
      expect((await server.copy({ ...PLAIN, DryRun: false })).structured.error?.code).toBe('plan-needed');
      expect(server.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);

test(
  "a person's yes to a caller's own ClientToken is bound to what the person saw",
  () =>
    inHouse('ask', async (server) => {
      const source = server.simulator.world.volumes.find(({ id }) => id === SOURCE);
      const form = formOf(() => {
        if (source) source.size = 5_000;
        return { answer: 'accept', afterMs: 5_000 };
      });
      const told = await server.copy({ ...PLAIN, DryRun: false, ClientToken: 'my-own' }, form);
      expect(told.structured.error).toMatchObject({
        code: 'plan-differs',
        message: expect.stringContaining('size is now 5000'),
      });
      expect(server.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);

test(
  'whatever comes out, the address of the page is not in it',
  async () => {
    const addresses: string[] = [];
    const ending = new AbortController();
    const server = await startTestServer({ mode: 'ask' });
    const page = createPage({
      now: server.now,
      onBug: () => undefined,
      onSuspicion: () => undefined,
      browser: {
        reach: () => ({ by: 'address' }),
        folders: async () => [],
        open: async (url) => {
          addresses.push(url);
          ending.abort();
          return { opened: true };
        },
      },
    });
    server.restart({ mode: 'ask', page });
    const ClientToken = await rehearse(server, PLAIN);
    const result = await copyVolume.call({ ...PLAIN, DryRun: false, ClientToken }, server.deps, {
      cancelled: new AbortController().signal,
      signal: ending.signal,
      arrivedAt: server.now(),
      deadline: server.now() + 50_000,
    });
    const [address = ''] = addresses;
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/.{43}$/);
    expect(result.structured.outcome).toBe('approval_needed');
    const said = JSON.stringify([result, server.audit]);
    expect(said).toContain(ClientToken);
    expect(said).not.toContain(address.slice(-43));
    expect(said).not.toContain(new URL(address).host);
    expect(server.sends()).toEqual([]);
    await page.close();
    await server.close();
  },
  SLOW_MACHINE_MS,
);

function everything({ structured, text }: ToolAnswer): string {
  return JSON.stringify(structured) + text;
}
