// A token and its plan from the first rehearsal to a day later, seen from what the embedded EC2 received.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/simulator/listen.ts';
import type { VolumeRecord } from '../../src/simulator/world/world.ts';
import {
  HOUR,
  type House,
  type HouseOptions,
  MINUTE,
  openHouse,
  PLAIN,
  personWho,
  rehearse,
  SOURCE,
} from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;

function story(name: string, options: HouseOptions, tell: (house: House) => Promise<void>): void {
  test(
    name,
    async () => {
      const house = await openHouse(options);
      try {
        await tell(house);
      } finally {
        await house.close();
      }
    },
    SLOW_MACHINE_MS,
  );
}

const auto: HouseOptions = { mode: 'auto' };
const ask: HouseOptions = { mode: 'ask' };
const REAL = { ...PLAIN, DryRun: false };
const code = async (house: House, args: Record<string, unknown>) => (await house.copy(args)).structured.error?.code;
const sourceOf = (house: House): VolumeRecord => {
  const found = house.simulator.world.volumes.find(({ id }) => id === SOURCE);
  if (!found) throw new Error('no source');
  return found;
};
/** What was asked of EC2 from here on, by action. */
function listen(house: House): () => string[] {
  const before = house.simulator.requests.length;
  return () => house.simulator.requests.slice(before).map(({ action }) => action);
}

describe('the token of a rehearsal', () => {
  // A copy that is initialized at once: otherwise the second rehearsal would be refused for the first.
  const swift: HouseOptions = { mode: 'auto', switches: { initializationPace: 0.000001 } };
  story('is the same for the same rehearsal until it is sent, and then another', swift, async (house) => {
    const token = await rehearse(house, PLAIN);
    house.advance(MINUTE);
    expect(await rehearse(house, PLAIN)).toBe(token);
    expect(token).toMatch(/^[\x21-\x7e]{1,64}$/);
    await house.copy({ ...REAL, ClientToken: token });
    house.advance(11 * MINUTE);
    expect(await rehearse(house, PLAIN)).not.toBe(token);
  });

  story('is another one once its 15 minutes are over', auto, async (house) => {
    const token = await rehearse(house, PLAIN);
    house.advance(15 * MINUTE + 1_000);
    expect(await rehearse(house, PLAIN)).not.toBe(token);
  });

  story('is good for a first send for 15 minutes, and no longer', auto, async (house) => {
    const token = await rehearse(house, PLAIN);
    house.advance(15 * MINUTE + 1_000);
    expect(await code(house, { ...REAL, ClientToken: token })).toBe('plan-expired');
    expect(house.sends()).toEqual([]);
  });

  story(
    'once sent is repeated as it was: nothing is read, judged or asked, and no time limit holds',
    ask,
    async (house) => {
      const token = await rehearse(house, PLAIN);
      const first = await house.copy({ ...REAL, ClientToken: token }, personWho('accept'));
      expect(first.structured.created).toBe('now');
      house.advance(11 * HOUR);
      sourceOf(house).tags = [];
      house.restart({ mode: 'ask', limits: { largestSize: 1, copiesPerDay: 0, requiredTags: ['Team'] } });
      const heard = listen(house);
      const again = await house.copy({ ...REAL, ClientToken: token });
      expect(again.structured).toMatchObject({
        outcome: 'copied',
        created: 'earlier',
        Volumes: [{ VolumeId: house.made()[0]?.id }],
      });
      expect(heard()).toEqual(['GetCallerIdentity', 'CopyVolumes']);
      const [one, two] = house.sends();
      expect(two?.body).toBe(one?.body);
      expect(house.made()).toHaveLength(1);
    },
  );

  story('after 12 hours is only looked up', auto, async (house) => {
    const token = await rehearse(house, PLAIN);
    await house.copy({ ...REAL, ClientToken: token });
    house.advance(12 * HOUR);
    const heard = listen(house);
    expect((await house.copy({ ...REAL, ClientToken: token })).structured).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      Volumes: [{ VolumeId: house.made()[0]?.id }],
    });
    expect(heard()).toEqual(['DescribeVolumes']);
    expect(house.made()).toHaveLength(1);
  });

  story('after 12 hours without a trace is unknown, and nothing is sent', auto, async (house) => {
    const token = await rehearse(house, PLAIN);
    house.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-before', realOnly: true });
    expect((await house.copy({ ...REAL, ClientToken: token })).outcome).toBe('unknown');
    house.simulator.clearFaults();
    house.advance(12 * HOUR);
    const before = house.sends().length;
    expect((await house.copy({ ...REAL, ClientToken: token })).outcome).toBe('unknown');
    expect(house.sends()).toHaveLength(before);
  });
});

