// Which endpoint requests go to, and that none travels readable over a network.
import type { EC2Client } from '@aws-sdk/client-ec2';
import { loadConfig } from '@smithy/core/config';

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

/** Not in the SDK's public types: where a configured endpoint_url lands (@smithy/core 3.41, middleware-endpoint). */
interface Configured {
  serviceConfiguredEndpoint?: () => Promise<string | undefined>;
}

/**
 * Makes a client follow the endpoint_url of its own profile: the SDK looks at AWS_PROFILE or default only, so that
 * a client of a named profile would miss its endpoint, or take that of another (@smithy/core 3.41).
 */
export function followProfile(client: { config: object }, service: 'ec2' | 'sts', profile: string): void {
  const selected = loadConfig<string>(
    {
      // Variables were read at start-up and are given as they are.
      environmentVariableSelector: () => undefined,
      configFileSelector: (own, all) => {
        if (/^true$/i.test(own.ignore_configured_endpoint_urls ?? '')) return '';
        return all?.[`services.${own.services}`]?.[`${service}.endpoint_url`] ?? own.endpoint_url;
      },
      default: '',
    },
    { profile, ignoreCache: true },
  );
  const ignored = /^true$/i.test(process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? '');
  (client.config as Configured).serviceConfiguredEndpoint = async () => (ignored ? '' : await selected()) || undefined;
}

/** The custom endpoint of a client, given or from the shared configuration file; undefined for AWS's own. */
export async function endpointOf(client: EC2Client, given: string | undefined): Promise<string | undefined> {
  if (given) return given;
  return await (client.config as Configured).serviceConfiguredEndpoint?.();
}
