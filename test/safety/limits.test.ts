// The operator's limits, each in a rehearsal and in a real call with a yes, seen from what the embedded EC2 received.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Limits } from '../../src/consent/limits.ts';
import {
  HOUR,
  PLAIN,
  PLAIN_OTHER,
  personWho,
  rehearse,
  SOURCE,
  startTestServer,
  type ToolAnswer,
} from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;

const LIMITS: [name: string, limits: Partial<Limits>, says: string][] = [
  ['another account', { accounts: ['210987654321'] }, 'Account 123456789012 is not among those'],
  ['a tag that is missing', { requiredTags: ['CopyAllowed'] }, 'lacks the tag CopyAllowed'],
  ['a tag of another value', { requiredTags: ['Team=web'] }, 'lacks the tag Team=web'],
  ['a tag that is forbidden', { forbiddenTags: ['Environment=production'] }, 'carries the tag Environment=production'],
  ['the size', { largestSize: 499 }, 'size of the copy would be 500 GiB; the operator allows at most 499'],
  ['the cost', { largestMonthlyUsd: 62 }, 'monthly cost of the copy would be 62.5 USD; the operator allows at most 62'],
  ['copies a day', { copiesPerDay: 0 }, '0 copies were made in the last 24 hours; the operator allows 0'],
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
      largestMonthlyUsd: 62.5,
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
      expect(limitOf(await server.copy(PLAIN_OTHER))?.message).toContain('1 copies were made in the last 24 hours');
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
      expect(limitOf(await server.copy(PLAIN_OTHER))?.message).toContain('1 copies were made in the last 24 hours');
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
      const rehearsed = server.simulator.requests.length;
      const requests = [PLAIN, PLAIN_OTHER];
      await Promise.all(requests.map((one, i) => server.copy({ ...one, DryRun: false, ClientToken: tokens[i] })));
      // One after the other: the second reads its source when the first has been sent.
      const { requests: heard } = server.simulator;
      const sent = heard.findIndex(({ createdVolumeId }) => createdVolumeId !== undefined);
      const reads = heard.flatMap(({ action, params }, i) =>
        i >= rehearsed && action === 'DescribeVolumes' && params['VolumeId.1'] === PLAIN_OTHER.SourceVolumeId ? i : [],
      );
      expect(reads).toHaveLength(1);
      expect(reads[0]).toBeGreaterThan(sent);
      expect(server.made()).toHaveLength(1);
      await server.close();
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

  test(
    'is told in the rehearsal, and without a person nothing is copied',
    async () => {
      const server = await startTestServer({ mode: 'auto', stateDir: unwritable() });
      const told = await server.copy(PLAIN);
      expect(told.structured.notProven).toContain('what was sent, after a restart: no record can be written here');
      const real = await server.copy({ ...PLAIN, DryRun: false, ClientToken: told.token });
      expect(real.structured.error?.code).toBe('record-not-durable');
      expect(server.sends()).toEqual([]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'with a person copies once as long as the process lives',
    async () => {
      const server = await startTestServer({ mode: 'ask', stateDir: unwritable() });
      const args = { ...PLAIN, DryRun: false, ClientToken: await rehearse(server, PLAIN) };
      expect((await server.copy(args, personWho('accept'))).structured.created).toBe('now');
      expect((await server.copy(args)).structured.created).toBe('earlier');
      expect(server.made()).toHaveLength(1);
      expect(server.made()[0]?.sourceVolumeId).toBe(SOURCE);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );
});
