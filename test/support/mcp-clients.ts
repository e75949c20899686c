// Every kind of client a host may have inside, behind one small face.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ENTRY, startRaw } from './spawned-server.ts';

export interface ToolAnswer {
  isError?: boolean | undefined;
  /** The structured half; every answer of ours has one. */
  structuredContent: Record<string, unknown> & { outcome: string; summary: string };
  text: string;
}

export interface Host {
  /** The revision that was agreed upon. */
  revision: string | undefined;
  toolNames: string[];
  call(name: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
  /** Ends it; gives what was on its stdout but was no message. */
  close(): Promise<readonly string[]>;
}

export type Connect = (args: readonly string[], env: Record<string, string>) => Promise<Host>;

export const CLIENTS: Record<string, { connect: Connect; revision: string }> = {
  'the current client by default': { connect: connectCurrent('legacy'), revision: '2025-11-25' },
  'the current client on auto': { connect: connectCurrent('auto'), revision: '2026-07-28' },
  'the current client pinned to 2026-07-28': { connect: connectCurrent({ pin: '2026-07-28' }), revision: '2026-07-28' },
  'the client of SDK 1.x': { connect: connectOlder, revision: '2025-11-25' },
  'a raw 2024-11-05 client': { connect: connectRaw('2024-11-05'), revision: '2024-11-05' },
  'a raw 2025-03-26 client': { connect: connectRaw('2025-03-26'), revision: '2025-03-26' },
  'a raw 2025-06-18 client': { connect: connectRaw('2025-06-18'), revision: '2025-06-18' },
  'a raw 2025-11-25 client': { connect: connectRaw('2025-11-25'), revision: '2025-11-25' },
};

export const connectHost = connectCurrent('legacy');

function connectCurrent(mode: 'legacy' | 'auto' | { pin: string }): Connect {
  return async (args, env) => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [ENTRY, ...args],
      env,
      stderr: 'ignore',
    });
    const client = new Client({ name: 'journey', version: '1' }, { versionNegotiation: { mode } });
    const strange: string[] = [];
    client.onerror = (error) => strange.push(String(error));
    await client.connect(transport);
    const { tools } = await client.listTools();
    return {
      revision: client.getNegotiatedProtocolVersion(),
      toolNames: tools.map((tool) => tool.name),
      call: async (name, given = {}) => answerOf(await client.callTool({ name, arguments: given })),
      async close() {
        await client.close();
        return strange;
      },
    };
  };
}

async function connectOlder(args: readonly string[], env: Record<string, string>): Promise<Host> {
  const transport = new OlderTransport({ command: process.execPath, args: [ENTRY, ...args], env, stderr: 'ignore' });
  const client = new OlderClient({ name: 'journey', version: '1' });
  const strange: string[] = [];
  client.onerror = (error) => strange.push(String(error));
  await client.connect(transport);
  const { tools } = await client.listTools();
  return {
    revision: '2025-11-25',
    toolNames: tools.map((tool) => tool.name),
    call: async (name, given = {}) => answerOf(await client.callTool({ name, arguments: given })),
    async close() {
      await client.close();
      return strange;
    },
  };
}

function connectRaw(protocolVersion: string): Connect {
  return async (args, env) => {
    const session = startRaw(args, env);
    const { result } = await session.request('initialize', {
      protocolVersion,
      capabilities: {},
      clientInfo: { name: 'journey', version: '1' },
    });
    session.notify('notifications/initialized');
    const list = await session.request('tools/list');
    const { tools } = list.result as { tools: { name: string }[] };
    return {
      revision: result?.protocolVersion as string,
      toolNames: tools.map((tool) => tool.name),
      async call(name, given = {}) {
        const { result: answered } = await session.request('tools/call', { name, arguments: given });
        return answerOf(answered);
      },
      async close() {
        const { stdout } = await session.end();
        return stdout.split('\n').filter((line) => line !== '' && !isMessage(line));
      },
    };
  };
}

function isMessage(line: string): boolean {
  try {
    return (JSON.parse(line) as { jsonrpc?: string }).jsonrpc === '2.0';
  } catch {
    return false;
  }
}

function answerOf(result: unknown): ToolAnswer {
  const { isError, structuredContent, content } = result as Omit<ToolAnswer, 'text'> & { content: { text: string }[] };
  return { isError, structuredContent, text: content.map((block) => block.text).join('\n') };
}
