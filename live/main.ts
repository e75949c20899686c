// `npm run live`: the process around it. Ctrl-C once ends the run after the present request and removes what it made.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { live } from './live.ts';
import { createSend } from './wire/send.ts';

const stop = new AbortController();
process.once('SIGINT', () => {
  process.stdout.write('Stopping; what was made is removed first.\n');
  stop.abort();
});

process.exitCode = await live(process.argv.slice(2), {
  createSend,
  now: Date.now,
  sleep: (ms) => setTimeout(ms).then(() => undefined),
  stopped: () => stop.signal.aborted,
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await lines.question(question, { signal: stop.signal }).catch(() => '');
    lines.close();
    return answer;
  },
  print: (line) => void process.stdout.write(`${line}\n`),
  randomEnd: () => randomBytes(4).toString('hex'),
  folder: fileURLToPath(new URL('../live-runs', import.meta.url)),
});
