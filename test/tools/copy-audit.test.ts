// The audit's line of a real copy that was asked for and not sent, also where the call has no answer of its own.
import { describe, expect, test } from 'vitest';
import { auditBug } from '../../src/copy/audit-lines.ts';
import { formOf, gp3, real, startCopyProcess, YES } from '../support/copy-process.ts';
import { ID, type Script } from '../support/fake-ec2.ts';

const BUG = new TypeError('A bug.');
const buggy = (): never => {
  throw BUG;
};

test('a form that goes out in the result waits for the person, and is counted as such', async () => {
  const form = formOf(() => ({ answer: 'ask-in-result', result: {} }), { inResult: true });
  const server = startCopyProcess({ mode: 'ask' });
  await server.call(real, { form });
  const where = { region: 'us-east-1', account: '111122223333', principal: 'arn:aws:iam::111122223333:user/ann' };
  const line = { ...where, SourceVolumeId: ID, request: gp3, event: 'not-sent', why: 'waiting' };
  // The caller gave no token; it is that of the question's plan.
  expect(server.lines).toEqual([{ ...line, token: expect.stringMatching(/^p\d/) }]);
});

// One that is counted as another's repetition is not in the audit.
test.each<[name: string, args: object, more: object]>([
  ['before it began', { ...real, Iops: 'many' }, { Iops: 'more' }],
  ['by the mode', real, { Size: 4_000 }],
  ['after it was read', { ...real, ClientToken: 'mine' }, { Size: 4_000 }],
])('requests that differ have lines that differ, refused %s', async (_, args, more) => {
  const server = startCopyProcess({ mode: 'plan' });
  for (const each of [args, { ...args, ...more }, args]) await server.call(each);
  const [first, second, again] = server.lines;
  expect(first).not.toEqual(second);
  expect(first).toEqual(again);
});

test('the line of a copy that was not sent names the members that were asked for', async () => {
  const server = startCopyProcess({ mode: 'plan' });
  await server.call({ ...gp3, Size: 4_000, DryRun: false, ClientToken: 'mine' });
  expect(server.lines).toMatchObject([{ event: 'not-sent', request: { SourceVolumeId: ID, Size: 4_000 } }]);
  expect(server.lines[0]?.request).not.toHaveProperty('DryRun');
});

describe('a bug that stops a real copy', () => {
  test.each<[name: string, script: Script]>([
    ['while it is judged', { encryptionByDefault: buggy }],
    ['before its place is known', { locate: buggy }],
  ])('%s: the line comes first, then the error goes on', async (_, script) => {
    const server = startCopyProcess({ mode: 'ask' }, script);
    await expect(server.call({ ...real, ClientToken: 'mine' }, YES)).rejects.toBe(BUG);
    expect(server.lines).toMatchObject([
      { event: 'not-sent', token: 'mine', SourceVolumeId: ID, why: 'internal-error' },
    ]);
  });

  test('after the line that says what is sent: no other line says that nothing was', async () => {
    const server = startCopyProcess({}, { copyVolumes: buggy });
    const ClientToken = await server.tokenOf();
    await expect(server.call({ ...real, ClientToken })).rejects.toBe(BUG);
    expect(server.lines).toMatchObject([{ event: 'intent', token: ClientToken }]);
  });

  test('a line of an earlier call that was read is none of what this one sends', async () => {
    const server = startCopyProcess();
    const work = async ({ audit }: Pick<typeof server.deps, 'audit'>) => {
      await audit.write({ event: 'outcome' });
      throw BUG;
    };
    await expect(auditBug(server.deps, { token: 'mine' }, work)).rejects.toBe(BUG);
    expect(server.lines).toEqual([{ event: 'outcome' }, { event: 'not-sent', token: 'mine', why: 'internal-error' }]);
  });

  test('an audit that cannot be written keeps the error as it is', async () => {
    const rejects = async (): Promise<never> => {
      throw new Error('The disk is full.');
    };
    const audit = { check: async () => undefined, write: rejects, writeCounted: rejects };
    const server = startCopyProcess({ mode: 'ask' }, { encryptionByDefault: buggy }, { more: { audit } });
    await expect(server.call(real, YES)).rejects.toBe(BUG);
  });

  test('a rehearsal has no line', async () => {
    const server = startCopyProcess({}, { encryptionByDefault: buggy });
    await expect(server.call(gp3)).rejects.toBe(BUG);
    expect(server.lines).toEqual([]);
  });
});
