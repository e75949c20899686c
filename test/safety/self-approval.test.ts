// A model with these two tools alone tries to approve a copy. Where a person must be asked and cannot be, and where the
// operator allowed copies that were rehearsed, none of twenty ways leads to one.

import { describe, expect, test } from 'vitest';
import type { FormPort, PagePort } from '../../src/ports/consent.ts';
import type { Mode } from '../../src/ports/tool.ts';
import { createPage } from '../../src/serve/page/page.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import { TRICKS } from '../support/self-approval-attacks.ts';
import {
  type House,
  MINUTE,
  NO_PAGE,
  openHouse,
  PLAIN,
  personWho,
  rehearse,
  SOURCE,
  type Told,
} from '../support/test-server.ts';

const SLOW_MACHINE_MS = 60_000;

async function inHouse(mode: Mode, story: (house: House) => Promise<void>, page: PagePort = NO_PAGE): Promise<void> {
  const house = await openHouse({ mode, page });
  try {
    await story(house);
    expect(house.bugs).toEqual([]);
  } finally {
    await house.close();
  }
}

test('there are twenty ways', () => {
  expect(new Set(TRICKS.map(({ name }) => name)).size).toBe(20);
});

describe.each(['ask', 'auto'] as const)('mode %s', (mode) => {
  test.each(TRICKS)(
    '$name: no copy',
    ({ play }) =>
      inHouse(mode, async (house) => {
        await play(house);
        expect(house.sends()).toEqual([]);
        expect(house.simulator.world.tokens).toEqual([]);
      }),
    SLOW_MACHINE_MS,
  );
});

test(
  'mode auto: the untouched token of a rehearsal copies, once',
  () =>
    inHouse('auto', async (house) => {
      const ClientToken = await rehearse(house, PLAIN);
      const told = await house.copy({ ...PLAIN, DryRun: false, ClientToken });
      expect(told.outcome).toBe('copied');
      await house.copy({ ...PLAIN, DryRun: false, ClientToken });
      const changed = await house.copy({ ...PLAIN, Size: 600, DryRun: false, ClientToken });
      expect(changed.structured.error?.code).toBe('token-of-another-request');
      expect(house.made()).toHaveLength(1);
    }),
  SLOW_MACHINE_MS,
);

/** A form that nobody fills in, and how often it was shown. */
function silentForm(): { form: FormPort; shown: () => number } {
  let shown = 0;
  const ask: FormPort['ask'] = async () => {
    shown += 1;
    return { answer: 'none' };
  };
  return { form: { answered: () => undefined, ask }, shown: () => shown };
}

test(
  'a loop asks a person three times in ten minutes at most',
  () =>
    inHouse('ask', async (house) => {
      const { form, shown } = silentForm();
      for (let i = 0; i < 10; i++) await house.copy({ ...PLAIN, Size: 600 + i, DryRun: false }, form);
      expect(shown()).toBe(3);
      house.advance(10 * MINUTE);
      for (let i = 0; i < 10; i++) await house.copy({ ...PLAIN, Size: 700 + i, DryRun: false }, form);
      expect(shown()).toBe(6);
      expect(house.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);

test(
  'after a no the same request reaches nobody for 15 minutes, under whatever token',
  () =>
    inHouse('ask', async (house) => {
      const ClientToken = await rehearse(house, PLAIN);
      const no = await house.copy({ ...PLAIN, DryRun: false, ClientToken }, personWho('decline'));
      expect(no.outcome).toBe('declined');
      house.advance(14 * MINUTE);
      const tokens = [ClientToken, undefined, 'my-own', 'another'];
      for (const token of tokens) {
        const args = { ...PLAIN, DryRun: false, ...(token ? { ClientToken: token } : {}) };
        expect((await house.copy(args, personWho('accept'))).structured.error?.code).toBe('asked-enough');
      }
      expect(house.sends()).toEqual([]);
      house.advance(MINUTE);
      const yes = await house.copy({ ...PLAIN, DryRun: false, ClientToken: 'my-own' }, personWho('accept'));
      expect(yes.outcome).toBe('copied');
    }),
  SLOW_MACHINE_MS,
);

const LOSSY = { SourceVolumeId: SOURCE };

test.each(['ask', 'auto'] as const)(
  'mode %s: a plan that loses type or performance has no token anywhere, and none is joined',
  (mode) =>
    inHouse(mode, async (house) => {
      const told = await house.copy(LOSSY);
      expect(told.outcome).toBe('would_copy');
      expect(everything(told)).not.toMatch(/p1[0-9a-z]{7}[lo-]/);
      expect((await house.copy({ ...LOSSY, DryRun: false })).outcome).toBe('refused');
      expect(house.sends()).toEqual([]);
      expect((await house.copy({ ...LOSSY, VolumeType: 'gp2' })).token).toMatch(/^p1/);
    }),
  SLOW_MACHINE_MS,
);

test(
  'mode auto: a rehearsal that stood against the copy is not joined once the reason is gone',
  () =>
    inHouse('auto', async (house) => {
      house.simulator.addFault({ action: 'CopyVolumes', kind: 'deny', dryRunOnly: true, times: 1 });
      expect((await house.copy(PLAIN)).token).toBeUndefined();
      expect((await house.copy({ ...PLAIN, DryRun: false })).structured.error?.code).toBe('plan-needed');
      expect(house.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);

test(
  "a person's yes to a caller's own ClientToken is bound to what the person saw",
  () =>
    inHouse('ask', async (house) => {
      const source = house.simulator.world.volumes.find(({ id }) => id === SOURCE);
      const form: FormPort = {
        answered: () => undefined,
        async ask() {
          if (source) source.size = 5_000;
          return { answer: 'accept', afterMs: 5_000 };
        },
      };
      const told = await house.copy({ ...PLAIN, DryRun: false, ClientToken: 'my-own' }, form);
      expect(told.structured.error).toMatchObject({
        code: 'plan-differs',
        message: expect.stringContaining('size is now 5000'),
      });
      expect(house.sends()).toEqual([]);
    }),
  SLOW_MACHINE_MS,
);

test(
  'whatever comes out, the address of the page is not in it',
  async () => {
    const addresses: string[] = [];
    const ending = new AbortController();
    const house = await openHouse({ mode: 'ask' });
    const page = createPage({
      now: house.now,
      onBug: () => undefined,
      openBrowser: async (url) => {
        addresses.push(url);
        ending.abort();
        return { opened: true };
      },
    });
    house.restart({ mode: 'ask', page });
    const ClientToken = await rehearse(house, PLAIN);
    const result = await copyVolume.call({ ...PLAIN, DryRun: false, ClientToken }, house.deps, {
      cancelled: new AbortController().signal,
      signal: ending.signal,
      deadline: house.now() + 50_000,
    });
    const [address = ''] = addresses;
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/.{43}$/);
    expect(result.structured.outcome).toBe('approval_needed');
    const said = JSON.stringify([result, house.audit]);
    expect(said).toContain(ClientToken);
    expect(said).not.toContain(address.slice(-43));
    expect(said).not.toContain(new URL(address).host);
    expect(house.sends()).toEqual([]);
    await page.close();
    await house.close();
  },
  SLOW_MACHINE_MS,
);

function everything({ structured, text }: Told): string {
  return JSON.stringify(structured) + text;
}
