// Questions to a person as a store keeps them.
import type { Sealed } from '../../src/consent/plan-token.ts';
import type { QuestionRecord, Shown } from '../../src/consent/question-states.ts';
import { QUESTION } from './page-visit.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);

const SEALED: Sealed = {
  request: '{"SourceVolumeId":"vol-0123456789abcdef0"}',
  account: '111122223333',
  principal: 'AROAEXAMPLE',
  region: 'aws/us-east-1',
  endpoint: 'aws',
  size: '100',
  type: 'gp3',
  iops: '3000',
  throughput: '125',
  encrypted: 'true',
  key: 'k',
  owner: '111122223333',
};
export const SHOWN: Shown = { sealed: SEALED, copies: [], warnings: [] };

/** Opened at noon, for fifteen minutes. */
export const questionOf = (more: Partial<QuestionRecord> = {}): QuestionRecord => ({
  id: 'question-1',
  key: 'copy',
  about: 'these bytes',
  question: { ...QUESTION, expiresAt: NOON + 15 * 60_000 },
  shown: SHOWN,
  state: 'open',
  openedAt: NOON,
  changedAt: NOON,
  shownAt: [NOON],
  seen: false,
  ...more,
});
