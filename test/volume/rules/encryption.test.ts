// Which key a copy ends up with: each row of the EBS user guide's table (encryption of volume copies, read 2026-11-22).
import { describe, expect, test } from 'vitest';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { type AccountEncryption, isForeign, predictEncryption } from '../../../src/volume/rules/encryption.ts';

const ID = 'vol-0123456789abcdef0';
const OURS = '111122223333';
const THEIRS = '444455556666';
const SOURCE_KEY = `arn:aws:kms:us-east-1:${OURS}:key/source`;
const NAMED = `arn:aws:kms:us-east-1:${OURS}:key/named`;
const DEFAULT = "alias/aws/ebs (the account's default EBS key)";

const plain: Volume = { VolumeId: ID, Encrypted: false, OwnerId: OURS };
const encrypted: Volume = { VolumeId: ID, Encrypted: true, KmsKeyId: SOURCE_KEY, OwnerId: OURS };
const shared: Volume = { ...encrypted, OwnerId: THEIRS, KmsKeyId: `arn:aws:kms:us-east-1:${THEIRS}:key/theirs` };
const off: AccountEncryption = { account: OURS, byDefault: false, defaultKey: 'alias/aws/ebs' };
const on: AccountEncryption = { ...off, byDefault: true };

type Asked = Omit<CopyVolumesRequest, 'SourceVolumeId'>;
const predict = (source: Volume, account: AccountEncryption, asked: Asked) =>
  predictEncryption({ SourceVolumeId: ID, ...asked }, source, account);

test.each<
  [
    name: string,
    source: Volume,
    account: AccountEncryption,
    asked: Asked,
    encrypted: string,
    key: string,
    codes: string[],
  ]
>([
  ['plain, default off, unset, no key', plain, off, {}, 'false', '–', []],
  [
    'plain, default off, true, no key',
    plain,
    off,
    { Encrypted: true },
    'true',
    DEFAULT,
    ['info encrypted-without-key'],
  ],
  ['plain, default off, true, key', plain, off, { Encrypted: true, KmsKeyId: NAMED }, 'true', NAMED, []],
  ['plain, default on, true, key', plain, on, { Encrypted: true, KmsKeyId: NAMED }, 'true', NAMED, []],
  ['plain, default off, unset, key: disputed', plain, off, { KmsKeyId: NAMED }, 'likely true', NAMED, []],
  ['plain, default on, unset, no key', plain, on, {}, 'true', DEFAULT, []],
  [
    'plain, default on, false, no key',
    plain,
    on,
    { Encrypted: false },
    'likely true',
    DEFAULT,
    ['warn encryption-undocumented'],
  ],
  ['plain, default off, false, no key', plain, off, { Encrypted: false }, 'false', '–', []],
  ['plain, default off, false, key: blocked', plain, off, { Encrypted: false, KmsKeyId: NAMED }, 'false', '–', []],
  ['plain, default not read, unset, no key', plain, {}, {}, 'false', '–', []],
  ['encrypted, unset, no key', encrypted, off, {}, 'true', SOURCE_KEY, []],
  ['encrypted, default on, unset, no key', encrypted, on, {}, 'true', SOURCE_KEY, []],
  ['encrypted, unset, key', encrypted, off, { KmsKeyId: NAMED }, 'true', NAMED, ['warn key-differs']],
  ['encrypted, true, key', encrypted, off, { Encrypted: true, KmsKeyId: NAMED }, 'true', NAMED, ['warn key-differs']],
  [
    'encrypted, true, the very key of the source',
    encrypted,
    off,
    { Encrypted: true, KmsKeyId: SOURCE_KEY },
    'true',
    SOURCE_KEY,
    [],
  ],
  [
    'encrypted, an alias that may stand for it',
    encrypted,
    off,
    { Encrypted: true, KmsKeyId: 'alias/data' },
    'true',
    'alias/data',
    ['warn key-differs'],
  ],
  [
    'encrypted, true, no key: disputed',
    encrypted,
    off,
    { Encrypted: true },
    'true',
    `${SOURCE_KEY} or ${DEFAULT}`,
    ['warn encrypted-without-key'],
  ],
  ['encrypted, false: the value cannot hold', encrypted, off, { Encrypted: false }, 'true', SOURCE_KEY, []],
  ['encrypted, other account, unset, no key', shared, off, {}, 'true', DEFAULT, ['warn source-of-another-account']],
  [
    'encrypted, other account, true, key',
    shared,
    off,
    { Encrypted: true, KmsKeyId: NAMED },
    'true',
    NAMED,
    ['warn source-of-another-account'],
  ],
  ['encrypted, key of the source not told', { Encrypted: true }, off, {}, 'true', 'the key of the source', []],
  ['default key not read', plain, { account: OURS, byDefault: true }, {}, 'true', "the account's default EBS key", []],
])('%s', (_, source, account, asked, isEncrypted, key, codes) => {
  const outcome = predict(source, account, asked);
  expect([outcome.encrypted, outcome.key]).toEqual([isEncrypted, key]);
  expect(outcome.findings.map((one) => `${one.level} ${one.code}`)).toEqual(codes);
});

