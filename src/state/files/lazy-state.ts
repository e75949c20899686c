// The ports of the state, which open it with their first use, again when it could not be used, and never wait for a
// disk that does not answer.
import type { IssuedPlans, SendRecords } from '../../ports/state.ts';
import type { State } from './open-state.ts';

export interface StatePorts {
  sends: SendRecords;
  plans: IssuedPlans;
  planKey(): Promise<Uint8Array>;
}

// A dead network mount leaves a file operation open for ever.
const ANSWER_MS = 4_000;
// What could not be used may be mended while the server runs, and an assistant that typed the command calls at once.
const REOPEN_MS = 1_000;

/** `now`: this machine's clock, ms since the epoch. */
export function lazyState(open: () => Promise<State>, owner: string, now: () => number): StatePorts {
  let opened: { state: Promise<State>; at: number } | undefined;
  async function state(): Promise<State> {
    if (opened && Math.abs(now() - opened.at) >= REOPEN_MS) {
      const { sends } = await opened.state;
      if (!(await sends.trust()).kept) opened = undefined;
    }
    opened ??= { state: open(), at: now() };
    return opened.state;
  }
  const use = <T>(work: (state: State) => Promise<T>): Promise<T> =>
    inTime(state().then(work)).catch((problem: unknown) => {
      if (problem instanceof NoAnswer) opened = undefined;
      throw problem;
    });
  return {
    planKey: () => use(async ({ planKey }) => planKey),
    plans: {
      issue: (intentKey, plan) => use(({ plans }) => plans.issue(intentKey, plan)),
      find: (intentKey) => use(({ plans }) => plans.find(intentKey)),
    },
    sends: {
      owner,
      trust: () =>
        use(({ sends }) => sends.trust()).catch((problem: unknown) => {
          if (!(problem instanceof NoAnswer)) throw problem;
          return { kept: false as const, why: 'The state directory does not answer.' };
        }),
      byToken: (token) => use(({ sends }) => sends.byToken(token)),
      byIntent: (intentKey) => use(({ sends }) => sends.byIntent(intentKey)),
      byPlace: (placeKey) => use(({ sends }) => sends.byPlace(placeKey)),
      ofSource: (sourceKey) => use(({ sends }) => sends.ofSource(sourceKey)),
      claims: (placeKey) => use(({ sends }) => sends.claims(placeKey)),
      claim: (...given) => use(({ sends }) => sends.claim(...given)),
      holds: (token, n) => use(({ sends }) => sends.holds(token, n)),
      finish: (token, n, end, at) => use(({ sends }) => sends.finish(token, n, end, at)),
      reserve: (day, token, most) => use(({ sends }) => sends.reserve(day, token, most)),
      release: (day, token) => use(({ sends }) => sends.release(day, token)),
      count: (day, token) => use(({ sends }) => sends.count(day, token)),
    },
  };
}

class NoAnswer extends Error {
  override name = 'NoAnswer';
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer('The state directory does not answer.')), ANSWER_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
