// serve-http in this process, over the embedded EC2, and requests to it as a client or a platform sends them.
import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { createLazyEc2Port } from '../../src/ec2/lazy-client.ts';
import type { Settings } from '../../src/ports/tool.ts';
import { startHttp } from '../../src/serve-http.ts';
import { startSimulator } from '../../src/simulator/listen.ts';
import { SIMULATED_REGION } from '../../src/vocabulary.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestHttp {
  url: string;
  /** Lines of the log so far, and problems. */
  lines: Record<string, unknown>[];
  problems: unknown[];
  stop(): Promise<void>;
}

/** With the options as an operator writes them, over the embedded EC2. */
export function startTestHttp(...options: string[]): Promise<TestHttp> {
  return startHttpServer(['--simulate', ...options], {});
}

/** The same with AWS's endpoints at `url`, the AWS files and keys of this process, and a record of its own. */
export function startTestHttpAt(url: string, ...options: string[]): Promise<TestHttp> {
  const env = { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1' };
  return startHttpServer(['--state-dir', temporaryFolder('ebs-copy-http-'), ...options], env);
}

/** With options and variables as they stand. */
export async function startHttpServer(options: readonly string[], env: Record<string, string>): Promise<TestHttp> {
  const { config, configErrors } = parseConfig(['serve-http', '--port', '0', ...options], env);
  if (!config.http || configErrors.length > 0) throw new Error(configErrors.join(' '));
  const settings: Settings = {
    version: '1.2.3',
    mode: config.mode,
    regions: config.simulate ? [SIMULATED_REGION] : config.regions,
    profiles: config.http.assumedRoles.flatMap(({ profile }) => profile ?? []),
    ...(config.defaultRegion === undefined ? {} : { defaultRegion: config.defaultRegion }),
    simulated: config.simulate,
    limits: config.limits,
    stamp: config.stamp,
    configErrors: [],
  };
  const simulate = async () => ({ ...(await startSimulator({ speed: config.speed })), region: SIMULATED_REGION });
  const lazyEc2 = createLazyEc2Port(
    { version: '1.2.3', endpoints: config.endpoints },
    config.simulate ? simulate : undefined,
  );
  const lines: Record<string, unknown>[] = [];
  const problems: unknown[] = [];
  const running = await startHttp(
    { ...config, http: config.http },
    {
      settings,
      lazyEc2,
      log: (problem) => problems.push(problem),
      write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    },
  );
  if (typeof running === 'string') throw new Error(running);
  const stop = async () => {
    await running.stop();
    lazyEc2.close();
  };
  onTestFinished(stop);
  return { url: running.url, lines, problems, stop };
}

export interface HttpReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface HttpRequest {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
  /** Told each part of the answer as it comes. */
  onText?: (text: string) => void;
}

/** As it stands: fetch would set Host and refuse some headers. */
export function send(
  url: string,
  { method = 'POST', headers = {}, body, onText }: HttpRequest = {},
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        onText?.(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/** A JSON-RPC request of the older revisions. */
export function rpc(
  { url }: Pick<TestHttp, 'url'>,
  method: string,
  params: object = {},
  headers: Record<string, string | string[]> = {},
  onText?: (text: string) => void,
): Promise<HttpReply> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  return send(`${url}/mcp`, { headers: { ...JSON_HEADERS, ...headers }, body, ...(onText ? { onText } : {}) });
}

/** The JSON-RPC message of an answer, also of one that came as an event. */
export function messageOf({ text }: HttpReply): {
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
  id: unknown;
} {
  // Notifications come before it.
  const data = [...text.matchAll(/^data: (.*)$/gm)].at(-1)?.[1];
  return JSON.parse(data ?? text);
}

/** The structured half of a tool's answer. */
export function structuredOf(reply: HttpReply): Record<string, unknown> & { outcome: string } {
  return messageOf(reply).result?.structuredContent as Record<string, unknown> & { outcome: string };
}

export function callTool(
  server: Pick<TestHttp, 'url'>,
  name: string,
  args: object = {},
  headers: Record<string, string | string[]> = {},
): Promise<HttpReply> {
  return rpc(server, 'tools/call', { name, arguments: args }, headers);
}

/** A copy called for by a host of 2026-07-28 that shows forms. */
export function callWithForms(
  server: Pick<TestHttp, 'url'>,
  caller: string,
  args: object,
  more: object = {},
): Promise<HttpReply> {
  const prefix = 'io.modelcontextprotocol/';
  const _meta = {
    [`${prefix}protocolVersion`]: '2026-07-28',
    [`${prefix}clientInfo`]: { name: 'test', version: '1' },
    [`${prefix}clientCapabilities`]: { elicitation: { form: {} } },
  };
  const params = { name: 'copy_volume', arguments: args, ...more, _meta };
  return send(`${server.url}/mcp`, {
    headers: {
      ...JSON_HEADERS,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'copy_volume',
      'x-caller': caller,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
}
