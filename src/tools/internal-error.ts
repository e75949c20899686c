// The answer when a bug stopped a call: neutral for the model, and true about what may have been sent.

import type { ToolResult } from '../ports/tool.ts';
import { opening } from '../volume/answers/result-parts.ts';
import { reportRefusal } from '../volume/errors/refusal.ts';
import type { AnswerAfterBug } from './registry.ts';

/** The detail of the bug belongs on stderr, not here. */
export function answerInternalError({ known, members }: AnswerAfterBug, simulated: boolean): ToolResult {
  const error = reportRefusal('internal-fault', 'A fault inside this server stopped the call.');
  const where = { simulated };
  const summary = `${opening(where)}${known}${error.message}`;
  const structured = { summary, where, error, next: [], handOver: [], Volumes: [], ...members };
  return { structured, text: `${summary}\n${error.meaning} ${error.nextStep}`, isError: true };
}
