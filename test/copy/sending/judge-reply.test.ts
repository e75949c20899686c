// Whether an answer of CopyVolumes is a copy of what was sent, and in what it differs.
import { describe, expect, test } from 'vitest';
import { judgeReply } from '../../../src/copy/sending/judge-reply.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { ID } from '../../support/fake-ec2.ts';

const COPY = 'vol-0bbbbbbbbbbbbbbb0';
const SOURCE: Volume = { VolumeId: ID, Size: 10, VolumeType: 'gp2' };
const KEY = '12345678-1111-1111-1111-123456789012';
const KEY_ARN = `arn:aws:kms:us-east-1:111122223333:key/${KEY}`;
const request = { SourceVolumeId: ID, VolumeType: 'gp3', Iops: 4000, ClientToken: 'mine' };
const made: Volume = { VolumeId: COPY, SourceVolumeId: ID, VolumeType: 'gp3', Size: 10, Iops: 4000, Throughput: 125 };

test.each<[name: string, volume: Volume, differences: string[]]>([
  ['as asked; what EC2 chose itself is no difference', made, []],
  ['only its id', { VolumeId: COPY }, []],
  ['without its source', { VolumeId: COPY, VolumeType: 'gp3' }, []],
  ['other IOPS', { ...made, Iops: 3000 }, ['Iops is 3000, and 4000 was expected']],
  [
    'another type and size',
    { ...made, VolumeType: 'gp2', Size: 12 },
    ['VolumeType is gp2, and gp3 was expected', 'Size is 12, and 10 was expected'],
  ],
])('%s', (_, volume, differences) => {
  expect(judgeReply(request, [volume], SOURCE, {})).toEqual({
    kind: 'copy',
    volume,
    differs: differences.map((words) =>
      expect.objectContaining({ message: `The new volume is not as it was asked for: ${words}.` }),
    ),
  });
});

test("another source's is no proof", () => {
  const volume = { ...made, SourceVolumeId: 'vol-0ccccccccccccccc0' };
  expect(judgeReply(request, [volume], SOURCE, {})).toEqual({ kind: 'no-proof' });
});

test.each<[name: string, named: string, got: string | undefined, differences: number]>([
  ['no key in the answer', KEY, undefined, 0],
  ['the key that was named, by its ARN', KEY, KEY_ARN, 0],
  ['another key', KEY_ARN, KEY_ARN.replace('1111-', '2222-'), 1],
  ['the key that was named, by its id', KEY_ARN, KEY, 0],
  ['what an alias stands for', 'alias/mine', KEY_ARN, 0],
])('%s', (_, named, got, differences) => {
  const volume = { ...made, ...(got === undefined ? {} : { KmsKeyId: got }) };
  const judged = judgeReply({ ...request, KmsKeyId: named }, [volume], SOURCE, {});
  expect(judged).toMatchObject({
    kind: 'copy',
    differs: Array(differences).fill({
      message: 'The new volume is not as it was asked for: its key is not the one that was named.',
    }),
  });
});

describe('what the request leaves to its source', () => {
  const OTHER = KEY_ARN.replace('1111-', '2222-');
  const encrypted: Volume = { ...SOURCE, Encrypted: true, KmsKeyId: KEY_ARN, AvailabilityZone: 'us-east-1a' };
  const same: Volume = { ...made, Encrypted: true, KmsKeyId: KEY_ARN, AvailabilityZone: 'us-east-1a' };
  test.each<[name: string, source: Volume, volume: Volume, differences: string[]]>([
    ['all as the source', encrypted, same, []],
    ['not encrypted', encrypted, { ...same, Encrypted: false }, ['Encrypted is false, and true was expected']],
    ['another key', encrypted, { ...same, KmsKeyId: OTHER }, ['its key is not that of its source']],
    ['a plain source, which the account may encrypt', { ...SOURCE, Encrypted: false }, same, []],
    ['a plain source and a plain copy', { ...SOURCE, Encrypted: false }, { ...made, Encrypted: false }, []],
    ['a zone that is not known of the source', SOURCE, { ...made, AvailabilityZone: 'us-east-1b' }, []],
    [
      'another zone',
      encrypted,
      { ...same, AvailabilityZone: 'us-east-1b' },
      ['AvailabilityZone is us-east-1b, and us-east-1a was expected'],
    ],
  ])('%s', (_, source, volume, differences) => {
    expect(judgeReply(request, [volume], source, {})).toMatchObject({ differs: messages(differences) });
  });

  test('a plain copy that was asked for of a plain source', () => {
    const asked = { ...request, Encrypted: false };
    expect(judgeReply(asked, [{ ...made, Encrypted: true }], SOURCE, {})).toMatchObject({
      differs: messages(['Encrypted is true, and false was expected']),
    });
  });
});

