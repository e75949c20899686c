// The key of a copy: the choice, the key it means, and whether that key can be used.
import { fault } from '../wire/fault.ts';
import {
  type KeyRecord,
  type Principal,
  type SimulatedWorld,
  settingsOf,
  type VolumeRecord,
} from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';
import { chooseKey } from './key-choice.ts';
import { defaultKey, findKey } from './keys.ts';

export interface CopyKey {
  encrypted: boolean;
  keyArn?: string;
  /** The key cannot be used, but the request succeeds and the copy vanishes later. */
  failsLater?: true;
}

/**
 * Encryption and key of a copy.
 * @throws Ec2Fault InvalidParameterDependency or UnsupportedOperation for the combination (`chooseKey`); AuthFailure,
 * CustomerKeyHasBeenRevoked or UnsupportedOperation for the key; InvalidParameterValue for a KmsKeyId that is none
 */
export function resolveCopyKey(
  world: SimulatedWorld,
  source: VolumeRecord,
  requested: { encrypted: boolean | undefined; kmsKeyId: string | undefined },
  caller: Principal,
  switches: Switches,
): CopyKey {
  const place = { region: source.region, accountId: caller.accountId };
  const choice = chooseKey(
    {
      sourceEncrypted: source.encrypted,
      ownSource: source.ownerId === caller.accountId,
      defaultOn: settingsOf(world, place.accountId, place.region).encryptionByDefault,
      encrypted: requested.encrypted,
      keyNamed: requested.kmsKeyId !== undefined,
    },
    switches,
  );
  validateSourceKey(world, source, caller);
  if (choice === 'plain') return { encrypted: false };
  if (choice === 'source-key') return withArn(source.kmsKeyArn);
  const key = choice === 'default-key' ? defaultKey(world, place) : findKey(world, requested.kmsKeyId ?? '', place);
  const failed = faultOfKey(key, requested.kmsKeyId ?? '', place, caller, switches);
  if (failed === undefined) return withArn(key?.arn);
  if (switches.kmsFailure === 'request') throw failed;
  return { ...withArn(key?.arn ?? requested.kmsKeyId), failsLater: true };
}

// EBS user guide, "Share an Amazon EBS volume" (2026-09): a volume under the AWS managed key cannot be copied by another account.
function validateSourceKey(world: SimulatedWorld, source: VolumeRecord, caller: Principal): void {
  const key = world.keys.find(({ arn }) => arn === source.kmsKeyArn);
  if (source.ownerId !== caller.accountId && key?.awsManaged === true) {
    throw fault('UnsupportedOperation', `The volume '${source.id}' is encrypted with an AWS managed key.`);
  }
}

// AuthFailure with 403 and the KMS action in its text: the two-account test (see Switches).
function faultOfKey(
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
