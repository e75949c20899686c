// What the server itself does between the tools and a client.
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { createServer } from '../src/server.ts';
import { createFakeClock, createFakeDeps, createFakeEc2, ID, yes } from './support/fake-ec2.ts';

test('progress is told at most once a second, to whoever asked for it', async () => {
  // Only pages take time: a heartbeat's sleep ends when it is given up.
  const sleep = (_ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const clock = { ...createFakeClock(), sleep };
  let page = 0;
  const { ec2 } = createFakeEc2({
    describeVolumes: ({ Filters }) => {
      if (Filters) return yes({ items: [] });
      clock.move(400);
      page += 1;
      return yes({ items: [{ VolumeId: ID }], ...(page < 10 ? { nextToken: `more-${page}` } : {}) });
    },
  });
  const deps = createFakeDeps(ec2, { clock });
  const server = createServer(deps.settings, {
    open: async () => ({ deps, formOf: () => undefined }),
    warm: () => undefined,
    onBug: () => undefined,
  });
  const client = new Client({ name: 'test', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  const told: (string | undefined)[] = [];
  const call = { name: 'get_volume_status', arguments: { copiesOf: ID } };
  await client.callTool(call, { onprogress: ({ message }) => told.push(message) });
  // Nine pages go on, one each 0.4 s: the first is told, then the first of each second after.
  expect(told).toEqual(['looked at 1 volumes', 'looked at 4 volumes', 'looked at 7 volumes']);
  page = 0;
  await client.callTool(call);
  expect(told).toHaveLength(3);
  await client.close();
});

test('a call has the time that its server gives it, ends its waits when the server is to end, and is told of', async () => {
  const clock = createFakeClock();
  const stopping = new AbortController();
  const { ec2 } = createFakeEc2({ describeVolumes: () => yes({ items: [{ VolumeId: ID }] }) });
  const deps = createFakeDeps(ec2, { clock });
  const limits: number[] = [];
  const answered: unknown[] = [];
  const server = createServer(deps.settings, {
    open: async () => ({
      deps: {
        ...deps,
        timeout: (ms) => {
          limits.push(ms);
          return new AbortController().signal;
        },
        reads: {
          ...deps.reads,
          once: async (key, caller, send) => {
            stopping.abort(new DOMException('', 'TimeoutError'));
            return deps.reads.once(key, caller, send);
          },
        },
      },
      formOf: () => undefined,
    }),
    warm: () => undefined,
    onBug: () => undefined,
    callMs: 10_000,
    stopping: stopping.signal,
    onAnswer: (one) => answered.push(one),
  });
  const client = new Client({ name: 'test', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  const { structuredContent } = await client.callTool({ name: 'get_volume_status', arguments: { copiesOf: ID } });
  expect(limits[0]).toBe(7_000);
  expect(structuredContent).toMatchObject({ outcome: 'failed', error: { code: 'deadline-reached' } });
  expect(answered).toEqual([{ tool: 'get_volume_status', outcome: 'failed' }]);
  await client.close();
});
