// That no request travels readable over a network.

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Thrown before anything is sent. */
class PlainHttpRefused extends Error {
  override name = 'PlainHttpRefused';
}

interface Stack {
  add(
    middleware: (
      next: (args: { request?: unknown; input: object }) => Promise<unknown>,
    ) => (args: { request?: unknown; input: object }) => Promise<unknown>,
    options: { step: 'build'; name: string },
  ): void;
}

/** Looks at the request itself, so that an endpoint from a profile is seen too. */
export function refusePlainHttp(stack: unknown): void {
  (stack as Stack).add(
    (next) => async (args) => {
      const request = args.request as { protocol?: string; hostname?: string } | undefined;
      if (request?.protocol === 'http:' && !LOOPBACK.test(request.hostname ?? '')) {
        throw new PlainHttpRefused('The endpoint uses plain http beyond this machine.');
      }
      return next(args);
    },
    { step: 'build', name: 'refusePlainHttp' },
  );
}
