// Which key the copy gets: every row of the EBS user guide's table "encryption of volume copies" and of the API
// reference, both read 2026-11-22; where the two disagree, the findings say so.

import { quotedText } from '../../text/plain-text.ts';
import type { CopySource, CopyVolumesRequest, Volume } from '../aws-records.ts';
import { blockFinding, type Finding, infoFinding, warnFinding } from './finding.ts';
import { isSameKey, meansNoKey, shownKey, withoutKey } from './key-form.ts';

/** What was read about the account; members are absent when they could not be. */
export interface AccountEncryption {
  account?: string | undefined;
  byDefault?: boolean | undefined;
  /** Key id, ARN or alias that EC2 uses when none is named. */
  defaultKey?: string | undefined;
}

/** `encrypted` and `key` in words for a plan, since some rows of the table are not certain. */
export interface PredictedEncryption {
  encrypted: string;
  key: string;
  note?: string;
  findings: Finding[];
}

/** The note of a key that stays the same. */
export const KEY_OF_SOURCE = 'the key of the source';

const GUIDE = 'EBS user guide, encryption of volume copies, read 2026-11-22';

/** Whether the copy will be encrypted and with which key, and what a person should know about that. */
export function predictEncryption(
  request: CopyVolumesRequest,
  source: Volume,
  account: AccountEncryption,
): PredictedEncryption {
  const foreign = isForeign(source, account.account);
  const predicted = source.Encrypted ? ofEncrypted(request, source, account, foreign) : ofPlain(request, account);
  return {
    ...predicted,
    findings: [
      ...predicted.findings,
      ...judgeOwner(source, foreign),
      ...judgeKeyOwner(request, source, account.account),
    ],
  };
}

/** True when the source belongs to another account than the caller's; unknown counts as ours. */
export function isForeign(source: Volume, account: string | undefined): boolean {
  return source.OwnerId !== undefined && account !== undefined && source.OwnerId !== account;
}

function defaultKeyOf({ defaultKey }: AccountEncryption): string {
  return defaultKey ? `${defaultKey} (the account's default EBS key)` : "the account's default EBS key";
}

function ofPlain({ Encrypted, KmsKeyId }: CopyVolumesRequest, account: AccountEncryption): PredictedEncryption {
  const key = KmsKeyId === undefined ? defaultKeyOf(account) : shownKey(KmsKeyId);
  if (Encrypted === true) {
    const message = 'Encrypted: true without KmsKeyId takes the default EBS key.';
    const findings = KmsKeyId === undefined ? nameTheKey(infoFinding, message, account.defaultKey) : [];
    return { encrypted: 'true', key, findings };
  }
  if (KmsKeyId !== undefined && Encrypted === undefined) {
    return { encrypted: 'likely true', key, note: "AWS's texts disagree", findings: [] };
  }
  if (account.byDefault !== true) {
    const note = account.byDefault === undefined ? { note: "unless the account's encryption by default is on" } : {};
    return { encrypted: 'false', key: '–', ...note, findings: [] };
  }
  const byDefault = { key: defaultKeyOf(account), note: 'encryption by default is on in this account and Region' };
  if (Encrypted !== false) return { encrypted: 'true', ...byDefault, findings: [] };
  return {
    encrypted: 'likely true',
    ...byDefault,
    findings: warnFinding(
      'encryption-undocumented',
      "Encrypted is false, but encryption by default is on; AWS's texts do not say which wins. The copy is likely to be encrypted.",
      { arguments: { Encrypted: true, ...(account.defaultKey ? { KmsKeyId: account.defaultKey } : {}) } },
      GUIDE,
    ),
  };
}

function ofEncrypted(
  { Encrypted, KmsKeyId }: CopyVolumesRequest,
  source: Volume,
  account: AccountEncryption,
  foreign: boolean,
): PredictedEncryption {
  const encrypted = 'true';
  if (KmsKeyId !== undefined)
    return { encrypted, key: shownKey(KmsKeyId), findings: foreign ? [] : judgeOtherKey(KmsKeyId, source.KmsKeyId) };
  if (foreign) {
    const note = 'a copy of a shared volume takes the key of the copying account';
    return { encrypted, key: defaultKeyOf(account), note, findings: [] };
  }
  const own = source.KmsKeyId ? shownKey(source.KmsKeyId) : KEY_OF_SOURCE;
  if (Encrypted !== true) return { encrypted, key: own, note: KEY_OF_SOURCE, findings: [] };
  return {
    encrypted,
    key: `${own} or ${defaultKeyOf(account)}`,
    note: "AWS's texts disagree",
    findings: nameTheKey(
      warnFinding,
      "Encrypted: true without KmsKeyId: the API reference says the account's default key, the user guide says the key of the source.",
      source.KmsKeyId,
    ),
  };
}

