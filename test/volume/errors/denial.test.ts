// Whose policy denied what, by AWS's own phrases (IAM user guide, "Troubleshoot access denied error messages", read
// 2026-11-28), and what a person is told about it.
import { describe, expect, test } from 'vitest';
import type { CallContext, CopyFacts } from '../../../src/volume/errors/error-report.ts';
import { type Failure, reportFailure } from '../../../src/volume/errors/failure.ts';
import { withPolicy } from '../../../src/volume/errors/policy-statement.ts';

const SOURCE = 'vol-0123456789abcdef0';
const ANY = 'arn:aws:ec2:us-east-1:111122223333:volume/*';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const STAMPS = ['ebs-copy-mcp:plan', 'ebs-copy-mcp:source', 'ebs-copy-mcp:by'];
const CARRIED: CopyFacts = { source: SOURCE, tags: ['Name', ...STAMPS], stamps: STAMPS, keys: [] };
const COPY: CallContext = {
  action: 'CopyVolumes',
  resource: `volume/${SOURCE} and the new volume/*`,
  region: 'us-east-1',
};

const report = (message: string, more: Partial<Failure> = {}, copy: CopyFacts | undefined = CARRIED) => {
  const failure: Failure = { code: 'UnauthorizedOperation', message, definite: true, ...more };
  const context = copy ? { ...COPY, copy } : COPY;
  return withPolicy(reportFailure(failure, context), { region: 'us-east-1', account: '111122223333' }, copy);
};
const denied = (ending: string, action = 'ec2:CopyVolumes', resource = ANY) =>
  `You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ${action} on resource: ${resource} ${ending}`;

describe('an explicit deny', () => {
  test.each<[phrase: string, kind: string, words: RegExp]>([
    ['an identity-based policy', 'identity-based policy', /^An identity-based policy denies/],
    ['a session policy', 'session policy', /^A session policy denies/],
    ['a permissions boundary', 'permissions boundary', /^A permissions boundary denies/],
    [
      'a service control policy',
      'service control policy',
      /^A service control policy \(SCP\) of the organization denies/,
    ],
    ['a resource control policy', 'resource control policy', /^A resource control policy \(RCP\) of the organization/],
    ['a resource-based policy', 'resource-based policy', /^A resource-based policy denies/],
    ['a VPC endpoint policy', 'VPC endpoint policy', /^A VPC endpoint policy denies/],
    ['the role trust policy', 'role trust policy', /^A role trust policy denies/],
  ])('in %s is told as that, and no statement pretends to cure it', (phrase, policyKind, words) => {
    const error = report(denied(`with an explicit deny in ${phrase}`));
    expect(error.denied).toMatchObject({ action: 'ec2:CopyVolumes', resource: ANY, explicit: true, policyKind });
    expect(error.meaning).toMatch(words);
    expect(error.meaning).toContain(`denies ec2:CopyVolumes on ${ANY} outright`);
    expect(error.nextStep).toContain('A statement that allows it does not help.');
    expect(error).not.toHaveProperty('policy');
  });

  test('keeps the ARN of the policy where AWS gives it', () => {
    const arn = 'arn:aws:organizations::444455556666:policy/o-abc/service_control_policy/p-x1';
    expect(report(denied(`with an explicit deny in a service control policy: ${arn}`)).denied?.policyArn).toBe(arn);
  });

  test('of a kind that AWS does not name', () => {
    const error = report(denied('with an explicit deny'));
    expect([error.meaning, error.denied?.policyKind]).toEqual([
      `A policy denies ec2:CopyVolumes on ${ANY} outright (an explicit deny).`,
      undefined,
    ]);
    expect(error).not.toHaveProperty('policy');
  });
});

describe('an action that nothing allows', () => {
  test.each<[kind: string, allow: boolean, step: RegExp]>([
    ['identity-based policy', true, /allows it in an IAM policy\..*The policy given here is enough\.$/],
    ['session policy', false, /widens its session policy. An Allow elsewhere does not help/],
    ['permissions boundary', false, /widens the permissions boundary/],
    ['service control policy', false, /allows it in the SCP. An Allow inside the account does not help/],
    ['resource control policy', false, /allows it in the RCP/],
    ['resource-based policy', false, /shared with permission to copy it \(AWS RAM\)/],
    ['VPC endpoint policy', false, /runs the VPC endpoint/],
  ])('by any %s: an Allow cures it: %s', (kind, allow, step) => {
    const error = report(denied(`because no ${kind} allows the ec2:CopyVolumes action`));
    expect(error.denied).toMatchObject({ policyKind: kind });
    expect(error.denied).not.toHaveProperty('explicit');
    expect(error.nextStep).toMatch(step);
    expect('policy' in error).toBe(allow);
  });

  test('whoever starts the session widens it; the rest is for administrators', () => {
    const who = (kind: string) => report(denied(`because no ${kind} allows it`)).whoCanFix;
    expect([who('session policy'), who('service control policy')]).toEqual(['person', 'account administrator']);
  });

  test('a phrase in another place is none: words of AWS are compared as they are written', () => {
    expect(report('An SCP or a service control policy may apply.').denied).not.toHaveProperty('policyKind');
  });
});

