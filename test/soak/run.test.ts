// What `npm run soak` does not begin.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { WITHOUT_PROC } from '../support/without-proc.ts';

function soak(hours: string, ...options: string[]) {
  const script = fileURLToPath(new URL('run.ts', import.meta.url));
  const args = ['--import', 'tsx', ...options, script, `--hours=${hours}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
  return [status, stdout, stderr];
}

test.each(['0.25', '0', 'long', '-1'])('--hours=%s is refused before anything is played', (hours) => {
  expect(soak(hours)).toEqual([
    2,
    '',
    'Give a number of hours, at least 0.26, or nothing could be judged: --hours 0.5\n',
  ]);
});

test('a system that does not tell what a process holds is refused', () => {
  expect(soak('0.26', '--import', WITHOUT_PROC)).toEqual([
    2,
    '',
    'This system has no /proc to read memory and handles from: play the hours on Linux.\n',
  ]);
});
