// Forms of a key by the AWS KMS API reference; keys of EC2 are of its own Region (AWS KMS developer guide); 2026-11-28.
import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { isSameKey, judgeKeyForm, judgeKeyPlace, readKeyForm } from '../../../src/volume/rules/key-form.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const MRK = `mrk-${'0123456789abcdef'.repeat(2)}`;
const arn = (region: string, resource = `key/${ID}`, partition = 'aws') =>
  `arn:${partition}:kms:${region}:111122223333:${resource}`;
const ENCRYPTED: Volume = { Encrypted: true, KmsKeyId: arn('us-east-1') };
const PLAIN: Volume = { Encrypted: false };
const asked = (KmsKeyId: string) => ({ SourceVolumeId: 'vol-0123456789abcdef0', Encrypted: true, KmsKeyId });

describe('the forms of a key', () => {
  test.each([
    [`alias/${'x'.repeat(250)}`, 'alias'],
    [ID, 'id'],
    [ID.toUpperCase(), 'id'],
    [MRK, 'id'],
    ['alias/data', 'alias'],
    ['alias/aws/ebs', 'alias'],
    ['alias/team_1/data-2', 'alias'],
    [arn('eu-west-1'), 'arn'],
    [arn('us-gov-west-1', 'alias/data', 'aws-us-gov'), 'arn'],
    [arn('eusc-de-east-1', `key/${MRK}`, 'aws-eusc'), 'arn'],
  ])('%s is one', (text, kind) => {
    expect(readKeyForm(text)?.kind).toBe(kind);
    expect(judgeKeyForm(asked(text), PLAIN)).toEqual([]);
  });

  test.each([
    '',
    'my key',
    'alias/',
    'alias/data; rm -rf /',
    '1234abcd-12ab-34cd-56ef-1234567890a',
    'arn:aws:kms:us-east-1:1111:key/x',
    'arn:aws:iam::111122223333:role/x',
    `arn:aws:kms:us-east-1:111122223333:${ID}`,
    `alias/data\nCost: 0 USD`,
    `see ${ID}`,
    `${ID} USD`,
    `see ${MRK}`,
    `${MRK}0`,
    'my alias/data',
    `alias/${'x'.repeat(251)}`,
    `see ${arn('us-east-1')}`,
    `${arn('us-east-1')} USD`,
    arn('us-east-1', `key/${'x'.repeat(65)}`),
    arn('us-east-1', `alias/${'x'.repeat(251)}`),
    arn('US EAST 1'),
    'arn:aws:kms:us-east-1:1111222233334:key/x',
  ])('%j is none, and nothing is sent with it', (text) => {
    const [finding] = judgeKeyForm(asked(text), PLAIN);
    expect(finding).toMatchObject({ level: 'block', code: 'key-malformed', by: 'us' });
    expect(finding?.message).not.toContain('USD');
  });

  test.each([
    ['data', { KmsKeyId: 'alias/data' }],
    ['aws/ebs', { KmsKeyId: 'alias/aws/ebs' }],
    [`key/${ID}`, { KmsKeyId: ID }],
  ])('%s is corrected', (text, fix) => {
    expect(judgeKeyForm(asked(text), PLAIN)[0]?.fix?.arguments).toEqual(fix);
  });

  test.each(['', 'my key', 'x'.repeat(201), 'a//b', `key/${ID}0/key/ `, 'alias/a b'])('%j is not corrected', (text) => {
    expect(judgeKeyForm(asked(text), PLAIN)[0]?.fix).toEqual({
      advice: 'Give one of these forms, or leave KmsKeyId out.',
    });
  });

  const fixed = (text: string) =>
    [PLAIN, ENCRYPTED].map((of: Volume) => judgeKeyForm(asked(text), of)[0]?.fix?.arguments);

  test.each(['null', 'None', 'undefined', 'nil', 'FALSE', 'string', 'n/a', 'none'])(
    '%s stands for no key: it is left out, not made an alias, and encrypts nothing',
    (text) => expect(fixed(text)).toEqual([{ KmsKeyId: null }, { KmsKeyId: null }]),
  );

  test.each(['default', 'true'])('%s stands for the default key, which encrypts', (text) => {
    expect(fixed(text)).toEqual([
      { KmsKeyId: null, Encrypted: true },
      { KmsKeyId: null, Encrypted: null },
    ]);
  });

  test.each(['nullable', 'not-none', 'default/data', 'strings'])('%s may be the name of an alias', (text) => {
    expect(judgeKeyForm(asked(text), PLAIN)[0]?.fix?.arguments).toEqual({ KmsKeyId: `alias/${text}` });
  });

  test.each<[source: Volume | undefined, keeps: object]>([
    [undefined, { KmsKeyId: null, Encrypted: true }],
    [{}, { KmsKeyId: null, Encrypted: true }],
    [PLAIN, { KmsKeyId: null, Encrypted: true }],
    [ENCRYPTED, { KmsKeyId: null, Encrypted: null }],
  ])('without the key of another service the copy of %j stays encrypted', (source, keeps) => {
    expect(judgeKeyForm(asked('alias/aws/s3'), source)[0]?.fix?.arguments).toEqual(keeps);
  });

  test('an ARN is read into its parts', () => {
    expect(readKeyForm(arn('eu-west-1'))).toEqual({
      kind: 'arn',
      partition: 'aws',
      region: 'eu-west-1',
      account: '111122223333',
      key: { kind: 'id', id: ID },
    });
    expect(readKeyForm(arn('us-gov-west-1', 'alias/data', 'aws-us-gov'))).toMatchObject({
      partition: 'aws-us-gov',
      key: { kind: 'alias', name: 'alias/data' },
    });
  });

  test('left out is no complaint', () => {
    expect(judgeKeyForm({ SourceVolumeId: 'vol-0123456789abcdef0' }, PLAIN)).toEqual([]);
  });

  test.each(['alias/aws/s3', arn('us-east-1', 'alias/aws/rds')])('%s serves another service', (text) => {
    const [finding] = judgeKeyForm(asked(text), ENCRYPTED);
    expect([finding?.level, finding?.fix?.arguments]).toEqual(['block', { KmsKeyId: null, Encrypted: null }]);
    expect(finding?.message).toContain('the AWS managed key of another service (alias/aws/');
  });
});

