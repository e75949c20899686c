import { describe, expect, test } from 'vitest';
import {
  answerFinished,
  answerGone,
  answerUnresolved,
  refuseCopy,
  unreadCopy,
} from '../../../src/volume/answers/unsent-answer.ts';

const ID = 'vol-0123456789abcdef0';
const COPY = 'vol-0bbbbbbbbbbbbbbb0';
const NOON = Date.UTC(2026, 10, 22, 12);
const place = { region: 'us-east-1' };
const args = { SourceVolumeId: ID, VolumeType: 'gp3', DryRun: false, ClientToken: 't1' };
const request = { SourceVolumeId: ID, VolumeType: 'gp3', ClientToken: 't1' };
const facts = { request, args, place };
const OPEN = 'This call sent nothing. Not known whether an earlier call made a volume.';
const REHEARSAL = { tool: 'copy_volume', arguments: { SourceVolumeId: ID, VolumeType: 'gp3' } };
const REPETITION = { tool: 'copy_volume', arguments: args };

test('a refusal of ours: nothing was created', () => {
  expect(refuseCopy('plan-expired', 'It is old.', place)).toMatchObject({
    outcome: 'refused',
    summary: 'Nothing was created. It is old.',
    error: { code: 'plan-expired', retry: 'after_fix' },
  });
});

test('what could not be read: nothing was created', () => {
  const failure = { code: 'timed-out', message: '', definite: false } as const;
  expect(unreadCopy(false, failure, place)).toMatchObject({
    outcome: 'failed',
    error: { code: 'timed-out' },
    next: [],
  });
});

describe('a copy that an earlier call finished', () => {
  const volume = { VolumeId: COPY, State: 'available', SourceVolumeId: ID, CreateTime: '2026-11-22T11:00:00Z' };

  test('as it is now', () => {
    const status = { VolumeId: COPY, Status: 'ok', Initialization: { Type: 'volume-copy', Progress: 40 } };
    const told = answerFinished({ VolumeId: COPY, volume, status, modification: 'none', at: NOON }, facts);
    expect(told).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      dataAsOf: '2026-11-22T11:00:00Z (60 minutes ago)',
      Volumes: [{ VolumeId: COPY, State: 'available', attachable: true, fullSpeed: false }],
      next: [
        {
          tool: 'get_volume_status',
          arguments: { VolumeIds: [COPY] },
          why: 'shows whether it is at full speed',
          afterSeconds: 900,
        },
      ],
    });
    expect(told.summary).toMatch(
      /^vol-0bbbbbbbbbbbbbbb0 was created\. An earlier call made it with this ClientToken; this call sent nothing\. \S/,
    );
  });

  test('at full speed there is nothing to wait for; one that is being created is waited for', () => {
    const status = { VolumeId: COPY, Status: 'ok', Details: [{ Name: 'initialization-state', Status: 'completed' }] };
    const read = { VolumeId: COPY, status, modification: 'none', at: NOON } as const;
    expect(answerFinished({ ...read, volume }, facts).next).toEqual([]);
    expect(answerFinished({ ...read, volume: { ...volume, State: 'creating' } }, facts).next).toEqual([
      {
        tool: 'get_volume_status',
        arguments: { VolumeIds: [COPY], waitFor: 'available', waitSeconds: 30 },
        why: 'says when it can be attached',
      },
    ]);
  });

  test('whose owner is the account of these credentials can be attached; without an account that is not known', () => {
    const owned = { ...volume, OwnerId: '111122223333' };
    const read = { VolumeId: COPY, volume: owned, modification: 'none', at: NOON } as const;
    const mine = answerFinished(read, { ...facts, caller: { account: '111122223333' } });
    expect(mine.Volumes).toMatchObject([{ attachable: true }]);
    expect(answerFinished(read, facts).Volumes?.[0]).not.toHaveProperty('attachable');
  });

  test.each<[name: string, more: object, words: string]>([
    [
      'that could not be read',
      { unread: { code: 'timed-out', message: '', definite: false } },
      'Its present state could not be read.',
    ],
    [
      'that EC2 does not show',
      {},
      'EC2 does not show it now: just after a copy that is normal, else it was probably deleted.',
    ],
    [
      'on a page that was not read',
      { isUnlisted: true },
      'EC2 did not list everything, so its present state is not known.',
    ],
    [
      'of which it is not known whose it is',
      { isForeign: true },
      'EC2 does not show it to these credentials, and it is not known whose they are.',
    ],
  ])('%s', (_, more, words) => {
    const told = answerFinished({ VolumeId: COPY, ...more }, facts);
    expect(told).toMatchObject({ outcome: 'copied', created: 'earlier', Volumes: [{ VolumeId: COPY }] });
    expect(told).not.toHaveProperty('dataAsOf');
    expect(told.summary?.endsWith(words)).toBe(true);
  });

  test('that EC2 does not show is looked for, and is neither attached nor deleted', () => {
    expect(answerFinished({ VolumeId: COPY }, facts)).toMatchObject({
      next: [{ tool: 'get_volume_status', arguments: { VolumeIds: [COPY] }, why: 'shows whether it is there' }],
      handOver: [],
    });
    const unread = { code: 'timed-out', message: '', definite: false } as const;
    expect(answerFinished({ VolumeId: COPY, unread }, facts).handOver).toHaveLength(2);
    expect(answerFinished({ VolumeId: COPY, isUnlisted: true }, facts).handOver).toHaveLength(2);
  });

  test('that EC2 does not show has the moment that was recorded, and no age', () => {
    const told = answerFinished({ VolumeId: COPY, CreateTime: '2026-11-22T11:00:00Z' }, facts);
    expect(told).toMatchObject({
      dataAsOf: '2026-11-22T11:00:00Z',
      Volumes: [{ VolumeId: COPY, CreateTime: '2026-11-22T11:00:00.000Z' }],
    });
  });
});

