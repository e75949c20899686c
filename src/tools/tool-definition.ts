// What a tool is: its words, what it takes and answers, and the call itself.
import type { Mode } from '../consent/limits-table.ts';
import type { CallOptions, Deps, ToolResult } from '../ports/tool.ts';
import type { Places, ToolInput } from '../schema/inputs.ts';
import type { OutputSchema } from '../schema/outputs.ts';

/** MCP's hints about a tool (revision 2025-03-26 and later). */
interface Annotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

export interface Tool {
  name: string;
  title: string;
  describe(mode: Mode): string;
  annotations(mode: Mode): Annotations;
  /** What it takes where the operator allows these Regions and profiles. */
  input(places: Places): ToolInput;
  /** What its structured half is parsed by. */
  output: OutputSchema;
  call(args: unknown, deps: Deps, options: CallOptions): Promise<ToolResult>;
}
