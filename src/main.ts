// The process: arguments, environment, signals, exit codes; wires everything once.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { version } from '../package.json' with { type: 'json' };
import { type Config, helpText, parseConfig, usefulEnvironment } from './config.ts';
import { SIMULATED_REGION } from './facts.ts';
import { serveOverStdio } from './serve/stdio.ts';
import { createServer } from './server.ts';
import { createSentCopies } from './state/sent-copies.ts';
import type { Deps, Ec2 } from './tools/tool.ts';

const { config, complaints } = parseConfig(process.argv.slice(2), process.env);
dropUselessVariables();

if (config.command === 'help') process.stdout.write(helpText(version));
else if (config.command === 'version') process.stdout.write(`${version}\n`);
else if (config.command === 'serve') serve(config, complaints);
else if (complaints.length > 0) refuseToStart(complaints);
else if (config.command === 'demo')
  import('./cli/demo.ts').then(({ runDemo }) => runDemo(process.argv[1] ?? '')).then(exitWith, crash);
else import('./cli/simulate.ts').then(({ runSimulate }) => runSimulate(config)).catch(crash);

function serve(config: Config, faults: readonly string[]): void {
  for (const fault of faults) process.stderr.write(`ebs-copy-mcp: ${fault}\n`);
  const edge = openEdge(config);
  const deps: Deps = {
    settings: {
      version,
      mode: config.mode,
      regions: config.simulate ? [SIMULATED_REGION] : config.regions,
      profiles: config.simulate ? [] : config.profiles,
      ...(config.defaultRegion === undefined ? {} : { defaultRegion: config.defaultRegion }),
      simulated: config.simulate,
      faults,
    },
    ec2: edge.ec2,
    sent: createSentCopies(),
    newToken: randomUUID,
    sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
    timeout: (ms) => AbortSignal.timeout(ms),
    now: Date.now,
  };
  const hooks = { warm: edge.warm, onBug: (bug: unknown) => log(bug) };
  serveOverStdio(() => createServer(deps, hooks), log);
  process.stdin.once('end', edge.close).once('close', edge.close);
}

/** The EC2 port, made at the first call; `warm` makes it a moment after tools/list, without touching the network. */
function openEdge(config: Config): { ec2: Ec2; warm(): void; close(): void } {
  let opened: Promise<Ec2> | undefined;
  let closeSimulator = () => {};
  let ended = false;
  const open = async (): Promise<Ec2> => {
    const [{ createEdge }, simulator] = await Promise.all([
      import('./ec2/edge.ts'),
      config.simulate ? startSimulated(config) : undefined,
    ]);
    if (simulator) {
      closeSimulator = () => void simulator.close();
      if (ended) closeSimulator();
    }
    return createEdge({
      version,
      endpoints: config.endpoints,
      ...(simulator ? { simulator: { url: simulator.url, region: SIMULATED_REGION } } : {}),
    });
  };
  const edge = () => {
    opened ??= open();
    return opened;
  };
  let ready: Ec2 | undefined;
  const first = async () => {
    ready ??= await edge();
    return ready;
  };
  return {
    ec2: {
      locate: async (...args) => (await first()).locate(...args),
      copyVolumes: async (...args) => (await first()).copyVolumes(...args),
      rehearseCopy: async (...args) => (await first()).rehearseCopy(...args),
      describeVolumes: async (...args) => (await first()).describeVolumes(...args),
      describeVolumeStatus: async (...args) => (await first()).describeVolumeStatus(...args),
      describeVolumesModifications: async (...args) => (await first()).describeVolumesModifications(...args),
      describeInstances: async (...args) => (await first()).describeInstances(...args),
      encryptionByDefault: async (...args) => (await first()).encryptionByDefault(...args),
      defaultKey: async (...args) => (await first()).defaultKey(...args),
      callerIdentity: async (...args) => (await first()).callerIdentity(...args),
      knownCaller: (place) => ready?.knownCaller(place),
    },
    // Long enough for the list to be out first: measured, a load at once delays it by 45 ms.
    warm: () => void setTimeout(() => first().catch(() => undefined), 20).unref(),
    close: () => {
      ended = true;
      closeSimulator();
    },
  };
}

async function startSimulated(config: Config): Promise<{ url: string; close(): Promise<void> }> {
  const { startSimulator } = await import('./simulator/listen.ts');
  return startSimulator({ speed: config.speed });
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
  process.stderr.write(
    `ebs-copy-mcp: ${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\n`,
  );
}

function crash(problem: unknown): void {
  log(problem);
  process.exitCode = 1;
}
