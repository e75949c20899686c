// A machine whose clock is wrong: what one client learned of AWS's clock holds for all, and a refusal says how wrong.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import { reportFailure } from '../../src/volume/errors/failure.ts';
import { type AwsEndpoint, ec2Error, ec2Xml, SOURCE, startAwsEndpoint } from '../support/aws-endpoint.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';

const HOUR_MS = 3_600_000;
const PLACE = { region: 'us-east-1' };
const patient = () => ({ signal: new AbortController().signal });

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => {
  openAwsHome({ AWS_ENDPOINT_URL: aws.url, ...KEYS });
  aws.requests.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

/** AWS's clock, an hour ahead of this machine's. */
const ahead = () => ({ date: new Date(Date.now() + HOUR_MS).toUTCString() });

function signedHoursAhead(): number[] {
  return aws.requests.map(({ headers }) => {
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
    return Math.round((Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Date.now()) / HOUR_MS) + 0;
  });
}

test('reads, a copy and STS are signed by the clock that the first answer told', async () => {
  aws.answerWith(({ action }) =>
    action === 'DescribeVolumes' ? { ...ec2Xml(action, '<volumeSet/>'), headers: ahead() } : undefined,
  );
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  await ec2.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, patient());
  await Promise.all([
    ec2.copyVolumes(PLACE, { SourceVolumeId: SOURCE, ClientToken: 't' }, patient(), { mayStillSend: async () => true }),
    ec2.callerIdentity(PLACE, patient()),
    ec2.describeVolumes({ region: 'eu-west-1' }, {}, patient()),
  ]);
  expect(signedHoursAhead()).toEqual([0, 1, 1, 1]);
});

test.each(['RequestExpired', 'SignatureDoesNotMatch'])('%s names the difference', async (code) => {
  aws.answerWith(() => ({ ...ec2Error(400, code, 'too old'), headers: ahead() }));
  const reply = await createEc2Port({ version: '1', endpoints: {} }).describeVolumes(PLACE, {}, patient());
  if (reply.ok) throw new Error('expected a failure');
  const { meaning, nextStep } = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*' });
  expect(meaning).toContain("This machine's clock is 60 minutes behind AWS's clock");
  expect(nextStep).toContain("Set this machine's clock");
});

test("EC2's clock is told by EC2's answers, not by the page of a proxy", async () => {
  const page = { status: 403, headers: { ...ahead(), 'content-type': 'text/html' }, body: '<html>blocked</html>' };
  aws.answerWith(({ action }) => (action === 'DescribeVolumes' ? ec2Xml(action, '<volumeSet/>') : page));
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  await ec2.encryptionByDefault(PLACE, patient());
  expect(ec2.clock()).toBeUndefined();
  await ec2.describeVolumes(PLACE, {}, patient());
  await ec2.callerIdentity(PLACE, patient());
  expect(Math.abs((ec2.clock() ?? 0) - Date.now())).toBeLessThan(HOUR_MS / 2);
});

test('a clock that is right is not blamed', async () => {
  aws.answerWith(() => ec2Error(400, 'RequestExpired', 'too old'));
  const reply = await createEc2Port({ version: '1', endpoints: {} }).describeVolumes(PLACE, {}, patient());
  expect(reply.ok || reply.failure.hint).not.toHaveProperty('clockOffsetSeconds');
});
