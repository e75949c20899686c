// What `npm run fuzz` says of itself.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { WITHOUT_PROC } from '../support/without-proc.ts';

test('memory that nobody could judge is no memory that was small enough', () => {
  const script = fileURLToPath(new URL('run.ts', import.meta.url));
  // A case that starts no process.
  const args = ['--import', 'tsx', '--import', WITHOUT_PROC, script, '--seed', '27', '--case', '1'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000 });
  expect([status, stdout]).toEqual([
    0,
    'Seed 27\nNOT JUDGED: memory, since this system has no /proc to read it from.\n',
  ]);
});
