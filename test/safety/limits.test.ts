// The operator's limits, each in a rehearsal and in a real call with a yes, seen from what the embedded EC2 received.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Limits } from '../../src/consent/limits.ts';
import { formOf } from '../support/copy-process.ts';
import {
  HOUR,
  PLAIN,
  PLAIN_OTHER,
  personWho,
  rehearse,
  startTestServer,
  type ToolAnswer,
} from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;

const LIMITS: [name: string, limits: Partial<Limits>, says: string][] = [
  ['another account', { accounts: ['210987654321'] }, 'Account 123456789012 is not among those'],
  ['a tag that is missing', { requiredTags: ['CopyAllowed'] }, 'lacks the tag CopyAllowed'],
  ['a tag of another value', { requiredTags: ['Team=web'] }, 'lacks the tag Team=web'],
  ['a tag that is forbidden', { forbiddenTags: ['Environment=production'] }, 'carries the tag Environment=production'],
  ['the size', { largestSize: 499 }, 'size of the copy would be 500 GiB; the operator allows at most 499 GiB'],
  [
    'the cost',
    { largestMonthlyUsd: 59 },
    'monthly cost of the copy would be 60 USD; the operator allows at most 59 USD',
  ],
  ['copies a day', { copiesPerDay: 0 }, 'Copies made today (UTC): 0. The operator allows 0 a day'],
];

const limitOf = (told: ToolAnswer) =>
  (told.structured.findings as { code: string; message: string }[]).find((one) => one.code === 'operator-limit');

