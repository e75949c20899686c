// Making the schema of an input takes zod as long as a request to EC2 takes: a server does it once for each tool.
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { TOOLS } from '../../src/tools/registry.ts';
import { createFakeDeps, createFakeEc2 } from '../support/fake-ec2.ts';

test.each(TOOLS)('$name', async ({ load }) => {
  const tool = await load();
  // zod registers each type that has a description at the moment it is made.
  const made = vi.spyOn(z.globalRegistry, 'add');
  const startServer = () => {
    const deps = createFakeDeps(createFakeEc2().ec2);
    const never = new AbortController().signal;
    return async () => {
      made.mockClear();
      const options = { cancelled: never, signal: never, arrivedAt: 0, deadline: 0 };
      const { structured } = await tool.call({ Iops: 'x' }, deps, options);
      expect(structured).toMatchObject({ outcome: 'refused', error: { code: 'arguments-invalid' } });
      return made.mock.calls.length;
    };
  };
  const call = startServer();
  const first = await call();
  expect(first).toBeGreaterThan(5);
  expect([await call(), await call()]).toEqual([0, 0]);
  // Another server may allow other places.
  expect(await startServer()()).toBe(first);
});
