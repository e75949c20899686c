// What a reply may keep of an account when it goes into a report.
import { expect, test } from 'vitest';
import { createRedactor } from '../../live/report/redact.ts';

test.each<[what: string, text: string, redacted: string]>([
  ['an account number', '<ownerId>123456789012</ownerId>', '<ownerId>111122223333</ownerId>'],
  [
    'an ARN',
    '<kmsKeyId>arn:aws:kms:eu-central-1:123456789012:key/1a2b3c4d-0000-4000-8000-0000000da7a0</kmsKeyId>',
    '<kmsKeyId>arn:aws:kms:eu-central-1:111122223333:REPLACED</kmsKeyId>',
  ],
  [
    'the ARN of a caller',
    'User: arn:aws:sts::123456789012:assumed-role/Admin/jane is',
    'User: arn:aws:sts::111122223333:REPLACED is',
  ],
  [
    'an ARN in a form',
    'KmsKeyId=arn%3Aaws%3Akms%3Aeu-central-1%3A123456789012%3Akey%2Fabc&Size=1',
    'KmsKeyId=arn:aws:kms:eu-central-1:111122223333:REPLACED&Size=1',
  ],
  ['a key id', 'key 1a2b3c4d-0000-4000-8000-0000000da7a0 is disabled', 'key UUID is disabled'],
  ['a multi-Region key id', 'mrk-0123456789abcdef0123456789abcdef', 'mrk-KEY-ID'],
  ['the alias of a key', 'alias/payroll', 'alias/REPLACED'],
  ['but not the default one', 'alias/aws/ebs', 'alias/aws/ebs'],
  [
    'a tag value',
    '<item><key>Name</key><value>payroll db</value></item>',
    '<item><key>Name</key><value>TAG-VALUE</value></item>',
  ],
  [
    'a tag value in a form',
    'TagSpecification.1.Tag.1.Value=payroll+db&DryRun=true',
    'TagSpecification.1.Tag.1.Value=TAG-VALUE&DryRun=true',
  ],
  ['a request id', '<RequestID>QYn9OJy476</RequestID>', '<RequestID>REQUEST-ID</RequestID>'],
  ['a page token', '<nextToken>eyJ2IjoiMiJ9</nextToken>', '<nextToken>NEXT-TOKEN</nextToken>'],
  ['a client token', 'ClientToken=live-1-2&Size=1', 'ClientToken=CLIENT-TOKEN&Size=1'],
  [
    'a denial that is encoded',
    'Encoded authorization failure message: aZ_-9 more',
    'Encoded authorization failure message: ENCODED more',
  ],
  ['the id of a principal', '<userId>AIDASIMULATEDUSER0001</userId>', '<userId>PRINCIPAL-ID</userId>'],
])('%s', (_, text, redacted) => {
  expect(createRedactor()(text)).toBe(redacted);
});

test('an id of a thing has the same stand-in everywhere in a report', () => {
  const redact = createRedactor();
  expect(redact('vol-0a1b2c3d4e5f60001 on i-0a1b2c3d4e5f60001')).toBe('vol-00000000000000001 on i-00000000000000002');
  expect(redact('vol-0a1b2c3d4e5f60001, vol-0a1b2c3d4e5f60002')).toBe('vol-00000000000000001, vol-00000000000000003');
});
