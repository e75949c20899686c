// JSON-RPC by hand with the real server in this process: frames that no SDK's client would send. The server side is the
// SDK's own stdio entry, so that both protocol eras are what a host meets.
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServer } from '../../src/server.ts';
import { readAnswer, type TestServer, type ToolAnswer } from './test-server.ts';

export const ERAS = ['2025-11-25', '2026-07-28'] as const;
export type Era = (typeof ERAS)[number];

export interface Frame {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

export interface Wire {
  era: Era;
  /** Sends a frame as it is. */
  send(frame: Record<string, unknown>): void;
  /** A call of copy_volume; `more` goes beside its arguments. */
  call(args: Record<string, unknown>, more?: Record<string, unknown>): Promise<Frame>;
  /** The next request that the server sends, as it is. */
  question(): Promise<Frame>;
  close(): Promise<void>;
}

/** The server's side of a connection; what it sends goes to `onFrame`. */
function createTransport(onFrame: (frame: Frame) => void): Transport {
  const transport: Transport = {
    async start() {},
    async send(message) {
      onFrame(JSON.parse(JSON.stringify(message)) as Frame);
    },
    async close() {
      transport.onclose?.();
    },
  };
  return transport;
}

/** `elicitation` is what the client declares; undefined declares none. */
export async function connect(server: TestServer, era: Era, elicitation: object | undefined): Promise<Wire> {
  const capabilities = elicitation === undefined ? {} : { elicitation };
  const waiting = new Map<number, (frame: Frame) => void>();
  const serverRequests: Frame[] = [];
  let wakeReader = () => {};
  let lastId = 0;
  const transport = createTransport((frame) => {
    if (frame.method !== undefined && frame.id !== undefined) {
      serverRequests.push(frame);
      wakeReader();
    } else if (frame.id !== undefined) waiting.get(frame.id)?.(frame);
  });
  const handle = serveStdio(() => createServer(server.deps.settings, server.hooks), {
    transport,
    maxSubscriptions: 0,
    onerror: () => undefined,
  });
  const send = (frame: Record<string, unknown>) =>
    transport.onmessage?.({ jsonrpc: '2.0', ...frame } as unknown as JSONRPCMessage);
  const request = (method: string, params: Record<string, unknown>) => {
    lastId += 1;
    const id = lastId;
    const answered = new Promise<Frame>((resolve) => waiting.set(id, resolve));
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': era,
      'io.modelcontextprotocol/clientInfo': { name: 'proof', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    send({ id, method, params: era === '2026-07-28' ? { ...params, _meta } : params });
    return answered;
  };
  if (era === '2025-11-25') {
    await request('initialize', {
      protocolVersion: era,
      capabilities,
      clientInfo: { name: 'proof', version: '1' },
    });
    send({ method: 'notifications/initialized' });
  }
  return {
    era,
    send,
    call: (args, more = {}) => request('tools/call', { name: 'copy_volume', arguments: args, ...more }),
    async question() {
      while (serverRequests.length === 0) {
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
      return serverRequests.shift() ?? {};
    },
    close: () => handle.close(),
  };
}

export function toolAnswerOf(frame: Frame): ToolAnswer {
  const { structuredContent, content } = frame.result as {
    structuredContent?: Record<string, unknown>;
    content?: { text: string }[];
  };
  return readAnswer({ structured: structuredContent ?? {}, text: content?.[0]?.text ?? '' });
}
