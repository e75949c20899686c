// The words that server and simulator share, against the SDK's own: AWS adding one turns this red.
import * as ec2 from '@aws-sdk/client-ec2';
import * as sts from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import {
  ACTIONS,
  CHECK_STATUSES,
  INITIALIZATION_TYPES,
  MODIFICATION_STATES,
  PRODUCT,
  SIMULATED_REGION,
  VOLUME_STATES,
  VOLUME_TYPES,
} from '../../src/vocabulary.ts';

test.each<[name: string, ours: readonly string[], theirs: Readonly<Record<string, string>>]>([
  ['volume types', VOLUME_TYPES, ec2.VolumeType],
  ['volume states', VOLUME_STATES, ec2.VolumeState],
  ['modification states', MODIFICATION_STATES, ec2.VolumeModificationState],
  ['check statuses', CHECK_STATUSES, ec2.VolumeStatusInfoStatus],
  ['initialization types', INITIALIZATION_TYPES, ec2.InitializationType],
])("%s are the SDK's", (_, ours, theirs) => {
  expect([...ours].sort()).toEqual(Object.values(theirs).sort());
});

test('each operation has its command in the SDK', () => {
  expect(ACTIONS).toContain('CopyVolumes');
  const commands = Object.keys({ ...ec2, ...sts });
  for (const action of ACTIONS) expect(commands).toContain(`${action}Command`);
});

test('names of ours', () => {
  expect([PRODUCT, SIMULATED_REGION]).toEqual(['ebs-copy-mcp', 'us-east-1']);
});
