// `npm run soak`: a hundred rounds of kills and deaths, and 300 copies through replicas that die. `-- --hours N` plays
// mixed days instead: one server that lives for N hours, and what it holds in the end.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { liveLong } from './live-long.ts';

const { values } = parseArgs({ options: { hours: { type: 'string' } } });
const hours = Number(values.hours ?? 1);
// Memory and handles are judged from the sixth minute on.
const LEAST_HOURS = 0.26;
if (!(Number.isFinite(hours) && hours >= LEAST_HOURS)) {
  process.stderr.write(`Give a number of hours, at least ${LEAST_HOURS}, or nothing could be judged: --hours 0.5\n`);
  process.exitCode = 2;
} else if (values.hours !== undefined && !existsSync('/proc/self/fd')) {
  process.stderr.write('This system has no /proc to read memory and handles from: play the hours on Linux.\n');
  process.exitCode = 2;
} else if (values.hours === undefined) {
  const env = { ...process.env, SOAK_ROUNDS: '100', REPLICA_COPIES: '300' };
  const args = ['vitest', 'run', '--project', 'accidents', 'kill', 'deaths', 'replicas'];
  process.exitCode = spawnSync('npx', args, { env, stdio: 'inherit' }).status ?? 1;
} else {
  const { faults, lines } = await liveLong(hours * 3_600_000, (line) => void process.stdout.write(`${line}\n`));
  process.stdout.write(`${[...lines, ...faults.map((fault) => `NOT KEPT: ${fault}`)].join('\n')}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
