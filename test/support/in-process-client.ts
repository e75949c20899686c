// The whole server in this process, over the real EC2 edge, with waits that take no time.

import { randomUUID } from 'node:crypto';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { vi } from 'vitest';
import type { Mode } from '../../src/consent/limits-table.ts';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { FormPort } from '../../src/ports/consent.ts';
import type { Deps, Settings } from '../../src/ports/tool.ts';
import { createServer } from '../../src/server.ts';
import { formOf } from './copy-process.ts';
import { createTestDeps } from './test-deps.ts';

// Hundreds of requests take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

interface CopyAnswered {
  outcome: string;
  created?: string;
  summary: string;
  Volumes: { VolumeId: string }[];
  next: { tool: string; arguments: Record<string, unknown> }[];
  error?: { code: string; retry: string };
}

export interface InProcess {
  copy(args: Record<string, unknown>, options?: { signal?: AbortSignal }): Promise<CopyAnswered>;
  /** What the server would have written to stderr. */
  bugs: readonly unknown[];
  close(): Promise<void>;
}

/** Whoever is asked reads for a second and says yes. */
export const YES_FORM: FormPort = formOf(() => ({ answer: 'accept', afterMs: 1_000 }));

/** A server of its own, with nothing remembered, whose requests go to `url`; in mode ask somebody says yes. */
export async function startInProcess(
  url: string,
  more: Partial<Deps> = {},
  mode: Mode = 'auto',
  settings: Partial<Settings> = {},
): Promise<InProcess> {
  const deps = createTestDeps({
    settings: { mode, regions: ['us-east-1'], ...settings },
    ec2: createEc2Port({ version: '9.9.9', endpoints: { ec2: url, sts: url } }),
    newToken: randomUUID,
    timeout: (ms) => AbortSignal.timeout(ms),
    now: Date.now,
    ...more,
  });
  const bugs: unknown[] = [];
  const server = createServer(deps.settings, {
    open: async () => ({ deps, formOf: () => (mode === 'ask' ? YES_FORM : undefined) }),
    warm: () => undefined,
    onBug: (bug) => bugs.push(bug),
  });
  const client = new Client({ name: 'in-process', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return {
    async copy(args, options) {
      const result = await client.callTool({ name: 'copy_volume', arguments: args }, options);
      return result.structuredContent as unknown as CopyAnswered;
    },
    bugs,
    close: () => client.close(),
  };
}
