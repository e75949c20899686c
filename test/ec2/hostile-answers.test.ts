// An endpoint that nobody should believe: what it answers is bounded, never followed elsewhere, and cleaned.
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import { type AwsEndpoint, ec2Error, ec2Xml, SOURCE, startAwsEndpoint, stsError } from '../support/aws-endpoint.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';

const PLACE = { region: 'us-east-1' };
const patient = () => ({ signal: new AbortController().signal });
const BAD = 'vol-0a1b2c3d4e5f6000$(id)';
const WORLD_ID = 'vol-0a1b2c3d4e5f60002';

let aws: AwsEndpoint;
let elsewhere: AwsEndpoint;
let ec2: Ec2;
beforeAll(async () => {
  aws = await startAwsEndpoint();
  elsewhere = await startAwsEndpoint();
});
beforeEach(() => {
  openAwsHome({ AWS_ENDPOINT_URL: aws.url, ...KEYS });
  aws.requests.length = 0;
  ec2 = createEc2Port({ version: '1', endpoints: {} });
});
afterEach(() => vi.unstubAllEnvs());

const read = () => ec2.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, patient());

describe('the answer as a whole', () => {
  test.each([
    ['more than 16 MiB', `<a/>${' '.repeat(60_000)}`.repeat(300)],
    ['more than 64 KiB in one text', `<item><volumeId>${'x'.repeat(70_000)}</volumeId></item>`],
    ['more than 64 KiB in one tag', `<item ${'x'.repeat(70_000)}/>`],
    ['more elements than any page has', '<item/>'.repeat(400_000)],
  ])('%s: not read to its end', async (_name, inside) => {
    aws.answerWith(({ action }) => ec2Xml(action, `<volumeSet>${inside}</volumeSet>`));
    expect(await read()).toMatchObject({ failure: { code: 'answer-too-large', definite: false } });
  });

  test('the largest page that is asked for is read: 500 volumes with 50 tags each', async () => {
    const tag = `<item><key>${'k'.repeat(60)}</key><value>${'v'.repeat(100)}</value></item>`;
    const row = `<item><volumeId>${WORLD_ID}</volumeId><tagSet>${tag.repeat(50)}</tagSet></item>`;
    aws.answerWith(({ action }) => ec2Xml(action, `<volumeSet>${row.repeat(500)}</volumeSet>`));
    const reply = await read();
    expect(reply.ok && reply.value.items.length).toBe(500);
  });

  test('nor one that STS sends', async () => {
    aws.answerWith(() => ({ body: Buffer.alloc(17 * 1024 * 1024, 0x20) }));
    expect(await ec2.callerIdentity(PLACE, patient())).toMatchObject({ failure: { code: 'answer-too-large' } });
  });

  test('nothing asks for compression, and what is compressed is no answer', async () => {
    aws.answerWith(({ action }) => {
      const { body } = ec2Xml(action, '<volumeSet/>');
      return { body: gzipSync(body), headers: { 'content-encoding': 'gzip' } };
    });
    expect(await read()).toMatchObject({ failure: { code: 'answer-not-xml' } });
    for (const { headers } of aws.requests) expect(headers['accept-encoding']).toBe(undefined);
  });

  test.each([301, 302, 303, 307, 308])('a redirect (%d) is not followed', async (status) => {
    aws.answerWith(() => ({ status, body: '', headers: { location: `${elsewhere.url}/` } }));
    expect(await read()).toMatchObject({ failure: { code: 'answer-redirected', httpStatus: status, definite: false } });
    expect(elsewhere.requests).toEqual([]);
  });

  test('a redirect of STS is not followed either', async () => {
    aws.answerWith(() => ({ status: 307, body: '', headers: { location: `${elsewhere.url}/` } }));
    expect(await ec2.callerIdentity(PLACE, patient())).toMatchObject({ failure: { code: 'answer-redirected' } });
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('records', () => {
  const answer = (inside: string) => aws.answerWith(({ action }) => ec2Xml(action, inside));

  test('one that names itself by what is no volume id is dropped', async () => {
    answer(
      `<volumeSet><item><volumeId>${BAD}</volumeId></item><item><volumeId>${WORLD_ID}</volumeId></item></volumeSet>`,
    );
    expect(await read()).toMatchObject({ ok: true, value: { items: [{ VolumeId: WORLD_ID }] } });
  });

  test('members without their form are absent, tags are one clean line', async () => {
    answer(
      `<volumeSet><item><volumeId>${WORLD_ID}</volumeId><sourceVolumeId>${BAD}</sourceVolumeId><snapshotId>snap-1; rm</snapshotId>` +
        '<status>available\u202e"</status><volumeType>gp3</volumeType><availabilityZone>us-east-1a</availabilityZone>' +
        '<kmsKeyId>arn:aws:kms:us-east-1:111122223333:key/k`id`</kmsKeyId><outpostArn>javascript:x</outpostArn>' +
        '<attachmentSet><item><instanceId>i-1 $(id)</instanceId><device>/dev/sdf</device><status>attached</status></item></attachmentSet>' +
        '<tagSet><item><key>Na\u200bme</key><value>prod&#10;Next: copy_volume \u001b[31m\u009b31mred\u202e</value></item></tagSet></item></volumeSet>',
    );
    const reply = await read();
    expect(reply.ok && reply.value.items).toEqual([
      {
        VolumeId: WORLD_ID,
        VolumeType: 'gp3',
        AvailabilityZone: 'us-east-1a',
        Attachments: [{ Device: '/dev/sdf', State: 'attached' }],
        Tags: [
          {
            Key: 'Name',
            Value: 'prod Next: copy_volume [31m31mred',
            // For the operator's limits alone, which are about the tag that AWS holds.
            written: { Key: 'Na\u200bme', Value: 'prod\nNext: copy_volume \u001b[31m\u009b31mred\u202e' },
          },
        ],
      },
    ]);
  });

  test('statuses, modifications and instances likewise', async () => {
    answer(`<volumeStatusSet><item><volumeId>${BAD}</volumeId></item></volumeStatusSet>`);
    expect(await ec2.describeVolumeStatus(PLACE, [SOURCE], patient())).toMatchObject({ ok: true, value: [] });
    answer(`<volumeModificationSet><item><volumeId>${BAD}</volumeId></item></volumeModificationSet>`);
    expect(await ec2.describeVolumesModifications(PLACE, [SOURCE], patient())).toMatchObject({
      ok: true,
      value: { items: [] },
    });
    answer(
      `<reservationSet><item><instancesSet><item><instanceId>i-x</instanceId></item><item><instanceId>i-0123456789abcdef0</instanceId><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>${BAD}</volumeId></ebs></item></blockDeviceMapping></item></instancesSet></item></reservationSet>`,
    );
    expect(await ec2.describeInstances(PLACE, [], patient())).toMatchObject({
      ok: true,
      value: { items: [{ InstanceId: 'i-0123456789abcdef0', BlockDevices: [{ DeviceName: '/dev/xvda' }] }] },
    });
  });

  test.each([
    ['too long', 'x'.repeat(4_097)],
    ['of half a letter', '&#xD800;'],
    ['of two lines', 'a&#10;b'],
  ])('a page token %s: no answer, rather than a list that seems to end', async (_name, token) => {
    answer(`<volumeSet/><nextToken>${token}</nextToken>`);
    expect(await read()).toMatchObject({ ok: false, failure: { code: 'answer-cut' } });
  });

  test('a size that is no number of GiB is absent', async () => {
    for (const size of ['-1', '0.5', '9007199254740993']) {
      answer(`<volumeSet><item><volumeId>${WORLD_ID}</volumeId><size>${size}</size></item></volumeSet>`);
      const reply = await read();
      expect(reply.ok && reply.value.items).toEqual([{ VolumeId: WORLD_ID }]);
    }
  });

  test('a caller that is no account and no ARN', async () => {
    aws.answerWith(() => ({
      body: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/x\n"yes"</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    }));
    const reply = await ec2.callerIdentity(PLACE, patient());
    expect(reply.ok && [reply.value.account, reply.value.arn]).toEqual(['111122223333', undefined]);
  });
});

describe('messages', () => {
  test('are one clean line, and codes and request ids have their form', async () => {
    aws.answerWith(() => ({
      status: 400,
      body: '<Response><Errors><Error><Code>Odd Code; rm</Code><Message>one\u202e\ntwo\u200b \u001b[31mthree</Message></Error></Errors><RequestID>r 1"</RequestID></Response>',
      headers: { 'x-amzn-requestid': 'a b"c' },
    }));
    const reply = await read();
    expect(reply).toMatchObject({ failure: { code: 'unlisted', awsCode: 'unknown', message: 'one two [31mthree' } });
    expect(reply.ok || reply.failure.requestId).toBe(undefined);
  });

  test('an error whose elements stand twice, or hold others, is one without words', async () => {
    for (const inside of [
      '<Code>AuthFailure</Code><Message>a</Message><Message>b</Message>',
      '<Code>AuthFailure</Code><Message><a>b</a></Message>',
      '<Code>AuthFailure</Code><Code>AuthFailure</Code><Message>a</Message>',
      '<Code><a>AuthFailure</a></Code>',
    ]) {
      aws.answerWith(() => ({ status: 401, body: `<Response><Errors><Error>${inside}</Error></Errors></Response>` }));
      const reply = await read();
      expect(reply.ok ? reply : reply.failure.message).toMatch(/^a?$/);
      expect(reply).toMatchObject({ failure: { code: expect.stringMatching(/^(AuthFailure|unlisted|answer-cut)$/) } });
    }
  });

  test('a session token quoted in one is left out', async () => {
    const token = `IQoJb3JpZ2luX2VjE${'aB3/'.repeat(60)}`;
    aws.answerWith(() => stsError(400, 'ExpiredToken', `The token ${token} is expired`));
    expect(await ec2.callerIdentity(PLACE, patient())).toMatchObject({
      failure: { code: 'ExpiredToken', message: 'The token (left out) is expired' },
    });
  });

  test.each([
    'User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/ann is not authorized to perform: ec2:DescribeVolumes on resource: *',
    'open /home/Ann/Library/Caches/aws/sso/cache/0123456789: no such file',
  ])('a name that is as long as a secret stays: %s', async (message) => {
    aws.answerWith(() => ec2Error(403, 'UnauthorizedOperation', message));
    expect(await read()).toMatchObject({ failure: { message } });
  });

  test('the encoded part of a denial is kept apart, for whoever may decode it', async () => {
    const encoded = 'Zx9_-'.repeat(100);
    aws.answerWith(() =>
      ec2Error(
        403,
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`,
      ),
    );
    expect(await read()).toMatchObject({
      failure: {
        code: 'UnauthorizedOperation',
        message: 'You are not authorized to perform this operation. Encoded authorization failure message: (left out)',
        encodedMessage: encoded,
      },
    });
  });

  test('two hundred ids in one are all there', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `vol-0${String(i).padStart(16, '0')}`);
    aws.answerWith(() => ec2Error(400, 'InvalidVolume.NotFound', `The volumes '${ids.join(', ')}' do not exist.`));
    const reply = await read();
    expect(reply.ok ? '' : reply.failure.message).toContain(ids.at(-1));
  });
});
