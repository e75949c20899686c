// Which key does the copy end up with? Every row of the EBS user guide's table "encryption of volume copies" and of
// the API reference, both read 2026-11-22; where the two disagree, that is said aloud.

import type { CopySource, CopyVolumesRequest, Volume } from '../aws-records.ts';
import type { Finding } from './finding.ts';

/** What was read about the account; members are absent when they could not be. */
export interface AccountEncryption {
  account?: string;
  byDefault?: boolean;
  /** Key id, ARN or alias that EC2 uses when none is named. */
  defaultKey?: string;
}

export interface EncryptionOutcome {
  encrypted: string;
  key: string;
  note?: string;
  findings: Finding[];
}

/** The note of a key that stays the same. */
export const KEY_OF_SOURCE = 'the key of the source';

const GUIDE = 'EBS user guide, encryption of volume copies, read 2026-11-22';

export function predictEncryption(
  request: CopyVolumesRequest,
  source: Volume,
  account: AccountEncryption,
): EncryptionOutcome {
  const foreign = isForeign(source, account.account);
  const outcome = source.Encrypted ? ofEncrypted(request, source, account, foreign) : ofPlain(request, account);
  return {
    ...outcome,
    findings: [...outcome.findings, ...judgeOwner(source, foreign), ...judgeKeyOwner(request, account.account)],
  };
}

/** True when the source belongs to another account than the caller's; unknown counts as ours. */
export function isForeign(source: Volume, account: string | undefined): boolean {
  return source.OwnerId !== undefined && account !== undefined && source.OwnerId !== account;
}

function defaultKey(account: AccountEncryption): string {
  return account.defaultKey ? `${account.defaultKey} (the account's default EBS key)` : "the account's default EBS key";
}

function ofPlain(request: CopyVolumesRequest, account: AccountEncryption): EncryptionOutcome {
  if (request.Encrypted === true && request.KmsKeyId !== undefined)
    return { encrypted: 'true', key: request.KmsKeyId, findings: [] };
  if (request.Encrypted === true) {
    return {
      encrypted: 'true',
      key: defaultKey(account),
      findings: [nameTheKey('info', 'Encrypted: true without KmsKeyId takes the default EBS key.', account.defaultKey)],
    };
  }
  if (request.KmsKeyId !== undefined && request.Encrypted === undefined) {
    return { encrypted: 'likely true', key: request.KmsKeyId, note: "AWS's texts disagree", findings: [] };
  }
  if (account.byDefault === true) {
    const note = 'encryption by default is on in this account and Region';
    if (request.Encrypted !== false) return { encrypted: 'true', key: defaultKey(account), note, findings: [] };
    return {
      encrypted: 'likely true',
      key: defaultKey(account),
      note,
      findings: [
        {
          level: 'warn',
          code: 'encryption-undocumented',
          by: 'us',
          message:
            "Encrypted is false, but encryption by default is on; AWS's texts do not say which wins. The copy is likely to be encrypted.",
          fix: { arguments: { Encrypted: true, ...(account.defaultKey ? { KmsKeyId: account.defaultKey } : {}) } },
          source: GUIDE,
        },
      ],
    };
  }
  return {
    encrypted: 'false',
    key: '–',
    ...(account.byDefault === undefined ? { note: "unless the account's encryption by default is on" } : {}),
    findings: [],
  };
}

function ofEncrypted(
  request: CopyVolumesRequest,
  source: Volume,
  account: AccountEncryption,
  foreign: boolean,
): EncryptionOutcome {
  if (request.KmsKeyId !== undefined) return { encrypted: 'true', key: request.KmsKeyId, findings: [] };
  if (foreign) {
    return {
      encrypted: 'true',
      key: defaultKey(account),
      note: 'a copy of a shared volume takes the key of the copying account',
      findings: [],
    };
  }
  const own = source.KmsKeyId ?? 'the key of the source';
  if (request.Encrypted !== true) return { encrypted: 'true', key: own, note: KEY_OF_SOURCE, findings: [] };
  return {
    encrypted: 'true',
    key: `${own} or ${defaultKey(account)}`,
    note: "AWS's texts disagree",
    findings: [
      nameTheKey(
        'warn',
        "Encrypted: true without KmsKeyId: the API reference says the account's default key, the user guide says the key of the source.",
        source.KmsKeyId,
      ),
    ],
  };
}

