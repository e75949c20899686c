// KMS keys by what a KmsKeyId may be, and the default key of an account.
import { fault } from '../wire/fault.ts';
import { uuidFrom } from '../world/derived-values.ts';
import { type KeyRecord, type SimulatedWorld, settingsOf } from '../world/simulated-world.ts';

// KMS API reference, KeyId: key id, key ARN, alias name, alias ARN; mrk- marks a multi-Region key.
const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const ALIAS = /^alias\/[A-Za-z0-9/_-]+$/;
const ARN = /^arn:(aws|aws-cn|aws-us-gov):kms:([a-z0-9-]+):(\d{12}):(key\/.+|alias\/.+)$/;

/** Where a request for a key comes from. */
export interface KeyPlace {
  region: string;
  accountId: string;
}

/** The key used when none is named: the one that was chosen, else the account's `alias/aws/ebs`, which always exists. */
export function defaultKey(world: SimulatedWorld, place: KeyPlace): KeyRecord | undefined {
  const chosen = settingsOf(world, place.accountId, place.region).defaultKeyArn;
  if (chosen !== undefined) return world.keys.find(({ arn }) => arn === chosen);
  const home = `arn:aws:kms:${place.region}:${place.accountId}:`;
  const known = findByAlias(world, 'alias/aws/ebs', home);
  if (known !== undefined) return known;
  return { arn: `${home}key/${uuidFrom(home)}`, aliases: ['alias/aws/ebs'], state: 'enabled', awsManaged: true };
}

/**
 * The key that a KmsKeyId of any of the four forms means, or undefined when there is none.
 * @throws Ec2Fault InvalidParameterValue when it has none of the four forms
 */
export function findKey(world: SimulatedWorld, keyId: string, { region, accountId }: KeyPlace): KeyRecord | undefined {
  const home = `arn:aws:kms:${region}:${accountId}:`;
  if (KEY_ID.test(keyId)) return world.keys.find(({ arn }) => arn === `${home}key/${keyId}`);
  if (ALIAS.test(keyId)) return findByAlias(world, keyId, home);
  const [, partition, place, account, resource] = ARN.exec(keyId) ?? [];
  if (resource === undefined) throw fault('InvalidParameterValue', `Invalid KmsKeyId: '${keyId}'.`);
  if (resource.startsWith('key/')) return world.keys.find(({ arn }) => arn === keyId);
  return findByAlias(world, resource, `arn:${partition}:kms:${place}:${account}:`);
}

function findByAlias(world: SimulatedWorld, alias: string, home: string): KeyRecord | undefined {
  return world.keys.find(({ arn, aliases }) => arn.startsWith(home) && aliases.includes(alias));
}
