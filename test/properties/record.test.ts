// The record of real copies: two or three processes over one of them ask for one copy at once, with its token, without,
// and in other words. fast-check's scheduler chooses the order of all that they ask of the record, of EC2 and of the
// person, when EC2 lists a new volume, and so also who is slow; a crash is an operation that never settles.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Question } from '../../src/consent/question-text.ts';
import { CLAIM_MS } from '../../src/consent/send-states.ts';
import type { FormAnswer, FormPort } from '../../src/ports/consent.ts';
import type { IssuedPlans } from '../../src/ports/state.ts';
import type { CopyVolumesRequest, Volume } from '../../src/volume/aws-records.ts';
import {
  type CopyProcess,
  type CopyReply,
  createSharedState,
  gp3,
  HOUR,
  MINUTE,
  madeBy,
  SECOND,
  type SharedState,
  startCopyProcess,
} from '../support/copy-process.ts';
import { idOf, unclear, yes } from '../support/fake-ec2.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** One copy: the source's own size and performance are what it has without them. */
const WORDS = [gp3, { ...gp3, Size: 100 }, { ...gp3, Iops: 3000, Throughput: 125 }];
type Words = { SourceVolumeId: string } & Pick<CopyVolumesRequest, 'Size' | 'Iops'>;
/** EC2 forgets a token after about this long (EBS CSI driver issue 1951). */
const REMEMBERED_MS = 12 * HOUR;
/** A pause lasts a while longer on a slow machine, so that a call that waits for another one looks a few times. */
const SLOW_MS = 4 * SECOND;
const BEFORE = 'the request comes to EC2';
const AFTER = 'EC2 has answered';
const FAULTS = ['none', 'none', 'cut before', 'cut after'] as const;

const caller = fc.record(
  {
    words: fc.oneof({ weight: 2, arbitrary: fc.constant(WORDS[0]) }, fc.constantFrom(...WORDS)) as fc.Arbitrary<Words>,
    hasToken: fc.boolean(),
    times: fc.constantFrom(1, 1, 1, 2),
    /** At its nth operation, or at its request, before EC2 made a volume of it or after. */
    dies: fc.oneof(fc.constantFrom(BEFORE, AFTER), fc.integer({ min: 1, max: 60 })),
  },
  { requiredKeys: ['words', 'hasToken', 'times'] },
);
const callers = fc.array(caller, { minLength: 2, maxLength: 3 });
const story = fc.record({
  mode: fc.constantFrom('auto' as const, 'ask' as const),
  /** In each all begin at once; the claims of one are over before the next. */
  rounds: fc.oneof({ weight: 3, arbitrary: fc.tuple(callers) }, fc.tuple(callers, callers)),
  /** What becomes of EC2's answers, one after another. */
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 3 }),
  later: fc.constantFrom(CLAIM_MS + SECOND, 7 * MINUTE, 13 * HOUR),
});
type Caller = typeof caller extends fc.Arbitrary<infer T> ? T : never;
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;
type Told = Awaited<ReturnType<CopyProcess['call']>>;
type Turn = (what: string) => Promise<void>;

/** Over all runs: what happened in them. */
const seen = { copies: 0, crashesBefore: 0, crashesAfter: 0, joined: 0 };

interface Made {
  token: string;
  /** Its request without its token and tags. */
  words: Words;
  at: number;
  volume: Volume;
}

/** EC2 makes one volume of a token while it remembers it, and lists it some time later. */
function openEc2(clock: SharedState['clock'], listed: Volume[], faults: Story['faults']) {
  const made: Made[] = [];
  const left = [...faults];
  return {
    made,
    nextFault: () => left.shift() ?? 'none',
    make(request: CopyVolumesRequest): { volume: Volume; isNew: boolean } {
      const { ClientToken: token = '', TagSpecifications: _, ...words } = request;
      const known = made.find((one) => one.token === token && clock.now() - one.at < REMEMBERED_MS);
      if (known) return { volume: known.volume, isNew: false };
      const volume = madeBy(request, clock.now(), { VolumeId: idOf(made.length + 1), State: 'available' });
      made.push({ token, words, at: clock.now(), volume });
      return { volume, isNew: true };
    },
    listAll() {
      for (const { volume } of made) if (!listed.includes(volume)) listed.push(volume);
    },
  };
}

