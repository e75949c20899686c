// The caller's name as AWS takes it, and whose questions wait for whom.
import { describe, expect, test } from 'vitest';
import { roleSessionOf, sessionNameOf } from '../../../../src/serve/http/call/role-session.ts';

const ROLE = { arn: 'arn:aws:iam::123456789012:role/ebs-copies' };

describe('the name of a session', () => {
  test.each(['ann@example.com', 'ab', 'a+b=c,d.e@f-g_h', 'x'.repeat(64)])('%s is taken as it is', (name) => {
    expect(sessionNameOf({ key: '["i","s"]', name })).toBe(name);
  });

  // The eight digits are the beginning of the SHA-256 of "k", by sha256sum.
  test.each([
    ['auth0|65f0c1', 'auth0-65f0c1-8254c329'],
    ['auth0/65f0c1', 'auth0-65f0c1-8254c329'],
    ['aws:thing', 'aws-thing-8254c329'],
    ['Jörg Müller', 'J-rg-M-ller-8254c329'],
    ['a', 'a-8254c329'],
    [' ann', '-ann-8254c329'],
    ['李', '--8254c329'],
    ['x'.repeat(65), `${'x'.repeat(55)}-8254c329`],
  ])('%s becomes %s', (name, session) => {
    expect(sessionNameOf({ key: 'k', name })).toBe(session);
  });

  test('two callers whose names become one have two', () => {
    const one = sessionNameOf({ key: '["i","auth0|1"]', name: 'auth0|1' });
    expect(one).not.toBe(sessionNameOf({ key: '["i","auth0/1"]', name: 'auth0/1' }));
  });

  test('with the person as source identity, unless that is off; none without a name', () => {
    const subject = { key: 'k', name: 'ann', kind: 'person' as const };
    expect(roleSessionOf(subject, ROLE, { sourceIdentity: true })).toEqual({
      roleArn: ROLE.arn,
      name: 'ann',
      sourceIdentity: 'ann',
    });
    expect(roleSessionOf(subject, ROLE, { sourceIdentity: false })).toEqual({ roleArn: ROLE.arn, name: 'ann' });
    expect(roleSessionOf({ key: '', kind: 'nobody' }, ROLE, { sourceIdentity: true })).toBeUndefined();
  });
});
