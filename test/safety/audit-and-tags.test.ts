// Who did it, and what a copy carries.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formOf } from '../support/copy-process.ts';
import { MINUTE, PLAIN, personWho, rehearse, SOURCE, startTestServer } from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;
const folder = () => mkdtempSync(join(tmpdir(), 'ebs-copy-audit-'));
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the audit file', () => {
  test(
    'has an intent before the send and an outcome after it, joined by the token, for its owner alone',
    async () => {
      const auditFile = join(folder(), 'audit.jsonl');
      const server = await startTestServer({ mode: 'ask', auditFile });
      const ClientToken = await rehearse(server, PLAIN);
      const told = await server.copy({ ...PLAIN, DryRun: false, ClientToken }, personWho('accept'));
      const [intent, outcome, ...more] = linesOf(auditFile);
      expect(intent).toMatchObject({
        event: 'intent',
        token: ClientToken,
        account: '123456789012',
        principal: 'arn:aws:iam::123456789012:user/simulated',
        region: 'us-east-1',
        consent: 'form',
        request: { ...PLAIN, ClientToken },
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
      expect(outcome).toMatchObject({
        event: 'outcome',
        token: ClientToken,
        outcome: 'copied',
        VolumeId: server.made()[0]?.id,
        requestId: server.sends()[0]?.requestId,
      });
      expect(more).toEqual([]);
      expect(server.audit).toEqual([intent, outcome]);
      if (process.platform !== 'win32') expect((statSync(auditFile).mode & 0o777).toString(8)).toBe('600');
      expect(readFileSync(auditFile, 'utf8')).not.toMatch(/secret|SIMULATED|Authorization|Signature/);
      expect(told.outcome).toBe('copied');
      await server.copy({ ...PLAIN, DryRun: false, ClientToken });
      // A finished copy is read: the call was asked for, and nothing was sent.
      expect(linesOf(auditFile).slice(2)).toMatchObject([
        { event: 'not-sent', token: ClientToken, why: 'copied-earlier', account: '123456789012' },
      ]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'says why nothing was sent, and is only ever added to',
    async () => {
      const auditFile = join(folder(), 'audit.jsonl');
      writeFileSync(auditFile, '{"event":"before"}\n');
      const server = await startTestServer({ mode: 'ask', auditFile });
      const ClientToken = await rehearse(server, PLAIN);
      const args = { ...PLAIN, DryRun: false, ClientToken };
      await server.copy(args);
      await server.copy(args, personWho('decline'));
      await server.copy(args, personWho('accept'));
      server.advance(MINUTE);
      await server.copy(args, personWho('accept'));
      expect(linesOf(auditFile)).toMatchObject([
        { event: 'before' },
        { event: 'not-sent', token: ClientToken, why: 'nobody-to-ask' },
        { event: 'not-sent', token: ClientToken, why: 'declined' },
        { event: 'not-sent', token: ClientToken, why: 'declined', repeated: 1 },
        { event: 'not-sent', token: ClientToken, why: 'declined' },
      ]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test.each(['ask', 'auto'] as const)(
    'that cannot be written means no copy in mode %s, and nobody is asked',
    async (mode) => {
      const auditFolder = folder();
      const auditFile = join(auditFolder, 'audit.jsonl');
      const server = await startTestServer({ mode, auditFile });
      const ClientToken = await rehearse(server, PLAIN);
      rmSync(auditFolder, { recursive: true });
      let asked = false;
      const told = await server.copy(
        { ...PLAIN, DryRun: false, ClientToken },
        formOf(() => {
          asked = true;
          return { answer: 'accept', afterMs: 5_000 };
        }),
      );
      expect(told.structured.error).toMatchObject({
        code: 'audit-not-writable',
        message: `The audit file ${auditFile} cannot be written (ENOENT).`,
      });
      expect(asked).toBe(false);
      expect(server.sends()).toEqual([]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'that fails between the yes and the send means no copy, and no doubt about it',
    async () => {
      const server = await startTestServer({ mode: 'auto' });
      const ClientToken = await rehearse(server, PLAIN);
      const write = async () => {
        throw new Error('no space');
      };
      server.deps = { ...server.deps, audit: { check: async () => undefined, write, writeCounted: write } };
      const told = await server.copy({ ...PLAIN, DryRun: false, ClientToken });
      expect(told.structured.error?.code).toBe('audit-not-writable');
      expect(server.sends()).toEqual([]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );
});

describe('tags', () => {
  test(
    'every copy carries its plan, its source and our version, and the plan shows them',
    async () => {
      const server = await startTestServer({ mode: 'auto' });
      const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'trial' }] }];
      const told = await server.copy({ ...PLAIN, TagSpecifications });
      const stamped = [
        { Key: 'Name', Value: 'trial' },
        { Key: 'ebs-copy-mcp:plan', Value: told.token },
        { Key: 'ebs-copy-mcp:source', Value: SOURCE },
        { Key: 'ebs-copy-mcp:by', Value: '9.9.9' },
      ];
      expect(told.structured.Request).toMatchObject({ TagSpecifications: [{ ResourceType: 'volume', Tags: stamped }] });
      await server.copy({ ...PLAIN, TagSpecifications, DryRun: false, ClientToken: told.token });
      expect(server.made()[0]?.tags).toEqual(stamped.map(({ Key, Value }) => ({ key: Key, value: Value })));
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test(
    'unstamped: no tag of ours, and a repetition still makes no second volume',
    async () => {
      const server = await startTestServer({ mode: 'auto', stamp: false });
      const told = await server.copy(PLAIN);
      expect(JSON.stringify(told.structured.Request)).not.toContain('ebs-copy-mcp:');
      const args = { ...PLAIN, DryRun: false, ClientToken: told.token };
      server.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-after', realOnly: true, times: 1 });
      expect((await server.copy(args)).outcome).toBe('copied');
      server.restart();
      expect((await server.copy(args)).structured.created).toBe('earlier');
      expect(server.made()).toMatchObject([{ tags: [] }]);
      // The attempt that was cut and its repetition; the restarted process reads what there is.
      expect(server.sends()).toHaveLength(2);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test.each(['ebs-copy-mcp:plan', 'ebs-copy-mcp:x', 'EBS-Copy-MCP:source'])(
    "a caller's tag %s is refused",
    async (Key) => {
      const server = await startTestServer({ mode: 'ask' });
      const args = { ...PLAIN, TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key, Value: 'x' }] }] };
      expect((await server.copy(args)).outcome).toBe('would_be_refused');
      const told = await server.copy({ ...args, DryRun: false }, personWho('accept'));
      expect(told.structured.error?.code).toBe('findings-block');
      expect(server.sends()).toEqual([]);
      await server.close();
    },
    SLOW_MACHINE_MS,
  );

  test.each([
    [47, 'would_copy'],
    [48, 'would_be_refused'],
  ])(
    '%d tags of the caller: %s',
    async (count, outcome) => {
      const server = await startTestServer({ mode: 'ask' });
      const Tags = Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: '' }));
      expect((await server.copy({ ...PLAIN, TagSpecifications: [{ ResourceType: 'volume', Tags }] })).outcome).toBe(
        outcome,
      );
      await server.close();
    },
    SLOW_MACHINE_MS,
  );
});
