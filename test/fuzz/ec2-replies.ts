// Calls of both tools while EC2 and STS reply with anything: every answer comes in time and holds what all answers hold, nobody
// follows a redirect, and in mode plan nothing but rehearsals is sent.
import fc from 'fast-check';
import { answerProblems } from '../support/answer-problems.ts';
import { isMutating } from '../support/mutating-requests.ts';
import { brokenReply, bytesOf } from './broken-replies.ts';
import { startHostileEndpoint } from './hostile-endpoint.ts';
import { MOST_ANSWER_MS, startLateness } from './server-process.ts';
import { startWatched } from './watched-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const CALLS = [
  { name: 'copy_volume', arguments: { SourceVolumeId: SOURCE, VolumeType: 'gp3' } },
  {
    name: 'copy_volume',
    arguments: { SourceVolumeId: SOURCE, VolumeType: 'gp3', DryRun: false, ClientToken: 'a-token' },
  },
  { name: 'get_volume_status', arguments: {} },
  { name: 'get_volume_status', arguments: { VolumeIds: [SOURCE] } },
  { name: 'get_volume_status', arguments: { copiesOf: '*' } },
  { name: 'get_volume_status', arguments: { attachedTo: 'prod-db-1' } },
  { name: 'get_volume_status', arguments: { VolumeIds: [SOURCE], waitFor: 'initialized', waitSeconds: 1 } },
];

export const ec2Case = fc.record({
  kind: fc.constant('ec2' as const),
  mode: fc.constantFrom('plan', 'plan', 'auto'),
  attempts: fc.constantFrom('1', '1', '3'),
  calls: fc.array(fc.nat(CALLS.length - 1), { minLength: 1, maxLength: 4 }),
  /** One request after another gets them, and then from the first again. */
  replies: fc.array(brokenReply, { minLength: 1, maxLength: 12 }),
  atOnce: fc.boolean(),
});

type Ec2Case = typeof ec2Case extends fc.Arbitrary<infer Case> ? Case : never;

export async function playEc2({ mode, attempts, calls, replies, atOnce }: Ec2Case): Promise<string[]> {
  const endpoint = await startHostileEndpoint((action, number, elsewhere) => {
    const reply = replies[number % replies.length];
    return reply ? bytesOf(reply, action, endpoint.bodies[number] ?? '', elsewhere) : { bytes: [] };
  });
  const server = startWatched(['--mode', mode], { AWS_ENDPOINT_URL: endpoint.url, AWS_MAX_ATTEMPTS: attempts });
  const faults: string[] = [];
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } };
  server.send({ id: 'hello', method: 'initialize', params });
  await server.answered('hello');
  server.send({ method: 'notifications/initialized' });
  const ask = async (which: number, id: number) => {
    const began = performance.now();
    const lateness = startLateness();
    server.send({ id, method: 'tools/call', params: CALLS[which] });
    const came = await server.answered(id);
    const ms = Math.round(performance.now() - began - lateness());
    if (!came || ms > MOST_ANSWER_MS)
      faults.push(`Call ${id} ${came ? 'was answered' : 'has no answer'} after ${ms} ms.`);
    faults.push(...problemsOf(CALLS[which]?.name ?? '', server.answersTo(id)[0]));
  };
  if (atOnce) await Promise.all(calls.map(ask));
  else for (const [id, which] of calls.entries()) await ask(which, id);
  faults.push(...(await server.end()));
  if (/internal error|TypeError|RangeError|URIError/i.test(server.stderr()))
    faults.push(`A bug: ${server.stderr().slice(0, 2_000)}`);
  if (endpoint.strayed.length > 0) faults.push(`Something came elsewhere: ${endpoint.strayed.join(' ').slice(0, 500)}`);
  if (mode === 'plan') {
    const sent = endpoint.bodies.map((body) => Object.fromEntries(new URLSearchParams(body)));
    const mutating = sent.filter((one) => isMutating({ action: one.Action ?? '', params: one }));
    faults.push(...mutating.map((one) => `This was sent in mode plan: ${JSON.stringify(one)}`));
  }
  await endpoint.close();
  return faults;
}

function problemsOf(tool: string, message: { result?: Record<string, unknown> } | undefined): string[] {
  if (message === undefined) return [];
  const { structuredContent, content } = (message.result ?? {}) as {
    structuredContent?: Record<string, unknown>;
    content?: { text?: string }[];
  };
  if (!structuredContent) return [`No structured half: ${JSON.stringify(message).slice(0, 300)}`];
  return answerProblems(tool, structuredContent, content?.[0]?.text ?? '');
}
