// A copy goes out with the credentials that it was judged by, at every attempt, while they are good for a minute.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import type { Ec2, SendGuard } from '../../../src/ports/ec2.ts';
import { type AwsEndpoint, json, SOURCE, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { openAwsHome } from '../../support/aws-home.ts';

const NOON = Date.parse('2026-11-28T12:00:00Z');
const MINUTE = 60_000;
const PLACE = { region: 'us-east-1' };
const REQUEST = { SourceVolumeId: SOURCE, ClientToken: 'held-1' };
const control = () => ({ signal: new AbortController().signal });

let aws: AwsEndpoint;
let ec2: Ec2;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  aws = await startAwsEndpoint();
  openAwsHome({
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: aws.url,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/container`,
  });
  let given = 0;
  aws.answerWith(({ action }) => {
    if (action !== 'GET /container') return undefined;
    given += 1;
    const Expiration = new Date(Date.now() + 60 * MINUTE).toISOString();
    return json({ AccessKeyId: `ASIA${given}`, SecretAccessKey: 's', Token: 't', Expiration });
  });
  ec2 = createEc2Port({ version: '1', endpoints: {} });
});
afterEach(() => {
  ec2.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const read = () => ec2.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, control());
const copy = (guard: Partial<SendGuard> = {}) =>
  ec2.copyVolumes(PLACE, REQUEST, control(), { mayStillSend: async () => true, ...guard });
const judgedBy = async () => {
  const reply = await ec2.callerIdentity(PLACE, control());
  return reply.ok ? { credentialsId: reply.value.credentialsId ?? '' } : {};
};
const keysOf = (action: string) => aws.requests.filter((one) => one.action === action).map((one) => one.accessKey);
const renewals = () => aws.actions().filter((action) => action === 'GET /container').length;

test('also when they come near their end between two attempts: none of them renews', async () => {
  const judged = await judgedBy();
  vi.setSystemTime(NOON + 54 * MINUTE);
  expect(await copy(judged)).toMatchObject({ ok: true });
  vi.setSystemTime(NOON + 56 * MINUTE);
  expect(await copy(judged)).toMatchObject({ ok: true });
  expect(keysOf('CopyVolumes')).toEqual(['ASIA1', 'ASIA1']);
  expect(renewals()).toBe(1);
});

test('also when another call has them renewed between two attempts', async () => {
  const judged = await judgedBy();
  vi.setSystemTime(NOON + 56 * MINUTE);
  await read();
  expect(await copy(judged)).toMatchObject({ ok: true });
  expect(keysOf('DescribeVolumes')).toEqual(['ASIA2']);
  expect(keysOf('CopyVolumes')).toEqual(['ASIA1']);
});

test('where nobody knows whose they are, those that were given last, without a renewal', async () => {
  await read();
  vi.setSystemTime(NOON + 56 * MINUTE);
  expect(await copy()).toMatchObject({ ok: true });
  expect(keysOf('CopyVolumes')).toEqual(['ASIA1']);
});

test('nothing leaves with others, once these are good for less than a minute', async () => {
  const judged = await judgedBy();
  vi.setSystemTime(NOON + 59.5 * MINUTE);
  expect(await copy(judged)).toMatchObject({ ok: false, failure: { code: 'not-sent', definite: true } });
  expect(keysOf('CopyVolumes')).toEqual([]);
});
