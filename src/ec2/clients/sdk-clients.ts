// One set of AWS clients for each place, over the session of its profile. Both are thrown away when the credentials
// fail or the AWS files change, so that a new login is seen without a restart.

import { EC2Client } from '@aws-sdk/client-ec2';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Caller, Place, RoleSession } from '../../ports/ec2.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { Waits } from '../credentials/source-context.ts';
import { WAITS, waitFor } from '../credentials/time-limit.ts';
import { keepNewest } from '../keep-newest.ts';
import { refusePlainHttp } from '../network/plain-http.ts';
import { type ProfileFiles, readProfileFiles } from '../settings/profile-files.ts';
import { clientConfig } from './client-config.ts';
import { credentialsKey } from './credentials-key.ts';
import { openRoleSession, openSession, openSimulatorSession, openSts, type ProfileSession } from './profile-session.ts';
import { type SharedClock, shareClock } from './shared-clock.ts';

export interface Ec2PortOptions {
  version: string;
  /** The embedded EC2; overrides every other endpoint, Region and credential. */
  simulator?: { url: string; region: string };
  /** AWS_ENDPOINT_URL_EC2 and _STS, or AWS_ENDPOINT_URL. */
  endpoints: { ec2?: string; sts?: string };
}

/** Which set of clients: one Region with one set of credentials. */
type ClientKey = Pick<Place, 'region' | 'profile' | 'session'>;

export interface ClientSet {
  session: ProfileSession;
  ec2: EC2Client;
  /**
   * The same, but one attempt a send: repeating a copy is decided above, where each attempt's answer is seen. With these
   * credentials and no others: those of the place may be renewed at any time.
   */
  singleAttempt(credentials: Credentials): EC2Client;
  sts(): Promise<STSClient>;
  /** Who these credentials are, as far as it was asked. */
  caller?: Caller;
}

export interface Clients {
  /** Rejects with a KnownFailure when settings cannot be used. */
  at(place: ClientKey): Promise<ClientSet>;
  /** The set, if it is open. */
  known(place: ClientKey): ClientSet | undefined;
  /** The AWS files as they are now. */
  readFiles(): Promise<ProfileFiles>;
  /** After credentials failed in a place. What to keep: the login, when it is good elsewhere, or what assumed a role. */
  forget(place: ClientKey, keep?: 'login' | 'base'): void;
  clock: SharedClock;
  /** Ends what credentials wait for, helper processes among it, now and from now on. */
  close(): void;
}

export function createClients(options: Ec2PortOptions): Clients {
  // The AWS SDK warns on stderr that its next versions need Node 22. Whoever runs this cannot act on it: the SDK is
  // bundled, and `engines` says which Node it takes.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const clock: SharedClock = { offset: 0 };
  const { waits, endAll } = createWaits();
  const sessions = new Map<string, Promise<ProfileSession>>();
  const sets = new Map<string, ClientSet>();
  const files = createNewestFiles(waits, () => {
    sessions.clear();
    sets.clear();
  });
  const open = async ({ region, profile }: ClientKey): Promise<ProfileSession> => {
    const { simulator, version, endpoints } = options;
    if (simulator) return openSimulatorSession(simulator.url, version);
    return openSession(profile, region, await files.newest(), { version, endpoints, env: process.env, clock, waits });
  };
  const sessionOf = (place: ClientKey): Promise<ProfileSession> => {
    const key = credentialsKey(place);
    const known = sessions.get(key);
    if (known) return known;
    const { region, session } = place;
    const opening = session
      ? sessionOf(basePlace(region, session)).then((base) => openRoleSession(base, session, region))
      : open(place);
    keepNewest(sessions, key, opening);
    opening.catch(() => sessions.delete(key));
    return opening;
  };
  return {
    clock,
    readFiles: files.read,
    known: (place) => sets.get(keyOf(place)),
    async at(place) {
      const key = keyOf(place);
      const known = sets.get(key);
      if (known) {
        keepNewest(sets, key, known);
        return known;
      }
      const session = await sessionOf(place);
      // Another request may have been first.
      const set = sets.get(key) ?? createSet(session, place.region, clock);
      keepNewest(sets, key, set);
      return set;
    },
    forget(place, keep) {
      sets.delete(keyOf(place));
      if (keep === 'login') return;
      const forgetLogin = (one: ClientKey) => {
        sessions.delete(credentialsKey(one));
        for (const key of sets.keys()) if (key.startsWith(`${credentialsKey(one)}\n`)) sets.delete(key);
      };
      forgetLogin(place);
      if (keep === 'base') return;
      files.forget();
      if (place.session) forgetLogin(basePlace(place.region, place.session));
    },
    close: endAll,
  };
}

/** The AWS files as they were read last: the requests of a call follow the reading that located them. */
interface NewestFiles {
  read(): Promise<ProfileFiles>;
  newest(): Promise<ProfileFiles>;
  forget(): void;
}

/** `changed` is called when a reading differs from the one before. */
function createNewestFiles(waits: Waits, changed: () => void): NewestFiles {
  let last: ProfileFiles | undefined;
  let newest: Promise<ProfileFiles> | undefined;
  const forget = () => {
    newest = undefined;
  };
  const read = async (): Promise<ProfileFiles> => {
    const files = await waitFor(FILES, WAITS.files, { waitsFor: () => {}, waits }, () =>
      readProfileFiles(process.env, last),
    );
    if (last && last !== files && JSON.stringify(last.sections) !== JSON.stringify(files.sections)) changed();
    last = files;
    newest = Promise.resolve(files);
    return files;
  };
  const readOnce = () => {
    newest ??= read().catch((thrown) => {
      forget();
      throw thrown;
    });
    return newest;
  };
  return { read, newest: readOnce, forget };
}

const FILES = 'the AWS configuration files (~/.aws)';

function keyOf(place: ClientKey): string {
  return `${credentialsKey(place)}\n${place.region}`;
}

/** Where the credentials are that assume a role. */
function basePlace(region: string, { profile }: RoleSession): ClientKey {
  return { region, ...(profile === undefined ? {} : { profile }) };
}

function createWaits(): { waits: Waits; endAll(): void } {
  const running = new Set<() => void>();
  let ended = false;
  const add = (end: () => void) => {
    if (ended) end();
    else running.add(end);
  };
  const endAll = () => {
    ended = true;
    for (const end of running) end();
  };
  return { waits: { add, remove: (end) => void running.delete(end) }, endAll };
}

function createSet(session: ProfileSession, region: string, clock: SharedClock): ClientSet {
  const { provider } = session.credentials;
  const config = clientConfig('ec2', region, provider, session);
  const createEc2 = (more: { maxAttempts?: number; credentials?: Credentials } = {}): EC2Client => {
    const client = new EC2Client({ ...config, ...more });
    refusePlainHttp(client.middlewareStack);
    shareClock(client, clock);
    return client;
  };
  const ec2 = createEc2();
  // A client costs a millisecond or two; most calls need only the first.
  let sts: Promise<STSClient> | undefined;
  return {
    session,
    ec2,
    singleAttempt: (credentials) => createEc2({ maxAttempts: 1, credentials }),
    sts() {
      sts ??= openSts(region, provider, session, clock);
      return sts;
    },
  };
}
