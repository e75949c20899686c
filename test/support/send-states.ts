// Records of sends and their ends, as examples: claimed by one process at noon.
import type { Clocks, SendEnd, SendRecord } from '../../src/consent/send-states.ts';
import type { World } from '../../src/consent/world.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const WORLD: World = {
  partition: 'aws',
  account: '111122223333',
  principal: 'AROAEXAMPLE',
  region: 'us-east-1',
  endpoint: 'aws',
};
export const NAMELESS: World = { partition: 'aws', region: 'us-east-1', endpoint: 'aws' };
export const REQUEST = { SourceVolumeId: 'vol-0123456789abcdef0', VolumeType: 'gp3' };
export const ID = 'vol-0bbbbbbbbbbbbbbb0';
export const record = (more: Partial<SendRecord> = {}): SendRecord => ({
  token: 't1',
  intentKey: 'intent',
  world: WORLD,
  request: {
    ...REQUEST,
    ClientToken: 't1',
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 't1' }] }],
  },
  consent: { how: 'form', at: NOON },
  shown: [],
  firstTriedAt: NOON,
  lastTriedAt: NOON,
  claim: { n: 1, owner: 'one', until: NOON + MINUTE },
  ...more,
});
export const ended = (end: SendEnd, more: Partial<SendRecord> = {}) => record({ end, ...more });
export const at = (ms: number): Clocks => ({ local: NOON + ms, ec2: NOON + ms });
export const WANTED = { request: REQUEST, world: WORLD };
