import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { timeLimit } from '../src/wiring.ts';

// A collector that may be called: what Node forgets, it forgets at a collection.
setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

test('a limit that only a combined signal holds outlives a collection, and says what it is', async () => {
  const never = new AbortController();
  const signal = AbortSignal.any([never.signal, timeLimit(20)]);
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  await once(signal, 'abort');
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
});
