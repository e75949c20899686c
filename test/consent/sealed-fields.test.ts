import { expect, test } from 'vitest';
import { canonicalRequest, intentKeyOf, principalOf, sealedFacts } from '../../src/consent/sealed-fields.ts';

const REQUEST = { SourceVolumeId: 'vol-0123456789abcdef0', VolumeType: 'gp3', Iops: 4000 };
const PLACE = { region: 'us-east-1' };

test('the order of members, ClientToken and DryRun are no part of the intent', () => {
  expect(
    canonicalRequest({
      Iops: 4000,
      VolumeType: 'gp3',
      SourceVolumeId: 'vol-0123456789abcdef0',
      ClientToken: 'x',
      DryRun: false,
    }),
  ).toBe(canonicalRequest(REQUEST));
});

test('tags keep their order, their members do not matter', () => {
  const tag = (Tags: { Key: string; Value?: string }[]) =>
    canonicalRequest({ ...REQUEST, TagSpecifications: [{ ResourceType: 'volume', Tags }] });
  expect(tag([{ Value: '1', Key: 'a' }])).toBe(tag([{ Key: 'a', Value: '1' }]));
  expect(tag([{ Key: 'a' }, { Key: 'b' }])).not.toBe(tag([{ Key: 'b' }, { Key: 'a' }]));
});

test.each([
  ['AROAEXAMPLE:session-1700000000', 'AROAEXAMPLE'],
  ['AIDAEXAMPLE', 'AIDAEXAMPLE'],
  [undefined, ''],
])('of the user id %s the part without the session counts', (userId, principal) => {
  expect(principalOf(userId === undefined ? undefined : { userId })).toBe(principal);
});

test('another session of the same role is the same intent, another role is not', () => {
  const caller = (userId: string) => ({ account: '123456789012', userId });
  const first = intentKeyOf(REQUEST, caller('AROA1:a'), PLACE);
  expect(intentKeyOf(REQUEST, caller('AROA1:b'), PLACE)).toBe(first);
  expect(intentKeyOf(REQUEST, caller('AROA2:a'), PLACE)).not.toBe(first);
  expect(intentKeyOf(REQUEST, { account: '210987654321', userId: 'AROA1:a' }, PLACE)).not.toBe(first);
  expect(intentKeyOf({ ...REQUEST, Iops: 4001 }, caller('AROA1:a'), PLACE)).not.toBe(first);
  expect(intentKeyOf(REQUEST, caller('AROA1:a'), { region: 'eu-west-1' })).not.toBe(first);
  expect(
    intentKeyOf(REQUEST, caller('AROA1:a'), { ...PLACE, endpoint: 'http://127.0.0.1:1' } as typeof PLACE),
  ).not.toBe(first);
});

test('what is sealed of a source; its state is not', () => {
  const source = {
    VolumeId: 'vol-1',
    Size: 100,
    VolumeType: 'gp3',
    Iops: 3000,
    Throughput: 125,
    Encrypted: true,
    KmsKeyId: 'k',
    OwnerId: '1',
  };
  const sealed = sealedFacts(REQUEST, { account: '1', userId: 'U' }, 'us-east-1', { ...source, State: 'available' });
  expect(sealed).toEqual({
    request: '{"Iops":4000,"SourceVolumeId":"vol-0123456789abcdef0","VolumeType":"gp3"}',
    account: '1',
    principal: 'U',
    region: 'us-east-1',
    size: '100',
    type: 'gp3',
    iops: '3000',
    throughput: '125',
    encrypted: 'true',
    key: 'k',
    owner: '1',
  });
  expect(sealedFacts(REQUEST, { account: '1', userId: 'U' }, 'us-east-1', { ...source, State: 'in-use' })).toEqual(
    sealed,
  );
});