describe('the tags that were sent', () => {
  test('are told with every denial of a copy, ours marked as ours', () => {
    const error = report('You are not authorized to perform this operation.');
    expect(error.denied?.sentTags).toEqual(['Name', ...STAMPS]);
    expect(error.nextStep).toContain(
      'The request carried the tags "Name", "ebs-copy-mcp:plan", "ebs-copy-mcp:source", "ebs-copy-mcp:by"; a rule may forbid one of them or require another',
    );
    expect(error.nextStep).toContain('its operator can turn them off with --unstamped');
  });

  test('none are a possible reason too', () => {
    const error = report(
      denied('with an explicit deny in a service control policy'),
      {},
      { ...CARRIED, tags: [], stamps: [] },
    );
    expect(error.nextStep).toContain('carried no tags; a rule may require some');
    expect(error.denied).not.toHaveProperty('sentTags');
  });

  test('of other calls are not spoken of', () => {
    const error = reportFailure(
      { code: 'UnauthorizedOperation', message: '', definite: true },
      { action: 'DescribeVolumes', resource: '*' },
    );
    expect([error.meaning, error.nextStep]).toEqual([
      'The credentials work, but they may not do ec2:DescribeVolumes on *.',
      'The administrator of the account allows it in an IAM policy.',
    ]);
  });

  test('a key that somebody wrote stays one quoted line', () => {
    const tags = [`evil"\n${'x'.repeat(80)}`];
    expect(report('', {}, { ...CARRIED, tags, stamps: [] }).nextStep).toMatch(/tags "evil' x+…"; a rule/);
  });
});

describe('a tag policy', () => {
  const violated = (key: string) =>
    report(`The tag policy does not allow the specified value for the following tag key: '${key}'.`, {
      code: 'TagPolicyViolation',
    });

  test('names the tag of the caller', () => {
    const error = violated('CostCenter');
    expect(error.meaning).toBe('A tag policy of the organization forbids the tag "CostCenter".');
    expect(error.nextStep).toMatch(
      /^Change the tag as EC2's message says, or leave it out\. The request carried the tags/,
    );
    expect(error.whoCanFix).toBe('caller');
  });

  test('over a tag of ours says whose it is and what the operator can do', () => {
    const error = violated('ebs-copy-mcp:by');
    expect(error.meaning).toContain('forbids the tag "ebs-copy-mcp:by"');
    expect(error.nextStep).toMatch(/^This server sets that tag itself\..*--unstamped\.$/);
    expect(error.whoCanFix).toBe('account administrator');
  });

  test('without a key in its words', () => {
    expect(report('Tag policy violated', { code: 'TagPolicyViolation' }).meaning).toBe(
      'A tag policy of the organization forbids one of the tags.',
    );
  });
});

describe('a key that may not be used', () => {
  const denial = (ending: string, on = `on resource: ${KEY}`) =>
    `User: arn:aws:iam::111122223333:user/ann is not authorized to perform: kms:ReEncryptFrom ${on} ${ending}`;

  test.each<Failure['code']>(['AuthFailure', 'UnauthorizedOperation', 'AccessDenied', 'unlisted', 'key-unusable'])(
    'under the code %s is a denial of the key, not a matter of the login',
    (code) => {
      const error = report(denial('because no identity-based policy allows the kms:ReEncryptFrom action'), {
        code,
        ...(code === 'unlisted' ? { awsCode: 'KMSAccessDenied' } : {}),
      });
      expect([error.code, error.awsCode]).toEqual(['key-denied', code === 'unlisted' ? 'KMSAccessDenied' : code]);
      expect(error.denied).toMatchObject({ action: 'kms:ReEncryptFrom', resource: KEY });
      expect(`${error.meaning} ${error.nextStep}`).not.toMatch(/log ?in|credentials/i);
      expect(error.whoCanFix).toBe('account administrator');
    },
  );

  test('as EC2 was seen to say it, without "resource:"', () => {
    expect(report(denial('', `on ${KEY}`), { code: 'AuthFailure' }).denied?.resource).toBe(KEY);
  });

  test('brings both statements: the use of the key, and grants by AWS services alone', () => {
    const { policy, alsoNeeded } = report(denial(''), { code: 'AuthFailure' });
    expect([policy, alsoNeeded]).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncrypt*',
        ],
        Resource: KEY,
      },
      [
        {
          Effect: 'Allow',
          Action: ['kms:CreateGrant'],
          Resource: KEY,
          Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        },
      ],
    ]);
  });

  test('the key of the source and the key of the copy, when both are known', () => {
    const other = KEY.replace('1234abcd', '9999ffff');
    const error = report(denial(''), { code: 'AuthFailure' }, { ...CARRIED, keys: [other, KEY] });
    expect([error.policy, ...(error.alsoNeeded ?? [])].map((one) => one?.Resource)).toEqual([
      [KEY, other],
      [KEY, other],
    ]);
  });

  test("where the key's own policy says no, the statements belong there", () => {
    const error = report(
      denial(
        'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
      ),
      { code: 'AuthFailure' },
    );
    expect(error.denied?.policyKind).toBe('resource-based policy');
    expect(error.nextStep).toContain("in the key's own policy, with the caller as Principal");
    expect(error.nextStep).toContain('The policy given here has its statements.');
    expect([error.policy, ...(error.alsoNeeded ?? [])]).toHaveLength(2);
  });

  test('real trouble with the credentials stays what it is', () => {
    const error = report('AWS was not able to validate the provided access credentials', { code: 'AuthFailure' });
    expect([error.code, error.denied]).toEqual(['AuthFailure', undefined]);
    expect(error.meaning).toMatch(/^AWS did not accept the credentials;/);
  });
});

