// Which codes the Describe requests answer with.
import type { Lab } from '../experiment.ts';
import type { Params } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';
import { MALFORMED_VOLUME, oneRequestEach, UNKNOWN_VOLUME } from './one-request.ts';

const reads = (action: string, params: Params) => (lab: Lab) => lab.ask(action, params);

export const DESCRIBE_CODES = oneRequestEach([
  {
    id: 'malformed-id-volumes',
    question: 'Which code does DescribeVolumes give for a malformed id?',
    assumed: 'InvalidParameterValue',
    send: reads('DescribeVolumes', { 'VolumeId.1': MALFORMED_VOLUME }),
  },
  {
    id: 'malformed-id-status',
    question: 'Which code does DescribeVolumeStatus give for a malformed id?',
    assumed: 'InvalidVolumeID.Malformed',
    send: reads('DescribeVolumeStatus', { 'VolumeId.1': MALFORMED_VOLUME }),
  },
  {
    id: 'malformed-id-modifications',
    question: 'Which code does DescribeVolumesModifications give for a malformed id?',
    assumed: 'InvalidVolumeID.Malformed',
    send: reads('DescribeVolumesModifications', { 'VolumeId.1': MALFORMED_VOLUME }),
  },
  {
    id: 'unknown-id-status',
    question: 'Which code does DescribeVolumeStatus give for an id that does not exist?',
    assumed: 'InvalidVolume.NotFound',
    send: reads('DescribeVolumeStatus', { 'VolumeId.1': UNKNOWN_VOLUME }),
  },
  {
    id: 'describe-dry-run',
    question: 'Does the dry run of DescribeVolumes look at the ids?',
    assumed: 'DryRunOperation',
    send: reads('DescribeVolumes', { 'VolumeId.1': UNKNOWN_VOLUME, DryRun: true }),
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
      const id = childText(await lab.anyVolume(), 'volumeId') ?? UNKNOWN_VOLUME;
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
]);