describe('a copy that is gone', () => {
  test.each<[why: 'not-found' | 'deleted' | 'error' | 'token-used', VolumeId: string | undefined, words: string]>([
    ['not-found', COPY, `${COPY} was created by an earlier call and no longer exists.`],
    ['deleted', COPY, `${COPY} was created by an earlier call and no longer exists.`],
    ['error', COPY, `${COPY} was created by an earlier call and is in state error.`],
    ['token-used', undefined, 'A volume was created by an earlier call and no longer exists.'],
  ])('%s: says so, names the key, and a rehearsal may begin', (why, VolumeId, words) => {
    const told = answerGone({ why, ...(VolumeId ? { VolumeId } : {}) }, { args, place, key: 'alias/a"b' });
    expect(told).toMatchObject({ outcome: 'refused', error: { code: 'copy-gone', message: words }, next: [REHEARSAL] });
    expect(told.summary).toBe(
      `${words} This call created nothing. Somebody deleted it, or EC2 took it back: often because the key "alias/a'b" could not be used (kms:DescribeKey, kms:CreateGrant, kms:GenerateDataKeyWithoutPlaintext and kms:Decrypt are needed).`,
    );
  });
});

describe('not known what an earlier call made', () => {
  test('judged away: the code of the refusal, and the same call first', () => {
    const told = answerUnresolved('findings-block', 'The source is too large.', facts);
    expect(told).toMatchObject({
      outcome: 'unknown',
      summary: `${OPEN} The source is too large.`,
      Request: request,
      error: { code: 'findings-block', retry: 'same_request' },
      next: [{ ...REPETITION, afterSeconds: 30 }, REHEARSAL],
    });
  });

  test('what somebody else must mend is said before the same call', () => {
    const { error } = answerUnresolved('audit-not-writable', 'The audit file cannot be written.', facts);
    expect(error?.nextStep).toBe(
      'The operator repairs the file or its folder (docs/real-copies.md#who-did-it). Make the same call again with the same ClientToken: it cannot make a second volume.',
    );
  });

  test('once EC2 may have forgotten the token: what there is, then another rehearsal', () => {
    const told = answerUnresolved({ code: 'token-too-old', message: '', definite: false }, '', facts);
    expect(told).toMatchObject({
      outcome: 'unknown',
      error: { code: 'token-too-old', retry: 'never' },
      next: [{ tool: 'get_volume_status', arguments: { copiesOf: ID, Region: 'us-east-1' } }, REHEARSAL],
    });
  });
});
