// The rules of the record of real copies, as wiring hands them to a store.
import { isHeld, mayClaim, mayFollow } from '../../src/consent/send-states.ts';
import { intentKeyOf, sourceKeyOf } from '../../src/consent/world.ts';
import type { RecordRules } from '../../src/state/memory/sends-in-memory.ts';

export const RULES: RecordRules = {
  isHeld,
  mayClaim,
  mayFollow,
  intentKeyOf: ({ request, world }) => intentKeyOf(request, world),
  sourceKeyOf: ({ request, world }) => sourceKeyOf(request, world),
};