interface World {
  scheduler: fc.Scheduler;
  shared: SharedState;
  ec2: ReturnType<typeof openEc2>;
  mode: Story['mode'];
  /** What the rehearsal of each of these words returned. */
  tokens: Map<Words, string>;
}

/** An operation takes place at its turn, and its answer comes at another one. */
function through<T extends object>(port: T, turn: Turn, done: () => void): T {
  const inTurns = ([name, member]: [string, unknown]) => [
    name,
    typeof member !== 'function'
      ? member
      : async (...args: unknown[]) => {
          await turn(name);
          const answer: unknown = await member(...args);
          done();
          await turn(`${name} has answered`);
          return answer;
        },
  ];
  return Object.fromEntries(Object.entries(port).map((entry) => inTurns(entry as [string, unknown]))) as T;
}

/** CopyVolumes, which takes place at its turn, and whose answer may be lost. */
function copyThrough({ scheduler, ec2, shared }: World, turn: Turn, noteMade: (isNew: boolean) => void) {
  return async (request: CopyVolumesRequest): Promise<CopyReply> => {
    await turn(BEFORE);
    const fault = ec2.nextFault();
    if (fault === 'cut before') return unclear('connection-cut');
    const { volume, isNew } = ec2.make(request);
    noteMade(isNew);
    if (isNew) void scheduler.schedule(Promise.resolve(), 'EC2 lists it').then(ec2.listAll);
    await turn(AFTER);
    return fault === 'cut after' ? unclear('connection-cut') : yes([volume], shared.clock.now());
  };
}

/** Settles when all calls of the process have, or when it is dead. */
function run(world: World, name: string, { words, hasToken, times, dies }: Caller): Promise<void> {
  const { shared, ec2, scheduler, mode, tokens: rehearsed } = world;
  const ClientToken = hasToken ? rehearsed.get(words) : undefined;
  return new Promise((resolve, reject) => {
    let turns = 0;
    let tokens = 0;
    let known: Made[] = [];
    let hasMade = false;
    const turn: Turn = async (what) => {
      await scheduler.schedule(Promise.resolve(), `${name}: ${what}`);
      turns += 1;
      if (dies !== turns && dies !== what) return;
      if (ec2.made.length === 0) seen.crashesBefore += 1;
      if (hasMade) seen.crashesAfter += 1;
      resolve();
      await new Promise(() => undefined);
    };
    const done = (isNew = false) => {
      hasMade ||= isNew;
      known = [...ec2.made];
    };
    const sleep = async (ms: number) => {
      const until = shared.clock.now() + ms + SLOW_MS;
      await turn('sleeps');
      shared.clock.move(Math.max(0, until - shared.clock.now()));
    };
    const process = startCopyProcess(
      { mode },
      { copyVolumes: copyThrough(world, turn, done) },
      {
        shared: { ...shared, sends: through(shared.sends, turn, done), plans: through(shared.plans, turn, done) },
        more: { sleep, newToken: () => `${name}-${++tokens}` },
      },
    );
    // What EC2 lists is read at a turn too.
    const { describeVolumes } = process.deps.ec2;
    Object.assign(process.deps.ec2, through({ describeVolumes }, turn, done));
    // Whoever is shown a copy wants no second one.
    const ask = async (question: Question): Promise<FormAnswer> => {
      await turn('the person');
      const isShown = ec2.made.some(({ volume }) => JSON.stringify(question).includes(String(volume.VolumeId)));
      return { answer: isShown ? 'decline' : 'accept', afterMs: 5_000 };
    };
    const form: FormPort = { inResult: false, isSilent: false, answered: async () => undefined, ask };
    const callAll = async () => {
      for (let n = 0; n < times; n++) {
        const args = { ...words, DryRun: false, ...(ClientToken ? { ClientToken } : {}) };
        judge(world, await process.call(args, { form }), madeFor(known, words, ClientToken));
      }
    };
    callAll().then(resolve, reject);
  });
}

