// The Ec2 port over the AWS SDK: one request an operation, exceptions become data.

import { setTimeout as pause } from 'node:timers/promises';
import type { Caller, Control, Ec2, Place, Reply } from '../ports/ec2.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { readFailure } from './answers/read-failure.ts';
import { credentialsKey } from './clients/credentials-key.ts';
import { type ClientSet, createClients, type Ec2PortOptions } from './clients/sdk-clients.ts';
import type { Credentials } from './credentials/credentials.ts';
import { createEc2Clock } from './ec2-clock.ts';
import { guardSend } from './guard-send.ts';
import { keepNewest } from './keep-newest.ts';
import { locatePlace } from './locate-place.ts';
import { createTurns, MOST_AT_ONCE } from './network/request-turns.ts';
import {
  copyVolumes,
  defaultKey,
  describeInstances,
  describeVolumeStatus,
  describeVolumes,
  describeVolumesModifications,
  encryptionByDefault,
  type Operation,
} from './operations.ts';
import { createOptionalReads, type OptionalReads } from './optional-read.ts';
import { openPlace, type RequestParts, sendRequest } from './send-request.ts';

export function createEc2Port(options: Ec2PortOptions): Ec2 {
  const clock = createEc2Clock();
  const clients = createClients(options);
  const parts: RequestParts = { clients, clock };
  const inTurn = createTurns(MOST_AT_ONCE);
  const optional = createOptionalReads({
    now: () => performance.now(),
    after: (ms) => pause(ms, undefined, { ref: false }),
  });
  const send = <C, O, T>(place: Place, operation: Operation<C, O, T>, control: Control) =>
    sendRequest(parts, place, ({ ec2 }) => ec2, operation, control);
  // Whoever waits for a login takes nobody's turn.
  const describe: typeof send = (place, operation, control) =>
    whenOpen(parts, place, control, () => inTurn(turnOf(place), control.signal, () => send(place, operation, control)));
  const sendOptional = <C, O, T>(name: string, place: Place, operation: () => Operation<C, O, T>, control: Control) =>
    whenOpen(parts, place, control, () =>
      optional.read<T>({ name, what: 'EC2', place, run: (own) => send(place, operation(), own) }, control),
    );
  return {
    locate: (region, profile) => locate(() => locatePlace(options, clients, { region, profile })),
    copyVolumes(place, asked, control, guard) {
      const operation = copyVolumes(asked);
      guardSend(operation.command, guard);
      const client = (set: ClientSet, credentials: Credentials) => set.singleAttempt(credentials);
      return sendRequest(parts, place, client, operation, control, guard);
    },
    async rehearseCopy(place, asked, control) {
      const reply = await send(place, copyVolumes({ ...asked, DryRun: true }), control);
      // The good answer of a dry run is an error: DryRunOperation with HTTP 412 (EC2 API reference).
      if (reply.ok || reply.failure.awsCode !== 'DryRunOperation') return reply;
      const { requestId } = reply.failure;
      return { ok: true, value: 'permitted', at: Date.now(), ...(requestId ? { requestId } : {}) };
    },
    describeVolumes: (place, query, control) => describe(place, describeVolumes(query), control),
    describeVolumeStatus: (place, ids, control) => describe(place, describeVolumeStatus(ids), control),
    async describeVolumesModifications(place, ids, control, nextToken) {
      const reply = await describe(place, describeVolumesModifications(ids, nextToken), control);
      // AWS does not document whether a filter can return NotFound as well; treat it as "no modification".
      const none = !reply.ok && reply.failure.awsCode === 'InvalidVolumeModification.NotFound';
      return none ? { ok: true, value: { items: [] }, at: Date.now() } : reply;
    },
    describeInstances: (place, filters, control, nextToken) =>
      describe(place, describeInstances(filters, nextToken), control),
    encryptionByDefault: (place, control) => sendOptional('encryption', place, encryptionByDefault, control),
    defaultKey: (place, control) => sendOptional('key', place, defaultKey, control),
    callerIdentity: createCallerIdentity(parts, optional),
    clock: clock.now,
    knownCaller: (place) => callerOf(clients.known(place)),
    close: () => {
      optional.close();
      clients.close();
    },
  };
}

/** Whose the credentials are that requests go out with now: a login may have been renewed as somebody else. */
function callerOf(set: ClientSet | undefined): Caller | undefined {
  const isCurrent = set?.caller?.credentialsId === set?.session.credentials.current()?.accessKeyId;
  return isCurrent ? set?.caller : undefined;
}

async function locate(find: () => Promise<Place>): Promise<Reply<Place>> {
  try {
    return { ok: true, at: Date.now(), value: await find() };
  } catch (thrown) {
    return { ok: false, failure: readFailure(thrown, {}, undefined) };
  }
}

/** The short limit of an optional read is for its own answer, not for a login before it. */
async function whenOpen<T>(
  parts: RequestParts,
  place: Place,
  { signal }: Control,
  read: () => Promise<Reply<T>>,
): Promise<Reply<T>> {
  const opened = await openPlace(parts, place, signal);
  return opened.ok ? read() : opened;
}

/** EC2 counts the requests of an account, whichever caller of a role makes them. */
function turnOf(place: Place): { key: string; caller: string } {
  return { key: `${place.profile ?? ''}\n${place.region}`, caller: credentialsKey(place) };
}

/** Its words name EC2 otherwise. */
function ofSts(failure: Failure): Failure {
  return { ...failure, hint: { what: 'AWS STS', ...failure.hint } };
}

/** By access key: the same credentials are the same caller in every Region, another login is another one. */
function createCallerIdentity(parts: RequestParts, optional: OptionalReads): Ec2['callerIdentity'] {
  const callers = new Map<string, Caller>();
  return async (place, control) => {
    const opened = await openPlace(parts, place, control.signal);
    if (!opened.ok) return opened;
    const { set, credentials } = opened;
    const known = callers.get(credentials.accessKeyId);
    if (known) {
      set.caller = known;
      return { ok: true, value: known, at: Date.now() };
    }
    const run = async (own: Control): Promise<Reply<Caller>> => {
      const { identityCommand, readCaller } = await import('./clients/sts.ts');
      const operation = { command: identityCommand(), pick: readCaller };
      const reply = await sendRequest(parts, place, ({ sts }) => sts(), operation, own);
      if (!reply.ok) return { ok: false, failure: ofSts(reply.failure) };
      const caller = { ...reply.value, credentialsId: credentials.accessKeyId, source: set.session.source };
      set.caller = caller;
      keepNewest(callers, credentials.accessKeyId, caller);
      return { ...reply, value: caller };
    };
    return optional.read({ name: 'identity', what: 'AWS STS', place, run }, control);
  };
}