describe('the key that nobody named', () => {
  const [DEFAULT, OTHER] = [KEY_ARN.replace('1111-', '3333-'), KEY_ARN.replace('1111-', '2222-')];
  const account = { account: '111122223333', defaultKey: DEFAULT };
  const own: Volume = { ...SOURCE, Encrypted: true, KmsKeyId: KEY_ARN, OwnerId: '111122223333' };
  const shared: Volume = { ...own, OwnerId: '210987654321' };
  const ownerless: Volume = { ...SOURCE, Encrypted: true, KmsKeyId: KEY_ARN };
  const [OF_SOURCE, OF_ACCOUNT] = ['its key is not that of its source', "its key is not the account's default EBS key"];
  const EITHER = "its key is not that of its source or the account's default EBS key";
  type Case = [name: string, asked: object, source: Volume, known: object, got: string, differs: string[]];
  test.each<Case>([
    ['a shared source: the default key', {}, shared, account, DEFAULT, []],
    ['a shared source: another key', {}, shared, account, KEY_ARN, [OF_ACCOUNT]],
    ['a shared source, its default key unread', {}, shared, { account: account.account }, KEY_ARN, []],
    [
      'a shared source, a default key that is an alias',
      {},
      shared,
      { ...account, defaultKey: 'alias/aws/ebs' },
      OTHER,
      [],
    ],
    ['an own source: its key', {}, own, account, KEY_ARN, []],
    ['an own source: the default key', {}, own, account, DEFAULT, [OF_SOURCE]],
    ['an owner while the caller is not known: either', {}, own, { defaultKey: DEFAULT }, DEFAULT, []],
    ['an owner while the caller is not known: neither', {}, own, { defaultKey: DEFAULT }, OTHER, [EITHER]],
    ['no owner while the caller is not known', {}, ownerless, { defaultKey: DEFAULT }, DEFAULT, [OF_SOURCE]],
    ['Encrypted alone: the default key', { Encrypted: true }, own, account, DEFAULT, []],
    ['Encrypted alone: the key of the source', { Encrypted: true }, own, account, KEY_ARN, []],
    ['Encrypted alone: another', { Encrypted: true }, own, account, OTHER, [EITHER]],
    ['a plain source, encrypted: the default key', { Encrypted: true }, SOURCE, account, DEFAULT, []],
    ['a plain source, encrypted: another key', { Encrypted: true }, SOURCE, account, OTHER, [OF_ACCOUNT]],
  ])('%s', (_, asked, source, known, KmsKeyId, differs) => {
    const volume = { ...made, Encrypted: true, KmsKeyId };
    expect(judgeReply({ ...request, ...asked }, [volume], source, known)).toMatchObject({ differs: messages(differs) });
  });

  test.each([true, false])(
    'a copy that is asked for as plain where the account encrypts by default: %s',
    (Encrypted) => {
      const judged = judgeReply({ ...request, Encrypted: false }, [{ ...made, Encrypted }], SOURCE, {
        byDefault: true,
      });
      expect(judged).toMatchObject({ differs: [] });
    },
  );

  const PLAIN_COPY = ['Encrypted is false, and true was expected'];
  test.each<[name: string, asked: object, byDefault: boolean | undefined, differs: string[]]>([
    ['a key was named', { KmsKeyId: KEY }, undefined, PLAIN_COPY],
    ['the account encrypts by default', {}, true, PLAIN_COPY],
    ['the account does not', {}, false, []],
  ])('a plain copy of a plain source: %s', (_, asked, byDefault, differs) => {
    const volume = { ...made, Encrypted: false };
    const judged = judgeReply({ ...request, ...asked }, [volume], SOURCE, { byDefault });
    expect(judged).toMatchObject({ differs: messages(differs) });
  });
});

describe('tags', () => {
  const sent = {
    ...request,
    TagSpecifications: [{ ResourceType: 'volume' as const, Tags: [{ Key: 'Name', Value: 'copy' }, { Key: 'empty' }] }],
  };
  test.each<[name: string, tags: Volume['Tags'], differ: boolean]>([
    ['none in the answer, which tells nothing', [], false],
    [
      'those that were sent',
      [
        { Key: 'Name', Value: 'copy' },
        { Key: 'empty', Value: '' },
      ],
      false,
    ],
    ['more than were sent', [{ Key: 'a', Value: 'b' }, { Key: 'Name', Value: 'copy' }, { Key: 'empty' }], false],
    ['one less', [{ Key: 'Name', Value: 'copy' }], true],
    ['another value', [{ Key: 'Name', Value: 'other' }, { Key: 'empty' }], true],
    ['another key', [{ Key: 'name', Value: 'copy' }, { Key: 'empty' }], true],
  ])('%s', (_, Tags, differ) => {
    expect(judgeReply(sent, [{ ...made, ...(Tags ? { Tags } : {}) }], SOURCE, {})).toMatchObject({
      differs: messages(differ ? ['its tags are not those that were sent'] : []),
    });
  });

  test('a request whose specification has none', () => {
    const asked = { ...request, TagSpecifications: [{ ResourceType: 'volume' as const }] };
    const volume = { ...made, Tags: [{ Key: 'a', Value: 'b' }] };
    expect(judgeReply(asked, [volume], SOURCE, {})).toMatchObject({ differs: [] });
  });

  test('a request without any', () => {
    expect(judgeReply(request, [{ ...made, Tags: [{ Key: 'a', Value: 'b' }] }], SOURCE, {})).toMatchObject({
      differs: [],
    });
  });
});

function messages(differences: readonly string[]) {
  return differences.map((words) => ({ message: `The new volume is not as it was asked for: ${words}.` }));
}
