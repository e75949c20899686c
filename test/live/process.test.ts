// The process of `npm run live`: a terminal that closes, a time that is up, and an input that ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { SEED_ACCOUNT } from '../../src/simulator/seed/seed-ids.ts';
import { stateOf } from '../../src/simulator/world/volume-state.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';

// A removal looks three times, three seconds apart, before it believes that nothing is left.
vi.setConfig({ testTimeout: 120_000 });

type OnTestFinished = TestContext['onTestFinished'];

/** A run that may create, against a simulator of its own. */
async function startRun(onTestFinished: OnTestFinished) {
  const simulator = await startRecordingSimulator({});
  const argv = ['--account', SEED_ACCOUNT, '--region', 'us-east-1', '--create', '--endpoint', simulator.url];
  const only = ['--only', 'default-type', '--only', 'tags-inherited'];
  const child = spawn(process.execPath, ['--import', 'tsx', 'live/main.ts', ...argv, ...only], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'none' },
  });
  const ended = once(child, 'exit');
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
  });
  const folder = () => /journal and report in (.*)/.exec(text)?.[1];
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder() ?? '/nowhere', { recursive: true, force: true });
    await simulator.close();
  });
  return {
    child,
    ended,
    text: () => text,
    says: (words: string) => vi.waitFor(() => expect(text).toContain(words), { timeout: 60_000 }),
    report: () => readFileSync(join(folder() ?? expect.unreachable(), 'report.md'), 'utf8'),
    made: () =>
      simulator.world.volumes.filter(
        (volume) =>
          volume.tags.some(({ key }) => key === 'ebs-copy-mcp-live') && stateOf(volume, simulator.now()) !== undefined,
      ),
  };
}

describe.concurrent('a run that is stopped', () => {
  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s removes what was made, and the report says it',
    async (signal, { onTestFinished }) => {
      const { child, ended, text, says, report, made } = await startRun(onTestFinished);
      await says('to go on: ');
      child.stdin.write(`${SEED_ACCOUNT}\n`);
      await says('journal and report in ');
      await vi.waitFor(() => expect(made()).not.toEqual([]), { timeout: 60_000 });
      // A terminal that closes takes the output along.
      if (signal === 'SIGHUP') child.stdout.destroy();
      child.kill(signal);
      await says(signal === 'SIGHUP' ? '' : 'Stopping; what was made is removed first.');
      // As from npm and the terminal both, and from a person who is in a hurry.
      child.kill(signal);
      expect(await ended).toEqual([1, null]);
      expect(made()).toEqual([]);
      const stopped = /The run was stopped\. Experiments not begun: \d\./;
      expect(report()).toMatch(stopped);
      if (signal !== 'SIGHUP') expect(text()).toMatch(stopped);
    },
  );

  test.for(['SIGTERM', 'the end of the input'] as const)(
    '%s at the question creates nothing',
    async (end, { onTestFinished }) => {
      const { child, ended, text, says, made } = await startRun(onTestFinished);
      await says('to go on: ');
      if (end === 'SIGTERM') child.kill(end);
      else child.stdin.end();
      expect(await ended).toEqual([1, null]);
      expect(text()).toContain('Nothing was created.');
      expect(made()).toEqual([]);
    },
  );
});
