// The built server with the current client, in both eras: its own clock, its own wiring. These few wait for real.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, test } from 'vitest';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { ENTRY, environmentFor } from '../support/spawned-server.ts';
import { PLAIN } from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;
// Longer than the 700 ms that no person is faster than.
const READING_MS = 800;

interface Answered {
  structuredContent: {
    outcome: string;
    error?: { code: string };
    Request?: { ClientToken?: string };
  };
}

async function withForm(mode: 'legacy' | 'auto', readingMs: number, args: readonly string[] = []) {
  const simulator = await startRecordingSimulator();
  const env = environmentFor(simulator.url, {
    CI: '1',
    EBS_COPY_STATE_DIR: mkdtempSync(join(tmpdir(), 'ebs-copy-proof-')),
  });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [ENTRY, '--mode', 'ask', ...args],
    env,
    stderr: 'ignore',
  });
  const client = new Client(
    { name: 'proof', version: '1' },
    { versionNegotiation: { mode }, capabilities: { elicitation: { form: {} } } },
  );
  let asked = 0;
  client.setRequestHandler('elicitation/create', async () => {
    asked += 1;
    await pause(readingMs);
    return { action: 'accept' as const, content: { decision: 'copy this volume' } };
  });
  await client.connect(transport);
  const call = async (given: Record<string, unknown>) =>
    (await client.callTool({ name: 'copy_volume', arguments: given })) as unknown as Answered;
  const { ClientToken } = (await call(PLAIN)).structuredContent.Request ?? {};
  const { structuredContent } = await call({ ...PLAIN, DryRun: false, ClientToken });
  const revision = client.getNegotiatedProtocolVersion();
  await client.close();
  const made = simulator.requests.flatMap((one) => one.createdVolumeId ?? []);
  await simulator.close();
  return { structuredContent, made, asked, revision };
}

test.concurrent.each([
  ['legacy', '2025-11-25'],
  ['auto', '2026-07-28'],
] as const)(
  '%s: a yes after reading makes exactly one copy',
  async (mode, revision) => {
    const told = await withForm(mode, READING_MS);
    expect(told.revision).toBe(revision);
    expect(told.structuredContent.outcome).toBe('copied');
    expect(told.made).toHaveLength(1);
    expect(told.asked).toBe(1);
  },
  SLOW_MACHINE_MS,
);

test.concurrent.each(['legacy', 'auto'] as const)(
  '%s: a yes at once is none, and without a screen nobody is left to ask',
  async (mode) => {
    const told = await withForm(mode, 0);
    expect(told.asked).toBe(1);
    expect(told.made).toEqual([]);
    expect(told.structuredContent.error?.code).toBe('nobody-to-ask');
  },
  SLOW_MACHINE_MS,
);
