// What is taken out of text that people and AWS write.
import { describe, expect, test } from 'vitest';
import { plainJson, plainText, quotedText, withoutSecrets } from '../../src/text/plain-text.ts';

describe('text that people wrote', () => {
  test.each<[name: string, text: string, expected: string]>([
    ['stays as it is', 'Données – 数据 ✓ 🚀', 'Données – 数据 ✓ 🚀'],
    ['is one line', 'a\r\nb\n\n\tc', 'a b c'],
    ['has no line or paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    ['has no controls', 'a\u0000b\u0007c\u001bd\u007fe\u009bf', 'abcdef'],
    ['has no zero-width letters', 'a\u200bb\u200cc\u200dd\ufeff', 'abcd'],
    ['has no reversed reading order', '\u202agp3\u202e\u2066x\u2069\u200f', 'gp3x'],
    ['has no hidden tag letters', 'ok\u{e0049}\u{e0067}', 'ok'],
    ['has no invisible fillers', 'a\u115fb\u3164c\u00add\u034fe', 'abcde'],
    ['has no blanks around it', '  x  ', 'x'],
  ])('%s', (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  test('is cut at the limit, never inside a letter of two halves', () => {
    expect(plainText('x'.repeat(256))).toBe('x'.repeat(256));
    expect(plainText('x'.repeat(257))).toBe(`${'x'.repeat(255)}…`);
    expect(plainText('abc🚀def', 5)).toBe('abc…');
    expect(plainText('ab🚀def', 5)).toBe('ab🚀…');
  });

  test('is quoted where a person reads it: 60 characters, no quotes of its own', () => {
    expect(quotedText('say "yes"')).toBe(`"say 'yes'"`);
    expect(quotedText('y'.repeat(60))).toBe(`"${'y'.repeat(60)}"`);
    expect(quotedText('y'.repeat(61))).toBe(`"${'y'.repeat(59)}…"`);
  });
});

test('in JSON what nobody sees is an escape: the value is the same, and stands in one line', () => {
  const value = { a: 'x\n\u202ey\u200b\u2028', tag: '\u{e0049}', plain: 'é 数 🚀' };
  const json = plainJson(value);
  expect(json).toBe('{"a":"x\\n\\u202ey\\u200b\\u2028","tag":"\\udb40\\udc49","plain":"é 数 🚀"}');
  expect(JSON.parse(json)).toEqual(value);
});

const TOKEN = `IQoJb3JpZ2luX2VjE${'aB3/xYz9+Q'.repeat(30)}==`;
const KEY = '9QqXd50ih/zdbT3xyO+e74UmVpHW2dMxvY8lyGdV';
const ROLE = 'arn:aws:sts::111122223333:assumed-role/R/s';
const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
// As `base64` breaks it.
const LINE = 'sOClB/+u3+rXLTu3+e302m+qhm5+F02+uh1+Khq9ym+GxbT+R+M1GfM1+pOl+VpP+rkMTFt9ohOp';

describe('what looks like a secret is left out', () => {
  test.each([
    ['behind an ARN in JSON', `{"arn":"${ROLE}","x":"${TOKEN}"}`, `{"arn":"${ROLE}","x":"(left out)"}`],
    ['behind an ARN in a query', `RoleArn=${ROLE}&X=${TOKEN}&Y=1`, `RoleArn=${ROLE}&(left out)&Y=1`],
    ['behind an ARN and a comma', `${ROLE},${KEY}`, `${ROLE},(left out)`],
    ['behind an ARN and =', `${ROLE}=${KEY}`, `${ROLE}(left out)`],
    ['in an ARN', `${ROLE}/${TOKEN}`, 'arn:aws:sts::111122223333:(left out)=='],
    ['behind the : of an ARN', `${ROLE}:${KEY}`, `${ROLE}:(left out)`],
    ['in a query', `?a=1&b=${encodeURIComponent(TOKEN)}&c`, '?a=1&(left out)&c'],
    ['with the escapes of JSON', `"${TOKEN.replaceAll('/', '\\/')}"`, '"(left out)"'],
    [
      'with the escapes of XML',
      `<a>${TOKEN.replaceAll('+', '&#43;').replaceAll('=', '&#x3d;')}</a>`,
      '<a>(left out)</a>',
    ],
    ['in short lines', `x: ${TOKEN.replace(/.{24}/g, '$&\n  ')} y`, 'x: (left out) y'],
  ])('%s', (_, text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  test.each([
    ['{"SecretAccessKey":"Hunter2","a":1}', '{"SecretAccessKey":(left out),"a":1}'],
    ['{\\"sessionToken\\":\\"Hunter2\\"}', '{\\"sessionToken\\":(left out)}'],
    [`{"AccessKeyId": "${ACCESS_KEY_ID}"}`, '{"AccessKeyId": (left out)}'],
    ['&quot;clientSecret&quot;:&quot;Hunter2', '&quot;clientSecret&quot;:(left out)'],
    ['aws_secret_access_key = Hunter2', 'aws_secret_access_key = (left out)'],
    [`X-Amz-Security-Token=${LINE}\r\ne5DDgvwfXoKxwGnT+mL+XKx3&next=1`, 'X-Amz-Security-Token=(left out)&next=1'],
    [
      `X-Amz-Security-Token=${LINE}\nHost: sts.amazonaws.com`,
      'X-Amz-Security-Token=(left out)\nHost: sts.amazonaws.com',
    ],
    [`/${LINE.replaceAll('+', String.raw`\u002b`)}`, '(left out)'],
    [
      'X-Amz-Signature=0a1b2c&X-Amz-Security-Token=Hunter2 no',
      'X-Amz-Signature=(left out)&X-Amz-Security-Token=(left out) no',
    ],
    ['x-amz-security-token:Hunter2\nx', 'x-amz-security-token:(left out)\nx'],
    ['SessionToken%3DHunter2', 'SessionToken%3D(left out)'],
    ['<Password>Hunter2</Password>', '<Password>(left out)</Password>'],
    ['Authorization: Basic Hunter2', 'Authorization: Basic (left out)'],
    ["'Authorization' => 'Bearer Hunter2'", "'Authorization' => (left out)"],
    ['Password: Hunter2', 'Password: (left out)'],
    ['vault --password Hunter2 failed', 'vault --password (left out) failed'],
    ['at https://ann:Hunter2@host/x and https://Hunter2@host', 'at https://host/x and https://host'],
    ['{"url":"https:\\/\\/ann:Hunter2@host"}', '{"url":"https:\\/\\/host"}'],
  ])('by its name or place: %s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
    expect(withoutSecrets(expected)).toBe(expected);
  });
});

describe('what AWS and helpers say stays whole', () => {
  test.each([
    'arn:aws:iam::111122223333:role/Teams/Platform/Storage-2026/EbsCopyAdministrators-Production-Role1',
    'arn:aws:iam::111122223333:role/MyServiceStackProdEu-TaskDefinitionExecutionRole9A8B7C6D-Xy12Z3AbCdEf',
    'arn:aws:sts::111122223333:assumed-role/App-Fn1A2B3C4D-1AB2CD3EF4GH5/i-0123456789abcdef0',
    'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_EBSCopyV2_0a1b2c3d4e5f6789/J.Doe+1@example.com',
    'arn:aws:sts::111122223333:federated-user/doe,jane=x',
    'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef',
    'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:iam::111122223333:policy/Division_ABC/Subdivision_XYZ/EC2-EBS-CopyVolumes-KMS-Grant-V2',
    'arn:aws:iam::111122223333:policy/DenyEBSCopyVolumesWithoutKMSKeyInEUWest1AndUSEast1',
    'arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/service_control_policy/p-a1b2c3d4',
    'arn:aws:iam::aws:policy/A1b,arn:aws:iam::111122223333:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2V2',
  ])('%s', (arn) => {
    for (const text of [
      `on resource: ${arn} with an explicit deny`,
      `{"arn":"${arn}"}`,
      `x=${arn}&y`,
      `${arn}\nUnauthorized`,
    ])
      expect(withoutSecrets(text)).toBe(text);
  });

  test.each([
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key.',
    'Signature expired: 20261128T000000Z is now earlier than 20261128T001000Z',
    'The security token included in the request is invalid',
    'ClientToken: 0a1b2c3d-1234-5678-9abc-def012345678',
    'open /home/Ann/Library/Caches/aws/sso/cache/0123456789: no such file',
    'UnauthorizedOperation\nvol-0123456789abcdef0',
    'Mail jane@example.com, or see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Run1.html#A@b',
  ])('%s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});
