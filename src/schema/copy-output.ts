// What copy_volume answers with, as a schema.
import { z } from 'zod';
import { COPY_OUTCOMES } from '../volume/rules/outcome-table.ts';
import { common, flag, number, open, text, texts } from './outputs.ts';

/** Of a VolumeSummary what a caller branches on; its other members pass through undescribed, for the list's size. */
const CopiedVolume = z.looseObject({
  VolumeId: z.string(),
  State: text,
  VolumeType: text,
  Size: number,
  attachable: flag,
  verdict: text,
});

export const CopyOutput = z.object({
  outcome: z.enum(COPY_OUTCOMES),
  dryRun: z.boolean(),
  Request: open.optional(),
  Volumes: z.array(CopiedVolume),
  created: z.enum(['now', 'earlier']).optional(),
  dataAsOf: text,
  source: CopiedVolume.optional(),
  changes: z.array(z.object({ setting: z.string(), source: z.string(), copy: z.string(), note: text })).optional(),
  findings: z.array(
    z.object({
      level: z.enum(['block', 'warn', 'info']),
      code: z.string(),
      by: z.enum(['us', 'ec2']),
      message: z.string(),
      fix: open.optional(),
      ec2: open.optional(),
      source: text,
    }),
  ),
  notProven: texts,
  cost: z
    .looseObject({
      dailyUsd: z.number(),
      monthlyUsd: z.number(),
      copyFeeUsd: z.object({ min: z.number(), max: z.number() }),
      source: z.string(),
      asOf: z.string(),
    })
    .optional(),
  initialization: z
    .object({
      baselineIops: z.number(),
      baselineThroughputMiBps: z.number(),
      hours: z.object({ min: z.number(), max: z.number() }),
    })
    .optional(),
  changeRecord: text,
  terraform: text,
  ...common,
});
