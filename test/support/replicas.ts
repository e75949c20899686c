// Replicas of serve-http over one table and one EC2, behind a round robin that looks at nothing: a call goes to the next
// one in turn, also when that is dead.
import { type SpawnedHttp, spawnHttp } from './spawned-http.ts';
import { environmentFor } from './spawned-server.ts';
import { callTool, structuredOf } from './test-http.ts';

export type Answer = Record<string, unknown> & { outcome: string };

export interface Replicas {
  /** The answer of whoever is next; undefined when its connection ended without one. */
  call(args: object): Promise<Answer | undefined>;
  /** SIGKILL to the nth, and another one in its place; resolves when that listens. */
  replace(n: number): Promise<void>;
  /** Which one has sent a request to EC2, by its headers. */
  whoSent(headers: Readonly<Record<string, string>>): number;
  close(): Promise<void>;
}

export interface ReplicaPlace {
  ec2Url: string;
  dynamoDbUrl: string;
  table: string;
}

export async function startReplicas(count: number, { ec2Url, dynamoDbUrl, table }: ReplicaPlace): Promise<Replicas> {
  const options = ['--port', '0', '--mode', 'auto', '--max-size', '16000', '--calls-per-caller', '200'];
  const start = (n: number): Promise<SpawnedHttp> =>
    spawnHttp(
      [...options, '--state', `dynamodb:${table}`],
      // A key of its own, by which its requests are told apart.
      environmentFor(ec2Url, { AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl, AWS_ACCESS_KEY_ID: `AKIDREPLICA${n}` }),
    );
  const running = await Promise.all(Array.from({ length: count }, (_, n) => start(n)));
  const replacing: Promise<void>[] = [];
  let turn = 0;
  return {
    async call(args) {
      const n = turn % count;
      turn += 1;
      const one = running[n];
      if (!one) throw new Error('There is no replica.');
      const reply = await callTool(one, 'copy_volume', args).catch(() => undefined);
      // Whoever is told nothing comes back later, or all calls of a copy would find the same three dead.
      if (!reply) await replacing[n];
      // An answer that began and did not end is none.
      return reply && /"structuredContent"/.test(reply.text) ? (structuredOf(reply) as Answer) : undefined;
    },
    replace(n) {
      // One after another: a request of the one that is being killed may still be on its way.
      const replaced = (replacing[n] ?? Promise.resolve()).then(async () => {
        await running[n]?.kill();
        running[n] = await start(n);
      });
      replacing[n] = replaced;
      return replaced;
    },
    whoSent: ({ authorization = '' }) => Number(/AKIDREPLICA(\d+)/.exec(authorization)?.[1]),
    async close() {
      // One that is still starting would outlive the test.
      await Promise.allSettled(replacing);
      await Promise.all(running.map((one) => one.kill()));
    },
  };
}
