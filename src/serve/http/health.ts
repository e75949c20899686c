// Whether a balancer should send callers here. Not ready before everything that calls need was reached once, and after
// the server was told to stop; a later trouble is told, but takes no replica out: the others would have it as well.

type HealthCheck = () => Promise<void>;

export interface Health {
  /** Waits for the checks until it was ready once; then tells what they last said, and asks again after 10 s. */
  read(): Promise<{ isReady: boolean; report: HealthReport }>;
  stop(): void;
}

interface HealthReport {
  status: 'starting' | 'ready' | 'degraded' | 'stopping';
  /** By name: `ok`, or that it cannot be reached. What is wrong in detail is for the log. */
  checks: Record<string, 'ok' | 'failing'>;
}

const FRESH_MS = 10_000;
// A replica that starts is waited for.
const FRESH_AT_START_MS = 1_000;

export interface HealthParts {
  /** Each rejects while what it stands for cannot be used. */
  checks: Readonly<Record<string, HealthCheck>>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  onTrouble(name: string, problem: unknown): void;
}

export function createHealth({ checks, now, onTrouble }: HealthParts): Health {
  let isStopping = false;
  let wasReady = false;
  let last: { at: number; results: HealthReport['checks'] } | undefined;
  let asking: Promise<HealthReport['checks']> | undefined;
  const ask = async (): Promise<HealthReport['checks']> => {
    const results: HealthReport['checks'] = {};
    const run = async ([name, check]: [string, HealthCheck]) => {
      results[name] = 'ok';
      try {
        await check();
      } catch (problem) {
        if (last?.results[name] !== 'failing') onTrouble(name, problem);
        results[name] = 'failing';
      }
    };
    await Promise.all(Object.entries(checks).map(run));
    last = { at: now(), results };
    asking = undefined;
    return results;
  };
  const askOnce = () => {
    asking ??= ask();
    return asking;
  };
  const isGood = (results: HealthReport['checks']) => Object.values(results).every((one) => one === 'ok');
  return {
    async read() {
      const known = last;
      const freshMs = wasReady ? FRESH_MS : FRESH_AT_START_MS;
      const asked = known && now() - known.at < freshMs ? known.results : askOnce();
      // A balancer that gets no answer in time would take out this replica, and all others with it.
      const results = known && wasReady ? known.results : await asked;
      const good = isGood(results);
      wasReady ||= good;
      const status = isStopping ? 'stopping' : good ? 'ready' : wasReady ? 'degraded' : 'starting';
      return { isReady: wasReady && !isStopping, report: { status, checks: results } };
    },
    stop() {
      isStopping = true;
    },
  };
}
