import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startRecordingSimulator } from '../support/recording-simulator.ts';

// requests/: forms as the AWS SDK for JavaScript 3.1169 sends them, reviewed against the EC2 API reference.
// replies/: typed from the EC2 API reference; REQUEST-ID and vol-NEW stand for what only the simulator can know.
const here = fileURLToPath(new URL('.', import.meta.url));
const NAMES = readdirSync(`${here}requests`).map((file) => file.replace('.txt', ''));
const START = Date.UTC(2026, 10, 22, 9, 0, 0);

const STATUS: Record<string, number> = {
  'copy-volumes-dry-run': 412,
  'copy-volumes-smaller': 400,
  'describe-volumes-unknown': 400,
  'get-ebs-default-kms-key-id-dry-run': 412,
};

test('every request has its reply', () => {
  expect(readdirSync(`${here}replies`).map((file) => file.replace('.xml', ''))).toEqual(NAMES);
});

test.each(NAMES)('%s', async (name) => {
  const simulator = await startRecordingSimulator({ now: () => START });
  const service = name === 'get-caller-identity' ? 'sts' : 'ec2';
  const response = await fetch(simulator.url, {
    method: 'POST',
    body: readFileSync(`${here}requests/${name}.txt`),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const made = simulator.requests[0]?.createdVolumeId ?? 'vol-none';
  await simulator.close();

  const requestId = response.headers.get('x-amzn-requestid') ?? '';
  expect(requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const expected = readFileSync(`${here}replies/${name}.xml`, 'utf8')
    .replace('REQUEST-ID', requestId)
    .replaceAll('vol-NEW', made);
  // Text first, for a readable difference; then the bytes.
  expect(bytes.toString('utf8')).toBe(expected);
  expect(bytes.equals(Buffer.from(expected))).toBe(true);
  expect(response.status).toBe(STATUS[name] ?? 200);
  expect(response.headers.get('date')).toBe('Sun, 22 Nov 2026 09:00:00 GMT');
  expect(response.headers.get('content-type')).toBe('text/xml;charset=UTF-8');
});
