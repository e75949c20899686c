// The answer when a bug stopped a call: neutral for the model, and true about what may have been sent.

import type { ToolResult } from '../ports/tool.ts';
import { opening } from '../volume/answers/result-parts.ts';
import { reportRefusal } from '../volume/errors/refusal.ts';

/** `name` and `args` as they were called; the detail of the bug belongs on stderr, not here. */
export function answerFault(name: string, args: unknown, simulated: boolean): ToolResult {
  const error = reportRefusal('internal-fault', 'A fault inside this server stopped the call.');
  const copies = name === 'copy_volume';
  // Whether something was sent before the fault is not known here.
  const unknown = copies && (args as { DryRun?: unknown } | undefined)?.DryRun === false;
  const where = { simulated };
  const known = unknown ? 'Not known whether a volume was created. ' : copies ? 'Nothing was created. ' : '';
  const summary = `${opening(where)}${known}${error.message}`;
  const shared = { summary, where, error, next: [], handOver: [], Volumes: [] };
  const structured = copies
    ? { ...shared, outcome: unknown ? 'unknown' : 'failed', dryRun: !unknown, findings: [], notProven: [] }
    : { ...shared, outcome: 'failed', missing: [], searched: [] };
  return { structured, text: `${summary}\n${error.meaning} ${error.nextStep}`, isError: true };
}
