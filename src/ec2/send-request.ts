// One request to AWS, from the credentials to the answer: whatever happens comes back as data, within the call's time.
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Control, Place, Reply, SendGuard } from '../ports/ec2.ts';
import { type Failure, isCredentialFailure } from '../volume/errors/failure.ts';
import { FAILURES, type FailureCode } from '../volume/errors/failure-catalogue.ts';
import { explainFailure } from './answers/explain-failure.ts';
import { readBrokenAnswer, readFailure, type SeenAnswer } from './answers/read-failure.ts';
import { watchAnswer } from './answers/watch-answer.ts';
import type { ClientSet, Clients } from './clients/sdk-clients.ts';
import type { Credentials } from './credentials/credentials.ts';
import { isOfService } from './credentials/failure-share.ts';
import type { Ec2Clock } from './ec2-clock.ts';
import type { Operation } from './operations.ts';

/** What every request of a port goes through. */
export interface RequestParts {
  clients: Clients;
  clock: Ec2Clock;
}

type Sender = Pick<EC2Client, 'send'>;

export type OpenedPlace = { ok: true; set: ClientSet; credentials: Credentials } | { ok: false; failure: Failure };

/**
 * The clients of a place, with credentials that are there: the SDK asks for them without a limit of time. `judged`: a
 * request that keeps those that it was judged by, and renews none.
 */
export async function openPlace(
  { clients }: RequestParts,
  place: Place,
  signal: AbortSignal,
  judged?: Pick<SendGuard, 'credentialsId'>,
): Promise<OpenedPlace> {
  let set: ClientSet | undefined;
  try {
    set = await clients.at(place);
    const { credentials: store } = set.session;
    const held = judged && store.held(judged.credentialsId);
    return { ok: true, set, credentials: held ?? (await store.get(signal)) };
  } catch (thrown) {
    const failure = readFailure(thrown, {}, stoppedBy(signal));
    // What stalled is remembered where it is asked for.
    if (isCredentialFailure(failure.code) && failure.code !== 'credentials-stalled')
      clients.forget(place, OF_THE_ROLE.has(failure.code) ? 'base' : undefined);
    // The role was asked for in the Region of an earlier call: the STS of the next one's may answer.
    else if (place.session && !signal.aborted && isOfRegion(failure)) clients.forget(place, 'base');
    return { ok: false, failure: set ? explainFailure(failure, place, set.session, {}) : failure };
  }
}

/** `client` says which client of the place sends it; `judged` as for `openPlace`. */
export async function sendRequest<Command, Output, T>(
  parts: RequestParts,
  place: Place,
  client: (set: ClientSet, credentials: Credentials) => unknown,
  { command, pick }: Operation<Command, Output, T>,
  { signal }: Control,
  judged?: Pick<SendGuard, 'credentialsId'>,
): Promise<Reply<T>> {
  const opened = await openPlace(parts, place, signal, judged);
  if (!opened.ok) return opened;
  const { session } = opened.set;
  const seen = watchAnswer(command);
  try {
    const sender = (await client(opened.set, opened.credentials)) as Sender;
    const sent = sender.send(command as Parameters<Sender['send']>[0], { abortSignal: signal }) as Promise<Output>;
    const output = await unlessAborted(sent, signal);
    const value = pick(output);
    // A login page answered with 200 reads as an EC2 answer without members (client-ec2 3.1169).
    if (value === undefined) return { ok: false, failure: explainFailure(brokenAnswer(seen), place, session, seen) };
    if (seen.date !== undefined) parts.clock.set(seen.date);
    session.acceptedIn.add(place.region);
    const requestId = (output as { $metadata?: { requestId?: string } }).$metadata?.requestId;
    return { ok: true, value, at: seen.date ?? Date.now(), ...(requestId ? { requestId } : {}) };
  } catch (thrown) {
    const failure = explainFailure(readFailure(thrown, seen, stoppedBy(signal)), place, session, seen);
    if (seen.date !== undefined && isOfAws(failure)) parts.clock.set(seen.date);
    if (isCredentialFailure(failure.code)) parts.clients.forget(place, whatIsGood(opened.set, place, failure));
    return { ok: false, failure };
  }
}

/** Not the Date of a proxy's page: its clock is none of EC2's. */
function isOfAws({ code }: Failure): boolean {
  const { family } = FAILURES[code];
  return family !== 'network' && family !== 'answer';
}

/** The service of a Region does not answer, or not well: that of another may. */
function isOfRegion(failure: Failure): boolean {
  return isOfService(failure) || !isOfAws(failure);
}

/** STS took the server's own credentials, and not what they asked for. */
const OF_THE_ROLE: ReadonlySet<FailureCode> = new Set(['caller-role-denied', 'caller-role-refused']);

/**
 * A Region that the account has not enabled says nothing about the login; nor does one of another partition about keys of
 * the environment, which stay what they are, where a source may have others by now. And the keys of a role say nothing
 * about those that assumed it, which other callers use.
 */
function whatIsGood({ session }: ClientSet, place: Place, { hint }: Failure): 'login' | 'base' | undefined {
  if (hint?.otherPartition && session.source.kind === 'environment') return 'login';
  if (hint?.optInRegion === true && [...session.acceptedIn].some((region) => region !== place.region)) return 'login';
  return place.session ? 'base' : undefined;
}

/** Why we gave up ourselves, when we did. */
function stoppedBy(signal: AbortSignal): 'deadline-reached' | 'cancelled' | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason?.name === 'TimeoutError' ? 'deadline-reached' : 'cancelled';
}

/** The SDK listens to the signal until the header of an answer is there, and not while its body comes (3.1169). */
async function unlessAborted<T>(sent: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new DOMException('The call has ended.', 'AbortError'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([sent, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function brokenAnswer(seen: SeenAnswer): Failure {
  return {
    code: readBrokenAnswer({}, seen),
    message: '',
    definite: false,
    ...(seen.status === undefined ? {} : { httpStatus: seen.status }),
    ...(seen.requestId === undefined ? {} : { requestId: seen.requestId }),
  };
}
