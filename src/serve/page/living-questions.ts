// The questions of the page that live: found by id, ended when their time is over, forgotten when what came of them is old.
import { PLAN_MS } from '../../consent/answer-times.ts';
import { lapse, type PendingQuestion } from './page-question.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface LivingQuestions {
  /** The newest question of this id. */
  find(id: string): PendingQuestion | undefined;
  /** It takes the place of the one that had its id; that one's page still says so. */
  add(pending: PendingQuestion): void;
  remove(pending: PendingQuestion): void;
  /** All that a page may show, those that ended among them. */
  living(): Iterable<PendingQuestion>;
  clear(): void;
}

/** `now`: local clock, ms since the epoch. `onNone` is called when nothing is left to show. */
export function createLivingQuestions(now: () => number, onNone: () => void): LivingQuestions {
  const all = new Set<PendingQuestion>();
  const newest = new Map<string, PendingQuestion>();
  let timer: NodeJS.Timeout | undefined;

  /** After its end a page still tells what came of it, to the person and to a later call; as long as a no counts. */
  function sweep(): void {
    const time = now();
    let next = Number.POSITIVE_INFINITY;
    for (const pending of all) {
      lapse(pending, time);
      const { state } = pending;
      if (state.is === 'ended' && time >= state.at + PLAN_MS) forget(pending);
      else if (state.is === 'ended') next = Math.min(next, state.at + PLAN_MS);
      else if (state.is === 'asking') next = Math.min(next, pending.question.expiresAt);
    }
    clearTimeout(timer);
    if (all.size === 0) onNone();
    else if (Number.isFinite(next)) {
      timer = setTimeout(sweep, Math.min(Math.max(next - time, 1), LONGEST_TIMER_MS)).unref();
    }
  }

  function forget(pending: PendingQuestion): void {
    all.delete(pending);
    if (newest.get(pending.id) === pending) newest.delete(pending.id);
  }

  return {
    find(id) {
      sweep();
      return newest.get(id);
    },
    add(pending) {
      all.add(pending);
      newest.set(pending.id, pending);
      void pending.ended.then(sweep);
      sweep();
    },
    remove(pending) {
      forget(pending);
      sweep();
    },
    living() {
      sweep();
      return all;
    },
    clear() {
      clearTimeout(timer);
      all.clear();
      newest.clear();
    },
  };
}
