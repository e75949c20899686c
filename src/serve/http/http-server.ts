// The Node server: where it listens, how long connections live, and how it ends.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// Longer than a balancer keeps a connection idle (ALB: 60 s): who closes first must be the balancer, or a request meets
// a closed connection. Headers wait a little longer than that, as Node asks.
const KEEP_ALIVE_MS = 75_000;
const HEADERS_MS = 80_000;
const REQUEST_MS = 60_000;

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
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      // A connection that ended in the middle of its body is nobody's fault.
      if (!request.destroyed || response.writable) onBug(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ port, host: host.replace(/^\[|\]$/g, '') }, () => resolve(undefined));
  });
  if (problem) return `It cannot listen at ${host}, port ${port}: ${problem.code ?? problem.message}.`;
  const { port: bound } = server.address() as AddressInfo;
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return { url: `http://${name}:${bound}`, drain: () => drain(server) };
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // Without this the end waits for connections that are only kept alive.
  server.closeIdleConnections();
  const again = setInterval(() => server.closeIdleConnections(), 100);
  await closed;
  clearInterval(again);
}
