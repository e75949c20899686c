// One order of two processes' steps, chosen by a seed: whatever asks a port waits for its turn, one step runs at a time,
// and the clock moves only when everybody sleeps.

export interface Interleaving {
  /** This machine's clock, ms since the epoch. */
  now(): number;
  /** The same port; each call of it is a step, and `asks` are those that call other ports before they answer. */
  through<T extends object>(port: T, asks?: readonly string[]): T;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** When nobody waits for a turn, and nothing runs. */
  quiet(): Promise<void>;
  /** The order that was taken, as numbers of those who waited: equal for equal seeds. */
  order: number[];
}

interface Waiting {
  go(): void;
  /** Not before; ms since the epoch. */
  until: number;
}

export function createInterleaving(seed: number, begins: number): Interleaving {
  const random = numbersFrom(seed);
  const waiting: Waiting[] = [];
  const order: number[] = [];
  let time = begins;
  let running = 0;
  let isDue = false;

  /** Once nothing runs, and whoever can go on without a port has come to the next one. */
  function passOn(): void {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      if (running > 0 || waiting.length === 0) return;
      time = Math.max(time, Math.min(...waiting.map(({ until }) => until)));
      const ready = waiting.filter(({ until }) => until <= time);
      const chosen = ready[random(ready.length)];
      if (!chosen) return;
      order.push(waiting.indexOf(chosen));
      waiting.splice(waiting.indexOf(chosen), 1);
      running += 1;
      chosen.go();
    });
  }

  function turn(until = 0): Promise<void> {
    const granted = new Promise<void>((resolve) => waiting.push({ go: resolve, until }));
    passOn();
    return granted;
  }

  function end(): void {
    running -= 1;
    passOn();
  }

  async function step<T>(work: () => T | Promise<T>, asks: boolean): Promise<T> {
    await turn();
    if (asks) {
      end();
      return work();
    }
    try {
      return await work();
    } finally {
      end();
    }
  }

  return {
    now: () => time,
    async quiet() {
      let still = 0;
      while (still < 3) {
        await new Promise((resolve) => setImmediate(resolve));
        still = running === 0 && waiting.length === 0 ? still + 1 : 0;
      }
    },
    order,
    through: (port, asks = []) =>
      Object.fromEntries(
        Object.entries(port).map(([name, member]) => [
          name,
          typeof member === 'function' && name !== 'clock' && name !== 'knownCaller'
            ? (...args: unknown[]) => step(() => member(...args), asks.includes(name))
            : member,
        ]),
      ) as typeof port,
    async sleep(ms) {
      await turn(time + ms);
      end();
    },
  };
}

/** mulberry32: whole numbers below n, the same for the same seed. */
export function numbersFrom(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}
