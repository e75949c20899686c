// Whether a copy is encrypted, and with which key: the outcome table of the EBS guide.
import { fault } from '../wire/fault.ts';
import type { Switches } from '../world/switches.ts';

/** Which key a copy ends up with: none, the source's, the account's default EBS key, or the one that was named. */
export type KeyChoice = 'plain' | 'source-key' | 'default-key' | 'named-key';

export interface KeyChoiceInput {
  sourceEncrypted: boolean;
  /** The source belongs to the calling account. */
  ownSource: boolean;
  /** Encryption by default is on for account and Region. */
  defaultOn: boolean;
  encrypted: boolean | undefined;
  keyNamed: boolean;
}

type KeyChoiceSwitches = Pick<
  Switches,
  'encryptedFalse' | 'encryptedTrue' | 'keyWithoutEncrypted' | 'encryptedFalseUnderDefault'
>;

/**
 * The outcome table of the EBS user guide, "Copy an Amazon EBS volume" (2026-09); where the SDK's text differs, a switch
 * decides.
 * @throws Ec2Fault InvalidParameterDependency or UnsupportedOperation
 */
export function chooseKey(given: KeyChoiceInput, switches: KeyChoiceSwitches): KeyChoice {
  return given.sourceEncrypted ? fromEncrypted(given, switches) : fromPlain(given, switches);
}

function fromPlain({ encrypted, keyNamed, defaultOn }: KeyChoiceInput, switches: KeyChoiceSwitches) {
  if (keyNamed) {
    const allowed = encrypted === true || (encrypted === undefined && switches.keyWithoutEncrypted === 'that-key');
    if (!allowed) {
      throw fault('InvalidParameterDependency', 'The parameter KmsKeyId requires the parameter Encrypted to be true.');
    }
    return 'named-key';
  }
  if (encrypted === true) return 'default-key';
  if (encrypted === false) {
    return defaultOn && switches.encryptedFalseUnderDefault === 'encrypted' ? 'default-key' : 'plain';
  }
  return defaultOn ? 'default-key' : 'plain';
}

function fromEncrypted({ encrypted, keyNamed, ownSource }: KeyChoiceInput, switches: KeyChoiceSwitches) {
  if (encrypted === false && switches.encryptedFalse === 'refused') {
    throw fault('UnsupportedOperation', 'An unencrypted copy of an encrypted volume is not supported.');
  }
  if (keyNamed) return 'named-key';
  if (!ownSource) return 'default-key';
  return encrypted === true ? switches.encryptedTrue : 'source-key';
}
