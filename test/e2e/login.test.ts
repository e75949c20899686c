// A person logs in while the server runs: no restart, for every way of naming a profile.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectHost } from '../support/mcp-clients.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { emptyEnvironment } from '../support/spawned-server.ts';

test.each([
  ['the default profile', [], 'default'],
  ['--profile', ['--profile', 'work'], 'profile work'],
])('%s: a Region that was written down meanwhile is seen', async (_name, args, section) => {
  const simulator = await startRecordingSimulator();
  const env = emptyEnvironment({
    AWS_ENDPOINT_URL: simulator.url,
    AWS_ACCESS_KEY_ID: 'AKIDNEW',
    AWS_SECRET_ACCESS_KEY: 'made-up',
  });
  const folder = join(env.HOME ?? '', '.aws');
  mkdirSync(folder);
  writeFileSync(join(folder, 'config'), '[default]\noutput = json\n[profile work]\noutput = json\n');
  const host = await connectHost(args, env);
  const before = await host.call('get_volume_status', { attachedTo: 'prod-db-1' });
  expect(before.structuredContent).toMatchObject({ outcome: 'failed', error: { code: 'region-missing' } });
  writeFileSync(
    join(folder, 'config'),
    `[${section}]\nregion = us-east-1\naws_access_key_id = AKIDNEW\naws_secret_access_key = made-up\n`,
  );
  const after = await host.call('get_volume_status', { attachedTo: 'prod-db-1' });
  expect(after.structuredContent).toMatchObject({ outcome: 'found', where: { region: 'us-east-1' } });
  await host.close();
  await simulator.close();
});

test.each([
  ['the default chain', [], {}, 'default', 'credentials-missing', 'aws sso login'],
  ['--profile', ['--profile', 'work'], {}, 'work', 'profile-missing', 'aws configure sso --profile work'],
  ['AWS_PROFILE', [], { AWS_PROFILE: 'work' }, 'work', 'profile-missing', 'aws configure sso --profile work'],
])('%s: the first call says what to type, the next one works', async (_name, args, more, section, code, advice) => {
  const simulator = await startRecordingSimulator();
  const env = emptyEnvironment({ AWS_ENDPOINT_URL: simulator.url, AWS_REGION: 'us-east-1', ...more });
  const host = await connectHost(args, env);
  const before = await host.call('get_volume_status', { attachedTo: 'prod-db-1' });
  expect(before.structuredContent).toMatchObject({ outcome: 'failed', error: { code } });
  for (const half of [before.text, JSON.stringify(before.structuredContent)]) expect(half).toContain(`\`${advice}\``);
  expect(simulator.requests).toEqual([]);

  const folder = join(env.HOME ?? '', '.aws');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'credentials'),
    `[${section}]\naws_access_key_id = AKIDNEW\naws_secret_access_key = made-up\n`,
  );
  const after = await host.call('get_volume_status', { attachedTo: 'prod-db-1' });
  expect(after.structuredContent.outcome).toBe('found');
  await host.close();
  await simulator.close();
});