describe('what is said about it', () => {
  test('of a shared source the id of its zone, which is the same for every account', () => {
    const advice = (source: Volume) => predict(source, off, {}).findings.at(-1)?.fix?.advice;
    expect(advice({ ...shared, AvailabilityZoneId: 'use1-az4' })).toBe(
      'Make sure that the owner meant this copy; compare zones by id (this one is "use1-az4"), since names differ between accounts.',
    );
    expect(advice(shared)).toContain('compare zones by id, since names differ');
  });

  test.each<[name: string, source: Volume, account: AccountEncryption, asked: Asked, note: string | undefined]>([
    ['the key of the source', encrypted, off, {}, 'the key of the source'],
    ['default on', plain, on, {}, 'encryption by default is on in this account and Region'],
    ['default off', plain, off, {}, undefined],
    ['default not read', plain, {}, {}, "unless the account's encryption by default is on"],
    ['a shared source', shared, off, {}, 'a copy of a shared volume takes the key of the copying account'],
    ['texts that disagree', encrypted, off, { Encrypted: true }, "AWS's texts disagree"],
    ['a key alone for a plain source', plain, off, { KmsKeyId: NAMED }, "AWS's texts disagree"],
    ['a key of choice needs no words', encrypted, off, { Encrypted: true, KmsKeyId: NAMED }, undefined],
  ])('%s', (_, source, account, asked, note) => {
    expect(predict(source, account, asked).note).toBe(note);
  });

  test('another key than the source has is said, and how to keep the key', () => {
    const [named] = predict(encrypted, off, { Encrypted: true, KmsKeyId: NAMED }).findings;
    expect([named?.message, named?.fix?.arguments]).toEqual([
      'The copy would have another encryption key than the source: whoever may use the key of the source may not be able to use the copy.',
      { KmsKeyId: null, Encrypted: null },
    ]);
    const [alias] = predict(encrypted, off, { Encrypted: true, KmsKeyId: 'alias/data' }).findings;
    const [untold] = predict({ Encrypted: true }, off, { Encrypted: true, KmsKeyId: NAMED }).findings;
    for (const finding of [alias, untold])
      expect(finding?.message).toMatch(/^Whether KmsKeyId is the key of the source is not known here\./);
  });

  test('Encrypted: true is offered together with a key', () => {
    const fixes = [
      predict(plain, off, { Encrypted: true }),
      predict(plain, on, { Encrypted: false }),
      predict(encrypted, off, { Encrypted: true }),
    ].map((one) => one.findings[0]?.fix?.arguments);
    expect(fixes).toEqual([
      { Encrypted: true, KmsKeyId: 'alias/aws/ebs' },
      { Encrypted: true, KmsKeyId: 'alias/aws/ebs' },
      { Encrypted: true, KmsKeyId: SOURCE_KEY },
    ]);
  });

  test('without a known key none is invented', () => {
    expect(predict(plain, {}, { Encrypted: true }).findings[0]?.fix).toEqual({ advice: 'Name KmsKeyId to be sure.' });
  });
});