/** What a call is about: the copy under its token, or without one that of the same words. */
function madeFor(made: readonly Made[], words: Words, token: string | undefined): Made[] {
  const isSame = (one: Made) => one.words.Size === words.Size && one.words.Iops === words.Iops;
  return made.filter((one) => (token === undefined ? isSame(one) : one.token === token));
}

/** `known`: the copies of the call that there were when it asked something for the last time. */
function judge({ ec2: { made } }: World, told: Told, known: readonly Made[]): void {
  if (made.length > 1) throw new Error(`two volumes: ${JSON.stringify(made)}`);
  const [id] = known.map(({ volume }) => volume.VolumeId);
  if (id !== undefined && `${told.summary} ${told.text}`.includes('Nothing was created'))
    throw new Error(`"nothing" about ${id}: ${told.summary}`);
  if (told.outcome !== 'copied') return;
  expect(told.Volumes.map(({ VolumeId }) => VolumeId)).toEqual([id]);
  if (told.created === 'earlier') seen.joined += 1;
}
/** Each of the words, rehearsed: the same at the beginning of each run, and so done once. */
async function rehearse(): Promise<Pick<World, 'tokens'> & { issued: Parameters<IssuedPlans['issue']>[] }> {
  const shared = createSharedState();
  const issued: Parameters<IssuedPlans['issue']>[] = [];
  const issue: IssuedPlans['issue'] = async (...plan) => void issued.push(plan);
  const { tokenOf } = startCopyProcess({}, {}, { shared: { ...shared, plans: { ...shared.plans, issue } } });
  const tokens = new Map<Words, string>();
  for (const words of WORDS) tokens.set(words, await tokenOf(words));
  return { tokens, issued };
}

async function play(
  scheduler: fc.Scheduler,
  { mode, rounds, faults, later }: Story,
  { tokens, issued }: Awaited<ReturnType<typeof rehearse>>,
): Promise<void> {
  const shared = createSharedState();
  for (const plan of issued) await shared.plans.issue(...plan);
  const ec2 = openEc2(shared.clock, shared.volumes, faults);
  const world = { scheduler, shared, ec2, mode, tokens };
  for (const [n, callers] of rounds.entries()) {
    await scheduler.waitFor(Promise.all(callers.map((caller, at) => run(world, `round ${n}, process ${at}`, caller))));
    shared.clock.move(CLAIM_MS + SECOND);
  }
  ec2.listAll();
  shared.clock.move(later);
  await scheduler.waitFor(run(world, 'afterwards', { words: gp3, hasToken: true, times: 1 }));
  seen.copies += ec2.made.length;
}

// Whoever was chosen comes to its next operation before another one is.
const scheduler = fc.scheduler({
  act: async (go) => {
    await go();
    await new Promise((resolve) => setImmediate(resolve));
  },
});

test('never two volumes of one copy, and never "nothing" about one that exists', async () => {
  const runs = propertyRuns();
  const rehearsed = await rehearse();
  const check = fc.asyncProperty(scheduler, story, (order, told) => play(order, told, rehearsed));
  await fc.assert(check, runs);
  // They are no tame ones.
  const some = (runs.numRuns ?? 0) / 5;
  expect(seen.copies).toBeGreaterThan(some);
  expect(seen.joined).toBeGreaterThan(some);
  expect(seen.crashesBefore).toBeGreaterThan(some);
  expect(seen.crashesAfter).toBeGreaterThan(some);
});
