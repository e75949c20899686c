// What stands between a call and the record of real copies: any port of the state may reject, and then no real copy is
// sent, while reads go on.
import type { NotTrustedError, Trust } from '../ports/state.ts';
import type { Deps } from '../ports/tool.ts';

export type NotKept = Extract<Trust, { kept: false }>;

/** A port of the state has rejected. */
export class StateProblem extends Error {
  override name = 'StateProblem';
  readonly trust: NotKept;
  constructor(problem: unknown) {
    super('A port of the state has rejected.', { cause: problem });
    this.trust = notKept(problem);
  }
}

/** Why nothing can be written, where the store has told it in a sentence of ours; `otherwise` where it has not. */
export function whyNotWritten(problem: unknown, otherwise: string): string {
  if (!(problem instanceof StateProblem)) return otherwise;
  return (problem.cause as Error | undefined)?.name === 'NotTrusted' ? problem.trust.why : otherwise;
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

/** In words of ours alone: a message of the disk or the network may hold anything. */
function notKept(problem: unknown): NotKept {
  const { name, message, cure } = problem as Partial<NotTrustedError>;
  if (name === 'NotTrusted' && message) return { kept: false, why: message, ...(cure ? { cure } : {}) };
  return { kept: false, why: 'The record of what was sent cannot be read or written.' };
}
