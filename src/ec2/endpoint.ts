// Which endpoint requests go to, and that none travels readable over a network.
import type { EC2Client } from '@aws-sdk/client-ec2';

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Thrown before anything is sent. */
export class PlainHttpRefused extends Error {
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

/** The custom endpoint of a client, given or from the shared configuration file; undefined for AWS's own. */
export async function endpointOf(client: EC2Client, given: string | undefined): Promise<string | undefined> {
  if (given) return given;
  // Not in the SDK's public types: where a profile's endpoint_url lands (@smithy/core 3.41, middleware-endpoint).
  const config = client.config as { serviceConfiguredEndpoint?: () => Promise<string | undefined> };
  return await config.serviceConfiguredEndpoint?.();
}
