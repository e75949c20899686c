// What the outputs of both tools share: AWS's words are strings, never enums; absent instead of null; no
// unions. A type is made once and used everywhere: each costs zod 20 µs, and the first call waits for all of them.
import { z } from 'zod';

export const text = z.string().optional();
export const number = z.number().optional();
export const flag = z.boolean().optional();
export const open = z.looseObject({});
export const texts = z.array(z.string());

export const common = {
  summary: z.string(),
  where: z.object({
    region: text,
    profile: text,
    account: text,
    principal: text,
    credentials: text,
    endpoint: text,
    simulated: z.boolean(),
  }),
  error: open.optional(),
  next: z.array(open).describe('Calls of these tools'),
  handOver: z.array(open).describe('CLI commands'),
};

/** The schema of a structured answer. */
export type OutputSchema = z.ZodType;
