// A history: what models, people, networks, clocks and crashes do to the servers of one user, over two endpoints of
// EC2. The endpoints' own records are the oracle; `history-judge` reads them.
import type { Mode } from '../../src/consent/limits-table.ts';
import type { FormAnswer, FormPort, PagePort } from '../../src/ports/consent.ts';
import type { Ec2, Place } from '../../src/ports/ec2.ts';
import type { SendRecords } from '../../src/ports/state.ts';
import type { Deps, Settings } from '../../src/ports/tool.ts';
import { createIssuedPlans } from '../../src/state/memory/issued-plans.ts';
import { createSendsInMemory } from '../../src/state/memory/sends-in-memory.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import type { CopyResult } from '../../src/volume/answers/copy-answer.ts';
import { type Answer, type Begun, type Consent, createJudge, stripped, textOf } from './history-judge.ts';
import { RULES } from './record-rules.ts';
import { type CopyFault, callerNamed, createSimulatedEc2Port, type SimulatedEc2Port } from './simulated-ec2-port.ts';
import { createTestDeps } from './test-deps.ts';
import { HOUR, MINUTE, PLAIN, PLAIN_OTHER } from './test-server.ts';

type Person = 'yes' | 'no' | 'nothing' | 'too fast' | 'later yes' | 'later no';

/** What happens to a process in the middle of a call, at its nth event: a port that is asked, or has answered. */
export type Accident =
  | { kind: 'dies'; at: number }
  /** The machine sleeps: nothing runs, and no timer knows. */
  | { kind: 'sleeps'; at: number; ms: number }
  | { kind: 'logs in as'; at: number; name: 'ann' | 'bob' };

export type Step =
  | { do: 'rehearse'; process: number; request: number }
  | {
      do: 'copy';
      process: number;
      request: number | 'as rehearsed';
      token: number | 'none' | 'own';
      person: Person;
      accident?: Accident;
      /** Another process makes the same call at the same moment. */
      twice?: true;
    }
  | { do: 'answer late'; process: number }
  | { do: 'press the page'; process: number; accident?: Accident }
  | { do: 'wait'; ms: number }
  | { do: 'set the clock'; ms: number }
  | { do: 'restart'; process: number }
  | { do: 'tighten the limits'; process: number }
  | { do: 'change the endpoint'; process: number }
  | { do: 'log in as'; name: 'ann' | 'bob' }
  | { do: 'grow the source'; request: number }
  | { do: 'delete a copy' }
  | { do: 'fault'; fault: CopyFault; times: number };

export const REQUESTS: Record<string, unknown>[] = [PLAIN, { ...PLAIN, Size: 900 }, PLAIN_OTHER];
export const WAITS = [
  1_000,
  30_000,
  MINUTE + 1_000,
  6 * MINUTE,
  14 * MINUTE,
  16 * MINUTE,
  2 * HOUR,
  11 * HOUR,
  13 * HOUR,
];
const ENDPOINTS = ['http://127.0.0.1:4001', 'http://127.0.0.1:4002'] as const;

interface Process {
  deps: Deps;
  endpoint: number;
  limits: Settings['limits'];
  /** Rejects when the process dies. */
  died: Promise<never>;
  /** From here on what happens at an event; counted from the beginning of a call. */
  expect(accident: Accident | undefined): void;
  /** What the call that asks a person is about. */
  asking: { args: Record<string, unknown> };
  lateAnswers: (() => void)[];
  pressable: (() => Promise<CopyResult>)[];
}

export interface HistoryOptions {
  mode: Mode;
  /** How long EC2 does not list a new volume, ms. */
  visibleAfterMs: number;
  /** Moves the order in which two calls at one moment come to their ports. */
  jitter: (n: number) => number;
}

/** Plays the steps; throws with what is wrong at the first step that is. Gives the number of volumes that were made. */
export async function playHistory(steps: readonly Step[], options: HistoryOptions): Promise<number> {
  const history = openHistory(options);
  for (const step of steps) await history.play(step);
  return history.worlds.reduce((sum, { sent }) => sum + sent.filter((one) => one.made).length, 0);
}

class Died extends Error {}

