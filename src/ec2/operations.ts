// The EC2 operations this product uses: the command of each, and what its answer must hold.
import {
  CopyVolumesCommand,
  type CopyVolumesCommandInput,
  DescribeInstancesCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  type DescribeVolumesCommandInput,
  DescribeVolumesModificationsCommand,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import type { Page, VolumeQuery } from '../ports/ec2.ts';
import type {
  CopyVolumesRequest,
  Filter,
  Instance,
  Modification,
  Volume,
  VolumeStatus,
} from '../volume/aws-records.ts';
import { arnOrId } from './answers/clean-text.ts';
import { present, readInstance, readModification, readVolume, readVolumeStatus } from './answers/read-records.ts';

/** One request. `pick` gives undefined when the answer lacks what every answer of EC2 has. */
export interface Operation<Command, Output, T> {
  command: Command;
  pick(output: Output): T | undefined;
}

type OutputOf<Command> = Command extends { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<infer R> }
  ? R extends { output: infer Output }
    ? Output
    : never
  : never;

function operation<Command, T>(
  command: Command,
  pick: (output: OutputOf<Command>) => T | undefined,
): Operation<Command, OutputOf<Command>, T> {
  return { command, pick };
}

// One page: who means more than these has to say which.
const MOST_INSTANCES = 200;

export const copyVolumes = (request: CopyVolumesRequest & { DryRun?: boolean }) =>
  operation(new CopyVolumesCommand(request as CopyVolumesCommandInput), ({ Volumes }): Volume[] | undefined =>
    present(Volumes?.map(readVolume)),
  );

export const describeVolumes = (query: VolumeQuery) =>
  operation(
    new DescribeVolumesCommand(query as DescribeVolumesCommandInput),
    ({ Volumes, NextToken }): Page<Volume> | undefined => pageOf(present(Volumes?.map(readVolume)), NextToken),
  );

export const describeVolumeStatus = (ids: readonly string[]) =>
  operation(
    new DescribeVolumeStatusCommand({ VolumeIds: [...ids] }),
    ({ VolumeStatuses }): VolumeStatus[] | undefined => present(VolumeStatuses?.map(readVolumeStatus)),
  );

/** By ids, a volume that was never modified is an error that hides the others; a filter leaves it out. */
export const describeVolumesModifications = (ids: readonly string[], nextToken?: string) =>
  operation(
    new DescribeVolumesModificationsCommand({
      Filters: [{ Name: 'volume-id', Values: [...ids] }],
      ...(nextToken ? { NextToken: nextToken } : {}),
    }),
    ({ VolumesModifications, NextToken }): Page<Modification> | undefined =>
      pageOf(present(VolumesModifications?.map(readModification)), NextToken),
  );

export const describeInstances = (filters: readonly Filter[], nextToken?: string) =>
  operation(
    new DescribeInstancesCommand({
      MaxResults: MOST_INSTANCES,
      ...(nextToken ? { NextToken: nextToken } : {}),
      Filters: filters.map((filter) => ({ ...filter, Values: [...filter.Values] })),
    }),
    ({ Reservations, NextToken }): Page<Instance> | undefined =>
      pageOf(present(Reservations?.flatMap((one) => one.Instances ?? []).map(readInstance)), NextToken),
  );

export const encryptionByDefault = () =>
  operation(new GetEbsEncryptionByDefaultCommand({}), ({ EbsEncryptionByDefault }) => EbsEncryptionByDefault);

export const defaultKey = () => operation(new GetEbsDefaultKmsKeyIdCommand({}), ({ KmsKeyId }) => arnOrId(KmsKeyId));

// EC2's have some hundred characters of base64 (2026-11); one of ours is longer by a third and stands twice in an answer.
const TOKEN = /^[!-~]{1,4096}$/;

/** Undefined also for a token that cannot be handed on: without it the list would seem to end. */
function pageOf<T>(items: T[] | undefined, nextToken: string | undefined): Page<T> | undefined {
  if (nextToken && !TOKEN.test(nextToken)) return undefined;
  return items ? { items, ...(nextToken ? { nextToken } : {}) } : undefined;
}
