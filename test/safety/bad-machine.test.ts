// A machine that does not keep its side: a log that the host closes, a disk that is full, FIFOs and open folders where
// files and folders of this user are expected. The built server, so that its own wiring is in it.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Process, startProcess } from '../support/killable-process.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { environmentFor } from '../support/spawned-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { PLAIN, SOURCE } from '../support/test-server.ts';

interface Place {
  simulator: RecordingSimulator;
  stateDir: string;
  auditFile: string;
  /** Environment and arguments of a server in mode auto. */
  start(how?: { audited?: true; mode?: string } & Parameters<typeof startProcess>[2]): Promise<Process>;
  made(): string[];
}

async function inPlace(story: (place: Place) => Promise<void>): Promise<void> {
  const simulator = await startRecordingSimulator();
  const folder = temporaryFolder('ebs-copy-machine-');
  const stateDir = join(folder, 'state');
  const auditFile = join(folder, 'audit.jsonl');
  const running: Process[] = [];
  const start: Place['start'] = async ({ audited, mode = 'auto', ...options } = {}) => {
    const env = environmentFor(simulator.url, { EBS_COPY_STATE_DIR: stateDir, CI: '1' });
    const args = ['--mode', mode, ...(audited ? ['--audit-file', auditFile] : [])];
    const one = await startProcess(args, env, options);
    running.push(one);
    return one;
  };
  const made = () =>
    simulator.world.volumes.flatMap(({ id, sourceVolumeId }) => (sourceVolumeId === SOURCE ? [id] : []));
  try {
    await story({ simulator, stateDir, auditFile, start, made });
  } finally {
    await Promise.all(running.map((one) => one.kill()));
    await simulator.close();
  }
}

test('a host that closes the log keeps its server: the copy is made, and the next call is answered', () =>
  inPlace(async ({ start, made }) => {
    const server = await start({ closesStderr: true });
    const { token } = await server.copy(PLAIN);
    expect((await server.copy({ ...PLAIN, DryRun: false, ClientToken: token })).outcome).toBe('copied');
    expect((await server.copy({ ...PLAIN, DryRun: false, ClientToken: token })).structured.created).toBe('earlier');
    expect(made()).toHaveLength(1);
    expect(await server.end()).toBe(0);
  }));

// A limit of 4 KiB on every file stands for a full disk: a write that passes it is cut there.
const SMALL_DISK = ['bash', '-c', 'trap \'\' XFSZ; ulimit -f 4; exec "$@"', 'bash'];

describe.skipIf(process.platform === 'win32')('the audit file', () => {
  test('with 119 bytes left refuses the copy, and no half line stays', () =>
    inPlace(async ({ start, auditFile, made }) => {
      const before = `${'x'.repeat(4 * 1024 - 119 - 1)}\n`;
      writeFileSync(auditFile, before, { mode: 0o600 });
      const server = await start({ audited: true, under: SMALL_DISK });
      const { token } = await server.copy(PLAIN);
      const told = await server.copy({ ...PLAIN, DryRun: false, ClientToken: token });
      expect(told.structured).toMatchObject({ outcome: 'refused', error: { code: 'audit-not-writable' } });
      expect(told.structured.summary).toContain('Nothing was created.');
      expect(made()).toEqual([]);
      expect(readFileSync(auditFile, 'utf8')).toBe(before);
    }));

  test('that is a FIFO keeps nobody waiting: the rehearsal says it, the copy is refused, the end of input ends', () =>
    inPlace(async ({ start, auditFile, made }) => {
      const server = await start({ audited: true });
      const { token } = await server.copy(PLAIN);
      rmSync(auditFile, { force: true });
      execFileSync('mkfifo', ['-m', '600', auditFile]);
      const rehearsed = await server.copy(PLAIN);
      expect(rehearsed.structured.findings).toContainEqual(expect.objectContaining({ code: 'audit-not-writable' }));
      expect(rehearsed.token).toBeUndefined();
      const told = await server.copy({ ...PLAIN, DryRun: false, ClientToken: token });
      expect(told.structured).toMatchObject({ outcome: 'refused', error: { code: 'audit-not-writable' } });
      expect(made()).toEqual([]);
      expect(await server.end()).toBe(0);
    }));
});

describe.skipIf(process.platform === 'win32')('the state folder', () => {
  const BAD: [name: string, spoil: (stateDir: string) => void, cure: RegExp][] = [
    ['is open to everybody', (stateDir) => chmodSync(stateDir, 0o777), /chmod 700 \S+\/state\b/],
    [
      'has a key that others can read',
      (stateDir) => writeFileSync(join(stateDir, 'plan.key'), Buffer.alloc(32), { mode: 0o644 }),
      /chmod 600 \S+\/plan\.key\b/,
    ],
    [
      'has a FIFO as its key',
      (stateDir) => execFileSync('mkfifo', ['-m', '600', join(stateDir, 'plan.key')]),
      /plan\.key/,
    ],
  ];
  test.each(BAD)(
    'that %s: reads go on, the rehearsal says it and carries no token, real copies are refused',
    (_, spoil, cure) =>
      inPlace(async ({ start, stateDir, made }) => {
        mkdirSync(stateDir, { mode: 0o700 });
        spoil(stateDir);
        for (const mode of ['auto', 'ask']) {
          const server = await start({ mode });
          const rehearsed = await server.copy(PLAIN);
          expect(rehearsed.outcome).toBe('would_copy');
          expect(rehearsed.token).toBeUndefined();
          expect(rehearsed.text).toMatch(cure);
          const told = await server.copy({ ...PLAIN, DryRun: false });
          expect(told.structured).toMatchObject({ outcome: 'refused', error: { code: 'record-not-durable' } });
          expect(told.structured.summary).toMatch(cure);
          expect(await server.end()).toBe(0);
        }
        expect(made()).toEqual([]);
      }),
  );
});