function openHistory({ mode, visibleAfterMs, jitter }: HistoryOptions) {
  // EC2's clock; this machine's is that and an offset.
  let time = Date.UTC(2026, 10, 22, 9, 0, 0);
  let offset = 0;
  let slept = 0;
  const now = () => time + offset;
  const worlds = ENDPOINTS.map(() => createSimulatedEc2Port(() => time));
  for (const world of worlds) world.visibleAfterMs = visibleAfterMs;
  const sends = createSendsInMemory(RULES, now, 'history', { kept: true });
  const plans = createIssuedPlans();
  let isClockSet = false;
  const judge = createJudge(
    worlds,
    () => time - slept,
    () => !isClockSet,
  );
  const begin = (): Begun => ({ awake: time - slept, sent: worlds.map(({ sent }) => sent.length) });
  const worldAt = (endpoint: number) => worlds[endpoint] as SimulatedEc2Port;
  /** What a person, or a rehearsal, is shown of a request now. */
  const consentTo = (request: object, endpoint: number, shown: unknown): Consent => ({
    request: textOf(stripped(request)),
    endpoint,
    userId: worldAt(endpoint).caller.userId,
    sourceSize: worldAt(endpoint).sizeOf(String(stripped(request).SourceVolumeId)),
    at: time,
    shown: JSON.stringify(shown),
  });
  const handedOut: { token: string; request: Record<string, unknown> }[] = [];
  let own = 0;

  const start = (endpoint: number, limits: Settings['limits']): Process => {
    let die: (error: Died) => void = () => undefined;
    const died = new Promise<never>((_, reject) => {
      die = reject;
    });
    died.catch(() => undefined);
    let isDead = false;
    let events = 0;
    let accident: Accident | undefined;
    /** Passes on, unless something happens here. */
    const event = async (): Promise<void> => {
      for (let turns = jitter(4); turns > 0; turns--) await Promise.resolve();
      if (isDead) return new Promise(() => undefined);
      events += 1;
      if (accident?.at !== events) return;
      if (accident.kind === 'sleeps') {
        time += accident.ms;
        slept += accident.ms;
      } else if (accident.kind === 'logs in as') for (const world of worlds) world.caller = callerNamed(accident.name);
      else {
        isDead = true;
        die(new Died());
        return new Promise(() => undefined);
      }
    };
    const through = <T extends object>(port: T): T =>
      Object.fromEntries(
        Object.entries(port).map(([name, member]) => [
          name,
          typeof member !== 'function' || name === 'clock' || name === 'knownCaller'
            ? member
            : async (...args: unknown[]) => {
                await event();
                const answer = await (member as (...given: unknown[]) => unknown)(...args);
                await event();
                return answer;
              },
        ]),
      ) as T;
    const world = worldAt(endpoint);
    const place: Place = { region: 'us-east-1', partition: 'aws', endpoint: ENDPOINTS[endpoint] ?? '' };
    const pressable: Process['pressable'] = [];
    const page: PagePort = {
      open: async (question, _id, act) => {
        const consent = consentTo(asking.args, endpoint, question);
        pressable.push(() => {
          judge.consents.push({ ...consent, at: time });
          return act();
        });
        return { opened: true };
      },
      decision: async () => ({ decided: 'pending', seen: false, acting: false }),
      withdraw: async () => undefined,
    };
    const asking: Process['asking'] = { args: {} };
    const ec2: Ec2 = through({ ...world.ec2, locate: async () => ({ ok: true as const, value: place, at: time }) });
    const deps = createTestDeps({
      settings: { mode, limits },
      ec2: { ...ec2, clock: () => Math.floor(time / 1000) * 1000 },
      sends: through<SendRecords>(sends),
      plans: through(plans),
      page,
      newToken: () => `throw-away-${Math.floor(time)}-${jitter(1_000_000)}`,
      sleep: async (ms) => {
        await event();
        time += ms;
      },
      now,
    });
    return {
      deps: { ...deps, audit: through(deps.audit) },
      endpoint,
      limits,
      died,
      expect(next) {
        events = 0;
        accident = next;
      },
      asking,
      lateAnswers: [],
      pressable,
    };
  };

  const OPEN_LIMITS: Settings['limits'] = { accounts: [], requiredTags: [], forbiddenTags: [] };
  const processes: Process[] = [start(0, OPEN_LIMITS), start(0, OPEN_LIMITS)];
  const processOf = (n: number): Process => processes[n % processes.length] as Process;
  const restart = (process: Process, endpoint = process.endpoint, limits = process.limits): void => {
    processes[processes.indexOf(process)] = start(endpoint, limits);
  };

  /** The form of a host, and the person in front of it. */
  const formFor = (process: Process, args: Record<string, unknown>, person: Person): FormPort => ({
    inResult: false,
    isSilent: false,
    answered: async () => undefined,
    ask: async (question) => {
      const consent = consentTo(args, process.endpoint, question);
      const answer = (afterMs: number): FormAnswer => {
        if (person === 'yes' || person === 'later yes') judge.consents.push({ ...consent, at: time });
        return { answer: person === 'no' || person === 'later no' ? 'decline' : 'accept', afterMs };
      };
      if (person === 'later yes' || person === 'later no')
        return new Promise((resolve) => process.lateAnswers.push(() => resolve(answer(40_000))));
      time += 5_000;
      return person === 'nothing' ? { answer: 'none', why: 'empty' } : answer(person === 'too fast' ? 100 : 5_000);
    },
  });

  /** One call to its end, or to the end of its process. */
  async function call(process: Process, args: Record<string, unknown>, person: Person): Promise<Answer | undefined> {
    const never = new AbortController().signal;
    const begun = begin();
    process.asking.args = args;
    const running = copyVolume.call(args, process.deps, {
      cancelled: never,
      signal: never,
      arrivedAt: now(),
      deadline: now() + 50_000,
      form: formFor(process, args, person),
    });
    try {
      const { structured } = await Promise.race([running, process.died]);
      return { structured: structured as unknown as Answer['structured'], args, endpoint: process.endpoint, begun };
    } catch (problem) {
      if (!(problem instanceof Died)) throw problem;
      restart(process);
      return undefined;
    }
  }

  async function rehearse(process: Process, request: Record<string, unknown>): Promise<void> {
    process.expect(undefined);
    const answer = await call(process, request, 'nothing');
    judge.judgeSends();
    if (!answer) return;
    judge.judgeAnswer(answer, false);
    const token = answer.structured.Request?.ClientToken;
    if (answer.structured.outcome !== 'would_copy' || token === undefined) return;
    handedOut.push({ token, request });
    if (mode === 'auto') judge.consents.push({ ...consentTo(request, process.endpoint, answer.structured), token });
  }

  async function copy(step: Extract<Step, { do: 'copy' }>): Promise<void> {
    const process = processOf(step.process);
    const given = typeof step.token === 'number' ? handedOut.at(-1 - step.token) : undefined;
    if (typeof step.token === 'number' && !given) return;
    if (step.token === 'own') own += 1;
    const ClientToken = step.token === 'own' ? `own-${own % 2}` : given?.token;
    const request = step.request === 'as rehearsed' ? (given?.request ?? REQUESTS[0]) : REQUESTS[step.request];
    const args = { ...request, DryRun: false, ...(ClientToken ? { ClientToken } : {}) };
    process.expect(step.accident);
    const others = step.twice ? [processOf(step.process + 1)] : [];
    for (const other of others) other.expect(undefined);
    const begun = begin();
    const answers = await Promise.all([process, ...others].map((one) => call(one, args, step.person)));
    judge.judgeSends();
    judgeLimits(process, others.length === 0 ? begun : begin());
    for (const answer of answers) if (answer) judge.judgeAnswer(answer, answers.length > 1);
  }

  function judgeLimits({ limits, endpoint }: Process, { sent }: Begun): void {
    const { largestSize } = limits;
    const large = worldAt(endpoint)
      .sent.slice(sent[endpoint])
      .find(({ request }) => largestSize !== undefined && (request.Size ?? 0) > largestSize);
    if (large) throw new Error(`sent ${large.request.Size} GiB past a limit of ${largestSize}`);
  }

  async function press(process: Process, accident: Accident | undefined): Promise<void> {
    const act = process.pressable.shift();
    if (!act) return;
    const begun = begin();
    process.expect(accident);
    try {
      const structured = (await Promise.race([act(), process.died])) as unknown as Answer['structured'];
      judge.judgeSends();
      judgeLimits(process, begun);
      const { ClientToken } = structured.Request ?? {};
      judge.judgeAnswer({ structured, args: { DryRun: false, ClientToken }, endpoint: process.endpoint, begun }, false);
    } catch (problem) {
      if (!(problem instanceof Died)) throw problem;
      restart(process);
      judge.judgeSends();
    }
  }

  async function play(step: Step): Promise<void> {
    switch (step.do) {
      case 'rehearse':
        return rehearse(processOf(step.process), { ...REQUESTS[step.request] });
      case 'copy':
        return copy(step);
      case 'answer late':
        processOf(step.process).lateAnswers.shift()?.();
        // What the answer changes is written before the next step.
        return new Promise((resolve) => setImmediate(resolve));
      case 'press the page':
        return press(processOf(step.process), step.accident);
      case 'wait':
        time += step.ms;
        return;
      case 'set the clock':
        offset += step.ms;
        isClockSet = true;
        return;
      case 'restart':
        return restart(processOf(step.process));
      case 'tighten the limits':
        return restart(processOf(step.process), undefined, { ...OPEN_LIMITS, largestSize: 600, copiesPerDay: 2 });
      case 'change the endpoint': {
        const process = processOf(step.process);
        return restart(process, 1 - process.endpoint);
      }
      case 'log in as':
        for (const world of worlds) world.caller = callerNamed(step.name);
        return;
      case 'grow the source':
        for (const world of worlds) world.grow(String(REQUESTS[step.request]?.SourceVolumeId));
        return;
      case 'delete a copy':
        for (const world of worlds) {
          const [first] = world.volumes();
          if (first) world.remove(first.id);
        }
        return;
      case 'fault':
        for (const world of worlds) for (let i = 0; i < step.times; i++) world.faults.push(step.fault);
        return;
    }
  }
  return { play, worlds };
}
