// A real MCP client with the built server as its child, as a host would start it.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { CopyAnswer } from '../volume/answers/copy-answer.ts';
import type { Where } from '../volume/answers/result-parts.ts';
import type { StatusAnswer } from '../volume/answers/status-text.ts';

export type CopyReport = Omit<CopyAnswer, 'says' | 'place' | 'caller'> & { summary: string; where: Where };
type StatusReport = StatusAnswer;

export interface DemoClient {
  serverVersion: string;
  copyVolume(args: Record<string, unknown>): Promise<CopyReport>;
  getVolumeStatus(args: Record<string, unknown>): Promise<StatusReport>;
  /** What the server wrote to stderr so far. */
  stderrText(): string;
  close(): Promise<void>;
}

/** Thrown when the demo cannot go on; its message is a sentence for a person. */
export class DemoStopped extends Error {
  override name = 'DemoStopped';
}

/** @throws DemoStopped when the server does not start or does not answer */
export async function connectDemo(entry: string, args: readonly string[]): Promise<DemoClient> {
  const transport = new StdioClientTransport({ command: process.execPath, args: [entry, ...args], stderr: 'pipe' });
  let stderrText = '';
  transport.stderr?.on('data', (chunk) => {
    stderrText += String(chunk);
  });
  const client = new Client({ name: 'ebs-copy-mcp-demo', version: '1' });
  try {
    await client.connect(transport);
  } catch (error) {
    throw new DemoStopped(
      `The server did not start: ${messageOf(error)}${stderrText ? `\n${stderrText.trimEnd()}` : ''}`,
    );
  }
  const call = async <Report extends { summary: string }>(name: string, args: Record<string, unknown>) => {
    const result = await client.callTool({ name, arguments: args }).catch((error) => {
      throw new DemoStopped(`${name} got no answer: ${messageOf(error)}`);
    });
    const report = result.structuredContent as Report | undefined;
    if (report === undefined) throw new DemoStopped(`${name} answered without a structured half.`);
    if (result.isError) throw new DemoStopped(`${name} answered: ${report.summary}`);
    return report;
  };
  return {
    serverVersion: client.getServerVersion()?.version ?? 'of unknown version',
    copyVolume: (args) => call<CopyReport>('copy_volume', args),
    getVolumeStatus: (args) => call<StatusReport>('get_volume_status', args),
    stderrText: () => stderrText,
    close: () => client.close(),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
