// What an operator who set no limit has.
import type { Limits } from '../../src/consent/limits.ts';

export const NO_LIMITS: Limits = { accounts: [], requiredTags: [], forbiddenTags: [] };
