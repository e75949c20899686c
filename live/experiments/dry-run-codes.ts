// Which codes a dry run of CopyVolumes answers with.
import type { Lab } from '../experiment.ts';
import type { Params } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';
import { MALFORMED_VOLUME, nobodysKey, oneDryRunEach, UNKNOWN_VOLUME } from './one-request.ts';

const dryRun = (params: Params) => (lab: Lab) => lab.dryRun(params);

export const DRY_RUN_CODES = oneDryRunEach([
  {
    id: 'malformed-source',
    question: 'Which code does CopyVolumes give for a SourceVolumeId that is no volume id?',
    assumed: 'InvalidParameterValue',
    switch: 'malformedSource',
    turns: { 'InvalidVolumeID.Malformed': { malformedSource: 'InvalidVolumeID.Malformed' } },
    send: dryRun({ SourceVolumeId: MALFORMED_VOLUME }),
  },
  {
    id: 'unknown-source',
    question: 'Which code does a dry run of CopyVolumes give for a source that does not exist?',
    assumed: 'InvalidVolume.NotFound',
    send: dryRun({ SourceVolumeId: UNKNOWN_VOLUME }),
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
    id: 'key-with-encrypted-false',
    question: 'Does a dry run see that KmsKeyId contradicts Encrypted=false?',
    assumed: 'DryRunOperation',
    send: dryRun({ Encrypted: false, KmsKeyId: 'alias/aws/ebs' }),
  },
  {
    id: 'smaller-than-source',
    question: 'Which code does a size below the source\u2019s give?',
    assumed: 'InvalidParameterValue',
    send: async (lab) => {
      const size = Number(childText(await lab.anyVolume(), 'size') ?? 1);
      if (size < 2) return { unsent: 'The source has 1 GiB: nothing is smaller.' };
      return lab.dryRun({ Size: size - 1 });
    },
  },
  {
    id: 'throughput-ratio',
    question: 'Which code does a throughput above a quarter of the IOPS give?',
    assumed: 'InvalidParameterValue',
    send: dryRun({ Iops: 3_000, Throughput: 1_000 }),
  },
  {
    id: 'multi-attach-on-gp3',
    question: 'Which code does MultiAttachEnabled give for gp3?',
    assumed: 'InvalidParameterCombination',
    send: dryRun({ MultiAttachEnabled: true }),
  },
  {
    id: 'reserved-tag',
    question: 'Which code does a tag key with the prefix aws: give?',
    assumed: 'InvalidTagKey.Malformed',
    send: dryRun({ 'TagSpecification.1.Tag.2.Key': 'aws:owner', 'TagSpecification.1.Tag.2.Value': '' }),
  },
  {
    id: 'tag-twice',
    question: 'Which code does the same tag key twice give?',
    assumed: 'InvalidParameterValue',
    send: dryRun({
      'TagSpecification.1.Tag.2.Key': 'twice',
      'TagSpecification.1.Tag.2.Value': '1',
      'TagSpecification.1.Tag.3.Key': 'twice',
      'TagSpecification.1.Tag.3.Value': '2',
    }),
  },
  {
    id: 'too-many-tags',
    question: 'Which code do 51 tags give?',
    assumed: 'TagLimitExceeded',
    send: dryRun(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, n) => [
          [`TagSpecification.1.Tag.${n + 2}.Key`, `k${n}`],
          [`TagSpecification.1.Tag.${n + 2}.Value`, ''],
        ]).flat(),
      ),
    ),
  },
  {
    id: 'tags-of-an-instance',
    question: 'Which code do tags for another type of resource give?',
    assumed: 'InvalidParameterValue',
    send: dryRun({ 'TagSpecification.1.ResourceType': 'instance' }),
  },
  {
    id: 'empty-token',
    question: 'Is an empty ClientToken the same as none?',
    assumed: 'DryRunOperation',
    send: dryRun({ ClientToken: '' }),
  },
]);
