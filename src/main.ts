// The process: arguments, environment, signals, exit codes; wires everything once.
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { version } from '../package.json' with { type: 'json' };
import { type Config, helpText, parseConfig, usefulEnvironment } from './config.ts';
import { applyPolicy, type Governed, readPolicy } from './consent/policy.ts';
import { openLazily } from './ec2/lazy-edge.ts';
import { SIMULATED_REGION } from './facts.ts';
import { formOf } from './serve/form.ts';
import { openPageLazily } from './serve/lazy-page.ts';
import { createStateSeal, type StateSeal } from './serve/state-seal.ts';
import { serveOverStdio } from './serve/stdio.ts';
import { createServer, type ServerHooks } from './server.ts';
import { createAskedBefore } from './state/asked-before.ts';
import { createAudit } from './state/audit-file.ts';
import { stateFolder } from './state/directory.ts';
import { createIssuedPlans } from './state/issued-plans.ts';
import { createOneAtATime } from './state/one-at-a-time.ts';
import { openState, type State } from './state/open-state.ts';
import { readPolicyFiles } from './state/policy-file.ts';
import { createSeenProgress } from './state/seen-progress.ts';
import type { Deps, SharedReads } from './tools/tool.ts';

const { config, complaints } = parseConfig(process.argv.slice(2), process.env);
dropUselessVariables();

if (config.command === 'help') process.stdout.write(helpText(version));
else if (config.command === 'version') process.stdout.write(`${version}\n`);
else if (config.command === 'serve') serve(config, complaints);
else if (complaints.length > 0) refuseToStart(complaints);
else if (config.command === 'demo')
  import('./cli/demo.ts').then(({ runDemo }) => runDemo(process.argv[1] ?? '')).then(exitWith, crash);
else import('./cli/simulate.ts').then(({ runSimulate }) => runSimulate(config)).catch(crash);

function serve(config: Config, complaints: readonly string[]): void {
  const { governed, faults } = govern(config, complaints);
  for (const fault of faults) process.stderr.write(`ebs-copy-mcp: ${fault}\n`);
  const edge = openLazily(
    { version, endpoints: config.endpoints },
    config.simulate ? () => startSimulated(config) : undefined,
  );
  const page = openPageLazily({ now: Date.now, onBug: log });
  let state: State | undefined;
  const opened = () => {
    state ??= openState(
      config.stateDir ?? stateFolder(process.env, process.platform),
      randomBytes(32),
      Date.now(),
      log,
    );
    return state;
  };
  const clock: Pick<Deps, 'now' | 'sleep'> = {
    now: Date.now,
    sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
  };
  const progressSeen = createSeenProgress();
  const deps: Deps = {
    settings: {
      version,
      mode: governed.mode,
      regions: config.simulate ? [SIMULATED_REGION] : governed.regions,
      profiles: config.simulate ? [] : config.profiles,
      ...(config.defaultRegion === undefined ? {} : { defaultRegion: config.defaultRegion }),
      simulated: config.simulate,
      limits: governed.limits,
      stamp: config.stamp,
      faults,
    },
    ec2: edge.ec2,
    get sent() {
      return opened().sent;
    },
    get planKey() {
      return opened().planKey;
    },
    plans: createIssuedPlans(),
    asked: createAskedBefore(),
    page,
    audit: createAudit({
      ...(config.auditFile === undefined ? {} : { file: config.auditFile }),
      stderr: (line) => void process.stderr.write(line),
      now: Date.now,
    }),
    oneAtATime: createOneAtATime(),
    progressSeen,
    reads: openReads({ ec2: edge.ec2, progressSeen, ...clock }),
    newToken: randomUUID,
    timeout: (ms) => AbortSignal.timeout(ms),
    ...clock,
  };
  // A question lives as long as its connection, so its seal needs no key that outlives the process. The first random
  // bytes cost 1.5 MB, so they wait for the first call (Node 20, 2026-11).
  let seal: StateSeal | undefined;
  const hooks: ServerHooks = {
    warm: edge.warm,
    onBug: log,
    formOf: (server, ctx) => {
      seal ??= createStateSeal(randomBytes(32));
      return formOf({ server, ctx, seal, now: Date.now });
    },
  };
  serveOverStdio(() => createServer(deps, hooks), log);
  // A copy under way from the page still needs the simulator.
  const end = () => void page.close().finally(edge.close);
  process.stdin.once('end', end).once('close', end);
}

/** The options under the policy files; a faulty one means that the tools refuse and name it. */
function govern(config: Config, complaints: readonly string[]): { governed: Governed; faults: string[] } {
  let governed: Governed = { mode: config.mode, regions: config.regions, limits: config.limits };
  const faults = [...complaints];
  for (const { file, text } of readPolicyFiles(process.env, process.platform)) {
    if (text === undefined) {
      faults.push(`${file}: it cannot be read.`);
      continue;
    }
    const read = readPolicy(text, file);
    const applied = applyPolicy(governed, read.policy);
    governed = applied.governed;
    faults.push(...read.complaints, ...applied.complaints);
  }
  if (!config.stamp && config.limits.copiesPerDay === undefined && governed.limits.copiesPerDay !== undefined) {
    faults.push('--unstamped: maxCopiesPerDay of a policy file counts by the tags that this leaves off.');
  }
  return { governed, faults };
}

/** Loaded with the first call, as the tools are. */
function openReads(ports: Pick<Deps, 'ec2' | 'now' | 'sleep' | 'progressSeen'>): SharedReads {
  let opened: Promise<SharedReads> | undefined;
  const first = () => {
    opened ??= import('./steps/shared-reads.ts').then(({ createSharedReads }) => createSharedReads(ports));
    return opened;
  };
  return {
    watch: async (place, order) => (await first()).watch(place, order),
    once: async (question, caller, ask) => (await first()).once(question, caller, ask),
  };
}

async function startSimulated(config: Config): Promise<{ url: string; region: string; close(): Promise<void> }> {
  const { startSimulator } = await import('./simulator/listen.ts');
  const simulator = await startSimulator({ speed: config.speed });
  return { url: simulator.url, region: SIMULATED_REGION, close: () => simulator.close() };
}

/** The AWS SDK reads the environment itself and stumbles over an empty AWS_REGION. */
function dropUselessVariables(): void {
  const useful = usefulEnvironment(process.env);
  for (const name of Object.keys(process.env)) {
    if (/^(AWS|EBS_COPY)_/.test(name) && useful[name] === undefined) delete process.env[name];
  }
}

function refuseToStart(complaints: readonly string[]): void {
  for (const complaint of complaints) process.stderr.write(`ebs-copy-mcp: ${complaint}\n`);
  process.exitCode = 2;
}

function exitWith(code: number): void {
  process.exitCode = code;
}

function log(problem: unknown): void {
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  process.stderr.write(`ebs-copy-mcp: ${text}\n`);
}

function crash(problem: unknown): void {
  log(problem);
  process.exitCode = 1;
}
