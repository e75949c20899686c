// One set of AWS clients for each place. A set is thrown away when its credentials fail, so that a new login is
// seen without a restart: the SDK caches profile files for the life of a process otherwise.

import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { STSClient } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import type { Caller, Place } from '../../ports/ec2.ts';
import { collectStream } from '../answers/collect-stream.ts';
import { endpointOf, followProfile, refusePlainHttp } from '../network/plain-http.ts';

export interface Ec2PortOptions {
  version: string;
  /** The embedded EC2; overrides every other endpoint, Region and credential. */
  simulator?: { url: string; region: string };
  /** AWS_ENDPOINT_URL_EC2 and _STS, or AWS_ENDPOINT_URL. */
  endpoints: { ec2?: string; sts?: string };
}

export interface ClientSet {
  ec2: EC2Client;
  /** The same, but one attempt a send: repeating a copy is decided above, where each attempt's answer is seen. */
  singleAttempt: EC2Client;
  sts(): Promise<STSClient>;
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

export function createClients(options: Ec2PortOptions): Clients {
  // The AWS SDK warns on stderr that its next versions need Node 22. Whoever runs this cannot act on it: the SDK is
  // bundled, and `engines` says which Node it takes.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const sets = new Map<string, ClientSet>();
  const key = (place: Pick<Place, 'region' | 'profile'>) => `${place.profile ?? ''}\n${place.region}`;
  return {
    async region(region, profile) {
      if (options.simulator) return options.simulator.region;
      if (region) return region;
      // As a client would find it, but from the files as they are now.
      const found = { ...NODE_REGION_CONFIG_FILE_OPTIONS, ignoreCache: true, ...(profile ? { profile } : {}) };
      return await loadConfig(NODE_REGION_CONFIG_OPTIONS, found)();
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

function createSet(options: Ec2PortOptions, place: Pick<Place, 'region' | 'profile'>): ClientSet {
  const { simulator } = options;
  const profile = simulator ? undefined : place.profile;
  const shared = {
    region: place.region,
    customUserAgent: [['ebs-copy-mcp', options.version]] satisfies EC2ClientConfig['customUserAgent'],
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
      // The other two end when the headers are there; without this a body may stall for EC2's 15 minutes.
      socketTimeout: ANSWER_MS,
    },
    streamCollector: collectStream,
    ...(profile ? { profile } : {}),
    credentials: simulator
      ? { accessKeyId: 'SIMULATED', secretAccessKey: 'SIMULATED' }
      : defaultProvider({ ignoreCache: true, ...(profile ? { profile } : {}) }),
  };
  const guarded = <Client extends EC2Client | STSClient>(client: Client, service: 'ec2' | 'sts'): Client => {
    refusePlainHttp(client.middlewareStack);
    if (profile) followProfile(client, service, profile);
    return client;
  };
  const given = (service: 'ec2' | 'sts') => simulator?.url ?? options.endpoints[service];
  const at = (endpoint: string | undefined) => (endpoint ? { endpoint } : {});
  const ec2 = guarded(new EC2Client({ ...shared, ...at(given('ec2')) }), 'ec2');
  // A client costs a millisecond or two; most calls need only the first.
  let singleAttempt: EC2Client | undefined;
  let sts: Promise<STSClient> | undefined;
  return {
    ec2,
    get singleAttempt() {
      singleAttempt ??= guarded(new EC2Client({ ...shared, ...at(given('ec2')), maxAttempts: 1 }), 'ec2');
      return singleAttempt;
    },
    sts() {
      sts ??= import('./sts.ts').then(({ createStsClient }) =>
        guarded(createStsClient({ ...shared, ...at(given('sts')) }), 'sts'),
      );
      return sts;
    },
    endpoint: () => endpointOf(ec2, given('ec2')),
  };
}
