import { expect, test } from 'vitest';
import { copyText } from '../../../src/volume/answers/copy-text.ts';
import { opening, whereOf, whereText } from '../../../src/volume/answers/result-parts.ts';

test('the text of a refused rehearsal holds every fact', () => {
  const text = copyText({
    outcome: 'would_be_refused',
    summary: 'Nothing was created. This copy would be refused: Iops is missing.',
    where: {
      region: 'eu-west-1',
      profile: 'prod',
      account: '111122223333',
      principal: 'arn:aws:iam::111122223333:user/ann',
      simulated: false,
    },
    dryRun: true,
    Volumes: [],
    source: {
      VolumeId: 'vol-0123456789abcdef0',
      State: 'in-use',
      Tags: [{ Key: 'Name', Value: 'db "main"' }],
      instance: { id: 'i-0123456789abcdef0', device: '/dev/sdf' },
    },
    changes: [
      { setting: 'VolumeType', source: 'gp3', copy: 'io2' },
      { setting: 'Size', source: '10 GiB', copy: '10 GiB', note: 'default of EC2' },
      { setting: 'AvailabilityZone', source: 'eu-west-1a', copy: 'eu-west-1a' },
    ],
    findings: [
      {
        level: 'block',
        code: 'iops-required',
        by: 'us',
        message: 'Iops is missing.',
        fix: { arguments: { Iops: 100 }, advice: 'Give Iops.', afterSeconds: 5 },
      },
      {
        level: 'block',
        code: 'ec2-refused',
        by: 'ec2',
        message: "EC2's dry run refuses.",
        ec2: { code: 'InvalidParameterCombination', message: 'iops is required' },
      },
    ],
    notProven: ['capacity', 'grants'],
    error: {
      code: 'unlisted',
      awsCode: 'Odd',
      message: 'as AWS said',
      meaning: 'What it means.',
      nextStep: 'What to do.',
      retry: 'later',
      retryAfterSeconds: 30,
      whoCanFix: 'person',
      httpStatus: 400,
      requestId: 'req-1',
      denied: { action: 'ec2:CopyVolumes', resource: '*', decode: 'aws sts decode-authorization-message' },
      policy: { Effect: 'Allow', Action: ['ec2:CopyVolumes'], Resource: '*' },
    },
    next: [{ tool: 'copy_volume', arguments: { Iops: 100 }, why: 'corrected', afterSeconds: 5 }],
    handOver: [{ purpose: 'attach it', command: 'aws ec2 attach-volume --region eu-west-1', risk: 'changes' }],
  });
  expect(text.split('\n')).toEqual([
    'Nothing was created. This copy would be refused: Iops is missing.',
    'would_be_refused. Where: eu-west-1, profile prod, account 111122223333, arn:aws:iam::111122223333:user/ann',
    `Source: vol-0123456789abcdef0 "db 'main'", in-use on i-0123456789abcdef0 as /dev/sdf`,
    'Source → copy:',
    '  VolumeType  gp3 → io2',
    '  as the source: AvailabilityZone eu-west-1a',
    '  the same by default of EC2: Size 10 GiB',
    'BLOCK iops-required (us): Iops is missing. Fix: {"Iops":100} Give Iops. Again after 5 s.',
    "BLOCK ec2-refused (ec2): EC2's dry run refuses. EC2 said InvalidParameterCombination: iops is required.",
    'Error unlisted (Odd): What it means.',
    '  said: as AWS said',
    '  denied: ec2:CopyVolumes on *',
    '  policy: {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:CopyVolumes"],"Resource":"*"}]}',
    '  decode: aws sts decode-authorization-message',
    '  what to do: What to do. (person; retry: later after 30 s)',
    '  HTTP 400, request id req-1',
    'Not proven: capacity; grants.',
    'Next: copy_volume {"Iops":100} – corrected (after 5 s)',
    'Commands a person can run (this server cannot):',
    '- attach it (changes):',
    'aws ec2 attach-volume --region eu-west-1',
  ]);
});

test('the text of a copy holds id, state, moment and token', () => {
  const text = copyText({
    outcome: 'copied',
    created: 'earlier',
    dataAsOf: '2026-11-22T10:00:00Z (3 minutes ago)',
    summary: 'vol-0bbbbbbbbbbbbbbb0 was created.',
    where: { simulated: true },
    dryRun: false,
    Request: { SourceVolumeId: 'vol-0123456789abcdef0', ClientToken: 'token-1' },
    Volumes: [
      { VolumeId: 'vol-0bbbbbbbbbbbbbbb0', State: 'creating', Size: 10, VolumeType: 'gp3', verdict: 'Being created.' },
    ],
    source: { VolumeId: 'vol-0123456789abcdef0' },
    findings: [],
    notProven: [],
    next: [],
    handOver: [],
  });
  expect(text.split('\n')).toEqual([
    'vol-0bbbbbbbbbbbbbbb0 was created.',
    'copied (earlier). Where: simulated',
    'Data as of: 2026-11-22T10:00:00Z (3 minutes ago)',
    'vol-0bbbbbbbbbbbbbbb0: creating, 10 GiB gp3. Being created.',
    'Source: vol-0123456789abcdef0, state not known',
    'ClientToken of this copy: token-1',
  ]);
});

test('where a call went is complete, and absent while not known', () => {
  const place = { region: 'eu-west-1', profile: 'prod', endpoint: 'https://ec2.example' };
  expect(whereOf(place, { account: '111122223333', arn: 'arn:x' }, false)).toEqual({
    region: 'eu-west-1',
    profile: 'prod',
    account: '111122223333',
    principal: 'arn:x',
    endpoint: 'https://ec2.example',
    simulated: false,
  });
  expect(whereOf({}, undefined, false)).toEqual({ simulated: false });
  expect(whereText({ simulated: false })).toBe('Where: not known');
});

test('what is not AWS itself opens the summary', () => {
  expect(opening({ simulated: true, endpoint: 'http://127.0.0.1:1' })).toBe('SIMULATED – nothing exists in AWS. ');
  expect(opening({ simulated: false, endpoint: 'https://ec2.example' })).toBe(
    "CUSTOM ENDPOINT https://ec2.example – not AWS's own. ",
  );
  expect(opening({ simulated: false })).toBe('');
});
