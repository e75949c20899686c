// Calls of both tools while EC2 and STS reply with anything: every answer comes in time and holds what all answers hold, nobody
// follows a redirect, and in mode plan nothing but rehearsals is sent. A real copy gets good replies until it is sent.
import fc from 'fast-check';
import { answerProblems } from '../support/answer-problems.ts';
import { isMutating } from '../support/mutating-requests.ts';
import { brokenReply, bytesOf, slowReply } from './broken-replies.ts';
import { startHostileEndpoint } from './hostile-endpoint.ts';
import { reached } from './reached.ts';
import { punctualMs } from './server-process.ts';
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

/** Longer than an answer takes to which replies come. */
const SLOW_MS = 2_000;

// A plan is sealed only for one whose performance is named.
const COPY = { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6_000, Throughput: 250 };
const UNHARMED = { kind: 'frozen' as const, wounds: [] };

const ec2Members = {
  kind: fc.constant('ec2' as const),
  /** Whether a rehearsal comes first, and its plan is sent; then `replies` begin with the send, and `calls` come after. */
  sends: fc.constantFrom(false, false, true),
  mode: fc.constantFrom('plan', 'plan', 'auto'),
  attempts: fc.constantFrom('1', '1', '3'),
  calls: fc.array(fc.nat(CALLS.length - 1), { minLength: 1, maxLength: 4 }),
  /** One request after another gets them, and then from the first again. */
  replies: fc.array(brokenReply, { minLength: 1, maxLength: 12 }),
  atOnce: fc.boolean(),
};
export const ec2Case = fc.record(ec2Members);
/** Takes as long as the calls may: no reply comes, or none in time. The first call reads in any case. */
export const slowEc2Case = fc.record({
  ...ec2Members,
  attempts: fc.constantFrom('1', '3', '3'),
  calls: ec2Members.calls.map((calls) => [0, ...calls]),
  replies: fc.array(slowReply, { minLength: 1, maxLength: 6 }),
  atOnce: fc.constant(true),
});

type CaseOf<T> = T extends fc.Arbitrary<infer Case> ? Case : never;
type Ec2Case = CaseOf<typeof ec2Case> | CaseOf<typeof slowEc2Case>;

export async function playEc2({ sends, mode: among, attempts, calls, replies, atOnce }: Ec2Case): Promise<string[]> {
  const mode = sends ? 'auto' : among;
  let isGood = sends;
  const isSlow = replies.every((one) => 'pauseMs' in one);
  const endpoint = await startHostileEndpoint((action, number, elsewhere) => {
    const body = endpoint.bodies[number] ?? '';
    if (isGood && isReal(body)) isGood = false;
    const reply = isGood ? UNHARMED : replies[number % replies.length];
    return reply ? bytesOf(reply, action, body, elsewhere) : { bytes: [] };
  });
  const server = startWatched(['--mode', mode], { AWS_ENDPOINT_URL: endpoint.url, AWS_MAX_ATTEMPTS: attempts });
  const faults: string[] = [];
  await server.greet({});
  const ask = async (params: { name: string; arguments: object } | undefined, id: number) => {
    const began = punctualMs();
    server.send({ id, method: 'tools/call', params });
    const came = await server.answered(id);
    const ms = Math.round(punctualMs() - began);
    if (!came) faults.push(`Call ${id} has no answer after ${ms} ms.`);
    const [answer] = server.answersTo(id);
    if (answer && isSlow && ms > SLOW_MS) reached('an answer though EC2 kept silent');
    faults.push(...problemsOf(params?.name ?? '', answer));
    return answer?.result?.structuredContent as Structured | undefined;
  };
  const askAll = async () => {
    const numbered = calls.map((which, n) => [CALLS[which], n] as const);
    if (atOnce) return Promise.all(numbered.map(([params, id]) => ask(params, id)));
    const answers: (Structured | undefined)[] = [];
    for (const [params, id] of numbered) answers.push(await ask(params, id));
    return answers;
  };
  const sending: Promise<unknown>[] = [];
  if (sends) {
    const { Request } = (await ask({ name: 'copy_volume', arguments: COPY }, 100)) ?? {};
    const real = { name: 'copy_volume', arguments: { ...COPY, DryRun: false, ClientToken: Request?.ClientToken } };
    for (const id of [101, 102]) {
      const answer = ask(real, id);
      sending.push(answer);
      // What is slow would add up.
      if (!atOnce) await answer;
    }
  }
  const answers = await askAll();
  await Promise.all(sending);
  if (sends) {
    if (endpoint.bodies.some(isReal)) reached('a real copy sent under broken replies');
    else faults.push('No real copy was sent, though its rehearsal had good replies.');
  }
  if (answers.some((answer) => (answer?.Volumes?.length ?? 0) > 0)) reached('volumes found under broken replies');
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

interface Structured {
  Volumes?: unknown[];
  Request?: { ClientToken?: string };
}

function isReal(body: string): boolean {
  const { Action, DryRun } = Object.fromEntries(new URLSearchParams(body));
  return Action === 'CopyVolumes' && DryRun !== 'true';
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
