// The experiments against moto, an emulator that knows no CopyVolumes: they must say what it lacks, not what it is not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { live } from '../../live/live.ts';
import { itemsOf } from '../../live/wire/reply.ts';
import { createSend } from '../../live/wire/send.ts';
import { hasMoto, NO_MOTO, startMoto } from '../support/moto-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test.skipIf(!hasMoto)(`moto lacks CopyVolumes, and the report says so${NO_MOTO}`, { timeout: 120_000 }, async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  const moto = await startMoto();
  const folder = temporaryFolder('live-moto-');
  const lines: string[] = [];
  let now = Date.UTC(2026, 10, 22, 9);
  const code = await live(['--account', '123456789012', '--region', 'us-east-1', '--create', '--endpoint', moto.url], {
    createSend,
    ask: async () => '123456789012',
    print: (line) => void lines.push(line),
    folder,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    stopped: () => false,
    randomEnd: () => 'a1b2',
  });
  const listed = await createSend('us-east-1', moto.url)('DescribeVolumes', {});
  const left = itemsOf(listed, 'volumeSet').length;
  await moto.close();
  const report = readFileSync(join(folder, 'live-20261122T090000Z-a1b2', 'report.md'), 'utf8');
  expect(code).toBe(0);
  expect(report).toContain(
    '| default-type | gp2 | The endpoint does not know CopyVolumes as EC2 does (HTTP 500 without an EC2 answer). | lacking |',
  );
  expect(report).toContain(
    '| malformed-id-status | InvalidVolumeID.Malformed | The endpoint does not know DescribeVolumeStatus',
  );
  // What moto does have is judged like EC2.
  expect(report).toContain('| small-page | InvalidParameterValue | ok | differs | none: a rule of src/simulator/ |');
  expect(report).toContain('| one-unknown-id | InvalidVolume.NotFound | InvalidVolume.NotFound | as assumed |');
  expect(report).not.toContain('123456789012');
  expect(left).toBe(0);
});
