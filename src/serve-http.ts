// Wires serve-http: one process, one set of ports, and for each request what is its caller's own.
import type { Config } from './config/config.ts';
import type { HttpConfig } from './config/http/http-config.ts';
import { isLoopback } from './config/loopback.ts';
import type { LazyEc2Port } from './ec2/lazy-client.ts';
import type { NetworkGet } from './ec2/network/network-get.ts';
import { type Deps, SERVER_ENDS, type Settings } from './ports/tool.ts';
import { createAuthentication } from './serve/http/auth/authenticate.ts';
import { createRequestDeps, type RequestDeps } from './serve/http/call/deps-of-request.ts';
import { NO_PAGE } from './serve/http/call/no-page.ts';
import { type AdmittedRequest, type HandlerParts, handleRequest, nameOf } from './serve/http/handle-request.ts';
import { createHealth } from './serve/http/health.ts';
import type { ReachRules } from './serve/http/host-and-origin.ts';
import { listen } from './serve/http/http-server.ts';
import { createRequestLimit } from './serve/http/request-limit.ts';
import { formatLine, formatTrouble, type RequestLine } from './serve/http/request-log.ts';
import { createMcpEndpoint } from './serve/http/serve-mcp.ts';
import { createServer } from './server.ts';
import { openCalls } from './wiring.ts';

export interface HttpParts {
  settings: Settings;
  lazyEc2: LazyEc2Port;
  /** A problem for stderr. */
  log(problem: unknown): void;
  /** A line of JSON for whoever counts and searches. */
  write(line: string): void;
}

export interface RunningHttp {
  /** Where it listens. */
  url: string;
  /** Takes no more calls, ends waits, and resolves when everything under way is over, also what nobody waits for. */
  stop(): Promise<void>;
}

type HttpOptions = Pick<Config, 'simulate' | 'stateDir' | 'stateTable' | 'auditFile'> & { http: HttpConfig };

/** Or a sentence that says why it cannot listen. */
export async function startHttp(config: HttpOptions, parts: HttpParts): Promise<RunningHttp | string> {
  const { http } = config;
  const { settings, lazyEc2, log } = parts;
  const stopping = new AbortController();
  const { deps, formOf, end } = await openCalls(config, { settings, ec2: lazyEc2.ec2, page: NO_PAGE });
  const writeLine = (line: RequestLine) => parts.write(formatLine(line, Date.now()));
  let url = '';
  const auth = await createAuthentication(http.auth, {
    publicUrl: () => http.publicUrl ?? url,
    get: getLazily,
    onProblem: log,
  });
  const health = createHealth({
    checks: { login: auth.check, record: () => checkRecord(deps, config.stateTable !== undefined) },
    now,
    onTrouble: (check, problem) => parts.write(formatTrouble(check, problem, Date.now())),
  });
  const roles = { roles: http.assumedRoles, sourceIdentity: http.sourceIdentity };
  const depsOf = createRequestDeps(deps, roles, now);
  const mcp = createMcpEndpoint(
    (admitted) => {
      const own = depsOf(admitted);
      return createServer(settings, {
        open: async () => ({ deps: own.deps, formOf }),
        warm: lazyEc2.warm,
        onBug: log,
        // Its body and its login took a part of it.
        callMs: Math.max(LEAST_CALL_MS, http.callSeconds * 1_000 - admitted.elapsed()),
        stopping: stopping.signal,
        onCall: admitted.outlives,
        onAnswer: (answered) => admitted.log({ ...lineOf(admitted, own), ...answered }),
      });
    },
    (refused) => log(refused.message),
  );
  const limit = createRequestLimit(http.callsPerCaller);
  const request: HandlerParts = {
    rules: rulesOf(http),
    auth,
    health,
    limit,
    stopping: stopping.signal,
    now,
    log: writeLine,
    serve: mcp.serve,
  };
  const server = await listen(http, (...exchange) => handleRequest(request, ...exchange), log);
  if (typeof server === 'string') return server;
  url = server.url;
  // The first caller shall not wait for it.
  lazyEc2.warm();
  return {
    url,
    async stop() {
      health.stop();
      stopping.abort(SERVER_ENDS);
      await server.drain();
      await limit.idle();
      await mcp.close();
      await end();
      // The last lines of the log.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

let network: Promise<NetworkGet> | undefined;

/** Only a login needs it. */
const getLazily: NetworkGet = async (...asked) => {
  network ??= import('./ec2/network/network-get.ts').then(({ createNetworkGet }) => createNetworkGet(process.env));
  return (await network)(...asked);
};

const LEAST_CALL_MS = 5_000;

const now = () => performance.now();

/** Without a shared record a replica would only rehearse; without one in files a single server may be meant to. */
async function checkRecord({ sends, planKey }: Pick<Deps, 'sends' | 'planKey'>, isShared: boolean): Promise<void> {
  // Whoever comes first makes it: a replica with another one must not become ready.
  if (isShared) await planKey();
  const trust = await sends.trust();
  if (isShared && !trust.kept) throw new Error(trust.why);
}

function rulesOf({ host, allowedHosts, allowedOrigins, auth, publicUrl }: HttpConfig): ReachRules {
  return {
    allowedHosts,
    allowedOrigins: (allowedOrigins ?? []).map((one) => one.toLowerCase()),
    // To callers elsewhere, also through a gateway on this machine, a page on their own is as foreign as any other.
    allowsLocalPages:
      allowedOrigins === undefined && isLoopback(host) && auth.kind === 'none' && publicUrl === undefined,
  };
}

function lineOf({ requestId, subject, elapsed, isGone }: AdmittedRequest, { ec2, store }: RequestDeps) {
  return {
    requestId,
    ...nameOf(subject),
    ms: elapsed(),
    ec2Ms: ec2.total(),
    storeMs: store.total(),
    ...(isGone() ? { callerGone: true as const } : {}),
  };
}
