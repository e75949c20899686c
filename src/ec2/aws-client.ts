// The Ec2 port over the AWS SDK: one function an operation, exceptions become data.

import {
  CopyVolumesCommand,
  type CopyVolumesCommandInput,
  DescribeInstancesCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  type DescribeVolumesCommandInput,
  DescribeVolumesModificationsCommand,
  type EC2Client,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import type { Caller, Control, Ec2, Page, Place, Reply } from '../ports/ec2.ts';
import { isCredentialFailure } from '../volume/errors/failure.ts';
import { wasEmpty } from './collect-stream.ts';
import { readBrokenAnswer, readFailure, type Seen } from './read-failure.ts';
import { readInstance, readModification, readVolume, readVolumeStatus } from './read-records.ts';
import { type ClientSet, createClients, type EdgeOptions } from './sdk-clients.ts';

type Command = Parameters<EC2Client['send']>[0];

// One page: who means more than these has to say which.
const INSTANCES = 200;

export function createEdge(options: EdgeOptions): Ec2 {
  const clients = createClients(options);
  // By access key: the same credentials are the same caller in every Region, another login is another one.
  const callers = new Map<string, Caller>();

  /** Sends one command; `pick` gives undefined when the answer lacks what every answer of EC2 has. */
  async function ask<Output, T>(
    place: Place,
    send: (set: ClientSet, abortSignal: AbortSignal) => Promise<Output>,
    command: unknown,
    pick: (output: Output) => T | undefined,
    control: Control,
  ): Promise<Reply<T>> {
    const seen = watchAnswer(command);
    try {
      const output = await send(clients.at(place), control.signal);
      const value = pick(output);
      // A login page answered with 200 reads as an EC2 answer without members (client-ec2 3.1169).
      if (value === undefined) return { ok: false, failure: brokenAnswer(seen) };
      const requestId = (output as { $metadata?: { requestId?: string } }).$metadata?.requestId;
      return { ok: true, value, at: seen.date ?? Date.now(), ...(requestId ? { requestId } : {}) };
    } catch (thrown) {
      const stopped = control.signal.aborted
        ? control.signal.reason?.name === 'TimeoutError'
          ? 'deadline-reached'
          : 'cancelled'
        : undefined;
      const failure = readFailure(thrown, seen, stopped);
      if (isCredentialFailure(failure.code)) clients.forget(place);
      return { ok: false, failure };
    }
  }

  // The SDK's send is overloaded for every command; one typed call a command keeps the casts out of the tools.
  return {
    async locate(wanted, profile) {
      try {
        const region = await clients.region(wanted, profile);
        const endpoint = await clients.at({ region, ...(profile ? { profile } : {}) }).endpoint();
        return {
          ok: true,
          at: Date.now(),
          value: { region, ...(profile ? { profile } : {}), ...(endpoint ? { endpoint } : {}) },
        };
      } catch (thrown) {
        return { ok: false, failure: readFailure(thrown, {}, undefined) };
      }
    },
    copyVolumes(place, request, control) {
      const command = new CopyVolumesCommand(request as CopyVolumesCommandInput);
      return ask(
        place,
        ({ copier }, abortSignal) => copier.send(command, { abortSignal }),
        command,
        (output) => output.Volumes?.map(readVolume),
        control,
      );
    },
    async rehearseCopy(place, request, control) {
      const command = new CopyVolumesCommand({ ...(request as CopyVolumesCommandInput), DryRun: true });
      const reply = await ask(
        place,
        ({ ec2 }, abortSignal) => ec2.send(command, { abortSignal }),
        command,
        (output) => output.Volumes?.map(readVolume),
        control,
      );
      // The good answer of a dry run is an error: DryRunOperation with HTTP 412 (EC2 API reference).
      if (reply.ok || reply.failure.awsCode !== 'DryRunOperation') return reply;
      const { requestId } = reply.failure;
      return { ok: true, value: 'permitted', at: Date.now(), ...(requestId ? { requestId } : {}) };
    },
    describeVolumes(place, query, control) {
      const command = new DescribeVolumesCommand(query as DescribeVolumesCommandInput);
      return ask(
        place,
        ({ ec2 }, abortSignal) => ec2.send(command, { abortSignal }),
        command,
        (output) => pageOf(output.Volumes?.map(readVolume), output.NextToken),
        control,
      );
    },
    describeVolumeStatus(place, ids, control) {
      const command = new DescribeVolumeStatusCommand({ VolumeIds: [...ids] });
      return ask(
        place,
        ({ ec2 }, abortSignal) => ec2.send(command, { abortSignal }),
        command,
        (output) => output.VolumeStatuses?.map(readVolumeStatus),
        control,
      );
    },
    async describeVolumesModifications(place, ids, control) {
      // By ids, a volume that was never modified is an error that hides the others; a filter leaves it out.
      const command = new DescribeVolumesModificationsCommand({ Filters: [{ Name: 'volume-id', Values: [...ids] }] });
      const reply = await ask(
        place,
        ({ ec2 }, abortSignal) => ec2.send(command, { abortSignal }),
        command,
        (output) => output.VolumesModifications?.map(readModification),
        control,
      );
      // Nobody has written down that the filter never answers so too: no modification, no failure.
      if (!reply.ok && reply.failure.awsCode === 'InvalidVolumeModification.NotFound')
        return { ok: true, value: [], at: Date.now() };
      return reply;
    },
    describeInstances(place, filters, control) {
      const command = new DescribeInstancesCommand({
        MaxResults: INSTANCES,
        Filters: filters.map((filter) => ({ ...filter, Values: [...filter.Values] })),
      });
      return ask(
        place,
        ({ ec2 }, abortSignal) => ec2.send(command, { abortSignal }),
        command,
        (output) =>
          pageOf(output.Reservations?.flatMap((one) => one.Instances ?? []).map(readInstance), output.NextToken),
        control,
      );
    },
    encryptionByDefault(place, control) {
      const command = new GetEbsEncryptionByDefaultCommand({});
      return ask(
        place,
        ({ ec2 }, abortSignal) => ec2.send(command, { abortSignal }),
        command,
        (output) => output.EbsEncryptionByDefault,
        control,
      );
    },
    defaultKey(place, control) {
      const command = new GetEbsDefaultKmsKeyIdCommand({});
      return ask(
        place,
        ({ ec2 }, abortSignal) => ec2.send(command, { abortSignal }),
        command,
        (output) => output.KmsKeyId,
        control,
      );
    },
    async callerIdentity(place, control) {
      const set = clients.at(place);
      // A failure here comes back from the request itself, with words of its own.
      const credentials = await set.ec2.config.credentials().catch(() => undefined);
      const known = credentials && callers.get(credentials.accessKeyId);
      if (known) {
        set.caller = known;
        return { ok: true, value: known, at: Date.now() };
      }
      const { identityCommand } = await import('./sts.ts');
      const command = identityCommand();
      const reply = await ask(
        place,
        async ({ sts }, abortSignal) => (await sts()).send(command, { abortSignal }),
        command,
        (output) =>
          output.Account
            ? {
                account: output.Account,
                ...(output.Arn ? { arn: output.Arn } : {}),
                ...(output.UserId ? { userId: output.UserId } : {}),
              }
            : undefined,
        control,
      );
      if (reply.ok) {
        set.caller = reply.value;
        if (credentials) callers.set(credentials.accessKeyId, reply.value);
      }
      return reply;
    },
    knownCaller(place) {
      return clients.at(place).caller;
    },
  };
}

function pageOf<T>(items: T[] | undefined, nextToken: string | undefined): Page<T> | undefined {
  return items ? { items, ...(nextToken ? { nextToken } : {}) } : undefined;
}

function brokenAnswer(seen: Seen) {
  return {
    code: readBrokenAnswer({}, seen),
    message: '',
    definite: false,
    ...(seen.status === undefined ? {} : { httpStatus: seen.status }),
    ...(seen.requestId === undefined ? {} : { requestId: seen.requestId }),
  };
}

interface Answered {
  response: { statusCode: number; headers: Record<string, string>; body: object };
}

/** Keeps status, type and date of the raw answer: the SDK drops them when it cannot read the body. */
function watchAnswer(command: unknown): Seen {
  const seen: Seen = {};
  const stack = (command as Command).middlewareStack as unknown as {
    add(
      middleware: (next: (args: unknown) => Promise<Answered>) => (args: unknown) => Promise<Answered>,
      options: object,
    ): void;
  };
  stack.add(
    (next) => async (args) => {
      // Runs once an attempt: what an earlier one was answered says nothing about this one.
      for (const name of Object.keys(seen) as (keyof Seen)[]) delete seen[name];
      const answered = await next(args);
      const { statusCode, headers, body } = answered.response;
      seen.isEmpty = () => wasEmpty(body);
      seen.status = statusCode;
      if (headers['content-type']) seen.contentType = headers['content-type'];
      if (headers['content-length']) seen.length = headers['content-length'];
      if (headers['x-amzn-requestid']) seen.requestId = headers['x-amzn-requestid'];
      const date = Date.parse(headers.date ?? '');
      if (!Number.isNaN(date)) seen.date = date;
      return answered;
    },
    { step: 'deserialize', priority: 'low', name: 'watchAnswer' },
  );
  return seen;
}
