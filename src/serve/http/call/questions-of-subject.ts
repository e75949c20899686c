// The questions of one caller: a person waits for the questions that are put to them, not for those of others, and
// nobody uses up another's patience.
import type { Questions } from '../../../ports/state.ts';

export function questionsOfSubject(shared: Questions, subject: string): Questions {
  return {
    ...shared,
    find: (key) => shared.find(key, subject),
    recent: () => shared.recent(subject),
    begin: (record, version) => shared.begin({ ...record, subject }, version),
  };
}
