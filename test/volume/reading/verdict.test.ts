// The sentence on a volume, word for word, where another word would send a person the wrong way.
import { expect, test } from 'vitest';
import type { Modification, Volume } from '../../../src/volume/aws-records.ts';
import { readStatus, type StatusFacts } from '../../../src/volume/reading/status.ts';
import { copy, NOON, status } from '../../support/status-parts.ts';

const DONE = status('ok', 100, 'completed');
const modifying = (more: Modification = {}): StatusFacts => ({
  status: status('ok'),
  modification: { ModificationState: 'modifying', ...more },
});
const OUTPOST = { OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' };

test.each<[name: string, volume: Volume, known: StatusFacts, verdict: string]>([
  [
    'creating for five minutes',
    copy('creating', { CreateTime: '2026-11-22T11:55:00Z' }),
    {},
    'Being created. It cannot be attached yet. Check again in a few seconds.',
  ],
  [
    'creating since a time not known',
    { State: 'creating' },
    {},
    'Being created. It cannot be attached yet. Check again in a few seconds.',
  ],
  [
    'creating, the clock not known',
    copy('creating', { CreateTime: '2026-11-22T10:00:00Z' }),
    { now: undefined },
    'Being created. It cannot be attached yet. Check again in a few seconds.',
  ],
  [
    'initialized, the clock not known',
    copy('available'),
    { status: DONE, now: undefined },
    "Ready to attach, at full speed. It was made with the source's data of 2026-11-22T10:00:00Z.",
  ],
  [
    'initializing, the clock not known',
    copy('available'),
    { status: status('ok', 40), now: undefined },
    'Ready to attach, not yet at full speed (40 % initialized). You can change the source now; the copy keeps the data of 2026-11-22T10:00:00Z. Until it is at full speed it cannot be copied itself. Check again in 5 minutes.',
  ],
  [
    'loaded from a snapshot',
    { State: 'available', SnapshotId: 'snap-1' },
    { status: { Status: 'ok', Initialization: { Type: 'default', Progress: 20 } } },
    'Ready to attach, not yet at full speed (20 % initialized). Check again in 15 minutes.',
  ],
  [
    'initializing while it is being modified: one of both says when to check again',
    copy('available'),
    { status: status('ok', 40), modification: { ModificationState: 'modifying', Progress: 50 } },
    'Available, not yet at full speed (40 % initialized, 64 min to 4 h left). You can change the source now; the copy keeps the data of 2026-11-22T10:00:00Z (2 hours ago). It is being modified (50 %). It cannot be attached or copied until it is optimizing or completed. How long that takes is not known yet. Check again in 5 minutes.',
  ],
  [
    'being modified, half through after twenty minutes',
    { State: 'available' },
    modifying({ Progress: 50, StartTime: '2026-11-22T11:40:00Z' }),
    'Available. It is being modified (50 %). It cannot be attached or copied until it is optimizing or completed. At the rate so far that takes at most about 20 min more. Check again in 20 minutes.',
  ],
  [
    'being modified, at 100 %',
    { State: 'in-use' },
    modifying({ Progress: 100, StartTime: '2026-11-22T11:40:00Z' }),
    'In use. It is being modified (100 %). It can be used meanwhile, but it cannot be copied until it is optimizing or completed. Check again in 5 minutes.',
  ],
  [
    'a modification in a state that AWS added since',
    { State: 'in-use' },
    { status: status('ok'), modification: { ModificationState: 'paused' } },
    'In use. EC2 reports the modification state "paused", which this version does not know: whether it can be copied is not known.',
  ],
  [
    'a modification without a state',
    { State: 'in-use' },
    { status: status('ok'), modification: {} },
    'In use. EC2 reports no state of its last modification: whether it can be copied is not known.',
  ],
  [
    'an initialization in a state that AWS added since',
    copy('available'),
    { status: status('ok', 40, 'failed') },
    `Ready to attach. You can change the source now; the copy keeps the data of 2026-11-22T10:00:00Z (2 hours ago). EC2 reports its initialization state "failed", which this version does not know. Whether it is at full speed is not known.`,
  ],
  [
    'a copy made at a time not known',
    copy('available', { CreateTime: 'soon' }),
    { status: status('ok') },
    'Ready to attach. You can change the source now; the copy keeps the data of when it was created. Whether it is at full speed is not known.',
  ],
  [
    'on an Outpost',
    { State: 'available', ...OUTPOST },
    { status: status('ok') },
    'Ready to attach. It cannot be copied: it is on an Outpost. Take a snapshot instead.',
  ],
  [
    'in a Wavelength Zone',
    { State: 'available', AvailabilityZone: 'us-east-1-wl1-bos-wlz-1' },
    { status: status('ok') },
    'Ready to attach. It cannot be copied: it is in a Wavelength Zone. Take a snapshot instead.',
  ],
  [
    'with Multi-Attach, of which modifications were not read',
    { State: 'in-use', MultiAttachEnabled: true },
    { status: status('ok'), modification: undefined },
    'In use. Whether it can be attached is not known, because its modifications were not read.',
  ],
  [
    "another account's, whose checks could not be read",
    { State: 'available', OwnerId: '444455556666' },
    { account: '111122223333', unread: true },
    'Available. It belongs to another account: only that account can attach it and read its checks.',
  ],
])('%s', (_, volume, known, verdict) => {
  expect(readStatus(volume, { now: NOON, modification: 'none', ...known }).verdict).toBe(verdict);
});

test.each<[name: string, volume: Volume, attention: boolean]>([
  ['creating for five minutes', copy('creating', { CreateTime: '2026-11-22T11:55:00Z' }), false],
  ['creating for longer', copy('creating', { CreateTime: '2026-11-22T11:54:59Z' }), true],
  ['deleted with checks that fail', copy('deleted'), false],
  ['in use with checks that fail', copy('in-use'), true],
])('needs attention: %s', (_, volume, attention) => {
  expect(readStatus(volume, { now: NOON, status: status('impaired') }).needsAttention).toBe(attention);
});
