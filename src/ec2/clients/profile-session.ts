// What all Regions of one profile share: its settings, its way to the network, its credentials.
import type { STSClient } from '@aws-sdk/client-sts';
import type { CredentialSource, RoleSession } from '../../ports/ec2.ts';
import { chooseSource, describeSource, settingsProfile } from '../credentials/credential-source.ts';
import { type CredentialStore, createCredentialStore } from '../credentials/credential-store.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { createFailureShare, type FailureShare } from '../credentials/failure-share.ts';
import { resolveSource } from '../credentials/resolve-source.ts';
import type { SourceContext, Waits } from '../credentials/source-context.ts';
import type { InNameContext } from '../credentials/sources/assume-in-name.ts';
import { readCaBundle } from '../network/ca-bundle.ts';
import { refusePlainHttp } from '../network/plain-http.ts';
import { createDirectHandler, createRequestHandler } from '../network/request-handler.ts';
import { createTurns, MOST_AT_ONCE } from '../network/request-turns.ts';
import { PLAIN_SETTINGS, readClientSettings } from '../settings/client-settings.ts';
import type { ProfileFiles } from '../settings/profile-files.ts';
import { type ClientParts, clientConfig, signInConfig } from './client-config.ts';
import { type SharedClock, shareClock } from './shared-clock.ts';

export interface ProfileSession extends ClientParts {
  source: CredentialSource;
  credentials: CredentialStore;
  /** Regions in which AWS took these credentials. */
  acceptedIn: Set<string>;
  /** What a role is assumed with; absent where there are none. */
  roles?: RoleParts;
}

interface RoleParts {
  clock: SharedClock;
  context: Pick<InNameContext, 'waits' | 'inTurn' | 'shareFailure'>;
  /** One client a Region for all callers: the keys are the server's own. */
  stsInName(region: string): Promise<STSClient>;
}

export interface SessionParts extends Pick<ClientParts, 'version' | 'endpoints'> {
  env: NodeJS.ProcessEnv;
  clock: SharedClock;
  waits: Waits;
}

/** Requests for credentials have less time than others: a request of a call follows them. */
const SOURCE_LIMITS = { connectMs: 4_000, answerMs: 6_000 };
const SOURCE_ATTEMPTS = 2;

/** `profile`: named by somebody. `region`: where it is needed, unless its settings name one. */
export async function openSession(
  profile: string | undefined,
  region: string,
  files: ProfileFiles,
  parts: SessionParts,
): Promise<ProfileSession> {
  const { env, clock, waits } = parts;
  const settings = readClientSettings(env, files, settingsProfile(profile, env));
  const ca = settings.caBundle && (await readCaBundle(settings.caBundle, env));
  const handler = await createRequestHandler(env, ca);
  const chosen = chooseSource(profile, env, files);
  const own = lazily(async (): Promise<ClientParts> => {
    const limited = await createRequestHandler(env, ca, SOURCE_LIMITS);
    return { ...parts, settings: { ...settings, maxAttempts: SOURCE_ATTEMPTS }, handler: limited };
  });
  const context: Pick<SourceContext, 'waits' | 'region' | 'sts'> = {
    waits,
    region: settings.region?.value ?? region,
    sts: async (at, credentials) => openSts(at, credentials ?? NOBODY, await own(), clock),
  };
  const resolve = async (waitsFor: SourceContext['waitsFor']) => {
    const source = await own();
    const signIn: SourceContext['signIn'] = (service) => signInConfig(service, source);
    return resolveSource(chosen, { ...context, env, files, waitsFor, signIn });
  };
  const credentials = createCredentialStore(resolve, { now: () => Date.now() + clock.offset });
  const shareFailure = createFailureShare(() => performance.now());
  const stsInName = onceEach(async (at) => openSts(at, credentials.provider, await own(), clock));
  return {
    ...parts,
    settings,
    handler,
    source: describeSource(chosen),
    credentials,
    acceptedIn: new Set(),
    roles: { clock, context: { waits, inTurn: createTurns(MOST_AT_ONCE), shareFailure }, stsInName },
  };
}

/** The same way to the network, with the credentials of a role in the name of a caller. */
export function openRoleSession(base: ProfileSession, session: RoleSession, region: string): ProfileSession {
  const { roles } = base;
  if (!roles) throw new Error('The embedded EC2 has no roles.');
  const resolve = async (waitsFor: SourceContext['waitsFor']) => {
    const { assumeInName } = await import('../credentials/sources/assume-in-name.ts');
    // A failure of the server's own credentials is none of the role's.
    await base.credentials.provider();
    // Each Region has an STS of its own.
    const shareFailure: FailureShare = (role, ask) => roles.context.shareFailure(`${role}\n${region}`, ask);
    return assumeInName(session, () => roles.stsInName(region), { ...roles.context, shareFailure, waitsFor });
  };
  return {
    ...base,
    source: { ...base.source, name: `role ${session.roleArn} by ${base.source.name}` },
    credentials: createCredentialStore(resolve, { now: () => Date.now() + roles.clock.offset }),
    acceptedIn: new Set(),
  };
}

/** The embedded EC2's: independent of everything on this machine. */
export function openSimulatorSession(url: string, version: string): ProfileSession {
  return {
    version,
    endpoints: { ec2: url, sts: url },
    settings: PLAIN_SETTINGS,
    handler: createDirectHandler(undefined),
    source: { kind: 'simulator', name: 'embedded EC2' },
    credentials: createCredentialStore(async () => SIMULATED, Date),
    acceptedIn: new Set(),
  };
}

const SIMULATED: Credentials = { accessKeyId: 'SIMULATED', secretAccessKey: 'SIMULATED' };
// For operations that are not signed; the client wants some.
const NOBODY: Credentials = { accessKeyId: '', secretAccessKey: '' };

export async function openSts(
  region: string,
  credentials: Parameters<typeof clientConfig>[2],
  parts: ClientParts,
  clock: SharedClock,
): Promise<STSClient> {
  const { createStsClient } = await import('./sts.ts');
  const client = createStsClient(clientConfig('sts', region, credentials, parts));
  refusePlainHttp(client.middlewareStack);
  shareClock(client, clock);
  return client;
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  const made = onceEach(make);
  return () => made('');
}

function onceEach<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
