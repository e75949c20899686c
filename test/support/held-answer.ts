// An answer of AWS that is held at the door, so that a test can do something while a request is under way.
import { onTestFinished } from 'vitest';
import { deferred } from './copy-process.ts';
import type { Door } from './killable-process.ts';

/** Holds the answer of this request until `goOn`, or the test's end; `reached` resolves when it is there. */
export function holdAnswer(door: Door, request: string): { reached: Promise<void>; goOn(): void } {
  const [held, reached] = [deferred<void>(), deferred<void>()];
  onTestFinished(() => held.resolve());
  const act = () => {
    reached.resolve();
    return held.promise;
  };
  door.watch({ request, moment: 'is answered', act });
  return { reached: reached.promise, goOn: () => held.resolve() };
}