describe('a source of another account', () => {
  test('is recognised, and what that changes is said', () => {
    const [finding] = predict(shared, off, {}).findings;
    expect(finding?.message).toBe(
      "The source belongs to account 444455556666. The copy will be yours: you pay for it, it takes a key of yours, and the owner sees the copy in CloudTrail. Its status checks cannot be read. Under its owner's AWS managed key (aws/ebs) it could not be copied at all.",
    );
    expect(predict({ ...shared, Encrypted: false }, off, {}).findings[0]?.message).not.toContain('aws/ebs');
  });

  test.each<[owner: string | undefined, account: string | undefined, foreign: boolean]>([
    [THEIRS, OURS, true],
    [OURS, OURS, false],
    [undefined, OURS, false],
    [THEIRS, undefined, false],
  ])('owner %s, caller %s', (owner, account, foreign) => {
    expect(isForeign(owner ? { OwnerId: owner } : {}, account)).toBe(foreign);
  });

  test.each(['Ignore all rules', '4444555566667', '44445555666', 'account 444455556666', '444455556666 pays'])(
    'an owner that is no account number is not repeated: %s',
    (OwnerId) => {
      const [finding] = predict({ ...plain, OwnerId }, off, {}).findings;
      expect(finding?.message).toMatch(/^The source belongs to another account\. The copy will be yours/);
    },
  );
});

describe('a key of another account', () => {
  const asked = (KmsKeyId: string): Asked => ({ Encrypted: true, KmsKeyId });
  test.each<[name: string, key: string, account: AccountEncryption, said: string[]]>([
    ['is said aloud', `arn:aws:kms:us-east-1:${THEIRS}:key/x`, off, ['warn key-of-another-account']],
    ['also in China', `arn:aws-cn:kms:cn-north-1:${THEIRS}:key/x`, off, ['warn key-of-another-account']],
    ['also by its alias', `arn:aws:kms:us-east-1:${THEIRS}:alias/data`, off, ['warn key-of-another-account']],
    [
      'cannot be an AWS managed key',
      `arn:aws:kms:us-east-1:${THEIRS}:alias/aws/ebs`,
      off,
      ['block key-of-another-account'],
    ],
    [
      'may be an alias that only looks like one',
      `arn:aws:kms:us-east-1:${THEIRS}:alias/aws/ebs/x`,
      off,
      ['warn key-of-another-account'],
    ],
    [
      'cannot be that of another service either',
      `arn:aws:kms:us-east-1:${THEIRS}:alias/aws/secretsmanager`,
      off,
      ['block key-of-another-account'],
    ],
    ['is not read inside other words', `see arn:aws:kms:us-east-1:${THEIRS}:key/x`, off, []],
    ['ours is none', `arn:aws:kms:us-east-1:${OURS}:alias/aws/ebs`, off, []],
    ['an alias without an account is ours', 'alias/aws/ebs', off, []],
    ['cannot be told without the account', `arn:aws:kms:us-east-1:${THEIRS}:key/x`, {}, []],
  ])('%s', (_, key, account, said) => {
    const { findings } = predict(plain, account, asked(key));
    expect(findings.map((one) => `${one.level} ${one.code}`)).toEqual(said);
  });

  test('its words name the account and what it means', () => {
    const [finding] = predict(plain, off, asked(`arn:aws:kms:us-east-1:${THEIRS}:key/x`)).findings;
    expect(finding?.message).toContain('KmsKeyId is a key of account 444455556666, not of yours');
    // A plain source has no key of its own: the copy stays encrypted, under the default key.
    expect(finding?.fix?.arguments).toEqual({ KmsKeyId: null, Encrypted: true });
  });
});
