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
  ['the alias of a key', 'payroll: alias/payroll', 'REPLACED: alias/REPLACED'],
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
  [
    'the name of a session with a comma',
    'User: arn:aws:sts::123456789012:assumed-role/Admin/doe,jane is, arn:aws:iam::123456789012:role/x, too',
    'User: arn:aws:sts::111122223333:REPLACED is, arn:aws:iam::111122223333:REPLACED, too',
  ],
  [
    'the session after the id of a principal',
    '<userId>AROAEXAMPLE123456:jane@corp.com</userId>',
    '<userId>PRINCIPAL-ID</userId>',
  ],
  [
    'ids of other kinds of principals',
    'AGPAEXAMPLEEXAMPLE1 ANPAEXAMPLEEXAMPLE1 ABIAEXAMPLEEXAMPLE1 ACCAEXAMPLEEXAMPLE1',
    'PRINCIPAL-ID PRINCIPAL-ID PRINCIPAL-ID PRINCIPAL-ID',
  ],
  ['an account number in a name', '123456789012_backup of 1234-5678-9012', '111122223333_backup of 111122223333'],
  [
    'a request id in a message',
    '<Message>QYn9OJy476 failed (Request ID: QYn9OJy476)</Message><RequestID>QYn9OJy476</RequestID>',
    '<Message>REQUEST-ID failed (Request ID: REQUEST-ID)</Message><RequestID>REQUEST-ID</RequestID>',
  ],
  [
    'a request id in an element with attributes',
    '<requestId xmlns="a">abc-1</requestId>',
    '<requestId xmlns="a">REQUEST-ID</requestId>',
  ],
  [
    'a tag value in a message',
    'X.Tag.1.Value=payroll+db&Size=1 <Message>Value (payroll db) for parameter tag Name is invalid</Message>',
    'X.Tag.1.Value=TAG-VALUE&Size=1 <Message>Value (TAG-VALUE) for parameter tag Name is invalid</Message>',
  ],
  [
    'a part of an ARN in a message',
    'arn:aws:iam::123456789012:role/team/payroll: the role payroll, path team/payroll, of payroll-1',
    'arn:aws:iam::111122223333:REPLACED the role REPLACED, path REPLACED/REPLACED, of REPLACED-1',
  ],
  [
    'a tag value in a filter',
    'Filter.1.Name=tag:Owner&Filter.1.Value.1=payroll',
    'Filter.1.Name=tag:Owner&Filter.1.Value.1=TAG-VALUE',
  ],
  [
    'ids of other things',
    'eni-0123456789abcdef0 vpc-01234567 h-0123456789abcdef0',
    'eni-00000000000000001 vpc-00000000000000002 h-00000000000000003',
  ],
  ['a key id without dashes', 'KmsKeyId=1234abcd12ab34cd56ef1234567890ab', 'KmsKeyId=HEX-ID'],
  [
    'but not what EC2 itself writes',
    '<value>available</value><status>available</status><value>true</value><encrypted>true</encrypted><value>size</value><size>8</size>',
    '<value>TAG-VALUE</value><status>available</status><value>TAG-VALUE</value><encrypted>true</encrypted><value>TAG-VALUE</value><size>8</size>',
  ],
])('%s', (_, text, redacted) => {
  expect(createRedactor()(text)).toBe(redacted);
});

test('what one reply shows to be private is replaced in those before it', () => {
  const message = '<Message>The tag payroll db of jane@corp.com is not allowed.</Message>';
  const redact = createRedactor([message, '<value>payroll db</value><userId>AROAEXAMPLE123456:jane@corp.com</userId>']);
  expect(redact(message)).toBe('<Message>The tag TAG-VALUE of REPLACED is not allowed.</Message>');
});

test('an id of a thing has the same stand-in everywhere in a report', () => {
  const redact = createRedactor();
  expect(redact('vol-0a1b2c3d4e5f60001 on i-0a1b2c3d4e5f60001')).toBe('vol-00000000000000001 on i-00000000000000002');
  expect(redact('vol-0a1b2c3d4e5f60001, vol-0a1b2c3d4e5f60002')).toBe('vol-00000000000000001, vol-00000000000000003');
});
