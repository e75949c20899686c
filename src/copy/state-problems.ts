// What stands between a call and the record of real copies: any port of the state may reject, and then no real copy is
// sent, while reads go on.
import type { NotTrustedError, Trust } from '../ports/state.ts';
import type { Deps } from '../ports/tool.ts';

/** `cure` is one command. */
export type NotKept = Omit<Extract<Trust, { kept: false }>, 'kept'>;

// In words of ours alone: a message of the disk or the network may hold anything.
const UNTOLD: NotKept = { why: 'The record of what was sent cannot be read or written.' };

/** A port of the state has rejected; the words of others stay in `cause`. */
export class StateProblem extends Error {
  /** What the store has said in a sentence of ours. */
  readonly told: NotKept | undefined;
  constructor(problem: unknown) {
    super('A port of the state has rejected.', { cause: problem });
    this.told = toldBy(problem);
  }

  get trust(): NotKept {
    return this.told ?? UNTOLD;
  }
}

/** Why nothing can be written, where the store has told it in a sentence of ours; `otherwise` where it has not. */
export function whyNotWritten(problem: unknown, otherwise: string): string {
  return ((problem as Partial<StateProblem>).told ?? toldBy(problem))?.why ?? otherwise;
}

/** The same ports; whatever the state's reject with becomes a StateProblem, so that no bug is taken for one. */
export function watchState(deps: Deps): Deps {
  return {
    ...deps,
    sends: rejectingAlike(deps.sends),
    plans: rejectingAlike(deps.plans),
    questions: rejectingAlike(deps.questions),
    ...rejectingAlike({ planKey: deps.planKey }),
  };
}

function rejectingAlike<Port extends object>(port: Port): Port {
  const members = Object.entries(port).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === 'function' ? rejectAlike(member as (...args: unknown[]) => unknown) : member,
  ]);
  return Object.fromEntries(members) as Port;
}

function rejectAlike(work: (...args: unknown[]) => unknown) {
  return async (...args: unknown[]) => {
    try {
      return await work(...args);
    } catch (problem) {
      throw problem instanceof StateProblem ? problem : new StateProblem(problem);
    }
  };
}

function toldBy(problem: unknown): NotKept | undefined {
  const { name, message, cure } = problem as NotTrustedError;
  return name === 'NotTrusted' ? { why: message, ...(cure ? { cure } : {}) } : undefined;
}
