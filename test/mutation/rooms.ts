// The tests of the rooms, each named after its file, so that a test of one name in two files is two tests. Where only
// some tests are asked for, no other file is loaded.
import { describe, test } from 'vitest';

interface Worker {
  config: { testNamePattern?: RegExp };
}

const { TESTS } = (await import('./rooms.generated.mjs' as string)) as {
  TESTS: Record<string, () => Promise<unknown>>;
};
const { testNamePattern } = (globalThis as unknown as { __vitest_worker__: Worker }).__vitest_worker__.config;
const asked = testNamePattern?.source.replaceAll('\\', '');

for (const [file, load] of Object.entries(TESTS)) {
  if (!asked || asked.includes(file)) {
    describe(file, async () => {
      try {
        await load();
      } catch (problem) {
        // A file that a change keeps from loading has no tests, and no test that fails: Stryker would call that survived.
        test('loads', () => {
          throw problem;
        });
      }
    });
  }
}
