import { fault } from '../wire/fault.ts';
import type { Switches } from '../world/switches.ts';
import { locateVolume } from '../world/volume-index.ts';
import { stateOf } from '../world/volume-state.ts';
import type { TokenRecord, VolumeRecord, World } from '../world/world.ts';

// EC2 guide, "Ensuring idempotency": up to 64 ASCII characters, case-sensitive, scope Region.
const TOKEN = /^[\x20-\x7e]{1,64}$/;
// The time EC2 remembers a token, as measured by the CSI driver (2025).
const MEMORY_MS = 12 * 3_600_000;

export interface TokenUse {
  region: string;
  accountId: string;
  token: string;
  intent: string;
}

/**
 * The volume that this token already made, or undefined when the token is new here.
 * @throws Fault for a malformed token; IdempotentParameterMismatch for other parameters or a volume that is gone
 */
export function replayToken(
  world: World,
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

/** Remembers what a token was used for; without a volume it is used up by a dry run. */
export function rememberToken(world: World, use: TokenUse, now: number, volumeId?: string): void {
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
