// The changes that no test can notice are listed by the line that they change: a line that was rewritten has to be read
// again.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EQUIVALENT } from '../mutation/equivalent.ts';

test('each change that is listed as equivalent changes a line that its file has', () => {
  const gone = EQUIVALENT.filter(({ file, line, changed = line }) => {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .map((one) => one.trim());
    return !(lines.includes(line) && line.includes(changed));
  });
  expect(gone).toEqual([]);
  expect(EQUIVALENT.length).toBeGreaterThan(0);
});
