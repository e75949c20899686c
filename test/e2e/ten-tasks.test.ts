// Ten things that people ask an assistant for. A scripted assistant knows only their words and what answers tell it: it
// makes the calls that `next` and the fixes offer, and its yes is a person's. Counted are its calls and the text it reads.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { personWho, startTestServer, type TestServer, type ToolAnswer } from '../support/test-server.ts';

const MOST_CALLS = 35;
const MOST_CHARACTERS = 50_000;

interface NextCall {
  tool: string;
  arguments: Record<string, unknown>;
  why: string;
  afterSeconds?: number;
}

// A person's yes comes with each real copy.
let server: TestServer;
let calls = 0;
let characters = 0;
/** Real calls that were refused, or failed. */
const refusedSends: string[] = [];

beforeAll(async () => {
  server = await startTestServer({ mode: 'ask' });
});
afterAll(async () => {
  await server.close();
});

async function call(tool: string, args: Record<string, unknown>): Promise<ToolAnswer> {
  const answer = tool === 'copy_volume' ? await server.copy(args, personWho('accept')) : await server.status(args);
  calls += 1;
  characters += answer.text.length;
  if (args.DryRun === false && ['refused', 'failed'].includes(answer.outcome)) refusedSends.push(answer.text);
  return answer;
}
const copy = (args: Record<string, unknown>) => call('copy_volume', args);
const status = (args: Record<string, unknown>) => call('get_volume_status', args);

/** Makes the first call of `next` that fits, after the wait it asks for. */
async function follow(answer: ToolAnswer, fits: (next: NextCall) => boolean): Promise<ToolAnswer> {
  const offered = (answer.structured.next ?? []) as NextCall[];
  const next = offered.find(fits) ?? expect.unreachable(`${answer.text}\n${JSON.stringify(offered)}`);
  if (next.afterSeconds) server.advance(next.afterSeconds * 1000);
  return call(next.tool, next.arguments);
}
const rehearsal = ({ tool, arguments: args }: NextCall) => tool === 'copy_volume' && args.DryRun !== false;
const realCopy = ({ tool, arguments: args }: NextCall) => tool === 'copy_volume' && args.DryRun === false;
const wait = ({ tool }: NextCall) => tool === 'get_volume_status';

const made = () => server.made().length;
const codes = ({ structured }: ToolAnswer) => (structured.findings as { code: string }[]).map(({ code }) => code);
const stateOf = ({ structured }: ToolAnswer) => (structured.Volumes as { State: string }[]).map(({ State }) => State);

