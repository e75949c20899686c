// The reads of the callers of one role: who has many of them slow does not keep the others waiting until all are over.
import { afterEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import { SOURCE, startAwsEndpoint, stsError } from '../../support/aws-endpoint.ts';
import { KEYS, openAwsHome } from '../../support/aws-home.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const placeOf = (name: string, profile: string) => ({
  region: 'us-east-1',
  session: { roleArn: `arn:aws:iam::111122223333:role/${name}`, name, profile },
});

test('the second turn that gets free is that of the other caller', async () => {
  const home = openAwsHome({ ...KEYS, AWS_REGION: 'us-east-1' });
  home.write('credentials', '[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = made-up\n');
  const aws = await startAwsEndpoint();
  aws.answerWith(({ action, accessKey }) => {
    if (action === 'GetCallerIdentity') return stsError(403, 'AccessDenied', 'No.');
    return action === 'DescribeVolumes' && accessKey === 'ASIAann' ? 'silent' : undefined;
  });
  const ec2 = createEc2Port({ version: '1', endpoints: { ec2: aws.url, sts: aws.url } });
  const readBy = (name: string, signal: AbortSignal) =>
    ec2.describeVolumes(placeOf(name, 'base'), { VolumeIds: [SOURCE] }, { signal });
  const { signal: patient } = new AbortController();
  // With the credentials at hand he waits for nothing but a turn.
  expect(await readBy('bob', patient)).toMatchObject({ ok: true });
  const slow = Array.from({ length: 20 }, () => new AbortController());
  const reads = slow.map(({ signal }) => readBy('ann', signal));
  const slowOnes = () => aws.requests.filter(({ accessKey }) => accessKey === 'ASIAann').length;
  await vi.waitFor(() => expect(slowOnes()).toBe(16), { timeout: 30_000 });
  const other = readBy('bob', patient);
  await new Promise((resolve) => setImmediate(resolve));
  slow[0]?.abort();
  slow[1]?.abort();
  expect(await other).toMatchObject({ ok: true });
  expect(slowOnes()).toBeLessThan(18);
  for (const one of slow) one.abort();
  await Promise.all(reads);
  ec2.close();
});
