// `npm run fuzz`: the properties with 10,000 cases each, then ten minutes of broken input to the built server.
// `-- --minutes N` plays broken input alone, for N minutes; `--seed S` begins with other cases, `--case N` plays one of them.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { ec2Case, playEc2, slowEc2Case } from './ec2-replies.ts';
import { httpCase, pageCase, playHttp, playPage } from './http-requests.ts';
import { reachedInAll } from './reached.ts';
import { TELLS_MEMORY } from './server-process.ts';
import { playStdin, stdinCase } from './stdin-frames.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, case: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const only = values.case === undefined ? undefined : Number(values.case);
const minutes = Number(values.minutes ?? 10);
if (![seed, minutes, only ?? 0].every((one) => Number.isFinite(one) && one >= 0)) {
  process.stderr.write('Give numbers: --minutes N --seed S --case N\n');
  process.exit(2);
}

const anyCase = fc.oneof(
  { weight: 4, arbitrary: stdinCase },
  { weight: 4, arbitrary: ec2Case },
  { weight: 2, arbitrary: httpCase },
  { weight: 1, arbitrary: pageCase },
);

type AnyCase = typeof anyCase | typeof slowEc2Case extends fc.Arbitrary<infer Case> ? Case : never;

/** Of so many cases the first is slow. */
const SLOW_EVERY = 100;
/** What a slow case may take, in which all calls are at once. */
const SLOW_MS = 60_000;

/** The same for the same two numbers. */
function caseOf(number: number) {
  const among: fc.Arbitrary<AnyCase> = number % SLOW_EVERY === 0 ? slowEc2Case : anyCase;
  const [one] = fc.sample(among, { seed: (seed * 1_000_003 + number) | 0, numRuns: 1, unbiased: true });
  if (one === undefined) throw new Error('A case is always made.');
  return one;
}

function faultsOf(one: ReturnType<typeof caseOf>): Promise<string[]> {
  switch (one.kind) {
    case 'stdin':
      return playStdin(one);
    case 'ec2':
      return playEc2(one);
    case 'http':
      return playHttp(one);
    case 'page':
      return playPage(one);
  }
}

// Node ends when nothing is left to wait for, also in the middle of a case that waits for what never comes.
const underWay = new Set<number>();
process.once('exit', () => {
  for (const one of underWay)
    process.stdout.write(`\nCase ${one} never ends.\nAgain: npm run fuzz -- --seed ${seed} --case ${one}\n`);
  if (underWay.size > 0) process.exitCode = 1;
});

async function play(number: number): Promise<boolean> {
  const one = caseOf(number);
  underWay.add(number);
  const faults = await faultsOf(one);
  underWay.delete(number);
  if (faults.length === 0) return true;
  process.stdout.write(`\nCase ${number} (${one.kind}) fails:\n${faults.map((fault) => `- ${fault}\n`).join('')}`);
  process.stdout.write(`${JSON.stringify(one).slice(0, 4_000)}\n`);
  process.stdout.write(`Again: npm run fuzz -- --seed ${seed} --case ${number}\n`);
  return false;
}

function runProperties(): number {
  const env = { ...process.env, PROPERTY_RUNS: '10000', PROPERTY_SEED: String(seed) };
  const args = ['vitest', 'run', 'test/properties', '--testTimeout=3600000'];
  return spawnSync('npx', args, { env, stdio: 'inherit' }).status ?? 1;
}

process.stdout.write(`Seed ${seed}\n`);
let failed = 0;
let played = 0;
if (only !== undefined) failed = (await play(only)) ? 0 : 1;
else {
  if (values.minutes === undefined && runProperties() !== 0) process.exit(1);
  const until = performance.now() + minutes * 60_000;
  const playOne = async (number: number) => {
    played += 1;
    if (!(await play(number))) failed += 1;
  };
  // Beside the others, for they wait more than they work; the first in any case, and no other that would end too late.
  const playSlow = async () => {
    await playOne(0);
    for (let number = SLOW_EVERY; performance.now() < until - SLOW_MS; number += SLOW_EVERY) await playOne(number);
  };
  const slow = playSlow();
  for (let number = 1; performance.now() < until; number += 1) if (number % SLOW_EVERY !== 0) await playOne(number);
  await slow;
  process.stdout.write(`${played} cases in ${minutes} minutes, ${failed} failed.\n`);
  const { lines, missing } = reachedInAll(played);
  process.stdout.write(lines.map((text) => `${text}\n`).join(''));
  for (const what of missing) process.stdout.write(`NOT REACHED: ${what}\n`);
  failed += missing.length;
}
if (!TELLS_MEMORY) process.stdout.write('NOT JUDGED: memory, since this system has no /proc to read it from.\n');
process.exitCode = failed === 0 ? 0 : 1;
