// Raw requests to serve-http and to the page that asks a person: both live on, the page decides nothing, and nothing mutating is
// sent.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { isMutating } from '../support/mutating-requests.ts';
import { startPage } from '../support/page-visit.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { messageProblems, messagesIn } from './message-problems.ts';
import { rawConnections, sendRaw, statusesOf, toolCall } from './raw-requests.ts';
import { reached } from './reached.ts';
import { PATIENCE_MS, startServerProcess } from './server-process.ts';

export const httpCase = fc.record({
  kind: fc.constant('http' as const),
  /** Left out it would be `plan`, in which nothing could be sent in any case. */
  mode: fc.constantFrom('plan', 'ask', 'ask'),
  auth: fc.constantFrom('none', 'none', 'oidc'),
  // The first connection is one of those that log in.
  connections: fc
    .tuple(fc.option(toolCall), rawConnections)
    .map(([first, rest]) => (first ? [[first], ...rest] : rest)),
});
export const pageCase = fc.record({ kind: fc.constant('page' as const), connections: rawConnections });

type HttpCase = typeof httpCase extends fc.Arbitrary<infer Case> ? Case : never;
type PageCase = typeof pageCase extends fc.Arbitrary<infer Case> ? Case : never;

export async function playHttp({ mode, auth, connections }: HttpCase): Promise<string[]> {
  const simulator = await startRecordingSimulator({ speed: 3_600 });
  const login = auth === 'oidc' ? await startLogin() : undefined;
  const args = ['serve-http', '--port', '0', '--mode', mode, ...(login?.args ?? [])];
  const server = startServerProcess(args, { AWS_ENDPOINT_URL: simulator.url });
  let stdout = '';
  server.child.stdout.on('data', (text) => {
    stdout += text;
  });
  const url = await addressOf(server);
  const port = Number(new URL(url).port);
  // Half of them log in, where one must.
  const known = connections.map((all, n) => (login && n % 2 === 0 ? all.map(loggedIn) : all));
  const replies = await Promise.all(known.map((requests) => sendRaw(port, requests, login?.token)));
  const messages = replies.flatMap(({ text }) => messagesIn(text));
  if (messages.some(({ result }) => result?.structuredContent)) {
    reached('a tool called over HTTP');
    if (login) reached('a tool called with a token');
  }
  const faults = replies.flatMap(({ text, faults: late }) => [...late, ...serverErrors(text)]);
  faults.push(...messages.flatMap(messageProblems));
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    ...(login ? { authorization: `Bearer ${login.token}` } : {}),
  };
  const alive = await fetch(`${url}/mcp`, {
    ...{ method: 'POST', headers, body: JSON.stringify(message) },
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(
    async (reply) => `${reply.status} with ${toolsIn(await reply.text())} tools`,
    (error) => String(error),
  );
  if (alive !== '200 with 2 tools')
    faults.push(`A good request after it: ${alive}. stderr: ${server.stderr().slice(-500)}`);
  faults.push(...(await server.finish(() => server.child.kill('SIGTERM'))));
  if (stdout !== '') faults.push(`It wrote to stdout: ${stdout.slice(0, 200)}`);
  await simulator.close();
  await login?.close();
  return [
    ...faults,
    ...simulator.requests.filter(isMutating).map(({ body }) => `This was sent without a yes: ${body}`),
  ];
}

/** How many tools the answer to `tools/list` names. */
function toolsIn(reply: string): number {
  const [message] = messagesIn(reply);
  return (message?.result?.tools as unknown[] | undefined)?.length ?? 0;
}

const loggedIn = <Request extends { tame: string[] }>(one: Request): Request => ({
  ...one,
  tame: [...one.tame.filter((line) => !line.startsWith('Authorization')), 'Authorization: Bearer TOKEN'],
});

let key: ReturnType<typeof generateKeyPair> | undefined;

/** An issuer with one key, and a token of it: the issuer of the tests needs their runner. */
async function startLogin() {
  key ??= generateKeyPair('ES256');
  const { publicKey, privateKey } = await key;
  const jwk = { ...(await exportJWK(publicKey)), kid: 'a', alg: 'ES256', use: 'sig' };
  const server = createServer(({ url }, response) => {
    const found = url === '/keys' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const claims = new SignJWT({ scope: 'ebs:read ebs:copy' }).setProtectedHeader({ alg: 'ES256', kid: 'a' });
  return {
    args: ['--auth', 'oidc', '--issuer', issuer, '--audience', 'ebs'],
    token: await claims.setIssuer(issuer).setAudience('ebs').setSubject('ann').setExpirationTime('5m').sign(privateKey),
    close: () => {
      server.closeAllConnections();
      return new Promise<unknown>((resolve) => server.close(resolve));
    },
  };
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
  const failed = statusesOf(reply).filter((one) => / 5\d\d$/.test(one) && !/50[135]$/.test(one));
  return failed.map((one) => `A reply is ${one}: ${reply.slice(0, 300)}`);
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
  const faults = replies.flatMap(({ text, faults: late }) => [...late, ...serverErrors(text)]);
  if (page.acts.length > 0) faults.push('It copied.');
  const { decided } = await page.known();
  if (decided !== 'pending') faults.push(`It is ${decided}.`);
  const still = await page.press(place, 'decline');
  if (still.status !== 200) faults.push(`The person gets ${still.status}.`);
  faults.push(...page.bugs.map((bug) => `A bug: ${bug instanceof Error ? bug.stack : String(bug)}`));
  await page.close();
  return faults;
}
