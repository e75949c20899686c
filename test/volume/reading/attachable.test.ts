// May a volume be attached now? The flag, the verdict and a wait answer from the same reading.
import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { type AttachFacts, type AttachReading, readAttachable } from '../../../src/volume/reading/attachable.ts';
import { readStatus } from '../../../src/volume/reading/status.ts';
import { judgeWait } from '../../../src/volume/reading/wait.ts';

const ID = 'vol-0123456789abcdef0';
const OURS = '111122223333';
const free: Volume = { State: 'available' };
const shared: Volume = { State: 'available', OwnerId: '444455556666' };
const onInstances = (count: number, State = 'attached'): Volume => ({
  State: 'in-use',
  MultiAttachEnabled: true,
  Attachments: Array.from({ length: count }, (_, n) => ({ InstanceId: `i-${n}`, State })),
});
const ready = { modification: 'none' } as const;
const modifying = { modification: { ModificationState: 'modifying', Progress: 50 } } as const;
const pending = { modification: { ModificationState: 'pending' } } as const;

describe('may it be attached', () => {
  test.each<[name: string, volume: Volume, facts: AttachFacts, reading: AttachReading]>([
    ['available', free, ready, { may: true }],
    ['modified before', free, { modification: { ModificationState: 'completed' } }, { may: true }],
    ['being optimized', free, { modification: { ModificationState: 'optimizing' } }, { may: true }],
    ['being modified', free, modifying, { may: false, because: 'being-modified' }],
    ['of which the last modification failed', free, { modification: { ModificationState: 'failed' } }, { may: true }],
    ['in a modification state that AWS added since', free, pending, { because: 'modification-unknown' }],
    ['whose modification has no state', free, { modification: {} }, { because: 'modification-unknown' }],
    ['of which modifications were not read', free, {}, { because: 'modification-unread' }],
    ['in use', { State: 'in-use' }, ready, { may: false, because: 'attached' }],
    ['in use, with Multi-Attach', { State: 'in-use', MultiAttachEnabled: true }, ready, { may: true }],
    [
      'in use, with Multi-Attach, being modified',
      { State: 'in-use', MultiAttachEnabled: true },
      modifying,
      { may: false, because: 'being-modified' },
    ],
    ['on 15 instances', onInstances(15), ready, { may: true }],
    ['on 16 instances, as many as Multi-Attach takes', onInstances(16), ready, { may: false, because: 'full' }],
    ['on 17 instances', onInstances(17), {}, { may: false, because: 'full' }],
    ['leaving 16 instances', onInstances(16, 'detaching'), ready, { may: false, because: 'full' }],
    ['gone from 16 instances', onInstances(16, 'detached'), ready, { may: true }],
    ['creating', { State: 'creating' }, {}, { may: false, because: 'state' }],
    ['in error', { State: 'error' }, {}, { may: false, because: 'state' }],
    ['in a state that AWS added since', { State: 'archived' }, ready, {}],
    ['without a state', {}, ready, {}],
    ['of another account', shared, { ...ready, account: OURS }, { may: false, because: 'foreign' }],
    [
      'of another account, with a row for all that',
      shared,
      { ...ready, account: OURS, status: {} },
      { may: false, because: 'foreign' },
    ],
    ['of an owner who may be another account', shared, ready, { because: 'owner-unread' }],
    ['whose checks EC2 shows, so that it is ours', shared, { ...ready, status: {} }, { may: true }],
    ['of our account', { ...shared, OwnerId: OURS }, { ...ready, account: OURS }, { may: true }],
  ])('%s', (_, volume, facts, reading) => {
    expect(readAttachable(volume, facts)).toEqual(reading);
  });
});

describe('the flag, the sentence and a wait agree', () => {
  test.each<[name: string, volume: Volume, facts: AttachFacts, verdict: RegExp, reached: boolean]>([
    ['yes', free, ready, /^Ready to attach\.$/, true],
    [
      'no, for now',
      free,
      modifying,
      /^Available\. It is being modified \(50 %\)\. It cannot be attached or copied until it is optimizing or completed\./,
      false,
    ],
    [
      'no, as it is on as many instances as it may',
      onInstances(16),
      ready,
      /^In use\. It is attached to 16 instances, and Multi-Attach takes no more: detach it from one first\.$/,
      false,
    ],
    ['no', shared, { ...ready, account: OURS }, /^Available\. It belongs to another account: only that account/, false],
    [
      'not known',
      free,
      {},
      /^Available\. Whether it can be attached is not known, because its modifications were not read\.$/,
      true,
    ],
    [
      'not known, as EC2 names a state of its modification that is new',
      free,
      pending,
      /^Available\. EC2 reports the modification state "pending", which this version does not know: whether it can be attached or copied is not known\.$/,
      true,
    ],
    [
      'not known, as EC2 names no state of its modification',
      free,
      { modification: { Progress: 3 } },
      /^Available\. EC2 reports no state of its last modification: whether it can be attached or copied is not known\.$/,
      true,
    ],
    [
      'not known, as whose it is was not read',
      shared,
      ready,
      /^Available\. Whether it can be attached is not known, because the account of these credentials is not known\.$/,
      true,
    ],
  ])('%s', (_, volume, facts, verdict, reached) => {
    const { may } = readAttachable(volume, facts);
    const status = readStatus(volume, { ...facts, now: 0 });
    expect(status.attachable).toBe(may);
    expect(status.verdict).toMatch(verdict);
    const wait = judgeWait(
      'available',
      {
        volumes: [{ ...volume, VolumeId: ID }],
        statuses: new Map(),
        ...(facts.modification ? { modifications: new Map([[ID, facts.modification]]) } : {}),
        instances: [],
        missing: [],
        complete: true,
        at: 0,
      },
      { account: facts.account },
    );
    // A state alone counts for a wait, which then says what was not read.
    expect(wait.reached).toBe(reached);
    expect(wait.why === undefined).toBe(may === true);
  });
});
