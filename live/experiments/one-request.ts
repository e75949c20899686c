// Experiments of one request each: what code does EC2 answer with?
import type { Switches } from '../../src/simulator/world/switches.ts';
import { type Experiment, judge, type Lab, observe, type Unsent } from '../experiment.ts';
import type { Params, Reply } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';

const UNKNOWN = 'vol-0ffffffffffffffff';
const MALFORMED = 'vol-xyz';

interface OneRequest {
  id: string;
  question: string;
  assumed: string;
  switch?: keyof Switches;
  /** Switch values by the code that was observed. */
  turns?: Readonly<Record<string, Partial<Switches>>>;
  send(lab: Lab): Promise<Reply | Unsent>;
}

const reads = (action: string, params: Params) => (lab: Lab) => lab.ask(action, params);
const dryRun = (params: Params) => (lab: Lab) => lab.dryRun(params);

const REQUESTS: readonly OneRequest[] = [
  {
    id: 'malformed-source',
    question: 'Which code does CopyVolumes give for a SourceVolumeId that is no volume id?',
    assumed: 'InvalidParameterValue',
    switch: 'malformedSource',
    turns: { 'InvalidVolumeID.Malformed': { malformedSource: 'InvalidVolumeID.Malformed' } },
    send: dryRun({ SourceVolumeId: MALFORMED }),
  },
  {
    id: 'unknown-source',
    question: 'Which code does a dry run of CopyVolumes give for a source that does not exist?',
    assumed: 'InvalidVolume.NotFound',
    send: dryRun({ SourceVolumeId: UNKNOWN }),
  },
  {
    id: 'missing-source',
    question: 'Which code does CopyVolumes give without a SourceVolumeId?',
    assumed: 'MissingParameter',
    send: (lab) => lab.ask('CopyVolumes', { DryRun: true, ClientToken: lab.token() }),
  },
  {
    id: 'dry-run-encrypted',
    question: 'Does CopyVolumes know the parameter Encrypted?',
    assumed: 'DryRunOperation',
    switch: 'guideRevision',
    turns: { UnknownParameter: { guideRevision: '2025' } },
    send: dryRun({ Encrypted: true }),
  },
  {
    id: 'dry-run-bad-key',
    question: 'Does a dry run see that a key does not exist?',
    assumed: 'DryRunOperation',
    send: (lab) => lab.dryRun({ Encrypted: true, KmsKeyId: nobodysKey(lab) }),
  },
  {
    id: 'unknown-type',
    question: 'Which code does a volume type give that does not exist?',
    assumed: 'UnknownVolumeType',
    send: dryRun({ VolumeType: 'gp9' }),
  },
  {
    id: 'throughput-on-gp2',
    question: 'Which code does Throughput give for gp2?',
    assumed: 'InvalidParameterCombination',
    send: dryRun({ VolumeType: 'gp2', Throughput: 250 }),
  },
  {
    id: 'iops-missing',
    question: 'Which code does io2 give without Iops?',
    assumed: 'InvalidParameterCombination',
    send: async (lab) => {
      const size = Number(childText(await lab.anyVolume(), 'size') ?? 1);
      return lab.dryRun({ VolumeType: 'io2', Size: Math.max(4, size) });
    },
  },
  {
    id: 'malformed-id-volumes',
    question: 'Which code does DescribeVolumes give for a malformed id?',
    assumed: 'InvalidParameterValue',
    send: reads('DescribeVolumes', { 'VolumeId.1': MALFORMED }),
  },
  {
    id: 'malformed-id-status',
    question: 'Which code does DescribeVolumeStatus give for a malformed id?',
    assumed: 'InvalidVolumeID.Malformed',
    send: reads('DescribeVolumeStatus', { 'VolumeId.1': MALFORMED }),
  },
  {
    id: 'malformed-id-modifications',
    question: 'Which code does DescribeVolumesModifications give for a malformed id?',
    assumed: 'InvalidVolumeID.Malformed',
    send: reads('DescribeVolumesModifications', { 'VolumeId.1': MALFORMED }),
  },
  {
    id: 'unknown-id-status',
    question: 'Which code does DescribeVolumeStatus give for an id that does not exist?',
    assumed: 'InvalidVolume.NotFound',
    send: reads('DescribeVolumeStatus', { 'VolumeId.1': UNKNOWN }),
  },
  {
    id: 'describe-dry-run',
    question: 'Does the dry run of DescribeVolumes look at the ids?',
    assumed: 'DryRunOperation',
    send: reads('DescribeVolumes', { 'VolumeId.1': UNKNOWN, DryRun: true }),
  },
  {
    id: 'unknown-filter',
    question: 'Which code does an unknown filter give?',
    assumed: 'InvalidParameterValue',
    send: reads('DescribeVolumes', { 'Filter.1.Name': 'colour', 'Filter.1.Value.1': 'red' }),
  },
  {
    id: 'owner-filter',
    question: 'Does DescribeVolumes have the filter owner-id, which only the page on sharing names?',
    assumed: 'ok',
    send: (lab) => lab.ask('DescribeVolumes', { 'Filter.1.Name': 'owner-id', 'Filter.1.Value.1': lab.account }),
  },
  {
    id: 'tag-value-filter',
    question: 'Does DescribeVolumes have the filter tag-value?',
    assumed: 'ok',
    send: reads('DescribeVolumes', { 'Filter.1.Name': 'tag-value', 'Filter.1.Value.1': 'none' }),
  },
  {
    id: 'unknown-parameter',
    question: 'Which code does an unknown parameter give?',
    assumed: 'UnknownParameter',
    send: reads('DescribeVolumes', { Colour: 'red' }),
  },
  {
    id: 'ids-with-pages',
    question: 'Which code do ids give together with MaxResults?',
    assumed: 'InvalidParameterCombination',
    send: async (lab) => {
      const id = childText(await lab.anyVolume(), 'volumeId') ?? UNKNOWN;
      return lab.ask('DescribeVolumes', { 'VolumeId.1': id, MaxResults: 5 });
    },
  },
  {
    id: 'small-page',
    question: 'Which code does a page of four give?',
    assumed: 'InvalidParameterValue',
    send: reads('DescribeVolumes', { MaxResults: 4 }),
  },
  {
    id: 'bad-next-token',
    question: 'Which code does a NextToken give that EC2 did not make?',
    assumed: 'InvalidPaginationToken',
    switch: 'badNextToken',
    turns: { InvalidParameterValue: { badNextToken: 'InvalidParameterValue' } },
    send: reads('DescribeVolumes', { MaxResults: 5, NextToken: 'not-a-token' }),
  },
];

export const ONE_REQUEST: readonly Experiment[] = REQUESTS.map(({ turns, send, ...rest }) => ({
  ...rest,
  group: 'reads',
  run: async (lab) => judge(await send(lab), (code) => observe(code, rest.assumed, turns)),
}));

/** ARN of a key that does not exist in the account of the run. */
export function nobodysKey({ region, account }: Pick<Lab, 'region' | 'account'>): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`;
}
