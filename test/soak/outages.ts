// What the simulator cannot do to a server: a Region whose endpoint is away, and a clock of the machine that steps.
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
  url: string;
  /** The Region whose endpoint ends every connection; undefined: none. */
  away: string | undefined;
  /** Requests that were ended so. */
  ended: number;
  close(): void;
}

/** In front of an EC2 endpoint: passes requests on, by the Region that they are signed for. */
export async function startFront(url: string): Promise<Front> {
  const server = createServer((request, response) => {
    const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    if (region !== undefined && region === front.away) {
      front.ended += 1;
      request.socket.destroy();
      return;
    }
    const { method, headers } = request;
    const onwards = send(new URL(request.url ?? '/', url), { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onwards.on('error', () => request.socket.destroy());
    request.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    away: undefined,
    ended: 0,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return front;
}

/** Of the folder of the preloaded file: there once garbage was collected. */
export const COLLECTED = 'collected';

/**
 * For `node --require`: the clock of the process goes three minutes forward at SIGUSR2, and back at the next. Less than
 * the five minutes by which EC2 would refuse its signatures. At SIGCONT garbage is collected (`--expose-gc`), twice,
 * since V8 gives pages that it emptied back to the system at the next collection; then the file COLLECTED beside it is
 * written.
 */
export const STEPPING_CLOCK = `const Real = Date;
let step = 0;
globalThis.Date = class extends Real {
  constructor(...of) {
    if (of.length === 0) super(Real.now() + step);
    else super(...of);
  }
  static now() {
    return Real.now() + step;
  }
};
process.on('SIGUSR2', () => {
  step = step === 0 ? 180_000 : 0;
});
process.on('SIGCONT', () => {
  globalThis.gc();
  setTimeout(() => {
    globalThis.gc();
    require('node:fs').writeFileSync(require('node:path').join(__dirname, '${COLLECTED}'), '');
  }, 200);
});
`;
