// kill -9 at every event of a real copy: each request as it reaches EC2 and as its answer leaves, each thing that is
// done to a file of the record, the answer to the host. Then a new process and the same call. SOAK_ROUNDS repeats it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Door, type Moment, openDoor, type Process, startProcess } from '../support/killable-process.ts';
import { givenCount } from '../support/property-runs.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { environmentFor } from '../support/spawned-server.ts';
import { PLAIN, SOURCE, type ToolAnswer } from '../support/test-server.ts';

const ROUNDS = givenCount('SOAK_ROUNDS', 20);
const ROUND_MS = 60_000;
const DIE_AT_CHANGE = fileURLToPath(new URL('../support/die-at-change.cjs', import.meta.url));

interface Place {
  simulator: RecordingSimulator;
  door: Door;
  stateDir: string;
  /** The process that makes the real copy; another one rehearsed it. */
  first: Process;
  args: Record<string, unknown>;
  start(): Promise<Process>;
  made(): string[];
}

/** Before which thing that it does to the record's files the first process dies; in which file all of them are told. */
interface Death {
  at?: number;
  log?: string;
}

async function inPlace(story: (place: Place) => Promise<void>, death?: Death): Promise<void> {
  const simulator = await startRecordingSimulator();
  const door = await openDoor(simulator.url);
  const stateDir = mkdtempSync(join(tmpdir(), 'ebs-copy-kill-'));
  const running: Process[] = [];
  const env = environmentFor(door.url, { EBS_COPY_STATE_DIR: stateDir, CI: '1' });
  const start = async (more: Record<string, string> = {}) => {
    const one = await startProcess(['--mode', 'auto', '--max-copies-per-day', '1'], { ...env, ...more });
    running.push(one);
    return one;
  };
  try {
    const rehearsing = await start();
    const { token } = await rehearsing.copy(PLAIN);
    await rehearsing.kill();
    const first = await start(death ? dying(stateDir, death) : {});
    const args = { ...PLAIN, DryRun: false, ClientToken: token };
    const made = () =>
      simulator.world.volumes.flatMap((volume) => (volume.sourceVolumeId === SOURCE ? [volume.id] : []));
    door.watch();
    await story({ simulator, door, stateDir, first, args, start, made });
  } finally {
    await Promise.all(running.map((one) => one.kill()));
    await door.close();
    await simulator.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

function dying(stateDir: string, { at = 0, log = '' }: Death): Record<string, string> {
  return { NODE_OPTIONS: `--require=${DIE_AT_CHANGE}`, DIE_IN: stateDir, DIE_AT: String(at), DIE_LOG: log };
}

/** Restarts, makes the same call, and looks at the world. */
async function expectOneVolume({ start, args, made, simulator, stateDir }: Place): Promise<ToolAnswer> {
  const before = made();
  const second = await start();
  const told = await second.copy(args);
  expect(told.outcome, told.structured.summary).toBe('copied');
  expect(made()).toHaveLength(1);
  expect(told.structured.Volumes).toMatchObject([{ VolumeId: made()[0] }]);
  if (before.length > 0) expect(told.structured.created).toBe('earlier');
  // One token in all the sends, and a host's own retry without it joins.
  const sends = simulator.requests.filter(({ action, params }) => action === 'CopyVolumes' && params.DryRun !== 'true');
  expect(new Set(sends.map(({ params }) => params.ClientToken))).toEqual(new Set([args.ClientToken]));
  const { ClientToken: _, ...joining } = args;
  expect((await second.copy(joining)).structured).toMatchObject({ outcome: 'copied', created: 'earlier' });
  expect(made()).toHaveLength(1);
  expect(readdirSync(join(stateDir, 'sends'))).toHaveLength(1);
  return told;
}

/** What a real copy sends, and what it does to the files of its record, when nothing happens to it. */
const { REQUESTS, CHANGES } = await (async () => {
  const log = join(mkdtempSync(join(tmpdir(), 'ebs-copy-changes-')), 'log');
  let passed: string[] = [];
  await inPlace(
    async ({ door, first, args }) => {
      await first.copy(args);
      passed = [...door.passed];
    },
    { log },
  );
  const changes = readFileSync(log, 'utf8').trim().split('\n');
  return { REQUESTS: passed, CHANGES: changes.map((name, i) => ({ nth: i + 1, name })) };
})();

test('an undisturbed copy asks who it is, reads, writes its claim and its end, and sends one CopyVolumes', () => {
  expect(REQUESTS[0]).toBe('GetCallerIdentity 1');
  expect(REQUESTS.filter((name) => name.startsWith('CopyVolumes'))).toEqual(['CopyVolumes 1']);
  expect(REQUESTS.length).toBeGreaterThan(4);
  // A claim where it is sent, one of the intent and one on the token, the place of the day, the end, and the copy under
  // its source.
  expect(CHANGES.filter(({ name }) => name === 'link')).toHaveLength(6);
});

const REQUEST_EVENTS = REQUESTS.flatMap((request) =>
  (['arrives', 'is answered'] satisfies Moment[]).map((moment) => ({ request, moment })),
);

// Most of a story is waiting; the processes of a few of them share the machine.
describe.concurrent.each(Array.from({ length: ROUNDS }, (_, round) => ({ round: round + 1 })))('round $round', () => {
  test.each(REQUEST_EVENTS)(
    'killed as $request $moment: the same call afterwards makes one volume',
    ({ request, moment }) =>
      inPlace(async (place) => {
        const { door, first, args, made } = place;
        door.watch({ request, moment, act: () => first.kill() });
        await expect(first.copy(args)).rejects.toThrow('killed');
        door.watch();
        expect(made()).toHaveLength(request === 'CopyVolumes 1' && moment === 'is answered' ? 1 : 0);
        await expectOneVolume(place);
      }),
    ROUND_MS,
  );

  test.each(CHANGES)(
    'killed before change $nth of the record, $name: the same call afterwards makes one volume',
    ({ nth }) =>
      inPlace(
        async (place) => {
          await expect(place.first.copy(place.args)).rejects.toThrow('killed');
          await expectOneVolume(place);
        },
        { at: nth },
      ),
    ROUND_MS,
  );

  test(
    'killed as the answer reaches the host: the same call afterwards says what was made earlier',
    () =>
      inPlace(async (place) => {
        const { first, args } = place;
        first.onAnswer(() => void first.kill());
        await first.copy(args).catch(() => undefined);
        const told = await expectOneVolume(place);
        expect(told.structured.created).toBe('earlier');
      }),
    ROUND_MS,
  );

  test(
    'killed while its key is being made: the next process works with a whole key',
    async () => {
      const simulator = await startRecordingSimulator();
      const stateDir = mkdtempSync(join(tmpdir(), 'ebs-copy-kill-'));
      const env = environmentFor(simulator.url, { EBS_COPY_STATE_DIR: stateDir, CI: '1' });
      const first = await startProcess(['--mode', 'auto'], env);
      let killed: Promise<void> | undefined;
      const watcher = watch(stateDir, (_event, name) => {
        if (name?.startsWith('plan.key')) killed ??= first.kill();
      });
      await first.copy(PLAIN).catch(() => undefined);
      await (killed ?? first.kill());
      watcher.close();
      const second = await startProcess(['--mode', 'auto'], env);
      const { token } = await second.copy(PLAIN);
      const told = await second.copy({ ...PLAIN, DryRun: false, ClientToken: token });
      expect(told.outcome, told.structured.summary).toBe('copied');
      await second.kill();
      await simulator.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
    ROUND_MS,
  );
});
