import { fault } from '../wire/fault.ts';
import type { Switches } from '../world/switches.ts';
import { type KeyRecord, type Principal, settingsOf, type VolumeRecord, type World } from '../world/world.ts';
import { decideEncryption } from './encryption.ts';
import { defaultKey, findKey } from './keys.ts';

export interface CopyKey {
  encrypted: boolean;
  keyArn?: string;
  /** The key is bad, but EC2 tells later: the copy will vanish. */
  failsLater?: true;
}

/**
 * Encryption and key of a copy.
 * @throws Fault of `decideEncryption`, or AuthFailure, CustomerKeyHasBeenRevoked, UnsupportedOperation for the key
 */
export function settleKey(
  world: World,
  source: VolumeRecord,
  wanted: { encrypted: boolean | undefined; kmsKeyId: string | undefined },
  caller: Principal,
  switches: Switches,
): CopyKey {
  const place = { region: source.region, accountId: caller.accountId };
  const outcome = decideEncryption(
    {
      sourceEncrypted: source.encrypted,
      ownSource: source.ownerId === caller.accountId,
      defaultOn: settingsOf(world, place.accountId, place.region).encryptionByDefault,
      encrypted: wanted.encrypted,
      keyNamed: wanted.kmsKeyId !== undefined,
    },
    switches,
  );
  judgeSourceKey(world, source, caller);
  if (outcome === 'plain') return { encrypted: false };
  if (outcome === 'source-key') return withArn(source.kmsKeyArn);
  const key = outcome === 'default-key' ? defaultKey(world, place) : findKey(world, wanted.kmsKeyId ?? '', place);
  const complaint = judgeKey(key, wanted.kmsKeyId ?? '', place, caller, switches);
  if (complaint === undefined) return withArn(key?.arn);
  if (switches.kmsFailure === 'request') throw complaint;
  return { ...withArn(key?.arn ?? wanted.kmsKeyId), failsLater: true };
}

// EBS guide, "Share a volume": a volume under the AWS managed key cannot be copied by another account.
function judgeSourceKey(world: World, source: VolumeRecord, caller: Principal): void {
  const key = world.keys.find(({ arn }) => arn === source.kmsKeyArn);
  if (source.ownerId !== caller.accountId && key?.awsManaged === true) {
    throw fault('UnsupportedOperation', `The volume '${source.id}' is encrypted with an AWS managed key.`);
  }
}

function judgeKey(
  key: KeyRecord | undefined,
  named: string,
  { region, accountId }: { region: string; accountId: string },
  caller: Principal,
  { foreignKey }: Pick<Switches, 'foreignKey'>,
) {
  const own = key?.arn.startsWith(`arn:aws:kms:${region}:${accountId}:`) ?? false;
  if (key === undefined || (!own && foreignKey === 'refused')) {
    const subject = key?.arn ?? named;
    return fault('AuthFailure', `User: ${caller.arn} is not authorized to perform: kms:ReEncryptFrom on ${subject}`);
  }
  if (key.state !== 'enabled') return fault('CustomerKeyHasBeenRevoked', `The key ${key.arn} is ${key.state}.`);
  return undefined;
}

function withArn(keyArn: string | undefined): CopyKey {
  return { encrypted: true, ...(keyArn === undefined ? {} : { keyArn }) };
}