describe('what changed since the rehearsal is named, and nothing is sent', () => {
  test.each<[field: string, change: Partial<VolumeRecord>, says: string]>([
    ['size', { size: 501 }, 'size is now 501'],
    ['type', { type: 'io2' }, 'type is now io2'],
    ['iops', { iops: 7_000 }, 'iops is now 7000'],
    ['throughput', { throughput: 300 }, 'throughput is now 300'],
  ])(
    '%s',
    async (_field, change, says) => {
      const house = await openHouse(auto);
      const token = await rehearse(house, PLAIN);
      Object.assign(sourceOf(house), change);
      const told = await house.copy({ ...REAL, ClientToken: token });
      expect(told.structured.error?.code).toBe('plan-differs');
      expect(told.structured.error?.message).toContain(says);
      expect(told.structured.next).toMatchObject([{ tool: 'copy_volume', arguments: PLAIN }]);
      expect(house.sends()).toEqual([]);
      await house.close();
    },
    SLOW_MACHINE_MS,
  );

  story('but attaching or tagging the source breaks no plan', auto, async (house) => {
    const token = await rehearse(house, PLAIN);
    Object.assign(sourceOf(house), { attachments: [], tags: [] });
    expect((await house.copy({ ...REAL, ClientToken: token })).outcome).toBe('copied');
  });
});

describe('a real call without a token', () => {
  story('joins the rehearsed plan, and its own repetition joins what was sent', auto, async (house) => {
    const token = await rehearse(house, PLAIN);
    expect((await house.copy(REAL)).structured).toMatchObject({ outcome: 'copied', created: 'now' });
    expect((await house.copy(REAL)).structured).toMatchObject({ outcome: 'copied', created: 'earlier' });
    house.restart();
    expect((await house.copy(REAL)).structured).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(house.made()).toHaveLength(1);
    expect(house.sends().map(({ params }) => params.ClientToken)).toEqual([token, token, token]);
  });

  story('two at the same moment make one copy', auto, async (house) => {
    await rehearse(house, PLAIN);
    await Promise.all([house.copy(REAL), house.copy(REAL), house.copy(REAL)]);
    expect(house.made()).toHaveLength(1);
  });

  story('a deliberate second copy needs a rehearsal that shows the first', auto, async (house) => {
    await rehearse(house, PLAIN);
    await house.copy(REAL);
    house.simulator.advance(24 * HOUR);
    house.advance(24 * HOUR);
    const second = await house.copy(PLAIN);
    expect(second.structured.findings).toMatchObject([
      { code: 'copied-earlier', message: expect.stringContaining(house.made()[0]?.id ?? '') },
      {},
    ]);
    await house.copy({ ...REAL, ClientToken: second.token });
    expect(house.made()).toHaveLength(2);
  });
});

describe("a caller's own ClientToken", () => {
  story('is no proof of a rehearsal', auto, async (house) => {
    await rehearse(house, PLAIN);
    expect(await code(house, { ...REAL, ClientToken: 'mine' })).toBe('plan-needed');
    expect(house.sends()).toEqual([]);
  });

  story('makes one volume after a yes, however often', ask, async (house) => {
    const args = { ...REAL, ClientToken: 'mine' };
    expect((await house.copy(args, personWho('accept'))).structured).toMatchObject({ created: 'now' });
    expect((await house.copy(args)).structured).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(house.made()).toHaveLength(1);
  });
});