describe('a role that may not be assumed', () => {
  const role = 'arn:aws:iam::111122223333:role/Copies';

  test.each(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'])(
    'names the role, and the statement is for it alone: %s',
    (action) => {
      const error = report(denied('because no identity-based policy allows it', action, role), {
        code: 'AccessDenied',
      });
      expect([error.policy, error.alsoNeeded]).toEqual([
        { Effect: 'Allow', Action: [action], Resource: role },
        undefined,
      ]);
      expect(error.nextStep).toContain(
        `The administrator of the account allows ${action} on the role ${role}, and the trust policy of the role allows the caller.`,
      );
      expect(error.nextStep).toContain('The policy given here is for the caller.');
    },
  );

  test('by what AWS calls a resource-based policy: that of a role is its trust policy', () => {
    const error = report(denied('because no resource-based policy allows it', 'sts:SetSourceIdentity', role), {
      code: 'AccessDenied',
    });
    expect(error.nextStep).toBe(`Whoever owns the role ${role} allows sts:SetSourceIdentity in its trust policy.`);
    expect(error).not.toHaveProperty('policy');
  });

  test('of a profile: the words name it, until AWS names a policy that an Allow does not reach', () => {
    const hint = { profile: 'prod', denied: { action: 'sts:AssumeRole', resource: role } };
    const missing = report(denied('', 'sts:AssumeRole', role), { code: 'role-denied', hint });
    expect(missing.meaning).toBe('The credentials behind profile prod may not assume its role.');
    expect(missing.policy?.Resource).toBe(role);
    const outright = report(denied('with an explicit deny in a service control policy', 'sts:AssumeRole', role), {
      code: 'role-denied',
      hint,
    });
    expect(outright.denied).toMatchObject({ ...hint.denied, explicit: true, policyKind: 'service control policy' });
    expect(outright.nextStep).toMatch(/^Whoever administers the organization changes the SCP/);
    expect(outright).not.toHaveProperty('policy');
  });

  test('by its trust policy: no statement of the account helps', () => {
    const error = report(
      denied('because no role trust policy allows the sts:AssumeRole action', 'sts:AssumeRole', role),
      {
        code: 'AccessDenied',
      },
    );
    expect(error.nextStep).toMatch(/^Whoever owns the role arn:aws:iam::111122223333:role\/Copies allows the caller/);
    expect(error).not.toHaveProperty('policy');
  });

  test('that AWS does not name opens no other', () => {
    const message = 'User: x is not authorized to perform: sts:AssumeRole on resource: ** because no';
    expect(report(message, { code: 'AccessDenied' })).not.toHaveProperty('policy');
  });
});

describe('the encoded message', () => {
  const blob = `aB3_${'x-Y9'.repeat(100)}=`;

  test('is kept in the command that decodes it, and no longer in the message', () => {
    const error = reportFailure(
      {
        code: 'UnauthorizedOperation',
        message: `You are not authorized to perform this operation. Encoded authorization failure message: ${blob} and so on`,
        definite: true,
      },
      { ...COPY, profile: 'work' },
    );
    expect(error.denied?.decode).toBe(
      `aws sts decode-authorization-message --query DecodedMessage --output text --region us-east-1 --profile work --encoded-message ${blob}`,
    );
    expect(error.message).toBe(
      'You are not authorized to perform this operation. Encoded authorization failure message: (see the command that decodes it) and so on',
    );
    expect(error.nextStep).toContain('the command given here decodes it');
  });

  test('is taken from where the edge has put it', () => {
    const error = report('Encoded authorization failure message: (left out)', { encodedMessage: blob });
    expect(error.denied?.decode).toMatch(new RegExp(`--encoded-message ${blob}$`));
  });

  test('what is no base64 is not put into a command, nor is a profile that needs quoting', () => {
    const words = report('Encoded authorization failure message: $(rm -rf /)');
    expect(words.denied).not.toHaveProperty('decode');
    const error = reportFailure(
      { code: 'UnauthorizedOperation', message: `Encoded authorization failure message: ${blob}`, definite: true },
      { ...COPY, profile: 'a; rm -rf /' },
    );
    expect(error.denied?.decode).not.toContain('rm');
  });
});
