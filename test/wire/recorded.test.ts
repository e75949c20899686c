// Replies that `npm run live` recorded: nothing private is in them, and the server reads each as it is.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecordedExchange } from '../../live/report/record-replies.ts';
import { itemsOf, readReply } from '../../live/wire/reply.ts';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import { failureCodeOf } from '../../src/volume/errors/aws-codes.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../support/aws-endpoint.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';

// One file a run: DATE-WHOSE.json, where WHOSE is `aws`, `embedded-ec2`, or the emulator and its version. That of the
// embedded EC2 says nothing about AWS: it is there so that every kind of reply has gone this way once.
const folder = fileURLToPath(new URL('./recorded/', import.meta.url));
const FILES = readdirSync(folder);
const PLACE = { region: 'us-east-1' };
const IDS = ['vol-00000000000000001'];
const SETS: Record<string, string> = {
  CopyVolumes: 'volumeSet',
  DescribeVolumes: 'volumeSet',
  DescribeVolumeStatus: 'volumeStatusSet',
  DescribeVolumesModifications: 'volumeModificationSet',
};

const read = (file: string) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as RecordedExchange[];
const control = () => ({ signal: new AbortController().signal });

let aws: AwsEndpoint;
let ec2: Ec2;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => {
  openAwsHome({ AWS_ENDPOINT_URL: aws.url, ...KEYS });
  ec2 = createEc2Port({ version: '1', endpoints: {} });
});
afterEach(() => {
  vi.unstubAllEnvs();
  ec2.close();
});

/** What the server makes of a reply to this action: how many things, that it is permitted, or the code of the failure. */
async function readAsServer(action: string, dryRun: boolean): Promise<number | string> {
  const request = { SourceVolumeId: IDS[0] ?? '' };
  const answers = {
    CopyVolumes: () =>
      dryRun
        ? ec2.rehearseCopy(PLACE, request, control())
        : ec2.copyVolumes(PLACE, request, control(), { mayStillSend: async () => true }),
    DescribeVolumes: () => ec2.describeVolumes(PLACE, {}, control()),
    DescribeVolumeStatus: () => ec2.describeVolumeStatus(PLACE, IDS, control()),
    DescribeVolumesModifications: () => ec2.describeVolumesModifications(PLACE, IDS, control()),
  };
  const reply = await answers[action as keyof typeof answers]();
  if (!reply.ok) return reply.failure.code === 'unlisted' ? (reply.failure.awsCode ?? '') : reply.failure.code;
  if (reply.value === 'permitted') return reply.value;
  return Array.isArray(reply.value) ? reply.value.length : reply.value.items.length;
}

/** What the recorded reply says, in the words of `readAsServer`. */
function readByHand({ action, request, status, reply }: RecordedExchange): number | string {
  const byHand = readReply(action, request, status, reply);
  if (byHand.code === 'ok') return itemsOf(byHand, SETS[action] ?? '').length;
  if (byHand.code === 'DryRunOperation') return 'permitted';
  // To the server that is "no modification".
  if (byHand.code === 'InvalidVolumeModification.NotFound') return 0;
  return failureCodeOf(byHand.code) ?? byHand.code;
}

const isDryRun = ({ request }: RecordedExchange) => new URLSearchParams(request).get('DryRun') === 'true';

test('there is something to read', () => {
  expect(FILES.length).toBeGreaterThan(0);
});

describe.each(FILES)('%s', (file) => {
  test('holds nothing private', () => {
    const text = readFileSync(`${folder}${file}`, 'utf8');
    expect(text.match(/\b(?!111122223333\b)\d{12}\b/g)).toBeNull();
    expect(text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi)).toBeNull();
    expect(text.match(/arn:[\w-]+:[\w-]+:[\w-]*:(?!111122223333:REPLACED)/g)).toBeNull();
    expect(text.match(/<value>(?!TAG-VALUE<)/g)).toBeNull();
    expect(text.match(/\b(?:vol|snap|i)-(?!0{10})[0-9a-f]{8,17}\b/g)).toBeNull();
  });

  // The server sends no dry run but that of a copy.
  const readable = read(file).filter((one) => one.action in SETS && (one.action === 'CopyVolumes' || !isDryRun(one)));
  test.each(readable)('$experiment: $action $status', async (exchange) => {
    const { action, status, reply } = exchange;
    aws.answerWith((sent) => (sent.action === action ? { status, body: reply } : undefined));
    expect(await readAsServer(action, isDryRun(exchange))).toBe(readByHand(exchange));
  });
});
