// A token and its plan from the first rehearsal to a day later, seen from what the embedded EC2 received.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/simulator/listen.ts';
import type { VolumeRecord } from '../../src/simulator/world/simulated-world.ts';
import {
  HOUR,
  MINUTE,
  PLAIN,
  personWho,
  rehearse,
  SOURCE,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;

function story(name: string, options: TestServerOptions, tell: (server: TestServer) => Promise<void>): void {
  test(
    name,
    async () => {
      const server = await startTestServer(options);
      try {
        await tell(server);
      } finally {
        await server.close();
      }
    },
    SLOW_MACHINE_MS,
  );
}

const auto: TestServerOptions = { mode: 'auto' };
const ask: TestServerOptions = { mode: 'ask' };
const REAL = { ...PLAIN, DryRun: false };
const code = async (server: TestServer, args: Record<string, unknown>) =>
  (await server.copy(args)).structured.error?.code;
const sourceOf = (server: TestServer): VolumeRecord => {
  const found = server.simulator.world.volumes.find(({ id }) => id === SOURCE);
  if (!found) throw new Error('no source');
  return found;
};
/** What was asked of EC2 from here on, by action. */
function listen(server: TestServer): () => string[] {
  const before = server.simulator.requests.length;
  return () => server.simulator.requests.slice(before).map(({ action }) => action);
}

describe('the token of a rehearsal', () => {
  // A copy that is initialized at once: otherwise the second rehearsal would be refused for the first.
  const swift: TestServerOptions = { mode: 'auto', switches: { initializationPace: 0.000001 } };
  story('is the same for the same rehearsal until it is sent, and then another', swift, async (server) => {
    const token = await rehearse(server, PLAIN);
    server.advance(MINUTE);
    expect(await rehearse(server, PLAIN)).toBe(token);
    expect(token).toMatch(/^[\x21-\x7e]{1,64}$/);
    await server.copy({ ...REAL, ClientToken: token });
    server.advance(11 * MINUTE);
    expect(await rehearse(server, PLAIN)).not.toBe(token);
  });

  story('is another one once its 15 minutes are over', auto, async (server) => {
    const token = await rehearse(server, PLAIN);
    server.advance(15 * MINUTE + 1_000);
    expect(await rehearse(server, PLAIN)).not.toBe(token);
  });

  story('is good for a first send for 15 minutes, and no longer', auto, async (server) => {
    const token = await rehearse(server, PLAIN);
    server.advance(15 * MINUTE + 1_000);
    expect(await code(server, { ...REAL, ClientToken: token })).toBe('plan-expired');
    expect(server.sends()).toEqual([]);
  });

  story(
    'once copied is read as it is now: nothing is sent, judged or asked, and no time limit holds',
    ask,
    async (server) => {
      const token = await rehearse(server, PLAIN);
      const first = await server.copy({ ...REAL, ClientToken: token }, personWho('accept'));
      expect(first.structured.created).toBe('now');
      server.advance(20 * HOUR);
      sourceOf(server).tags = [];
      server.restart({ mode: 'ask', limits: { largestSize: 1, copiesPerDay: 0, requiredTags: ['Team'] } });
      const heard = listen(server);
      const again = await server.copy({ ...REAL, ClientToken: token });
      expect(again.structured).toMatchObject({
        outcome: 'copied',
        created: 'earlier',
        Volumes: [{ VolumeId: server.made()[0]?.id, State: 'available', fullSpeed: true }],
      });
      expect(heard()).toEqual([
        'GetCallerIdentity',
        'DescribeVolumes',
        'DescribeVolumeStatus',
        'DescribeVolumesModifications',
      ]);
      expect(server.sends()).toHaveLength(1);
      expect(server.made()).toHaveLength(1);
    },
  );

  story('whose copy was deleted since is gone, and a new rehearsal may begin at once', auto, async (server) => {
    const token = await rehearse(server, PLAIN);
    await server.copy({ ...REAL, ClientToken: token });
    server.advance(HOUR);
    const { volumes } = server.simulator.world;
    volumes.splice(
      volumes.findIndex(({ id }) => id === server.made()[0]?.id),
      1,
    );
    expect(await code(server, { ...REAL, ClientToken: token })).toBe('copy-gone');
    expect((await server.copy(REAL)).structured.error?.code).toBe('plan-needed');
    const again = await rehearse(server, PLAIN);
    expect(again).not.toBe(token);
    expect((await server.copy({ ...REAL, ClientToken: again })).structured.created).toBe('now');
  });

  story('whose send is unclear is repeated as it was, byte by byte', ask, async (server) => {
    const token = await rehearse(server, PLAIN);
    server.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-before', realOnly: true });
    expect((await server.copy({ ...REAL, ClientToken: token }, personWho('accept'))).outcome).toBe('unknown');
    server.simulator.clearFaults();
    server.advance(11 * HOUR);
    // An older yes is asked for again.
    expect((await server.copy({ ...REAL, ClientToken: token })).structured.error?.code).toBe('nobody-to-ask');
    expect((await server.copy({ ...REAL, ClientToken: token }, personWho('accept'))).structured.created).toBe('now');
    expect(new Set(server.sends().map(({ body }) => body)).size).toBe(1);
    expect(server.made()).toHaveLength(1);
  });

  story('after 12 hours without a trace was not made, says so, and nothing is sent', auto, async (server) => {
    const token = await rehearse(server, PLAIN);
    server.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-before', realOnly: true });
    expect((await server.copy({ ...REAL, ClientToken: token })).outcome).toBe('unknown');
    server.simulator.clearFaults();
    server.advance(12 * HOUR);
    const before = server.sends().length;
    expect(await code(server, { ...REAL, ClientToken: token })).toBe('copy-not-made');
    expect(server.sends()).toHaveLength(before);
    const again = await rehearse(server, PLAIN);
    expect((await server.copy({ ...REAL, ClientToken: again })).structured.created).toBe('now');
  });

  story('after 12 hours is found by its tag when it was made', auto, async (server) => {
    const token = await rehearse(server, PLAIN);
    server.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-after', realOnly: true });
    server.simulator.addFault({ action: 'DescribeVolumes', kind: 'error', after: 3 });
    expect((await server.copy({ ...REAL, ClientToken: token })).outcome).toBe('unknown');
    server.simulator.clearFaults();
    server.advance(12 * HOUR);
    const before = server.sends().length;
    expect((await server.copy({ ...REAL, ClientToken: token })).structured).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      Volumes: [{ VolumeId: server.made()[0]?.id }],
    });
    expect(server.sends()).toHaveLength(before);
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
      const server = await startTestServer(auto);
      const token = await rehearse(server, PLAIN);
      Object.assign(sourceOf(server), change);
      const told = await server.copy({ ...REAL, ClientToken: token });
      expect(told.structured.error?.code).toBe('plan-differs');
      expect(told.structured.error?.message).toContain(says);
      expect(told.structured.next).toMatchObject([{ tool: 'copy_volume', arguments: PLAIN }]);
      expect(server.sends()).toEqual([]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  story('but attaching or tagging the source breaks no plan', auto, async (server) => {
    const token = await rehearse(server, PLAIN);
    Object.assign(sourceOf(server), { attachments: [], tags: [] });
    expect((await server.copy({ ...REAL, ClientToken: token })).outcome).toBe('copied');
  });
});

describe('a real call without a token', () => {
  story('joins the rehearsed plan, and its own repetition joins what was sent', auto, async (server) => {
    const token = await rehearse(server, PLAIN);
    expect((await server.copy(REAL)).structured).toMatchObject({ outcome: 'copied', created: 'now' });
    expect((await server.copy(REAL)).structured).toMatchObject({ outcome: 'copied', created: 'earlier' });
    server.restart();
    expect((await server.copy(REAL)).structured).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(server.made()).toHaveLength(1);
    // Sent once; the repetitions read.
    expect(server.sends().map(({ params }) => params.ClientToken)).toEqual([token]);
  });

  story('two at the same moment make one copy', auto, async (server) => {
    await rehearse(server, PLAIN);
    await Promise.all([server.copy(REAL), server.copy(REAL), server.copy(REAL)]);
    expect(server.made()).toHaveLength(1);
  });

  story('a deliberate second copy needs a rehearsal that shows the first', auto, async (server) => {
    await rehearse(server, PLAIN);
    await server.copy(REAL);
    server.simulator.advance(24 * HOUR);
    server.advance(24 * HOUR);
    const second = await server.copy(PLAIN);
    expect(second.structured.findings).toMatchObject([
      { code: 'copied-earlier', message: expect.stringContaining(server.made()[0]?.id ?? '') },
      {},
    ]);
    await server.copy({ ...REAL, ClientToken: second.token });
    expect(server.made()).toHaveLength(2);
  });
});

describe("a caller's own ClientToken", () => {
  story('is no proof of a rehearsal', auto, async (server) => {
    await rehearse(server, PLAIN);
    expect(await code(server, { ...REAL, ClientToken: 'mine' })).toBe('plan-needed');
    expect(server.sends()).toEqual([]);
  });

  story('makes one volume after a yes, however often', ask, async (server) => {
    const args = { ...REAL, ClientToken: 'mine' };
    expect((await server.copy(args, personWho('accept'))).structured).toMatchObject({ created: 'now' });
    expect((await server.copy(args)).structured).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(server.made()).toHaveLength(1);
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
  ])(
    '%s: repeated with the same token, one volume',
    async (_name, rule) => {
      const server = await startTestServer(auto);
      const ClientToken = await rehearse(server, PLAIN);
      server.simulator.addFault(rule);
      const told = await server.copy({ ...REAL, ClientToken });
      expect(told.structured).toMatchObject({ outcome: 'copied', Volumes: [{ VolumeId: server.made()[0]?.id }] });
      expect(server.made()).toHaveLength(1);
      expect(new Set(server.sends().map(({ body }) => body)).size).toBe(1);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  story('then VolumeLimitExceeded, which the first attempt caused: found by its tag', auto, async (server) => {
    const ClientToken = await rehearse(server, PLAIN);
    server.simulator.switches.visibilityLagMs = 0;
    server.simulator.addFault(cut({ kind: 'cut-after', times: 1 }));
    server.simulator.addFault(cut({ kind: 'error', code: 'VolumeLimitExceeded', status: 400 }));
    const told = await server.copy({ ...REAL, ClientToken });
    expect(told.structured).toMatchObject({ outcome: 'copied', Volumes: [{ VolumeId: server.made()[0]?.id }] });
    expect(server.sends()).toHaveLength(2);
    expect(server.made()).toHaveLength(1);
  });

  story('that stays unclear, while the volume can be seen: found by its tag', auto, async (server) => {
    const ClientToken = await rehearse(server, PLAIN);
    server.simulator.switches.visibilityLagMs = 0;
    server.simulator.addFault(cut({ kind: 'cut-after' }));
    const told = await server.copy({ ...REAL, ClientToken });
    expect(told.structured).toMatchObject({ outcome: 'copied', Volumes: [{ VolumeId: server.made()[0]?.id }] });
  });

  story('that stays unclear is unknown with one safe next step, which settles it', auto, async (server) => {
    const ClientToken = await rehearse(server, PLAIN);
    server.simulator.addFault(cut({ kind: 'cut-before' }));
    const told = await server.copy({ ...REAL, ClientToken });
    expect(told.outcome).toBe('unknown');
    const [next] = told.structured.next as { arguments: Record<string, unknown> }[];
    expect(next?.arguments).toEqual({ ...REAL, ClientToken });
    server.simulator.clearFaults();
    server.advance(HOUR);
    expect((await server.copy(next?.arguments ?? {})).outcome).toBe('copied');
    expect(server.made()).toHaveLength(1);
  });

  story('about who is calling leaves a sent token alone: no word that nothing was created', auto, async (server) => {
    const ClientToken = await rehearse(server, PLAIN);
    await server.copy({ ...REAL, ClientToken });
    server.restart();
    server.simulator.addFault({ action: 'GetCallerIdentity', kind: 'error', times: 10 });
    const told = await server.copy({ ...REAL, ClientToken });
    expect(told.structured.summary).not.toContain('Nothing was created');
    expect(told.structured.error?.code).not.toBe('token-of-another-request');
    server.simulator.clearFaults();
    expect((await server.copy({ ...REAL, ClientToken })).structured.created).toBe('earlier');
  });
});

describe('the record', () => {
  story('that was cut off is told, and is no reason for a second volume', auto, async (server) => {
    const ClientToken = await rehearse(server, PLAIN);
    server.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-after', realOnly: true });
    await server.copy({ ...REAL, ClientToken });
    server.simulator.clearFaults();
    const sends = join(server.stateDir, 'sends');
    for (const name of readdirSync(sends, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.json')) writeFileSync(join(sends, name), '');
    const before = readdirSync(server.stateDir, { recursive: true });
    for (let i = 0; i < 2; i++) {
      const { structured } = await server.copy({ ...REAL, ClientToken });
      expect(structured.error).toMatchObject({ code: 'record-not-durable', message: expect.stringContaining(sends) });
      expect(structured.summary).not.toContain('Nothing was created');
    }
    expect(readdirSync(server.stateDir, { recursive: true })).toEqual(before);
    expect(server.made()).toHaveLength(1);
    expect(server.bugs).toEqual([]);
    server.advance(16 * MINUTE);
    const told = await server.copy(PLAIN);
    expect(JSON.stringify(told.structured.findings)).toContain(server.made()[0]?.id);
  });

  story('that can no longer be written means that nothing is sent', auto, async (server) => {
    const ClientToken = await rehearse(server, PLAIN);
    writeFileSync(join(server.stateDir, 'sends'), '');
    expect(await code(server, { ...REAL, ClientToken })).toBe('record-not-durable');
    expect(server.sends()).toEqual([]);
    rmSync(join(server.stateDir, 'sends'));
    expect((await server.copy({ ...REAL, ClientToken })).outcome).toBe('copied');
  });

  story('that cannot be finished takes no answer away', auto, async (server) => {
    const ClientToken = await rehearse(server, PLAIN);
    const { sends } = server.deps;
    const finish = async () => {
      throw new Error('no space');
    };
    server.deps = { ...server.deps, sends: { ...sends, finish } };
    expect((await server.copy({ ...REAL, ClientToken })).outcome).toBe('copied');
    server.restart();
    server.advance(MINUTE);
    expect((await server.copy({ ...REAL, ClientToken })).structured.created).toBe('earlier');
    expect(server.made()).toHaveLength(1);
  });

  story('of 0.1.0 is read: a finished copy as it is now, an unclear one by its tag', auto, async (server) => {
    const token = 'p10tow6bl00000m8XLFmfycDajzxJOmUvS001cWF_dYcSVfSPs_89R3R6rx7';
    const request = {
      ...PLAIN,
      ClientToken: token,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: token }] }],
    };
    const asked = JSON.stringify(['123456789012', 'AIDASIMULATEDUSER0001', 'us-east-1', server.simulator.url, '{}']);
    const [source] = server.simulator.world.volumes;
    const made = 'vol-0c0b1ed0000000001';
    if (source) {
      const tags = [{ key: 'ebs-copy-mcp:plan', value: token }];
      const more = { id: made, sourceVolumeId: SOURCE, createdAt: server.now() - HOUR, state: 'available', tags };
      server.simulator.world.volumes.push({ ...source, ...more } as VolumeRecord);
    }
    const folder = join(server.stateDir, 'sent');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = `${createHash('sha256').update(token).digest('hex')}.json`;
    for (const outcome of [undefined, { word: 'copied', VolumeId: made }]) {
      const older = { token, asked, request, sentAt: server.now() - HOUR, consent: 'auto', outcome };
      writeFileSync(join(folder, name), JSON.stringify(older), { mode: 0o600 });
      for (const args of [{ ...REAL, ClientToken: token }, REAL]) {
        expect((await server.copy(args)).structured).toMatchObject({
          outcome: 'copied',
          created: 'earlier',
          Volumes: [{ VolumeId: made }],
        });
      }
    }
    expect(server.sends()).toEqual([]);
  });
});
