// The process: arguments, environment, signals, exit codes; wires what a list needs (wiring.ts: what a call needs).
import { setFlagsFromString } from 'node:v8';
import { helpText } from './config/help-text.ts';
import './schema/zod-jitless.ts';

import { name, version } from '../package.json' with { type: 'json' };
import { type Config, type DoctorConfig, parseConfig, usefulEnvironment } from './config/config.ts';
import { type HttpConfig, modeErrors } from './config/http/http-config.ts';
import { applyPolicyFiles } from './config/policy.ts';
import { accountHome, type PolicyText, policyFolders, readPolicyFiles } from './config/policy-file.ts';
import { createLazyEc2Port, type LazyEc2Port } from './ec2/lazy-client.ts';
import type { Settings } from './ports/tool.ts';
import { type LazyPage, openPageLazily } from './serve/page/lazy-page.ts';
import { serveOverStdio } from './serve/stdio.ts';
import { type Calls, createServer, type ServerHooks } from './server.ts';
import { SIMULATED_REGION } from './vocabulary.ts';
import type { OpenedCalls } from './wiring.ts';

/** For whoever types the name in a terminal, where nothing else would show. */
const IN_A_TERMINAL = `ebs-copy-mcp ${version} is an MCP server: it waits here for a host to speak to it. To try it: ebs-copy-mcp demo. To see its commands: ebs-copy-mcp --help. Ctrl-C ends it.
`;

/**
 * V8 lets a heap of this size grow fourfold before it looks for garbage, and what is young take 32 MB of it. A server that
 * waits for most of its day has nothing of that: with these a day of many calls took 87 MB instead of 130, and a scan of
 * 100,000 volumes 83 MB instead of 132, in the same time (`npm run soak`, `npm run bench`, 2026-11-29).
 */
const SMALL_HEAP = '--semi-space-growth-factor=1 --heap-growing-percent=20';

const { config, configErrors } = parseConfig(process.argv.slice(2), process.env, accountHome());
dropUselessVariables();
// A host may close the log of its server: what is written there then is lost, and nothing else.
process.stderr.on('error', () => undefined);

if (config.command === 'help') process.stdout.write(helpText(version, process.stdout.columns));
else if (config.command === 'version') process.stdout.write(`${version}\n`);
else if (config.command === 'serve') serve(config, configErrors);
else if (config.command === 'none' && !process.stdin.isTTY) {
  // A host hides what a dead server wrote, so the tools say it; a script that meant a command has its exit code.
  serve(config, configErrors);
  process.exitCode = 2;
} else if (config.doctor) examine(config, config.doctor, configErrors);
else if (configErrors.length > 0) refuseToStart(configErrors);
else if (config.http) serveHttp(config, config.http);
else runInTerminal(config);

const NO_HOME =
  'No home directory is known, so nobody can tell whether a policy file of the user lowers what is allowed: set HOME.';

interface Prepared {
  settings: Settings;
  lazyEc2: LazyEc2Port;
  /** Absent when no home is known, so that some may not have been found. */
  policyFiles?: readonly PolicyText[];
}

/** What every server begins with; what a call needs is opened with the first one. */
function prepare(config: Config, optionErrors: readonly string[]): Prepared {
  const folders = policyFolders(process.env, process.platform, accountHome());
  const policyFiles = readPolicyFiles(folders ?? []);
  const { permitted, configErrors: policyErrors } = applyPolicyFiles(config, policyFiles);
  // The embedded EC2 has one Region.
  const [simulatedRegion = SIMULATED_REGION] = permitted.regions;
  const lazyEc2 = createLazyEc2Port(
    { version, endpoints: config.endpoints },
    config.simulate ? () => startSimulated(config.speed, simulatedRegion) : undefined,
  );
  const settings: Settings = {
    version,
    mode: permitted.mode,
    regions: config.simulate ? [simulatedRegion] : permitted.regions,
    profiles: profilesOf(config),
    ...(config.defaultRegion === undefined ? {} : { defaultRegion: config.defaultRegion }),
    simulated: config.simulate,
    limits: permitted.limits,
    stamp: config.stamp,
    configErrors: [...optionErrors, ...(folders ? [] : [NO_HOME]), ...policyErrors],
  };
  return { settings, lazyEc2, ...(folders ? { policyFiles } : {}) };
}

/** What a call may name: with roles for callers their names, and AWS_PROFILE only says whose credentials assume them. */
function profilesOf({ http, simulate, profilesImplied, profiles }: Config): string[] {
  if (http && http.assumedRoles.length > 0) return http.assumedRoles.flatMap(({ profile }) => profile ?? []);
  return simulate || profilesImplied ? [] : profiles;
}

/** The page of this machine, and what opens with the first call. */
function openLazily(
  config: Config,
  { settings, lazyEc2 }: Prepared,
): { page: LazyPage; open(): Promise<Calls>; end(): Promise<void> } {
  const page = openPageLazily({
    now: Date.now,
    onBug: log,
    onSuspicion: (line) => void calls?.then(({ deps }) => deps.audit.write(line)).catch(log),
  });
  let calls: Promise<OpenedCalls> | undefined;
  const open = () => {
    calls ??= import('./wiring.ts').then(
      ({ openCalls }) => openCalls(config, { settings, ec2: lazyEc2.ec2, page }),
      (problem) => {
        calls = undefined;
        throw problem;
      },
    );
    return calls;
  };
  return { page, open, end: async () => (await calls)?.end() };
}

