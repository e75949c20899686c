// Tells a caller who asked for it that work goes on: what changes, and every 15 s when nothing does. Hosts that get no
// progress end a call.
import type { CallOptions, Deps } from '../ports/tool.ts';

const HEARTBEAT_MS = 15_000;

export interface ProgressNotifier {
  notify(message: string): void;
  end(): void;
}

/** `total` in seconds, when the work is to last that long. Progress is counted in seconds, so that it always grows. */
export function startProgressNotifier(
  deps: Pick<Deps, 'now' | 'sleep'>,
  options: Pick<CallOptions, 'progress' | 'cancelled'>,
  firstMessage: string,
  total?: number,
): ProgressNotifier {
  const { progress, cancelled } = options;
  if (!progress) return { notify: () => undefined, end: () => undefined };
  const begun = deps.now();
  const ended = new AbortController();
  const over = AbortSignal.any([ended.signal, cancelled]);
  let message = firstMessage;
  let last = begun;
  const send = () => {
    if (over.aborted) return;
    last = deps.now();
    progress((last - begun) / 1000, total, message);
  };
  const beat = async () => {
    while (!over.aborted) {
      const before = deps.now();
      await deps.sleep(Math.max(1, last + HEARTBEAT_MS - before), over);
      // A clock that does not move, as in a test, would beat without end.
      if (deps.now() <= before) return;
      if (deps.now() - last >= HEARTBEAT_MS) send();
    }
  };
  void beat();
  return {
    notify(newMessage) {
      message = newMessage;
      send();
    },
    end: () => ended.abort(),
  };
}
