// Questions to a person, in this process: a form and a page belong to the host and the screen that it serves.
import type { QuestionRecord } from '../../consent/question-states.ts';
import type { Questions } from '../../ports/state.ts';

const MOST = 200;

export function createQuestions(): Questions {
  const records = new Map<string, QuestionRecord>();
  // Ended ones whose key was asked about again still count towards the limits.
  const replaced: QuestionRecord[] = [];
  let waiting: (() => void)[] = [];
  return {
    find: async (key) => records.get(key),
    recent: async () => [...replaced, ...records.values()],
    async put(record) {
      const before = records.get(record.key);
      if (before && before.openedAt !== record.openedAt) replaced.push(before);
      if (replaced.length > MOST) replaced.shift();
      records.delete(record.key);
      records.set(record.key, record);
      const [oldest] = records.keys();
      if (records.size > MOST && oldest !== undefined) records.delete(oldest);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    changed: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = () => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
        waiting.push(wake);
      }),
  };
}