describe.each(LIMITS)('%s', (_name, limits, says) => {
  test(
    'shows in the rehearsal, which carries no token',
    async () => {
      const server = await startTestServer({ mode: 'auto', limits });
      const told = await server.copy(PLAIN);
      expect(limitOf(told)).toMatchObject({ level: 'block', message: expect.stringContaining(says) });
      expect(told.token).toBeUndefined();
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test.each(['ask', 'auto'] as const)(
    'refuses a real call in mode %s, also with a token from before the limit',
    async (mode) => {
      const server = await startTestServer({ mode });
      const ClientToken = await rehearse(server, PLAIN);
      server.restart({ mode, limits });
      const told = await server.copy({ ...PLAIN, DryRun: false, ClientToken }, personWho('accept'));
      expect(told).toMatchObject({ outcome: 'refused', structured: { error: { code: 'findings-block' } } });
      expect(limitOf(told)?.message).toContain(says);
      expect(server.sends()).toEqual([]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );
});

test.each<[string, Partial<Limits>]>([
  [
    'within every limit',
    {
      accounts: ['123456789012'],
      requiredTags: ['Team=database', 'Name'],
      forbiddenTags: ['Team=web'],
      largestSize: 500,
      largestMonthlyUsd: 60,
      copiesPerDay: 1,
    },
  ],
])(
  '%s: copied',
  async (_name, limits) => {
    const server = await startTestServer({ mode: 'auto', limits });
    const ClientToken = await rehearse(server, PLAIN);
    expect((await server.copy({ ...PLAIN, DryRun: false, ClientToken })).outcome).toBe('copied');
    await server.close();
  },
  SLOW_MACHINE_MS,
);

test.each([true, false])(
  'a wrong account is refused before any other request (DryRun %s)',
  async (DryRun) => {
    const server = await startTestServer({ mode: 'auto', limits: { accounts: ['210987654321'] } });
    await server.copy({ ...PLAIN, DryRun });
    expect(server.simulator.requests.map(({ action }) => action)).toEqual(['GetCallerIdentity']);
    await server.close();
  },
  SLOW_MACHINE_MS,
);

describe('a limit that cannot be evaluated refuses', () => {
  test(
    'the account, when nobody says whose credentials these are',
    async () => {
      const server = await startTestServer({ mode: 'auto', limits: { accounts: ['123456789012'] } });
      server.simulator.addFault({ action: 'GetCallerIdentity', kind: 'deny' });
      server.simulator.addFault({ action: 'GetCallerIdentity', kind: 'error', code: 'AccessDenied' });
      expect(limitOf(await server.copy(PLAIN))?.message).toContain('is not known');
      expect(server.simulator.requests.every(({ action }) => action === 'GetCallerIdentity')).toBe(true);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'copies a day, when the tags cannot be read',
    async () => {
      const server = await startTestServer({ mode: 'auto', limits: { copiesPerDay: 5 } });
      const { describeVolumes } = server.deps.ec2;
      const ec2: typeof server.deps.ec2 = {
        ...server.deps.ec2,
        describeVolumes: async (place, query, control) =>
          query.Filters?.[0]?.Name === 'tag-key'
            ? { ok: false, failure: { code: 'UnauthorizedOperation', message: '', definite: true } }
            : describeVolumes(place, query, control),
      };
      server.deps = { ...server.deps, ec2 };
      expect(limitOf(await server.copy(PLAIN))?.message).toContain('How many copies were made today is not known');
      await server.close();
    },
    SLOW_MACHINE_MS,
  );
});

describe('copies a day counts the larger of both', () => {
  test(
    'the record, when the copies are gone or bear no tags',
    async () => {
      const server = await startTestServer({ mode: 'auto', limits: { copiesPerDay: 1 } });
      const ClientToken = await rehearse(server, PLAIN);
      await server.copy({ ...PLAIN, DryRun: false, ClientToken });
      for (const volume of server.made()) volume.tags = [];
      server.restart();
      expect(limitOf(await server.copy(PLAIN_OTHER))?.message).toContain('Copies made today (UTC): 1.');
      server.advance(24 * HOUR + 1_000);
      expect(limitOf(await server.copy(PLAIN_OTHER))).toBeUndefined();
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'the tags, when another machine made them',
    async () => {
      const other = await startTestServer({ mode: 'auto' });
      const ClientToken = await rehearse(other, PLAIN);
      await other.copy({ ...PLAIN, DryRun: false, ClientToken });
      // EC2 shows a new volume after a moment.
      other.advance(5_000);
      const server = await startTestServer({ mode: 'auto', limits: { copiesPerDay: 1 }, simulator: other.simulator });
      expect(limitOf(await server.copy(PLAIN_OTHER))?.message).toContain('Copies made today (UTC): 1.');
      await server.close();
      await other.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'and the last one is not given away to two calls at once',
    async () => {
      const server = await startTestServer({ mode: 'auto', limits: { copiesPerDay: 1 } });
      const tokens = [await rehearse(server, PLAIN), await rehearse(server, PLAIN_OTHER)];
      const requests = [PLAIN, PLAIN_OTHER];
      const told = await Promise.all(
        requests.map((one, i) => server.copy({ ...one, DryRun: false, ClientToken: tokens[i] })),
      );
      expect(told.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'refused']);
      expect(server.made()).toHaveLength(1);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'nor to two processes, with a person in front of each',
    async () => {
      const one = await startTestServer({ mode: 'ask', limits: { copiesPerDay: 1 } });
      const other = await startTestServer({
        mode: 'ask',
        limits: { copiesPerDay: 1 },
        simulator: one.simulator,
        stateDir: one.stateDir,
      });
      const told = await Promise.all([
        one.copy({ ...PLAIN, DryRun: false }, personWho('accept')),
        other.copy({ ...PLAIN_OTHER, DryRun: false }, personWho('accept')),
      ]);
      expect(told.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'refused']);
      expect(one.made()).toHaveLength(1);
      await other.close();
      await one.close();
    },
    SLOW_MACHINE_MS,
  );
});

describe('a state directory that cannot be written', () => {
  const unwritable = (): string => {
    const file = join(mkdtempSync(join(tmpdir(), 'ebs-copy-proof-')), 'file');
    writeFileSync(file, '');
    return join(file, 'below');
  };

  test.each(['ask', 'auto'] as const)(
    'is told in the rehearsal, which carries no token, and nothing is copied in mode %s',
    async (mode) => {
      const server = await startTestServer({ mode, stateDir: unwritable() });
      const told = await server.copy(PLAIN);
      expect(told.structured.findings).toMatchObject([
        { code: 'record-not-kept', message: expect.stringContaining('cannot be used (ENOTDIR)') },
        { code: 'other-volumes-on-instance' },
      ]);
      expect(told.token).toBeUndefined();
      let asked = 0;
      const form = formOf(() => {
        asked += 1;
        return { answer: 'accept', afterMs: 5_000 };
      });
      for (const ClientToken of ['mine', undefined]) {
        const real = await server.copy({ ...PLAIN, DryRun: false, ...(ClientToken ? { ClientToken } : {}) }, form);
        expect(real.structured.error?.code).toBe('record-not-durable');
      }
      expect(asked).toBe(0);
      expect(server.sends()).toEqual([]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'that is mended while the server runs is used again',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ebs-copy-proof-'));
      const stateDir = join(folder, 'state');
      writeFileSync(stateDir, '');
      const server = await startTestServer({ mode: 'auto', stateDir });
      expect((await server.copy(PLAIN)).token).toBeUndefined();
      rmSync(stateDir);
      server.advance(5_000);
      const ClientToken = await rehearse(server, PLAIN);
      expect((await server.copy({ ...PLAIN, DryRun: false, ClientToken })).outcome).toBe('copied');
      await server.close();
      rmSync(folder, { recursive: true });
    },
    SLOW_MACHINE_MS,
  );

  test.skipIf(process.platform === 'win32')(
    'that others can enter is not believed, nor is a key that others can read: one command each',
    async () => {
      const server = await startTestServer({ mode: 'auto' });
      const ClientToken = await rehearse(server, PLAIN);
      const { stateDir } = server;
      for (const [path, open, closed] of [
        [stateDir, 0o755, 0o700],
        [join(stateDir, 'plan.key'), 0o644, 0o600],
      ] as const) {
        chmodSync(path, open);
        server.restart();
        const told = await server.copy(PLAIN);
        expect(told.structured.findings).toMatchObject([
          { code: 'record-not-kept', fix: { advice: `A person types: chmod ${closed.toString(8)} ${path}` } },
          { code: 'other-volumes-on-instance' },
        ]);
        expect(told.token).toBeUndefined();
        const real = await server.copy({ ...PLAIN, DryRun: false, ClientToken });
        expect(real.structured.error?.code).toBe('record-not-durable');
        chmodSync(path, closed);
      }
      server.restart();
      expect(server.sends()).toEqual([]);
      expect((await server.copy({ ...PLAIN, DryRun: false, ClientToken })).outcome).toBe('copied');
      await server.close();
    },
    SLOW_MACHINE_MS,
  );
});
