// The token of a plan: the same for an identical plan within its time, and whether a rehearsal returned it.
import { describe, expect, test } from 'vitest';
import { intentKeyOf } from '../../src/consent/world.ts';
import { issueToken } from '../../src/copy/issue-token.ts';
import type { MadePlan } from '../../src/copy/make-plan.ts';
import { createFakeDeps, createFakeEc2 } from '../support/fake-ec2.ts';
import { REQUEST, WORLD } from '../support/send-states.ts';

const SEALED = { request: '{}', account: '111122223333', size: '100' };
const made = (copies: string[] = [], key = 'alias/a') => {
  const changes = [
    { setting: 'Encrypted', source: 'false', copy: 'true' },
    { setting: 'KmsKeyId', source: '–', copy: key },
  ];
  return { world: WORLD, sealed: SEALED, copies, planned: { plan: { changes } } } as unknown as MadePlan;
};

describe('a plan that only a question showed', () => {
  const start = () => {
    const deps = createFakeDeps(createFakeEc2().ec2);
    const issue = (isRehearsed: boolean, copies?: string[], key?: string) =>
      issueToken({ deps, request: REQUEST }, made(copies, key), isRehearsed);
    return { issue, kept: () => deps.plans.find(intentKeyOf(REQUEST, WORLD)) };
  };

  test('is not rehearsed by another question, with the copies that it showed last', async () => {
    const { issue, kept } = start();
    const { token } = await issue(false, ['vol-a']);
    expect(await issue(false, ['vol-a', 'vol-b'])).toMatchObject({ token });
    expect(await kept()).toMatchObject({ token, isRehearsed: false, copies: ['vol-a', 'vol-b'] });
  });

  test('keeps the encryption that it showed last', async () => {
    const { issue, kept } = start();
    await issue(true);
    expect(await kept()).toMatchObject({ encryption: { encrypted: 'true', key: 'alias/a' } });
    await issue(true, [], 'alias/b');
    expect(await kept()).toMatchObject({ encryption: { encrypted: 'true', key: 'alias/b' } });
  });

  test('is rehearsed by a rehearsal, and stays so', async () => {
    const { issue, kept } = start();
    const { token } = await issue(false);
    expect(await issue(true)).toMatchObject({ token });
    expect(await kept()).toMatchObject({ token, isRehearsed: true });
    await issue(false);
    expect(await kept()).toMatchObject({ token, isRehearsed: true });
  });
});
