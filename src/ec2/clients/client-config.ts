// The configuration of an AWS client, with every value that it would look for itself: no client reads a file or a
// variable of its own accord, so that the embedded EC2 depends on none, and an error names where a value comes from.
import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { collectStream, collectXml } from '../answers/collect-stream.ts';
import { collectReadable } from '../answers/drop-unreadable.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { AwsRequestHandler } from '../network/request-handler.ts';
import type { ClientSettings, Service } from '../settings/client-settings.ts';
import { settingInvalid } from '../settings/setting-sources.ts';

export interface ClientParts {
  version: string;
  settings: ClientSettings;
  handler: AwsRequestHandler;
  /** Given on the command line or by the environment; stands over those of the profile. */
  endpoints: Partial<Record<Service, string>>;
}

/** The endpoint that somebody configured for a service; undefined for AWS's own. */
export function endpointFor(
  service: Service,
  { endpoints, settings }: Pick<ClientParts, 'endpoints' | 'settings'>,
): string | undefined {
  return endpoints[service] ?? settings.endpoints[service]?.value;
}

/** For services that requests are signed for. Throws a KnownFailure where settings exclude each other. */
export function clientConfig(
  service: 'ec2' | 'sts' | 'dynamodb',
  region: string,
  credentials: Credentials | (() => Promise<Credentials>),
  parts: ClientParts,
) {
  const { useFipsEndpoint, useDualstackEndpoint } = parts.settings;
  const endpoint = endpointFor(service, parts);
  // The rules of the service refuse it with a sentence that names no setting (client-ec2 3.1169, EndpointError).
  const excluded = endpoint === undefined ? undefined : (useFipsEndpoint ?? useDualstackEndpoint);
  if (excluded) throw settingInvalid(excluded, `it does not go together with the endpoint ${endpoint}`);
  return {
    ...sharedConfig(service, parts),
    region,
    credentials,
    useFipsEndpoint: useFipsEndpoint !== undefined,
    useDualstackEndpoint: useDualstackEndpoint !== undefined,
  };
}

/** For the services of a sign-in. Most Regions have no FIPS or dual-stack endpoint of theirs. */
export function signInConfig(service: Exclude<Service, 'ec2' | 'sts' | 'dynamodb'>, parts: ClientParts) {
  return { ...sharedConfig(service, parts), useFipsEndpoint: false, useDualstackEndpoint: false };
}

/** Those of the services that answer in XML. */
const COLLECTORS: Partial<Record<Service, typeof collectStream>> = { ec2: collectReadable, sts: collectXml };

function sharedConfig(service: Service, parts: ClientParts) {
  const { settings, handler, version } = parts;
  const endpoint = endpointFor(service, parts);
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    retryMode: settings.retryMode,
    maxAttempts: settings.maxAttempts,
    authSchemePreference: [],
    disableClockSkewCorrection: settings.disableClockSkewCorrection,
    userAgentAppId: async () => settings.userAgentAppId,
    customUserAgent: [['ebs-copy-mcp', version]] satisfies EC2ClientConfig['customUserAgent'],
    requestHandler: handler,
    streamCollector: COLLECTORS[service] ?? collectStream,
  };
}

export type SignInConfig = ReturnType<typeof signInConfig>;
