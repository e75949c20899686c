// The whole server in this process, over the real EC2 edge, with waits that take no time.
import { randomUUID } from 'node:crypto';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { vi } from 'vitest';
import { createEdge } from '../../src/ec2/edge.ts';
import { createServer } from '../../src/server.ts';
import { createSentCopies } from '../../src/state/sent-copies.ts';
import type { Deps } from '../../src/tools/tool.ts';

// Hundreds of requests take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

export interface CopyAnswered {
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

/** A server of its own, with nothing remembered, whose requests go to `url`. */
export async function startInProcess(url: string, more: Partial<Deps> = {}): Promise<InProcess> {
  const deps: Deps = {
    settings: { version: '9.9.9', mode: 'auto', regions: ['us-east-1'], profiles: [], simulated: false, faults: [] },
    ec2: createEdge({ version: '9.9.9', endpoints: { ec2: url, sts: url } }),
    sent: createSentCopies(),
    newToken: randomUUID,
    sleep: () => Promise.resolve(),
    timeout: (ms) => AbortSignal.timeout(ms),
    now: Date.now,
    ...more,
  };
  const bugs: unknown[] = [];
  const server = createServer(deps, { warm: () => undefined, onBug: (bug) => bugs.push(bug) });
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
