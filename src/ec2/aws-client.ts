// The Ec2 port over the AWS SDK: one request an operation, exceptions become data.

import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Caller, Control, Ec2, Place, Reply } from '../ports/ec2.ts';
import { type Failure, isCredentialFailure } from '../volume/errors/failure.ts';
import { readBrokenAnswer, readFailure, type SeenAnswer } from './answers/read-failure.ts';
import { watchAnswer } from './answers/watch-answer.ts';
import { type ClientSet, type Clients, createClients, type Ec2PortOptions } from './clients/sdk-clients.ts';
import { createEc2Clock, type Ec2Clock } from './ec2-clock.ts';
import { guardSend } from './guard-send.ts';
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
import { endpointFacts, partitionName } from './partition.ts';

export function createEc2Port(options: Ec2PortOptions): Ec2 {
  const clock = createEc2Clock();
  const clients = createClients(options);
  const send = <C, O, T>(place: Place, { command, pick }: Operation<C, O, T>, control: Control) =>
    request(clients, clock, place, ({ ec2 }) => ec2, command, pick, control);
  return {
    locate: (region, profile) => locate(clients, region, profile),
    copyVolumes(place, asked, control, guard) {
      const { command, pick } = copyVolumes(asked);
      guardSend(command, guard);
      return request(clients, clock, place, ({ singleAttempt }) => singleAttempt, command, pick, control);
    },
    async rehearseCopy(place, asked, control) {
      const reply = await send(place, copyVolumes({ ...asked, DryRun: true }), control);
      // The good answer of a dry run is an error: DryRunOperation with HTTP 412 (EC2 API reference).
      if (reply.ok || reply.failure.awsCode !== 'DryRunOperation') return reply;
      const { requestId } = reply.failure;
      return { ok: true, value: 'permitted', at: Date.now(), ...(requestId ? { requestId } : {}) };
    },
    describeVolumes: (place, query, control) => send(place, describeVolumes(query), control),
    describeVolumeStatus: (place, ids, control) => send(place, describeVolumeStatus(ids), control),
    async describeVolumesModifications(place, ids, control) {
      const reply = await send(place, describeVolumesModifications(ids), control);
      // AWS does not document whether a filter can return NotFound as well; treat it as "no modification".
      const none = !reply.ok && reply.failure.awsCode === 'InvalidVolumeModification.NotFound';
      return none ? { ok: true, value: [], at: Date.now() } : reply;
    },
    describeInstances: (place, filters, control) => send(place, describeInstances(filters), control),
    encryptionByDefault: (place, control) => send(place, encryptionByDefault(), control),
    defaultKey: (place, control) => send(place, defaultKey(), control),
    callerIdentity: createCallerIdentity(clients, clock),
    clock: clock.now,
    knownCaller: (place) => clients.at(place).caller,
  };
}

async function locate(
  clients: Clients,
  wanted: string | undefined,
  profile: string | undefined,
): Promise<Reply<Place>> {
  try {
    const region = await clients.region(wanted, profile);
    const place = { region, ...(profile ? { profile } : {}) };
    const endpoint = await clients.at(place).endpoint();
    const value = { ...place, partition: partitionName(region), ...(endpoint ? endpointFacts(endpoint, region) : {}) };
    return { ok: true, at: Date.now(), value };
  } catch (thrown) {
    return { ok: false, failure: readFailure(thrown, {}, undefined) };
  }
}

type Client = Pick<EC2Client, 'send'>;

/** Sends one command, whatever the SDK's overloads call it. */
async function request<Output, T>(
  clients: Clients,
  clock: Ec2Clock,
  place: Place,
  client: (set: ClientSet) => unknown,
  command: unknown,
  pick: (output: Output) => T | undefined,
  control: Control,
): Promise<Reply<T>> {
  const seen = watchAnswer(command);
  try {
    const sender = (await client(clients.at(place))) as Client;
    const options = { abortSignal: control.signal };
    const output = (await sender.send(command as Parameters<Client['send']>[0], options)) as Output;
    if (seen.date !== undefined) clock.set(seen.date);
    const value = pick(output);
    // A login page answered with 200 reads as an EC2 answer without members (client-ec2 3.1169).
    if (value === undefined) return { ok: false, failure: brokenAnswer(seen) };
    const requestId = (output as { $metadata?: { requestId?: string } }).$metadata?.requestId;
    return { ok: true, value, at: seen.date ?? Date.now(), ...(requestId ? { requestId } : {}) };
  } catch (thrown) {
    if (seen.date !== undefined) clock.set(seen.date);
    const failure = readFailure(thrown, seen, stoppedBy(control.signal));
    if (isCredentialFailure(failure.code)) clients.forget(place);
    return { ok: false, failure };
  }
}

/** Why we gave up ourselves, when we did. */
function stoppedBy(signal: AbortSignal): 'deadline-reached' | 'cancelled' | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason?.name === 'TimeoutError' ? 'deadline-reached' : 'cancelled';
}

/** By access key: the same credentials are the same caller in every Region, another login is another one. */
function createCallerIdentity(clients: Clients, clock: Ec2Clock): Ec2['callerIdentity'] {
  const callers = new Map<string, Caller>();
  return async (place, control) => {
    const set = clients.at(place);
    // A failure here comes back from the request itself, with words of its own.
    const credentials = await set.ec2.config.credentials().catch(() => undefined);
    const known = credentials && callers.get(credentials.accessKeyId);
    if (known) {
      set.caller = known;
      return { ok: true, value: known, at: Date.now() };
    }
    const { identityCommand, readCaller } = await import('./clients/sts.ts');
    const reply = await request(clients, clock, place, ({ sts }) => sts(), identityCommand(), readCaller, control);
    if (!reply.ok) return reply;
    const caller = { ...reply.value, ...(credentials ? { credentialsId: credentials.accessKeyId } : {}) };
    set.caller = caller;
    if (credentials) callers.set(credentials.accessKeyId, caller);
    return { ...reply, value: caller };
  };
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