describe('ten tasks of an assistant', { sequential: true }, () => {
  test('find and clone: "Clone the data volume of prod-db-1 so that I can try the migration"', async () => {
    const found = await status({ attachedTo: 'prod-db-1' });
    const plan = await follow(found, (next) => rehearsal(next) && next.arguments.VolumeType === 'gp3');
    expect(plan.outcome).toBe('would_copy');
    const done = await follow(plan, realCopy);
    expect(done.structured).toMatchObject({ outcome: 'copied', created: 'now' });
    const ready = await follow(done, wait);
    expect(stateOf(ready)).toEqual(['available']);
    expect(server.made()).toMatchObject([{ sourceVolumeId: SEED_VOLUMES.prodDb1Data, type: 'gp3', iops: 6000 }]);
  });

  test('change type: "A copy of reports as io2"', async () => {
    const plan = await copy({ SourceVolumeId: SEED_VOLUMES.reports, VolumeType: 'io2' });
    // io2 needs IOPS, and the fix gives those of the source.
    const fixed = await follow(plan, rehearsal);
    expect(fixed.outcome).toBe('would_copy');
    const done = await follow(fixed, realCopy);
    expect(done.outcome).toBe('copied');
    expect(server.made().at(-1)).toMatchObject({ type: 'io2', iops: 4000 });
  });

  test('a busy source: "Copy growing"', async () => {
    const plan = await copy({ SourceVolumeId: SEED_VOLUMES.modifying, VolumeType: 'gp3' });
    expect(plan.outcome).toBe('would_be_refused');
    // It takes six hours, and each answer says when to look again.
    let seen = await follow(plan, wait);
    while (!(seen.structured.next as NextCall[]).some(rehearsal)) seen = await follow(seen, wait);
    const again = await follow(seen, rehearsal);
    expect(again.outcome).toBe('would_copy');
    expect((await follow(again, realCopy)).outcome).toBe('copied');
  });

  test('a second copy: "One more of prod-db-1-data"', async () => {
    server.advance(24 * 3_600_000);
    const before = made();
    const plan = await copy({
      SourceVolumeId: SEED_VOLUMES.prodDb1Data,
      VolumeType: 'gp3',
      Iops: 6000,
      Throughput: 250,
    });
    expect(codes(plan)).toContain('copied-earlier');
    const done = await follow(plan, realCopy);
    expect(done.structured).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(made()).toBe(before + 1);
  });

  test('a lost answer: "Copy archive", and the connection is cut', async () => {
    const plan = await copy({ SourceVolumeId: SEED_VOLUMES.archive, VolumeType: 'gp3' });
    const before = made();
    server.simulator.addFault({ action: 'CopyVolumes', kind: 'cut-after', times: 4 });
    let done = await follow(plan, realCopy);
    server.simulator.clearFaults();
    if (done.outcome === 'unknown') done = await follow(done, realCopy);
    expect(done.outcome).toBe('copied');
    expect(made()).toBe(before + 1);
  });

  test('another zone: "A copy of prod-db-1-data in us-east-1b"', async () => {
    const told = await copy({ SourceVolumeId: SEED_VOLUMES.prodDb1Data, AvailabilityZone: 'us-east-1b' });
    expect(told.outcome).toBe('refused');
    expect(told.text).toMatch(/AvailabilityZone/);
    // A copy stays in its zone, and the way to another one is a snapshot: the answer says both.
    const plan = await copy({
      SourceVolumeId: SEED_VOLUMES.prodDb1Data,
      VolumeType: 'gp3',
      Iops: 6000,
      Throughput: 250,
    });
    expect(plan.text).toMatch(/snapshot/i);
  });

  test('list copies: "Which copies of prod-db-1-data are there?"', async () => {
    const listed = await status({ copiesOf: SEED_VOLUMES.prodDb1Data });
    expect(listed.structured.Volumes).toHaveLength(2);
  });

  test('encrypt: "An encrypted copy of unencrypted"', async () => {
    const plan = await copy({ SourceVolumeId: SEED_VOLUMES.plain, VolumeType: 'gp3', Encrypted: true });
    expect(plan.outcome).toBe('would_copy');
    expect((await follow(plan, realCopy)).outcome).toBe('copied');
    expect(server.made().at(-1)).toMatchObject({ sourceVolumeId: SEED_VOLUMES.plain, encrypted: true });
  });

  test('several volumes: "Copy data and log of prod-db-2"', async () => {
    const found = await status({ attachedTo: 'prod-db-2' });
    expect(found.structured.Volumes).toHaveLength(3);
    for (const source of [SEED_VOLUMES.prodDb2Data, SEED_VOLUMES.prodDb2Wal]) {
      const plan = await follow(found, (next) => rehearsal(next) && next.arguments.SourceVolumeId === source);
      // One copy after the other is not one moment, and the answer says so before the yes.
      expect(codes(plan)).toContain('other-volumes-on-instance');
      expect((await follow(plan, realCopy)).outcome).toBe('copied');
    }
  });

  test('an Outpost: "Copy the volume of the factory"', async () => {
    const before = made();
    const plan = await copy({ SourceVolumeId: SEED_VOLUMES.outpost, VolumeType: 'gp2' });
    expect(plan.outcome).toBe('would_be_refused');
    expect(plan.text).toMatch(/Outpost/);
    expect(made()).toBe(before);
  });

  test('no real copy was refused, and it took few calls and little reading', () => {
    expect(refusedSends).toEqual([]);
    expect(calls).toBeLessThanOrEqual(MOST_CALLS);
    expect(characters).toBeLessThanOrEqual(MOST_CHARACTERS);
  });
});
