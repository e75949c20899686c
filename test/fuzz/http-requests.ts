// Raw requests to serve-http and to the page that asks a person: both live on, the page decides nothing, and nothing mutating is
// sent.
import { once } from 'node:events';
import fc from 'fast-check';
import { isMutating } from '../support/mutating-requests.ts';
import { startPage } from '../support/page-visit.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { rawConnections, sendRaw } from './raw-requests.ts';
import { reached } from './reached.ts';
import { PATIENCE_MS, startServerProcess } from './server-process.ts';

export const httpCase = fc.record({
  kind: fc.constant('http' as const),
  /** Left out it would be `plan`, in which nothing could be sent in any case. */
  mode: fc.constantFrom('plan', 'ask', 'ask'),
  connections: rawConnections,
});
export const pageCase = fc.record({ kind: fc.constant('page' as const), connections: rawConnections });

type HttpCase = typeof httpCase extends fc.Arbitrary<infer Case> ? Case : never;
type PageCase = typeof pageCase extends fc.Arbitrary<infer Case> ? Case : never;

export async function playHttp({ mode, connections }: HttpCase): Promise<string[]> {
  const simulator = await startRecordingSimulator({ speed: 3_600 });
  const server = startServerProcess(['serve-http', '--port', '0', '--mode', mode], { AWS_ENDPOINT_URL: simulator.url });
  let stdout = '';
  server.child.stdout.on('data', (text) => {
    stdout += text;
  });
  const url = await addressOf(server);
  const port = Number(new URL(url).port);
  const replies = await Promise.all(connections.map((requests) => sendRaw(port, requests)));
  if (replies.some((reply) => reply.includes('"structuredContent"'))) reached('a tool called over HTTP');
  const faults = replies.flatMap(serverErrors);
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const alive = await fetch(`${url}/mcp`, {
    ...{ method: 'POST', headers, body: JSON.stringify(message) },
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(
    ({ status }) => String(status),
    (error) => String(error),
  );
  if (alive !== '200') faults.push(`A good request after it: ${alive}. stderr: ${server.stderr().slice(-500)}`);
  faults.push(...(await server.finish(() => server.child.kill('SIGTERM'))));
  if (stdout !== '') faults.push(`It wrote to stdout: ${stdout.slice(0, 200)}`);
  await simulator.close();
  return [
    ...faults,
    ...simulator.requests.filter(isMutating).map(({ body }) => `This was sent without a yes: ${body}`),
  ];
}

async function addressOf({ child, closed, stderr }: ReturnType<typeof startServerProcess>): Promise<string> {
  const address = () => /MCP over HTTP at (http:\S+)\/mcp/.exec(stderr())?.[1];
  while (address() === undefined) {
    const ended = closed.then(() => Promise.reject(new Error(`It does not listen: ${stderr()}`)));
    await Promise.race([once(child.stderr, 'data'), ended]);
  }
  return address() ?? '';
}

/** 501 and 505 are Node's words for what it does not speak; 503 is ours while a check of readiness fails. */
function serverErrors(reply: string): string[] {
  const statuses = reply.match(/^HTTP\/1\.1 5\d\d/gm) ?? [];
  return statuses.filter((one) => !/50[135]$/.test(one)).map((one) => `A reply is ${one}: ${reply.slice(0, 300)}`);
}

export async function playPage({ connections }: PageCase): Promise<string[]> {
  const page = startPage();
  await page.ask();
  const place = await page.enter();
  const port = Number(new URL(place).port);
  const { pathname } = new URL(place);
  // Half of them know where the page is, as another program of the machine might.
  const known = connections.map((all, n) => (n % 2 === 0 ? all : all.map((one) => ({ ...one, path: pathname }))));
  const replies = await Promise.all(known.map((requests) => sendRaw(port, requests)));
  const faults = replies.flatMap(serverErrors);
  if (page.acts.length > 0) faults.push('It copied.');
  const { decided } = await page.known();
  if (decided !== 'pending') faults.push(`It is ${decided}.`);
  const still = await page.press(place, 'decline');
  if (still.status !== 200) faults.push(`The person gets ${still.status}.`);
  faults.push(...page.bugs.map((bug) => `A bug: ${bug instanceof Error ? bug.stack : String(bug)}`));
  await page.close();
  return faults;
}
