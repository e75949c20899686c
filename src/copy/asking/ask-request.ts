// One call's wish to ask a person, and what asking can come to.
import type { Shown } from '../../consent/question-states.ts';
import type { Question } from '../../consent/question-text.ts';
import type { FormPort } from '../../ports/consent.ts';
import type { Deps } from '../../ports/tool.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';

// While nothing but a person is waited for, a call answers this long after it arrived: hosts end a silent one.
const ANSWER_AFTER_MS = 25_000;
// How often record and page are looked at, and the caller hears that we still wait.
const LOOK_MS = 1_000;

export interface AskRequest {
  /** What a person would call the same question: the effective copy and its world. */
  key: string;
  /** What else it may be, where what the account does by default could not be read. */
  otherKeys?: readonly string[];
  /** The very bytes that are agreed to: an answer about others is none. */
  about: string;
  question: Question;
  /** What the question shows beside them. */
  shown: Shown;
  form: FormPort | undefined;
  /** Makes the copy; the page calls it, so that the person sees what came of it. */
  act: (shown: Shown) => Promise<CopyResult>;
  /** When the call arrived; this machine's clock, ms since the epoch. */
  arrivedAt: number;
  signal: AbortSignal;
  /** Called while nothing happens, with the seconds since the question was put. */
  waiting(seconds: number): void;
  /** Whether anything of this intent was sent, by whomever, since this was judged. */
  wasSent(): Promise<boolean>;
}

export type Decided =
  /** In the form, with what the person had before them when they agreed; a page acts itself. */
  | { kind: 'yes'; at: number; shown: Shown; questionId: string }
  /** The page acted itself. */
  | { kind: 'acted'; result: CopyResult }
  /** The same is not asked again before. */
  | { kind: 'no'; until: number }
  | { kind: 'nobody'; why: string }
  | { kind: 'too-often'; why: string; at: number }
  /** A later call goes on from there. */
  | { kind: 'waiting'; for: 'form' | 'page' | 'turn' }
  | { kind: 'ask-in-result'; result: unknown }
  /** Sent meanwhile, or another call has taken the yes. */
  | { kind: 'settled-elsewhere' };

export type AskPorts = Pick<Deps, 'page' | 'questions' | 'now' | 'sleep'>;

export function isOver({ now }: Pick<AskPorts, 'now'>, { arrivedAt, signal }: AskRequest): boolean {
  return signal.aborted || now() - arrivedAt >= ANSWER_AFTER_MS;
}

/** Until something changes, and no longer than a look apart. */
export async function pauseAsking({ sleep, questions }: AskPorts, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  await Promise.race([sleep(LOOK_MS, either), questions.changed(either)]);
  over.abort();
}