function nameTheKey(level: 'warn' | 'info', message: string, key: string | undefined): Finding {
  return {
    level,
    code: 'encrypted-without-key',
    by: 'us',
    message,
    fix: key ? { arguments: { Encrypted: true, KmsKeyId: key } } : { advice: 'Name KmsKeyId to be sure.' },
    source: GUIDE,
  };
}

function judgeOwner(source: Volume, foreign: boolean): Finding[] {
  if (!foreign) return [];
  return [
    {
      level: 'warn',
      code: 'source-of-another-account',
      by: 'us',
      message: `The source belongs to ${/^\d{12}$/.test(source.OwnerId ?? '') ? `account ${source.OwnerId}` : 'another account'}. The copy will be yours: you pay for it, it takes a key of yours, and the owner sees the copy in CloudTrail. Its status checks cannot be read.${source.Encrypted ? " Under its owner's AWS managed key (aws/ebs) it could not be copied at all." : ''}`,
      fix: {
        advice: 'Make sure that the owner meant this copy; compare zones by id, since names differ between accounts.',
      },
      source: 'EBS user guide, sharing volumes, read 2026-11-22',
    },
  ];
}

function judgeKeyOwner(request: CopyVolumesRequest, account: string | undefined): Finding[] {
  const owner = /^arn:aws[\w-]*:kms:[a-z0-9-]+:(\d{12}):/.exec(request.KmsKeyId ?? '')?.[1];
  if (owner === undefined || account === undefined || owner === account) return [];
  // An AWS managed key serves its own account alone (AWS KMS developer guide, read 2026-11-22).
  if (/:alias\/aws\/[\w-]+$/.test(request.KmsKeyId ?? '')) {
    return [
      {
        level: 'block',
        code: 'key-of-another-account',
        by: 'us',
        message: `KmsKeyId is the AWS managed key of account ${owner}; such a key serves its own account alone.`,
        fix: { arguments: { KmsKeyId: null, Encrypted: null }, advice: 'Name a key of your own account.' },
        source: GUIDE,
      },
    ];
  }
  return [
    {
      level: 'warn',
      code: 'key-of-another-account',
      by: 'us',
      message: `KmsKeyId is a key of account ${owner}, not of yours: whoever controls that account controls whether the copy can be read. AWS's texts disagree whether EC2 takes it.`,
      fix: { arguments: { KmsKeyId: null, Encrypted: null }, advice: 'Prefer a key of your own account.' },
      source: GUIDE,
    },
  ];
}

export function judgeEncryption(request: CopyVolumesRequest, source: CopySource | undefined): Finding[] {
  const findings: Finding[] = [];
  // For an encrypted source the guide says that the key alone is enough.
  const disputed = request.Encrypted === undefined && source?.Encrypted !== true;
  if (request.KmsKeyId !== undefined && (request.Encrypted === false || disputed)) {
    findings.push({
      level: disputed ? 'warn' : 'block',
      code: 'kms-key-without-encryption',
      by: 'us',
      message:
        request.Encrypted === false
          ? 'KmsKeyId is given, but Encrypted is false.'
          : "KmsKeyId is given without Encrypted: true; AWS's own texts disagree on what that does.",
      fix: { arguments: { Encrypted: true }, advice: 'Send both, or leave both out to keep the key of the source.' },
      source: `EBS user guide, encryption of volume copies, read 2026-11-22`,
    });
  }
  if (request.Encrypted === false && source?.Encrypted === true) {
    findings.push({
      level: 'block',
      code: 'encryption-cannot-be-removed',
      by: 'us',
      message: 'The source is encrypted, and a copy of it is always encrypted; Encrypted: false cannot hold.',
      fix: { arguments: { Encrypted: null } },
      source: `EBS user guide, encryption of volume copies, read 2026-11-22`,
    });
  }
  return findings;
}
