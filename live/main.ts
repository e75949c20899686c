// `npm run live`: the process around it. Ctrl-C, SIGTERM and a terminal that closes end the run after the present request,
// and what it made is removed.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { live } from './live.ts';
import { createSend } from './wire/send.ts';

const stop = new AbortController();
// For good: npm passes on what the terminal sends as well, and CI cancels with SIGINT and then SIGTERM (2026-11).
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (!stop.signal.aborted) process.stdout.write('Stopping; what was made is removed first.\n');
    stop.abort();
  });
// A terminal that closed, or a reader that ended, keeps nobody from removing.
process.stdout.on('error', () => undefined);

process.exitCode = await live(process.argv.slice(2), {
  createSend,
  now: Date.now,
  sleep: (ms) => setTimeout(ms).then(() => undefined),
  stopped: () => stop.signal.aborted,
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    process.stdin.once('error', () => lines.close());
    // At the end of the input a question never settles (Node 20 to 24).
    const ended = once(lines, 'close').then(() => '');
    const answer = await Promise.race([lines.question(question, { signal: stop.signal }).catch(() => ''), ended]);
    lines.close();
    return answer;
  },
  print: (line) => void process.stdout.write(`${line}\n`),
  randomEnd: () => randomBytes(4).toString('hex'),
  folder: fileURLToPath(new URL('../live-runs', import.meta.url)),
});
