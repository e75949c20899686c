// Prompts in both protocol eras, with the clients that hosts really have inside.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, test } from 'vitest';
import { ENTRY, emptyEnvironment, startRaw } from '../support/spawned-server.ts';

interface Prompts {
  list(): Promise<{ name: string }[]>;
  get(name: string, args: Record<string, string>): Promise<string>;
  complete(prompt: string, name: string, value: string): Promise<string[]>;
  close(): Promise<void>;
}

const ARGS = ['--mode', 'plan', '--region', 'us-east-1,eu-west-1', '--profile', 'work,home'];

async function openCurrent(mode: 'legacy' | { pin: string }): Promise<Prompts> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [ENTRY, ...ARGS],
    env: emptyEnvironment(),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'journey', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  return overSdk(client);
}

async function openOlder(): Promise<Prompts> {
  const client = new OlderClient({ name: 'journey', version: '1' });
  await client.connect(
    new OlderTransport({
      command: process.execPath,
      args: [ENTRY, ...ARGS],
      env: emptyEnvironment(),
      stderr: 'ignore',
    }),
  );
  return overSdk(client);
}

type SdkClient = Pick<Client, 'listPrompts' | 'getPrompt' | 'complete' | 'close'>;

function overSdk(client: SdkClient | OlderClient): Prompts {
  const sdk = client as SdkClient;
  return {
    list: async () => (await sdk.listPrompts()).prompts,
    get: async (name, args) => textOf(await sdk.getPrompt({ name, arguments: args })),
    complete: async (prompt, name, value) => {
      const request = { ref: { type: 'ref/prompt' as const, name: prompt }, argument: { name, value } };
      return (await sdk.complete(request)).completion.values;
    },
    close: () => sdk.close(),
  };
}

async function openRaw(protocolVersion: string): Promise<Prompts> {
  const session = startRaw(ARGS, emptyEnvironment());
  const clientInfo = { name: 'journey', version: '1' };
  await session.request('initialize', { protocolVersion, capabilities: {}, clientInfo });
  session.notify('notifications/initialized');
  const ask = async (method: string, params: object): Promise<Record<string, unknown>> => {
    const { result, error } = await session.request(method, params);
    if (!result) throw new Error((error as { message: string }).message);
    return result;
  };
  return {
    list: async () => (await ask('prompts/list', {})).prompts as { name: string }[],
    get: async (name, args) => textOf(await ask('prompts/get', { name, arguments: args })),
    complete: async (prompt, name, value) => {
      const { completion } = await ask('completion/complete', {
        ref: { type: 'ref/prompt', name: prompt },
        argument: { name, value },
      });
      return (completion as { values: string[] }).values;
    },
    close: async () => void (await session.end()),
  };
}

function textOf(result: object): string {
  const { messages } = result as { messages: { role: string; content: { type: string; text: string } }[] };
  expect(messages.map((one) => [one.role, one.content.type])).toEqual([['user', 'text']]);
  return messages[0]?.content.text ?? '';
}

const CLIENTS: [name: string, open: () => Promise<Prompts>][] = [
  ['the current client by default', () => openCurrent('legacy')],
  ['the current client pinned to 2026-07-28', () => openCurrent({ pin: '2026-07-28' })],
  ['the client of SDK 1.x', openOlder],
  ['a raw 2024-11-05 client', () => openRaw('2024-11-05')],
];

describe.concurrent.each(CLIENTS)('%s', (_, open) => {
  test('lists, completes, fills in and is refused with a reason', async () => {
    const prompts = await open();
    try {
      const names = (await prompts.list()).map((prompt) => prompt.name);
      expect(names).toEqual(['clone-for-test', 'copy-before-change', 'forgotten-copies', 'why-slow']);
      expect(await prompts.complete('clone-for-test', 'Region', 'eu')).toEqual(['eu-west-1']);
      expect(await prompts.complete('clone-for-test', 'Profile', '')).toEqual(['work', 'home']);
      const text = await prompts.get('clone-for-test', { source: 'prod-db-1', Region: 'eu-west-1' });
      expect(text).toContain('This server only rehearses');
      expect(text).toMatch(/\n- source: "prod-db-1"\n- Region: "eu-west-1"$/);
      await expect(prompts.get('clone-for-test', {})).rejects.toThrow('source: it is missing');
      await expect(prompts.get('clone-for-test', { source: 'a', Region: 'us-west-2' })).rejects.toThrow(
        'Region: expected one of us-east-1, eu-west-1.',
      );
      await expect(prompts.get('clone', {})).rejects.toThrow('there is no such prompt');
    } finally {
      await prompts.close();
    }
  });
});
