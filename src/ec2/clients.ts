// One set of AWS clients for each place. A set is thrown away when its credentials fail, so that a new login is
// seen without a restart: the SDK caches profile files for the life of a process otherwise.
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { Caller, Place } from '../tools/tool.ts';
import { endpointOf, followProfile, refusePlainHttp } from './endpoint.ts';

export interface EdgeOptions {
  version: string;
  /** The embedded EC2; overrides every other endpoint, Region and credential. */
  simulator?: { url: string; region: string };
  /** AWS_ENDPOINT_URL_EC2 and _STS, or AWS_ENDPOINT_URL. */
  endpoints: { ec2?: string; sts?: string };
}

export interface ClientSet {
  ec2: EC2Client;
  /** The same, but one attempt a send: repeating a copy is decided above, where each attempt's answer is seen. */
  copier: EC2Client;
  sts: STSClient;
  /** Who these credentials are, as far as it was asked. */
  caller?: Caller;
  /** A custom endpoint, also one that a profile configures; undefined for AWS's own. */
  endpoint(): Promise<string | undefined>;
}

export interface Clients {
  region(region: string | undefined, profile: string | undefined): Promise<string>;
  at(place: Pick<Place, 'region' | 'profile'>): ClientSet;
  forget(place: Pick<Place, 'region' | 'profile'>): void;
}

// A read that stalls is given up early enough to be repeated within one call of 50 s.
const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;

export function createClients(options: EdgeOptions): Clients {
  const sets = new Map<string, ClientSet>();
  const key = (place: Pick<Place, 'region' | 'profile'>) => `${place.profile ?? ''}\n${place.region}`;
  return {
    async region(region, profile) {
      if (options.simulator) return options.simulator.region;
      if (region) return region;
      const probe = new EC2Client({ ...(profile ? { profile } : {}) });
      return await probe.config.region();
    },
    at(place) {
      const known = sets.get(key(place));
      if (known) return known;
      const set = createSet(options, place);
      sets.set(key(place), set);
      return set;
    },
    forget(place) {
      sets.delete(key(place));
    },
  };
}

function createSet(options: EdgeOptions, place: Pick<Place, 'region' | 'profile'>): ClientSet {
  const { simulator } = options;
  const shared: EC2ClientConfig = {
    region: place.region,
    customUserAgent: [['ebs-copy-mcp', options.version]],
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    ...(place.profile && !simulator ? { profile: place.profile } : {}),
    credentials: simulator
      ? { accessKeyId: 'SIMULATED', secretAccessKey: 'SIMULATED' }
      : defaultProvider({ ignoreCache: true, ...(place.profile ? { profile: place.profile } : {}) }),
  };
  const at = (endpoint: string | undefined) => (endpoint ? { endpoint } : {});
  const ec2 = new EC2Client({ ...shared, ...at(simulator?.url ?? options.endpoints.ec2) });
  const copier = new EC2Client({ ...shared, ...at(simulator?.url ?? options.endpoints.ec2), maxAttempts: 1 });
  const sts = new STSClient({
    region: place.region,
    ...(shared.customUserAgent ? { customUserAgent: shared.customUserAgent } : {}),
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    ...(shared.profile ? { profile: shared.profile } : {}),
    ...(shared.credentials ? { credentials: shared.credentials } : {}),
    ...at(simulator?.url ?? options.endpoints.sts),
  });
  for (const client of [ec2, copier, sts]) refusePlainHttp(client.middlewareStack);
  const { profile } = shared;
  if (profile) {
    for (const client of [ec2, copier]) followProfile(client, 'ec2', profile);
    followProfile(sts, 'sts', profile);
  }
  return { ec2, copier, sts, endpoint: () => endpointOf(ec2, simulator?.url ?? options.endpoints.ec2) };
}