describe('an unclear answer', () => {
  const cut = (rule: Omit<FaultRule, 'action' | 'realOnly'>): FaultRule => ({
    action: 'CopyVolumes',
    realOnly: true,
    ...rule,
  });
  test.each<[string, FaultRule]>([
    ['cut before it was carried out', cut({ kind: 'cut-before', times: 1 })],
    ['cut after it was carried out', cut({ kind: 'cut-after', times: 1 })],
    ['a 500 after it was carried out', cut({ kind: 'error', afterCommit: true, times: 1 })],
    ['throttled', cut({ kind: 'throttle', times: 2 })],
    ['nothing at all, carried out', cut({ kind: 'empty', afterCommit: true, times: 1 })],
    ['a web page, carried out', cut({ kind: 'html', afterCommit: true, times: 1 })],
    [
      'VolumeLimitExceeded, carried out',
      cut({ kind: 'error', code: 'VolumeLimitExceeded', afterCommit: true, times: 1 }),
    ],
  ])(
    '%s: repeated with the same token, one volume',
    async (_name, rule) => {
      const house = await openHouse(auto);
      const ClientToken = await rehearse(house, PLAIN);
      house.simulator.addFault(rule);
      const told = await house.copy({ ...REAL, ClientToken });
      expect(told.structured).toMatchObject({ outcome: 'copied', Volumes: [{ VolumeId: house.made()[0]?.id }] });
      expect(house.made()).toHaveLength(1);
      expect(new Set(house.sends().map(({ body }) => body)).size).toBe(1);
      await house.close();
    },
    SLOW_MACHINE_MS,
  );

  story('that stays unclear, while the volume can be seen: found by its tag', auto, async (house) => {
    const ClientToken = await rehearse(house, PLAIN);
    house.simulator.switches.visibilityLagMs = 0;
    house.simulator.addFault(cut({ kind: 'cut-after' }));
    const told = await house.copy({ ...REAL, ClientToken });
    expect(told.structured).toMatchObject({ outcome: 'copied', Volumes: [{ VolumeId: house.made()[0]?.id }] });
  });

  story('that stays unclear is unknown with one safe next step, which settles it', auto, async (house) => {
    const ClientToken = await rehearse(house, PLAIN);
    house.simulator.addFault(cut({ kind: 'cut-before' }));
    const told = await house.copy({ ...REAL, ClientToken });
    expect(told.outcome).toBe('unknown');
    const [next] = told.structured.next as { arguments: Record<string, unknown> }[];
    expect(next?.arguments).toEqual({ ...REAL, ClientToken });
    house.simulator.clearFaults();
    house.advance(HOUR);
    expect((await house.copy(next?.arguments ?? {})).outcome).toBe('copied');
    expect(house.made()).toHaveLength(1);
  });

  story('about who is calling leaves a sent token alone: no word that nothing was created', auto, async (house) => {
    const ClientToken = await rehearse(house, PLAIN);
    await house.copy({ ...REAL, ClientToken });
    house.restart();
    house.simulator.addFault({ action: 'GetCallerIdentity', kind: 'error', times: 10 });
    const told = await house.copy({ ...REAL, ClientToken });
    expect(told.structured.summary).not.toContain('Nothing was created');
    expect(told.structured.error?.code).not.toBe('token-of-another-request');
    house.simulator.clearFaults();
    expect((await house.copy({ ...REAL, ClientToken })).structured.created).toBe('earlier');
  });
});

describe('the record', () => {
  story('that a crash cut off is no obstacle', auto, async (house) => {
    const ClientToken = await rehearse(house, PLAIN);
    house.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-after', realOnly: true });
    await house.copy({ ...REAL, ClientToken });
    house.simulator.clearFaults();
    const folder = join(house.stateDir, 'sent');
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '');
    for (let i = 0; i < 2; i++) await house.copy({ ...REAL, ClientToken });
    expect(house.made()).toHaveLength(1);
    expect(house.bugs).toEqual([]);
  });

  story('that can no longer be written means that nothing is sent', auto, async (house) => {
    const ClientToken = await rehearse(house, PLAIN);
    rmSync(join(house.stateDir, 'sent'), { recursive: true });
    writeFileSync(join(house.stateDir, 'sent'), '');
    expect(await code(house, { ...REAL, ClientToken })).toBe('record-not-durable');
    expect(house.sends()).toEqual([]);
  });

  story('that cannot be finished takes no answer away', auto, async (house) => {
    const ClientToken = await rehearse(house, PLAIN);
    const { sent } = house.deps;
    house.deps = {
      ...house.deps,
      sent: {
        ...sent,
        finish() {
          throw new Error('no space');
        },
      },
    };
    expect((await house.copy({ ...REAL, ClientToken })).outcome).toBe('copied');
    mkdirSync(join(house.stateDir, 'sent'), { recursive: true });
  });
});
