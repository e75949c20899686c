// Whose plan, question and answer it is, where several people use one server over the embedded EC2.
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  callTool,
  messageOf,
  callWithForms as modern,
  startTestHttp,
  structuredOf,
  type TestHttp,
} from '../../../support/test-http.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(() => {
  vi.useRealTimers();
});

const GATEWAY = ['--behind-gateway', '--caller-header', 'x-caller'];
const COPY = { SourceVolumeId: 'vol-0a1b2c3d4e5f60003', VolumeType: 'gp3', Iops: 4000 };
const YES = { action: 'accept', content: { decision: 'copy this volume' } };

const call = async (server: TestHttp, caller: string, args: object) =>
  structuredOf(await callTool(server, 'copy_volume', args, { 'x-caller': caller }));

async function rehearse(server: TestHttp, caller: string): Promise<string> {
  const { outcome, Request } = await call(server, caller, COPY);
  expect(outcome).toBe('would_copy');
  return (Request as { ClientToken: string }).ClientToken;
}

/** People read for a while. */
function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe('a plan', () => {
  test('is of the caller who rehearsed it', async () => {
    const server = await startTestHttp(...GATEWAY, '--mode', 'auto', '--max-copies-per-day', '5');
    const [ann, bob] = [await rehearse(server, 'ann'), await rehearse(server, 'bob')];
    expect(await rehearse(server, 'ann')).toBe(ann);
    expect(bob).not.toBe(ann);
    expect(await call(server, 'bob', { ...COPY, ClientToken: ann, DryRun: false })).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-differs' },
    });
    expect(await call(server, 'ann', { ...COPY, ClientToken: ann, DryRun: false })).toMatchObject({
      outcome: 'copied',
      created: 'now',
    });
    // The copy is of another caller: it is not given to this one as its own.
    expect(await call(server, 'bob', { ...COPY, ClientToken: ann, DryRun: false })).toMatchObject({
      outcome: 'refused',
      error: { code: 'token-of-another-request' },
    });
    // Nor is it told to who brings the token with arguments that nobody can read.
    const faulty = { ...COPY, ClientToken: ann, DryRun: false, Size: 'big' };
    expect((await call(server, 'bob', faulty)).summary).toContain('Nothing was created. Size');
    expect((await call(server, 'ann', faulty)).summary).toContain('This call sent nothing. An earlier call');
  });
});

describe("another caller's copy of the same source is shown to whoever rehearses it", () => {
  const other = { ...COPY, Iops: 5000 };
  async function copied(...more: string[]): Promise<{ server: TestHttp; VolumeId: string }> {
    const server = await startTestHttp(...GATEWAY, '--mode', 'auto', '--max-copies-per-day', '5', ...more);
    const made = await call(server, 'ann', { ...COPY, ClientToken: await rehearse(server, 'ann'), DryRun: false });
    const [{ VolumeId }] = made.Volumes as [{ VolumeId: string }];
    return { server, VolumeId };
  }

  test('from its first moment on, before EC2 lists it', async () => {
    // A real second is a hundredth of a simulated one: EC2 lists no new volume while this test runs.
    const { server, VolumeId } = await copied('--speed', '0.01');
    const { findings } = await call(server, 'bob', other);
    expect(findings).toContainEqual(
      expect.objectContaining({ level: 'warn', code: 'copied-earlier', message: expect.stringContaining(VolumeId) }),
    );
  });

  test('while it is under way, as what stands against another', async () => {
    const { server, VolumeId } = await copied();
    await vi.waitFor(async () => {
      const { outcome, findings } = await call(server, 'bob', other);
      expect(outcome).toBe('would_be_refused');
      expect(findings).toContainEqual(
        expect.objectContaining({ level: 'block', code: 'copy-running', message: expect.stringContaining(VolumeId) }),
      );
    });
  });

  test('later, as one to use in its place', async () => {
    // A second is a day there.
    const { server, VolumeId } = await copied('--speed', '86400');
    await vi.waitFor(
      async () => {
        const { outcome, findings } = await call(server, 'bob', other);
        expect(outcome).toBe('would_copy');
        expect(findings).toContainEqual(
          expect.objectContaining({
            level: 'warn',
            code: 'copied-earlier',
            message: expect.stringContaining(VolumeId),
          }),
        );
      },
      { timeout: 30_000, interval: 200 },
    );
  });
});

describe('a question goes out in the result', () => {
  async function ask(server: TestHttp, caller: string) {
    const args = { ...COPY, ClientToken: await rehearse(server, caller), DryRun: false };
    const { result } = messageOf(await modern(server, caller, args));
    const message = expect.stringContaining('An AI assistant that uses a shared server asks to make this copy.');
    expect(result).toMatchObject({ inputRequests: { consent: { params: { mode: 'form', message } } } });
    return { args, requestState: result?.requestState as string };
  }

  test('a yes makes one copy, and counts once', async () => {
    const server = await startTestHttp(...GATEWAY, '--mode', 'ask');
    const { args, requestState } = await ask(server, 'ann');
    pass(20_000);
    const answer = { requestState, inputResponses: { consent: YES } };
    expect(structuredOf(await modern(server, 'ann', args, answer))).toMatchObject({
      outcome: 'copied',
      created: 'now',
    });
    expect(structuredOf(await modern(server, 'ann', args, answer))).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
    });
    expect(server.lines.map(({ outcome }) => outcome)).toEqual(['would_copy', 'ask-in-result', 'copied', 'copied']);
  });

  test('the yes of another caller is none', async () => {
    const server = await startTestHttp(...GATEWAY, '--mode', 'ask');
    const { requestState } = await ask(server, 'ann');
    const own = await ask(server, 'bob');
    pass(20_000);
    const reply = await modern(server, 'bob', own.args, { requestState, inputResponses: { consent: YES } });
    expect(structuredOf(reply)?.outcome).not.toBe('copied');
  });

  test('three of one caller that were refused keep nobody else from being asked', async () => {
    const server = await startTestHttp(...GATEWAY, '--mode', 'ask');
    for (const Iops of [4000, 4100, 4200]) {
      const given = { ...COPY, Iops };
      const { Request } = await call(server, 'ann', given);
      const args = { ...given, ClientToken: (Request as { ClientToken: string }).ClientToken, DryRun: false };
      const { result } = messageOf(await modern(server, 'ann', args));
      pass(20_000);
      const answer = { requestState: result?.requestState, inputResponses: { consent: { action: 'decline' } } };
      expect(structuredOf(await modern(server, 'ann', args, answer)).outcome).toBe('declined');
    }
    const fourth = { ...COPY, Iops: 4300 };
    const { Request } = await call(server, 'ann', fourth);
    const args = { ...fourth, ClientToken: (Request as { ClientToken: string }).ClientToken, DryRun: false };
    expect(structuredOf(await modern(server, 'ann', args))).toMatchObject({ error: { code: 'asked-enough' } });
    await ask(server, 'bob');
  });
});
