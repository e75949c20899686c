// What `npm run mutation` does not begin: a name that fits no file would be changed nowhere, and survive nowhere.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MISSING = 'There is no such file: ';
const HOW =
  '\nGive files that are there, or their lines: npm run mutation -- src/copy/decision.ts src/copy/real-copy.ts:10-20';
const FOREIGN = 'Not in a folder that is tested this way: ';

test.each([
  [['src/copy/typo.ts'], `${MISSING}src/copy/typo.ts${HOW}`],
  [['src/copy/decision.ts', './src/copy/typo.ts:1-3'], `${MISSING}src/copy/typo.ts:1-3${HOW}`],
  [['src/copy/*.ts'], `${MISSING}src/copy/*.ts${HOW}`],
  [['src/copy/sending', 'src/volume'], `${FOREIGN}src/volume`],
  [['src/main.ts'], `${FOREIGN}src/main.ts`],
])('%j is refused before a test runs', (names, refusal) => {
  const script = fileURLToPath(new URL('run.ts', import.meta.url));
  const args = ['--import', 'tsx', script, ...names];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000 });
  expect([status, stdout, stderr]).toEqual([2, '', `${refusal}\n`]);
});
