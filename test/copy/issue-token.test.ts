// The token of a plan: the same for an identical plan within its time, and whether a rehearsal returned it.
import { describe, expect, test } from 'vitest';
import { intentKeyOf } from '../../src/consent/world.ts';
import { issueToken } from '../../src/copy/issue-token.ts';
import type { MadePlan } from '../../src/copy/make-plan.ts';
import { createFakeDeps, createFakeEc2 } from '../support/fake-ec2.ts';
import { REQUEST, WORLD } from '../support/send-states.ts';

const SEALED = { request: '{}', account: '111122223333', size: '100' };
const made = (copies: string[] = []) => ({ world: WORLD, sealed: SEALED, copies }) as unknown as MadePlan;

describe('a plan that only a question showed', () => {
  const start = () => {
    const deps = createFakeDeps(createFakeEc2().ec2);
    const issue = (isRehearsed: boolean, copies?: string[]) =>
      issueToken({ deps, request: REQUEST }, made(copies), isRehearsed);
    return { issue, kept: () => deps.plans.find(intentKeyOf(REQUEST, WORLD)) };
  };

  test('is not rehearsed by another question, with the copies that it showed last', async () => {
    const { issue, kept } = start();
    const { token } = await issue(false, ['vol-a']);
    expect(await issue(false, ['vol-a', 'vol-b'])).toMatchObject({ token });
    expect(await kept()).toMatchObject({ token, isRehearsed: false, copies: ['vol-a', 'vol-b'] });
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
