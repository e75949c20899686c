// The Node server: where it listens, how long connections live, and how it ends.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

// Longer than a balancer keeps a connection idle (ALB: 60 s): who closes first must be the balancer, or a request meets
// a closed connection. Headers wait a little longer than that, as Node asks.
const KEEP_ALIVE_MS = 75_000;
const HEADERS_MS = 80_000;
const REQUEST_MS = 60_000;
/** Once the server ends, the rest of a request must come, and an answer be taken, within one to two of these. */
const LOOK_MS = 1_000;

export interface HttpServer {
  /** Where it listens, with the port that it got. */
  url: string;
  /** Takes no more connections and resolves when every request has its answer. */
  drain(): Promise<void>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Or a sentence that says why it cannot listen there. */
export async function listen(
  { host, port }: { host: string; port: number },
  handle: RequestHandler,
  onBug: (error: unknown) => void,
): Promise<HttpServer | string> {
  const connections = createConnections();
  const server = createServer((request, response) => {
    connections.began(request, response);
    handle(request, response).catch((error) => {
      // A connection that ended in the middle of its body is nobody's fault.
      if (request.complete || !response.destroyed) onBug(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('connection', connections.opened);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ port, host: host.replace(/^\[|\]$/g, '') }, () => resolve(undefined));
  });
  if (problem) return `It cannot listen at ${host}, port ${port}: ${whyNot(problem)}.`;
  const { port: bound } = server.address() as AddressInfo;
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return { url: `http://${name}:${bound}`, drain: () => drain(server, connections) };
}

function whyNot({ code = '', message }: NodeJS.ErrnoException): string {
  return WHY_NOT[code] ?? (code || message);
}

const WHY_NOT: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there (EADDRINUSE); name another with --port',
  EADDRNOTAVAIL: 'this machine has no such address (EADDRNOTAVAIL); name another with --host',
  EACCES: 'this user may not (EACCES); name a --port above 1023',
};

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** The open connections, and what each of them is at. */
interface Connections {
  opened(socket: Socket): void;
  began(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Ends those that were at the same at the last look already, and of whose answers nobody works: nothing came, or a part
   * of a request, or the answer is not taken.
   */
  endStalled(): void;
}

function createConnections(): Connections {
  // A client may send a request before it has the answer to the one before: the newest is the last.
  const open = new Map<Socket, readonly Exchange[]>();
  let stalled = new Set<Socket | Exchange>();
  return {
    opened(socket) {
      open.set(socket, []);
      socket.once('close', () => open.delete(socket));
    },
    began(request, response) {
      const before = open.get(request.socket) ?? [];
      const unanswered = before.filter((one) => !one.response.writableFinished);
      open.set(request.socket, [...unanswered, { request, response }]);
    },
    endStalled() {
      const before = stalled;
      stalled = new Set();
      for (const [socket, exchanges] of open) {
        if (exchanges.some(isWorkedOn)) continue;
        const at = exchanges.at(-1) ?? socket;
        if (before.has(at)) socket.destroy();
        stalled.add(at);
      }
    },
  };
}

function isWorkedOn({ request, response }: Exchange): boolean {
  return request.complete && !response.writableEnded;
}

async function drain(server: Server, connections: Connections): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // Without this the end waits for connections that are only kept alive.
  server.closeIdleConnections();
  const again = setInterval(() => server.closeIdleConnections(), 100);
  // Whoever sends nothing more must not keep the process.
  const looks = setInterval(() => connections.endStalled(), LOOK_MS);
  await closed;
  clearInterval(again);
  clearInterval(looks);
}
