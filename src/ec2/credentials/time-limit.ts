// A limit for each thing that credentials wait for, and the name of what did not answer.
import { failBeforeSending, type KnownFailure } from '../answers/known-failure.ts';
import type { SourceContext } from './source-context.ts';

/** In ms. Together they stay below the 50 s of a call: a role waits for its source and for STS. */
export const WAITS = {
  files: 3_000,
  // Some helpers ask a person for a fingerprint.
  process: 25_000,
  portal: 12_000,
  role: 12_000,
  container: 5_000,
  instance: 4_000,
} as const;

/**
 * Ends with `credentials-stalled` when the time is up, and as cancelled when the server ends; `run` is told by its
 * signal. `what` completes "… did not answer".
 */
export async function waitFor<T>(
  what: string,
  ms: number,
  { waitsFor, waits }: Pick<SourceContext, 'waitsFor' | 'waits'>,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  waitsFor(what);
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    const endAs = (failure: KnownFailure) => {
      reject(failure);
      limit.abort();
    };
    timer = setTimeout(() => endAs(failBeforeSending('credentials-stalled', { what })), ms);
    end = () => endAs(failBeforeSending('cancelled'));
    waits.add(end);
  });
  try {
    return await (limit.signal.aborted ? ended : Promise.race([run(limit.signal), ended]));
  } finally {
    clearTimeout(timer);
    waits.remove(end);
  }
}