function serve(config: Config, optionErrors: readonly string[]): void {
  if (process.stdin.isTTY) process.stderr.write(IN_A_TERMINAL);
  setFlagsFromString(SMALL_HEAP);
  outliveBugs();
  const prepared = prepare(config, optionErrors);
  const { settings, lazyEc2 } = prepared;
  for (const error of settings.configErrors) log(error);
  const { page, open, end } = openLazily(config, prepared);
  const hooks: ServerHooks = { open, warm: lazyEc2.warm, onBug: log };
  const ended = serveOverStdio(() => createServer(settings, hooks), log);
  // A copy under way from the page still needs the simulator.
  void ended
    .then(() => page.close())
    .then(end)
    .finally(lazyEc2.close);
}

function serveHttp(config: Config, http: HttpConfig): void {
  const { settings, lazyEc2 } = prepare(config, []);
  const configErrors = [...settings.configErrors, ...modeErrors(settings)];
  if (configErrors.length > 0) {
    refuseToStart(configErrors);
    return;
  }
  outliveBugs();
  setFlagsFromString(SMALL_HEAP);
  const write = (line: string) => void process.stderr.write(line);
  import('./serve-http.ts')
    .then(async ({ startHttp }) => {
      const running = await startHttp({ ...config, http }, { settings, lazyEc2, log, write });
      if (typeof running === 'string') return refuseToStart([running]);
      log(`MCP over HTTP at ${running.url}/mcp`);
      // Platforms repeat SIGTERM; a person who presses Ctrl-C once more means it.
      await new Promise<void>((resolve) => process.on('SIGTERM', () => resolve()).once('SIGINT', () => resolve()));
      await running.stop();
      lazyEc2.close();
    })
    // Nothing is under way any more, but what was opened for requests may still be open.
    .then(
      () => process.exit(),
      (problem) => failCommand(config, problem),
    );
}

/** A bug in what nobody waits for any more must not end the calls that are under way. */
function outliveBugs(): void {
  process.on('unhandledRejection', log);
}

/** Each command is a chunk of its own, which a server never loads. */
function runInTerminal(config: Config): void {
  const { iamPolicy, connect } = config;
  const exitCode: Promise<number | undefined> = iamPolicy
    ? import('./cli/iam-policy.ts').then(({ runIamPolicy }) => runIamPolicy(config, iamPolicy))
    : connect
      ? import('./cli/connect/connect.ts').then(({ runConnect }) => runConnect(connect, { name, version }))
      : config.command === 'demo'
        ? import('./cli/demo.ts').then(({ runDemo }) => runDemo(process.argv[1] ?? ''))
        : import('./cli/simulate.ts').then(({ runSimulate }) => runSimulate(config).then(() => undefined));
  exitCode.then(exitWith, (problem) => failCommand(config, problem));
}

/** Faulty options are among what it tells. */
function examine(config: Config, wanted: DoctorConfig, optionErrors: readonly string[]): void {
  const asServed = prepare(config, optionErrors);
  const { policyFiles, lazyEc2, settings } = asServed;
  const configErrors = [...settings.configErrors, ...(config.http ? modeErrors(settings) : [])];
  const prepared = { ...asServed, settings: { ...settings, configErrors } };
  Promise.all([import('./cli/doctor/doctor.ts'), openLazily(config, prepared).open(), openProbe(config)])
    .then(([{ runDoctor }, { deps }, probe]) =>
      runDoctor({ config, wanted, policyFiles, deps, ...(probe ? { probe } : {}) }),
    )
    .then(
      (code) => {
        lazyEc2.close();
        // Whatever did not answer may still be waited for somewhere.
        process.exit(code);
      },
      (problem) => failCommand(config, problem),
    );
}

/** The client of DynamoDB is loaded only where the record is in a table. */
async function openProbe({ stateTable, simulate }: Config) {
  if (!stateTable || simulate) return undefined;
  const { createTableProbe } = await import('./ec2/clients/describe-table.ts');
  return createTableProbe({ ...stateTable, version });
}

/** The .mcpb leaves out the chunks of what is typed in a terminal. */
function failCommand({ command }: Config, problem: unknown): void {
  if ((problem as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') {
    crash(problem);
    return;
  }
  process.stderr.write(
    `ebs-copy-mcp: ${command} is not part of the .mcpb bundle. Run it from the npm package or a build.\n`,
  );
  process.exitCode = 1;
}

async function startSimulated(
  speed: number,
  region: string,
): Promise<{ url: string; region: string; close(): Promise<void> }> {
  const { startSimulator } = await import('./simulator/listen.ts');
  const simulator = await startSimulator({ speed, region });
  return { url: simulator.url, region, close: () => simulator.close() };
}

/** The AWS SDK reads the environment itself and stumbles over an empty AWS_REGION. */
function dropUselessVariables(): void {
  const useful = usefulEnvironment(process.env);
  for (const name of Object.keys(process.env)) {
    if (/^(AWS|EBS_COPY)_/.test(name) && useful[name] === undefined) delete process.env[name];
  }
}

function refuseToStart(configErrors: readonly string[]): void {
  for (const error of configErrors) process.stderr.write(`ebs-copy-mcp: ${error}\n`);
  process.exitCode = 2;
}

function exitWith(code: number | undefined): void {
  if (code !== undefined) process.exitCode = code;
}

function log(problem: unknown): void {
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  process.stderr.write(`ebs-copy-mcp: ${text}\n`);
}

function crash(problem: unknown): void {
  log(problem);
  process.exitCode = 1;
}
