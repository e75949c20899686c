// A real MCP client with the built server as its child, as a host would start it.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { CopyAnswer } from '../volume/answers/copy-answer.ts';
import type { Where } from '../volume/answers/result-parts.ts';
import type { StatusAnswer } from '../volume/answers/status-text.ts';

export type CopyReport = Omit<CopyAnswer, 'says' | 'place' | 'caller'> & { summary: string; where: Where };
export type StatusReport = StatusAnswer;

export interface DemoClient {
  serverVersion: string;
  copyVolume(args: Record<string, unknown>): Promise<CopyReport>;
  getVolumeStatus(args: Record<string, unknown>): Promise<StatusReport>;
  /** What the server wrote to stderr so far. */
  said(): string;
  close(): Promise<void>;
}

/** Thrown when the story cannot go on; its message is a sentence for a person. */
export class StoryBroken extends Error {
  override name = 'StoryBroken';
}

/** @throws StoryBroken when the server does not start or does not answer */
export async function connectDemo(entry: string, args: readonly string[]): Promise<DemoClient> {
  const transport = new StdioClientTransport({ command: process.execPath, args: [entry, ...args], stderr: 'pipe' });
  let said = '';
  transport.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const client = new Client({ name: 'ebs-copy-mcp-demo', version: '1' });
  try {
    await client.connect(transport);
  } catch (error) {
    throw new StoryBroken(`The server did not start: ${wordsOf(error)}${said ? `\n${said.trimEnd()}` : ''}`);
  }
  const call = async <Report extends { summary: string }>(name: string, given: Record<string, unknown>) => {
    const result = await client.callTool({ name, arguments: given }).catch((error) => {
      throw new StoryBroken(`${name} got no answer: ${wordsOf(error)}`);
    });
    const report = result.structuredContent as Report | undefined;
    if (report === undefined) throw new StoryBroken(`${name} answered without a structured half.`);
    if (result.isError) throw new StoryBroken(`${name} answered: ${report.summary}`);
    return report;
  };
  return {
    serverVersion: client.getServerVersion()?.version ?? 'of unknown version',
    copyVolume: (given) => call<CopyReport>('copy_volume', given),
    getVolumeStatus: (given) => call<StatusReport>('get_volume_status', given),
    said: () => said,
    close: () => client.close(),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
