import { expect, test } from 'vitest';
import { createSentCopies } from '../../src/state/sent-copies.ts';
import { readSource } from '../../src/steps/read-source.ts';
import { CONTROL, createFakeDeps, createFakeEc2, ID, NOON, no, PLACE, type Script, yes } from './fake-ec2.ts';

const OTHER = 'vol-0fffffffffffffff0';

function read(script: Script) {
  const fake = createFakeEc2({
    describeVolumes: () => yes({ items: [{ VolumeId: ID, State: 'available' }] }, NOON + 5),
    ...script,
  });
  return { ...fake, reply: readSource(createFakeDeps(fake.ec2, createSentCopies()), PLACE, ID, CONTROL) };
}

test('reads volume, modification, status and caller in one round', async () => {
  const { reply, calls } = read({
    describeVolumesModifications: () => yes([{ VolumeId: OTHER }, { VolumeId: ID, ModificationState: 'optimizing' }]),
    describeVolumeStatus: () => yes([{ VolumeId: OTHER }, { VolumeId: ID, Status: 'ok' }]),
    callerIdentity: () => yes({ account: '111122223333' }),
  });
  expect(calls.map((call) => [call.action, call.asked])).toEqual([
    ['DescribeVolumes', { VolumeIds: [ID] }],
    ['DescribeVolumesModifications', [ID]],
    ['DescribeVolumeStatus', [ID]],
    ['GetCallerIdentity', undefined],
  ]);
  expect(await reply).toEqual({
    ok: true,
    at: NOON + 5,
    value: {
      source: { VolumeId: ID, State: 'available' },
      at: NOON + 5,
      modification: { VolumeId: ID, ModificationState: 'optimizing' },
      status: { VolumeId: ID, Status: 'ok' },
      caller: { account: '111122223333' },
      unread: [],
    },
  });
});

test.each<[name: string, script: Script, line: string]>([
  [
    'modification',
    { describeVolumesModifications: () => no('UnauthorizedOperation') },
    'could not check a running modification (UnauthorizedOperation): needs ec2:DescribeVolumesModifications',
  ],
  [
    'status',
    { describeVolumeStatus: () => no('Throttling') },
    'could not check the status of the source (Throttling): needs ec2:DescribeVolumeStatus',
  ],
  [
    'caller',
    { callerIdentity: () => no('timed-out') },
    'could not check the account of the credentials (timed-out): needs sts:GetCallerIdentity',
  ],
])('a %s that cannot be read is named and fails nothing', async (_, script, line) => {
  expect(await read(script).reply).toMatchObject({ ok: true, value: { source: { VolumeId: ID }, unread: [line] } });
});

test('all three at once', async () => {
  const { reply } = read({
    describeVolumesModifications: () => no('timed-out'),
    describeVolumeStatus: () => no('timed-out'),
    callerIdentity: () => no('timed-out'),
  });
  const answer = await reply;
  expect(answer.ok && answer.value.unread).toHaveLength(3);
  expect(answer.ok && Object.keys(answer.value).sort()).toEqual(['at', 'source', 'unread']);
});

test.each<[name: string, script: Script, code: string]>([
  ['cannot be read', { describeVolumes: () => no('UnauthorizedOperation') }, 'UnauthorizedOperation'],
  ['is not in the answer', { describeVolumes: () => yes({ items: [] }) }, 'InvalidVolume.NotFound'],
  ['is another one', { describeVolumes: () => yes({ items: [{ VolumeId: OTHER }] }) }, 'InvalidVolume.NotFound'],
])('a source that %s is a failure', async (_, script, code) => {
  expect(await read(script).reply).toMatchObject({ ok: false, failure: { code, definite: true } });
});
