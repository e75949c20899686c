// An endpoint that answers bytes as they are given, good HTTP or none; and a second place, where nobody may ever come.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What goes over the connection, how fast, and whether it stays open after that. */
export interface RawReply {
  bytes: readonly (Buffer | string)[];
  /** Before each piece. */
  pauseMs?: number;
  stays?: boolean;
}

export interface HostileEndpoint {
  url: string;
  /** Bodies of all requests. */
  bodies: string[];
  /** What came to the place that redirects and entities lead to. */
  strayed: string[];
  close(): Promise<void>;
}

const MOST_REQUEST_BYTES = 1_000_000;

/** `reply` gets the action and the number of each request. */
export async function startHostileEndpoint(
  reply: (action: string, number: number, elsewhere: string) => RawReply,
): Promise<HostileEndpoint> {
  const bodies: string[] = [];
  const strayed: string[] = [];
  const sockets = new Set<Socket>();
  const elsewhere = await listen((socket) => {
    sockets.add(socket);
    strayed.push('a connection');
    socket.on('data', (bytes) => strayed.push(bytes.toString('latin1'))).on('error', () => undefined);
  });
  const server = await listen((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const body = bodyOf(text);
      if (body === undefined) {
        if (text.length > MOST_REQUEST_BYTES) socket.destroy();
        return;
      }
      text = '';
      bodies.push(body);
      const action = new URLSearchParams(body).get('Action') ?? '';
      void write(socket, reply(action, bodies.length - 1, urlOf(elsewhere)));
    });
  });
  return {
    url: urlOf(server),
    bodies,
    strayed,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([server, elsewhere].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}

async function write(socket: Socket, { bytes, pauseMs, stays }: RawReply): Promise<void> {
  for (const piece of bytes) {
    if (pauseMs !== undefined) await wait(pauseMs);
    if (socket.destroyed) return;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
  if (!stays) socket.end();
}

/** Undefined until all of it is there. */
function bodyOf(text: string): string | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
  const body = text.slice(end + 4);
  return body.length < length ? undefined : body;
}

async function listen(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
