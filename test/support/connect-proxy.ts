// A proxy of a company on this machine: leads every CONNECT to one port here, and records what it was asked.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll } from 'vitest';

export interface ConnectProxy {
  url: string;
  port: number;
  /** host:port of every CONNECT, and method and address of anything else. */
  asked: string[];
  /** Proxy-Authorization of the newest CONNECT. */
  authorization(): string | undefined;
  /** Answers every CONNECT with this status, or not at all; undefined connects. */
  answerWith(answer: number | 'silent' | undefined): void;
}

/** `target`: the port on 127.0.0.1 that stands for every host. `address`: where it listens. */
export async function startConnectProxy(
  target: number,
  tls?: { key: string; cert: string },
  address: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<ConnectProxy> {
  const asked: string[] = [];
  let authorization: string | undefined;
  let answer: number | 'silent' | undefined;
  const server = tls ? createTlsServer(tls) : createServer();
  const sockets = new Set<Socket>();
  server.on('request', (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    asked.push(request.url ?? '');
    authorization = request.headers['proxy-authorization'];
    sockets.add(client.on('error', () => undefined));
    if (answer === 'silent') return;
    if (answer !== undefined) {
      client.end(`HTTP/1.1 ${answer} No\r\nContent-Length: 4\r\n\r\nnope`);
      return;
    }
    const upstream = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream.on('error', () => client.destroy()));
  });
  server.listen(0, address);
  await once(server, 'listening');
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host = address === '::1' ? '[::1]' : tls ? 'localhost' : address;
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    asked,
    authorization: () => authorization,
    answerWith: (given) => {
      answer = given;
    },
  };
}
