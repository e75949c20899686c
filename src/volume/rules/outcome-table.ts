// The outcomes of both tools: the one word of an answer that a caller branches on. Closed lists, published in the
// README. They stand among the rules because schema/ reads values from the tables of this folder alone.

export const COPY_OUTCOMES = [
  'would_copy',
  'would_be_refused',
  'copied',
  'approval_needed',
  'declined',
  'refused',
  'failed',
  'unknown',
] as const;
export type CopyOutcome = (typeof COPY_OUTCOMES)[number];

export const STATUS_OUTCOMES = ['found', 'partial', 'nothing_found', 'refused', 'failed'] as const;
export type StatusOutcome = (typeof STATUS_OUTCOMES)[number];
