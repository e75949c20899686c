// Client tokens: what each was used for, and what its second use gives.
import { fault } from '../wire/fault.ts';
import type { SimulatedWorld, TokenRecord, VolumeRecord } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';
import { locateVolume } from '../world/volume-index.ts';
import { stateOf } from '../world/volume-state.ts';

// EC2 developer guide, "Ensuring idempotency in Amazon EC2 API requests": up to 64 ASCII characters, case-sensitive,
// scope Region.
const TOKEN = /^[\x20-\x7e]{1,64}$/;
// How long EC2 remembers a token: about 12 h, measured for the EBS CSI driver (retry_manager.go, 2025).
const MEMORY_MS = 12 * 3_600_000;

export interface TokenUse {
  region: string;
  accountId: string;
  token: string;
  /** The normalised request. */
  intent: string;
}

/**
 * The volume that this token already made, or undefined when the token is new here.
 * @throws Ec2Fault InvalidClientToken (or what the switch has) for a malformed token; IdempotentParameterMismatch for other
 * parameters or a volume that is gone (terraform-provider-aws issue 12507, crossplane-contrib/provider-aws issue 1858)
 */
export function replayToken(
  world: SimulatedWorld,
  use: TokenUse,
  now: number,
  switches: Pick<Switches, 'badClientToken'>,
): VolumeRecord | undefined {
  if (!TOKEN.test(use.token)) {
    throw fault(switches.badClientToken, 'ClientToken must be at most 64 ASCII characters.');
  }
  const known = world.tokens.find((record) => isSame(record, use) && now < record.usedAt + MEMORY_MS);
  if (known === undefined) return undefined;
  const volume = known.volumeId === undefined ? undefined : locateVolume(world.volumes, known.volumeId);
  if (known.intent !== use.intent || volume === undefined || stateOf(volume, now) === undefined) throw mismatch();
  return volume;
}

/** Records what a token was used for; without a volume it is used up by a dry run. */
export function rememberToken(world: SimulatedWorld, use: TokenUse, now: number, volumeId?: string): void {
  const record: TokenRecord = { ...use, usedAt: now, ...(volumeId === undefined ? {} : { volumeId }) };
  world.tokens = [...world.tokens.filter((other) => !isSame(other, use) && now < other.usedAt + MEMORY_MS), record];
}

function isSame(record: TokenRecord, use: TokenUse): boolean {
  return record.region === use.region && record.accountId === use.accountId && record.token === use.token;
}

function mismatch() {
  return fault(
    'IdempotentParameterMismatch',
    'The client token has already been used with different request parameters.',
  );
}
