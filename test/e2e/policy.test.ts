// The policy file of a user as the process finds it: a ceiling that no option lifts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectHost } from '../support/mcp-clients.ts';
import { emptyEnvironment } from '../support/spawned-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const PLAIN = { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6000, Throughput: 250 };

async function answer(policy: string, args: readonly string[], call: Record<string, unknown>) {
  const env = emptyEnvironment();
  const folder = join(env.HOME ?? '', '.config', 'ebs-copy-mcp');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'policy.json'), policy);
  const host = await connectHost(['--simulate', ...args], env);
  const { structuredContent } = await host.call('copy_volume', call);
  await host.close();
  return structuredContent as unknown as {
    outcome: string;
    error?: { code: string; message: string };
    findings: object[];
  };
}

test('its mode is the most that an option can choose', async () => {
  expect(await answer('{"mode":"plan"}', ['--mode', 'auto'], { ...PLAIN, DryRun: false })).toMatchObject({
    outcome: 'refused',
    error: { code: 'real-copies-not-arranged' },
  });
});

test('its Regions say where the simulated volumes are', async () => {
  expect(await answer('{"regions":["eu-west-1"]}', [], PLAIN)).toMatchObject({
    outcome: 'would_copy',
    where: { region: 'eu-west-1' },
  });
});

test('its limits show up in a rehearsal', async () => {
  expect(await answer('{"maxSize":499}', ['--max-size', '1000'], PLAIN)).toMatchObject({
    outcome: 'would_be_refused',
    findings: [{ code: 'operator-limit' }, {}],
  });
});

test.each<[name: string, policy: string, args: string[], words: string]>([
  ['an unknown key', '{"maxsize":5}', [], '"maxsize" is not known'],
  ['no JSON', 'mode: plan', [], 'it is not valid JSON'],
  ['Regions that the options exclude', '{"regions":["eu-west-1"]}', ['--region', 'us-east-1'], 'no common Region'],
  ['a count by tags that are left off', '{"maxCopiesPerDay":3}', ['--unstamped'], 'maxCopiesPerDay'],
])('what cannot be followed refuses everything: %s', async (_, policy, args, words) => {
  expect(await answer(policy, args, PLAIN)).toMatchObject({
    outcome: 'refused',
    error: { code: 'configuration-faulty', message: expect.stringContaining(words) },
  });
});