describe('a key of another Region', () => {
  const here = { region: 'us-east-1', partition: 'aws' };

  test.each([ID, MRK, 'alias/data', arn('us-east-1'), arn('us-east-1', 'alias/data'), 'not a key'])(
    '%s is no key of another Region',
    (text) => {
      expect(judgeKeyPlace(asked(text), PLAIN, here)).toEqual([]);
    },
  );

  test.each([
    ['the ARN of a key', arn('eu-west-1')],
    ['the ARN of an alias', arn('eu-west-1', 'alias/data')],
  ])('%s blocks, and what keeps the encryption is proposed', (_, text) => {
    const [finding] = judgeKeyPlace(asked(text), PLAIN, here);
    expect([finding?.level, finding?.code, finding?.message]).toEqual([
      'block',
      'key-of-another-region',
      'KmsKeyId is a key of the Region eu-west-1; EC2 in us-east-1 uses keys of its own Region alone.',
    ]);
    expect(finding?.fix?.arguments).toEqual({ KmsKeyId: null, Encrypted: true });
    expect(judgeKeyPlace(asked(text), ENCRYPTED, here)[0]?.fix?.arguments).toEqual({ KmsKeyId: null, Encrypted: null });
  });

  test('a multi-Region key: only its replica here, which is named and not assumed', () => {
    const [finding] = judgeKeyPlace(asked(arn('eu-west-1', `key/${MRK}`)), ENCRYPTED, here);
    expect(finding?.message).toContain(
      `It is a multi-Region key: only a replica in us-east-1 can be used here, under the ARN ${arn('us-east-1', `key/${MRK}`)}.`,
    );
    expect(finding?.fix).toEqual({ advice: 'Name the replica in this Region if there is one, or leave KmsKeyId out.' });
  });

  test('another partition', () => {
    const [finding] = judgeKeyPlace(asked(arn('cn-north-1', `key/${ID}`, 'aws-cn')), PLAIN, here);
    expect(finding?.message).toContain('a key of the partition aws-cn');
    expect(judgeKeyPlace(asked(arn('us-east-1', `key/${ID}`, 'aws-cn')), PLAIN, here)).toHaveLength(1);
    expect(judgeKeyPlace(asked(arn('us-east-1', `key/${ID}`, 'aws-cn')), PLAIN, { region: 'us-east-1' })).toEqual([]);
  });
});

test.each<[named: string, same: boolean | undefined]>([
  [arn('us-east-1'), true],
  [ID, true],
  [arn('us-east-1', 'key/9999ffff-12ab-34cd-56ef-1234567890ab'), false],
  ['9999ffff-12ab-34cd-56ef-1234567890ab', false],
  [arn('eu-west-1'), false],
  ['alias/data', undefined],
  [arn('us-east-1', 'alias/data'), undefined],
])('%s is the key of the source: %s', (named, same) => {
  expect(isSameKey(named, arn('us-east-1'))).toBe(same);
});
