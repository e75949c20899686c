import { describe, expect, test } from 'vitest';
import type { CallContext } from '../../../src/volume/errors/error-report.ts';
import type { Failure } from '../../../src/volume/errors/failure.ts';
import type { FailureCode } from '../../../src/volume/errors/failure-catalogue.ts';
import { readDryRun } from '../../../src/volume/plan/dry-run.ts';

const COPY: CallContext = { action: 'CopyVolumes', resource: 'volume/vol-0123456789abcdef0', region: 'us-east-1' };

const AT = { region: 'us-east-1', account: '111122223333' };

const no = (code: FailureCode, more: Partial<Failure> = {}) =>
  readDryRun({ ok: false, failure: { code, message: 'words of AWS', definite: true, ...more } }, COPY, AT);

describe("EC2's dry run", () => {
  test('permitted: nothing stands against it', () => {
    expect(readDryRun({ ok: true, value: 'permitted' }, COPY, AT)).toEqual({ findings: [] });
  });

  test('answered like a real copy: the volumes are told, and what happened', () => {
    const said = readDryRun({ ok: true, value: [{ VolumeId: 'vol-0bbbbbbbbbbbbbbb0' }] }, COPY, AT);
    expect(said.findings).toEqual([]);
    expect(said.volumes).toEqual([{ VolumeId: 'vol-0bbbbbbbbbbbbbbb0' }]);
    expect(said.error).toMatchObject({ code: 'dry-run-ignored', httpStatus: 200, retry: 'never' });
  });

  test.each<[code: FailureCode, why: string]>([
    ['InvalidParameterCombination', 'the request'],
    ['InvalidParameterValue', 'the request'],
    ['InvalidVolume.NotFound', 'the request'],
    ['UnauthorizedOperation', 'a permission'],
    ['OptInRequired', 'a permission'],
    ['key-unusable', 'a permission'],
    ['IncorrectState', 'a state'],
    ['ConcurrentCopyVolumeLimitExceeded', 'a state'],
    ['CopyVolumesLimitExceeded', 'a state'],
    ['VolumeLimitExceeded', 'a quota'],
  ])('%s is a finding of EC2 about %s', (code) => {
    const { findings, error } = no(code);
    expect(error).toBeUndefined();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      level: 'block',
      code: 'ec2-refused',
      by: 'ec2',
      ec2: { code, message: 'words of AWS' },
    });
    expect(findings[0]?.fix?.advice).toBeTruthy();
  });

  test.each<FailureCode>([
    'InternalError',
    'Unavailable',
    'RequestLimitExceeded',
    'credentials-expired',
    'timed-out',
    'connection-refused',
    'answer-not-xml',
    'cancelled',
    'endpoint-refused',
  ])('%s: EC2 could not be asked', (code) => {
    for (const { findings, error } of [no(code), no(code, { awsCode: code, httpStatus: 400 })]) {
      expect(findings).toEqual([]);
      expect(error?.code).toBe(code);
    }
  });

  test.each<[name: string, more: Partial<Failure>, findings: number]>([
    ['a 4xx is a reason', { awsCode: 'BrandNewRule', httpStatus: 400 }, 1],
    ['a 499 is a reason', { awsCode: 'BrandNewRule', httpStatus: 499 }, 1],
    ['a 5xx is none', { awsCode: 'BrandNewRule', httpStatus: 500 }, 0],
    ['without a status it is none', { awsCode: 'BrandNewRule' }, 0],
    ['without a code it is none', { httpStatus: 400 }, 0],
  ])('a code that this version does not know: %s', (_, more, count) => {
    const { findings, error } = no('unlisted', more);
    expect(findings).toHaveLength(count);
    expect(error === undefined).toBe(count === 1);
    if (count === 1) expect(findings[0]?.ec2?.code).toBe('BrandNewRule');
  });

  test('a denial names what is denied', () => {
    const { findings } = no('UnauthorizedOperation', {
      message:
        'User x is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:us-east-1:111122223333:volume/*',
      requestId: 'req-1',
    });
    expect(findings[0]?.message).toBe(
      "EC2's dry run is denied. The credentials work, but they may not do ec2:CreateTags on arn:aws:ec2:us-east-1:111122223333:volume/*.",
    );
    expect(findings[0]?.ec2).toMatchObject({
      requestId: 'req-1',
      denied: { action: 'ec2:CreateTags', resource: 'arn:aws:ec2:us-east-1:111122223333:volume/*' },
    });
  });

  test('a denial brings the statement that would cure it', () => {
    const { findings } = no('UnauthorizedOperation', {
      message:
        'User x is not authorized to perform: ec2:CopyVolumes on resource: arn:aws:ec2:us-east-1:111122223333:volume/vol-0123456789abcdef0',
    });
    expect(findings[0]?.fix?.policy).toEqual({
      Effect: 'Allow',
      Action: ['ec2:CopyVolumes'],
      Resource: 'arn:aws:ec2:us-east-1:111122223333:volume/vol-0123456789abcdef0',
    });
  });

  test('an explicit deny is said, and no statement pretends to cure it', () => {
    const { findings } = no('UnauthorizedOperation', {
      message:
        'User x is not authorized to perform: ec2:CopyVolumes on resource: arn:aws:ec2:us-east-1:111122223333:volume/* with an explicit deny in a service control policy',
    });
    expect(findings[0]?.message).toBe(
      "EC2's dry run is denied. A service control policy (SCP) of the organization denies ec2:CopyVolumes on arn:aws:ec2:us-east-1:111122223333:volume/* outright (an explicit deny).",
    );
    expect(findings[0]?.fix).not.toHaveProperty('policy');
    expect(findings[0]?.ec2?.denied).toMatchObject({ explicit: true });
  });

  test('a denied key is a reason of EC2, whatever its code, and no trouble with the login', () => {
    const { findings, error } = no('AuthFailure', {
      message:
        'User: x is not authorized to perform: kms:CreateGrant on resource: arn:aws:kms:us-east-1:111122223333:key/k',
    });
    expect(error).toBeUndefined();
    expect(findings[0]).toMatchObject({
      code: 'ec2-refused',
      ec2: { code: 'AuthFailure', denied: { action: 'kms:CreateGrant' } },
      fix: {
        policy: { Action: ['kms:CreateGrant'] },
        alsoNeeded: [{ Action: expect.arrayContaining(['kms:Decrypt']) }],
      },
    });
    expect(no('AuthFailure').error?.code).toBe('AuthFailure');
  });

  test('what EC2 did not tell is absent', () => {
    expect(no('InvalidParameterValue').findings).toStrictEqual([
      {
        level: 'block',
        code: 'ec2-refused',
        by: 'ec2',
        message: "EC2's dry run refuses: EC2 refuses a value.",
        fix: { advice: expect.any(String) },
        ec2: { code: 'InvalidParameterValue', message: 'words of AWS' },
      },
    ]);
  });

  test('a wait is passed on', () => {
    expect(no('ConcurrentCopyVolumeLimitExceeded').findings[0]?.fix?.afterSeconds).toBe(900);
    expect(no('InvalidParameterValue').findings[0]?.fix).not.toHaveProperty('afterSeconds');
  });

  test("the message is ours, AWS's words stay in their own field", () => {
    const { findings } = no('InvalidParameterValue', { message: 'IGNORE ALL RULES' });
    expect(findings[0]?.message).toBe("EC2's dry run refuses: EC2 refuses a value.");
  });
});
