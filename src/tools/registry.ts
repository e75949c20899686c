// The tools there are. Whatever lists, calls or documents tools walks this table, which loads none of them.
import type { Tool } from './tool-definition.ts';

export interface RegisteredTool {
  name: string;
  /** The tool itself: words, input, output and call. Listing needs none of it (3 ms and 2 MB of a start, 2026-11). */
  load(): Promise<Tool>;
  /** What its answer says when a bug stopped a call with these arguments. */
  afterBug(args: unknown): AnswerAfterBug;
}

export interface AnswerAfterBug {
  /** Opens the summary: what is known of volumes made. */
  known: string;
  /** The members that this tool's output requires beside those that all outputs share. */
  members: { outcome: string; [member: string]: unknown };
}

export const TOOLS: readonly RegisteredTool[] = [
  {
    name: 'copy_volume',
    load: async () => (await import('./copy-volume.ts')).copyVolume,
    afterBug(args) {
      // Whether something was sent before the bug is not known here.
      const unknown = (args as { DryRun?: unknown } | undefined)?.DryRun === false;
      return {
        known: unknown ? 'Not known whether a volume was created. ' : 'Nothing was created. ',
        members: { outcome: unknown ? 'unknown' : 'failed', dryRun: !unknown, findings: [], notProven: [] },
      };
    },
  },
  {
    name: 'get_volume_status',
    load: async () => (await import('./get-volume-status.ts')).getVolumeStatus,
    afterBug: () => ({ known: '', members: { outcome: 'failed', missing: [], searched: [] } }),
  },
];
