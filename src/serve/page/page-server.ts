// The listener of the page: on 127.0.0.1 alone, from the first question on, and for nobody's sake kept alive.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderNote } from './ending-html.ts';
import { type HtmlReply, sendReply } from './page-http.ts';

const INTERNAL_ERROR: HtmlReply = {
  status: 500,
  html: renderNote('A fault inside this server', 'Details are in its log.'),
};

export interface PageServer {
  /** Its port; rejects when this machine lets nothing listen. */
  listen(): Promise<number>;
  /** Takes no new connection; answers that are under way go out first. */
  stop(): Promise<void>;
  /** Resolves when every answer so far has gone out; then cuts who still holds a connection. */
  drain(): Promise<void>;
}

export function createPageServer(
  answer: (incoming: IncomingMessage, port: number) => Promise<HtmlReply>,
  onBug: (error: unknown) => void,
): PageServer {
  const sending = new Set<Promise<void>>();
  const servers = new Set<Server>();
  let listening: Promise<{ server: Server; port: number }> | undefined;

  const start = (): Promise<{ server: Server; port: number }> =>
    new Promise((resolve, reject) => {
      const server = createServer({
        maxHeaderSize: 8192,
        headersTimeout: 5_000,
        requestTimeout: 10_000,
        connectionsCheckingInterval: 5_000,
      });
      servers.add(server);
      server.maxConnections = 64;
      // An open page never keeps the process alive; a request that is being answered does.
      server.on('connection', (socket) => socket.unref());
      server.once('close', () => servers.delete(server));
      let port = 0;
      server.on('request', (incoming, outgoing) => {
        const { socket } = incoming;
        socket.ref();
        // A response to whoever left before it was made, or asked twice over one connection, ends with the connection alone.
        const gone = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
        void answer(incoming, port)
          .catch((error: unknown) => {
            // Somebody who left in the middle of a request is no fault of ours.
            if (!incoming.destroyed) onBug(error);
            return INTERNAL_ERROR;
          })
          .then((reply) => {
            const sent = Promise.race([sendReply(outgoing, reply), gone]).finally(() => sending.delete(sent));
            sending.add(sent);
          });
      });
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        server.off('error', reject).on('error', onBug);
        ({ port } = server.address() as AddressInfo);
        resolve({ server, port });
      });
      server.unref();
    });

  return {
    async listen() {
      const going = listening ?? start();
      listening = going;
      try {
        return (await going).port;
      } catch (error) {
        if (listening === going) listening = undefined;
        throw error;
      }
    },
    async stop() {
      const going = listening;
      listening = undefined;
      const started = await going?.catch(() => undefined);
      started?.server.close();
      started?.server.closeIdleConnections();
    },
    async drain() {
      await Promise.all(sending);
      for (const server of servers) server.closeAllConnections();
    },
  };
}
