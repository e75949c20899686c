// What `npm run soak` does not begin.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test.each(['0.25', '0', 'long', '-1'])('--hours=%s is refused before anything is played', (hours) => {
  const script = fileURLToPath(new URL('run.ts', import.meta.url));
  const args = ['--import', 'tsx', script, `--hours=${hours}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    'Give a number of hours, at least 0.26, or nothing could be judged: --hours 0.5\n',
  ]);
});
