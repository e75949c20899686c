// A build replaces dist/ under a server that a host keeps running.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ENTRY, environmentFor, startRaw } from '../support/spawned-server.ts';

test('a call or a prompt whose files are gone says so, and names no path; once they are back it works', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'replaced-'));
  cpSync(dirname(ENTRY), folder, { recursive: true });
  const session = startRaw(['--simulate'], environmentFor('http://127.0.0.1:9'), undefined, join(folder, 'main.cjs'));
  const client = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'journey', version: '1' } };
  await session.request('initialize', client);
  session.notify('notifications/initialized');
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const call = () => session.request('tools/call', { name: 'get_volume_status', arguments: {} });
  expect(await call()).toMatchObject({
    result: {
      isError: true,
      content: [{ text: 'Nothing was sent. The files of this server have changed; restart it in the host.' }],
    },
  });
  expect(await session.request('prompts/list')).toMatchObject({
    error: { code: -32603, message: 'The files of this server have changed; restart it in the host.' },
  });
  cpSync(dirname(ENTRY), folder, { recursive: true });
  expect((await session.request('prompts/list')).result?.prompts).toHaveLength(4);
  expect((await call()).result?.structuredContent).toMatchObject({ outcome: 'found' });
  expect((await session.end()).code).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});