/** Who may use the key of the source may not be able to use that of the copy, and the other way round. */
function judgeOtherKey(named: string, ofSource: string | undefined): Finding[] {
  const same = ofSource === undefined ? undefined : isSameKey(named, ofSource);
  if (same) return [];
  const who = 'whoever may use the key of the source may not be able to use the copy.';
  return warnFinding(
    'key-differs',
    same === false
      ? `The copy would have another encryption key than the source: ${who}`
      : `Whether KmsKeyId is the key of the source is not known here. If it is not, ${who}`,
    { arguments: { KmsKeyId: null, Encrypted: null }, advice: 'Leave KmsKeyId out to keep the key of the source.' },
    GUIDE,
  );
}

function nameTheKey(judge: typeof warnFinding, message: string, key: string | undefined): Finding[] {
  const fix = key ? { arguments: { Encrypted: true, KmsKeyId: key } } : { advice: 'Name KmsKeyId to be sure.' };
  return judge('encrypted-without-key', message, fix, GUIDE);
}

function judgeOwner(source: Volume, foreign: boolean): Finding[] {
  if (!foreign) return [];
  const zone = source.AvailabilityZoneId ? ` (this one is ${quotedText(source.AvailabilityZoneId)})` : '';
  const owner = /^\d{12}$/.test(source.OwnerId ?? '') ? `account ${source.OwnerId}` : 'another account';
  return warnFinding(
    'source-of-another-account',
    `The source belongs to ${owner}. The copy will be yours: you pay for it, it takes a key of yours, and the owner sees the copy in CloudTrail. Its status checks cannot be read.${source.Encrypted ? " Under its owner's AWS managed key (aws/ebs) it could not be copied at all." : ''}`,
    {
      advice: `Make sure that the owner meant this copy; compare zones by id${zone}, since names differ between accounts.`,
    },
    'EBS user guide, sharing volumes, read 2026-11-22',
  );
}

function judgeKeyOwner({ KmsKeyId = '' }: CopyVolumesRequest, source: Volume, account: string | undefined): Finding[] {
  const owner = /^arn:aws[\w-]*:kms:[a-z0-9-]+:(\d{12}):/.exec(KmsKeyId)?.[1];
  if (owner === undefined || account === undefined || owner === account) return [];
  const without = withoutKey(source);
  // An AWS managed key serves its own account alone (AWS KMS developer guide, read 2026-11-22).
  if (/:alias\/aws\/[\w-]+$/.test(KmsKeyId)) {
    return blockFinding(
      'key-of-another-account',
      `KmsKeyId is the AWS managed key of account ${owner}; such a key serves its own account alone.`,
      { arguments: without, advice: 'Name a key of your own account.' },
      GUIDE,
    );
  }
  return warnFinding(
    'key-of-another-account',
    `KmsKeyId is a key of account ${owner}, not of yours: whoever controls that account controls whether the copy can be read. AWS's texts disagree whether EC2 takes it.`,
    { arguments: without, advice: 'Prefer a key of your own account.' },
    GUIDE,
  );
}

/** What a copy gets for which neither Encrypted nor KmsKeyId is given. */
function withoutBoth(encrypted: boolean | undefined): string {
  if (encrypted === undefined) return '';
  return encrypted
    ? ' for the key of the source (your default EBS key for a shared one)'
    : ' for a copy that is encrypted only if encryption by default is on';
}

/** What EC2 cannot accept, or AWS's texts leave open, in a request about encryption. */
export function judgeEncryption({ Encrypted, KmsKeyId }: CopyVolumesRequest, source?: CopySource): Finding[] {
  const keyWithout = {
    arguments: { Encrypted: true },
    advice: `Send both, or leave both out${withoutBoth(source?.Encrypted)}.`,
  };
  const findings: Finding[] = [];
  // Whoever writes `null` wants no encryption with it: its form is what is wrong.
  const isNamed = KmsKeyId !== undefined && !meansNoKey(KmsKeyId);
  if (isNamed && Encrypted === false) {
    findings.push(
      ...blockFinding('kms-key-without-encryption', 'KmsKeyId is given, but Encrypted is false.', keyWithout, GUIDE),
    );
  }
  // For an encrypted source the guide says that the key alone is enough.
  if (isNamed && Encrypted === undefined && source?.Encrypted !== true) {
    // Giving both costs nothing, and one of AWS's texts refuses the key alone.
    const judge = source?.Encrypted === false ? blockFinding : warnFinding;
    const message =
      "KmsKeyId is given without Encrypted: true; AWS's own texts disagree on whether EC2 takes that for a source that is not encrypted.";
    findings.push(...judge('kms-key-without-encryption', message, keyWithout, GUIDE));
  }
  if (Encrypted === false && source?.Encrypted === true) {
    const message = 'The source is encrypted, and a copy of it is always encrypted; Encrypted: false cannot hold.';
    findings.push(...blockFinding('encryption-cannot-be-removed', message, { arguments: { Encrypted: null } }, GUIDE));
  }
  return findings;
}
