// What a policy may judge of a copy request.
import { expect, test } from 'vitest';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { copyFacts } from '../../../src/volume/plan/copy-facts.ts';

const ID = 'vol-0123456789abcdef0';
const [ONE, TWO] = ['a', 'b'].map((key) => `arn:aws:kms:us-east-1:111122223333:key/${key}`) as [string, string];

test.each<[name: string, asked: Partial<CopyVolumesRequest>, source: Volume | undefined, facts: object]>([
  ['the source alone', {}, undefined, { tags: [], stamps: [], keys: [] }],
  [
    'its owner and its key',
    {},
    { OwnerId: '111122223333', KmsKeyId: ONE },
    { owner: '111122223333', tags: [], stamps: [], keys: [ONE] },
  ],
  ['both keys', { KmsKeyId: TWO }, { KmsKeyId: ONE }, { tags: [], stamps: [], keys: [ONE, TWO] }],
  ['an alias, which no policy names', { KmsKeyId: 'alias/data' }, { OwnerId: '' }, { tags: [], stamps: [], keys: [] }],
  [
    'what only begins like the ARN of a key',
    { KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/a\n\u202eb' },
    undefined,
    { tags: [], stamps: [], keys: [] },
  ],
  [
    'tags, and which of them are ours',
    {
      TagSpecifications: [
        { ResourceType: 'volume', Tags: [{ Key: 'Name' }, { Key: 'ebs-copy-mcp:plan' }] },
        { ResourceType: 'volume' },
        { ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:other' }] },
      ],
    },
    undefined,
    { tags: ['Name', 'ebs-copy-mcp:plan', 'ebs-copy-mcp:other'], stamps: ['ebs-copy-mcp:plan'], keys: [] },
  ],
])('%s', (_, asked, source, facts) => {
  expect(copyFacts({ SourceVolumeId: ID, ...asked }, source)).toStrictEqual({ source: ID, ...facts });
});
