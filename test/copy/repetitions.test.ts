// A call whose record is open, as the tool answers it: without our tags, cancelled, joined by another call, or with a
// record that stops answering.
import { describe, expect, test } from 'vitest';
import type { SendEnd } from '../../src/consent/send-states.ts';
import { intentKeyOf, worldOf } from '../../src/consent/world.ts';
import type { CopyVolumesRequest } from '../../src/volume/aws-records.ts';
import {
  CALLER,
  COPY,
  createSharedState,
  gp3,
  HOUR,
  MINUTE,
  madeBy,
  NO,
  real,
  SECOND,
  type SharedState,
  SOURCE,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { NOON, no, unclear, yes } from '../support/fake-ec2.ts';

const OPEN = 'This call sent nothing. Not known whether an earlier call made a volume.';
const broken = async (): Promise<never> => {
  throw new Error('EIO');
};

/** Under this token the same was sent at noon by another process. */
async function sendElsewhere({ sends }: SharedState, token: string, end?: SendEnd, more: object = {}): Promise<void> {
  const world = worldOf(CALLER, { region: 'us-east-1' });
  const intentKey = intentKeyOf(gp3, world);
  const record = {
    token,
    intentKey,
    world,
    request: { ...gp3, ClientToken: token, ...more },
    consent: { how: 'auto' as const, at: NOON },
    shown: [],
    firstTriedAt: NOON,
    lastTriedAt: NOON,
    claim: { n: 1, owner: 'another process', until: NOON + MINUTE },
  };
  expect(await sends.claim(record, await sends.claims(intentKey))).toBe(true);
  if (end) await sends.finish(token, 1, end, NOON);
}

describe('without our tags', () => {
  /** A send without proof, and these copies since. */
  async function repeat(ids: string[]) {
    const shared = createSharedState();
    const unlucky = startCopyProcess({ stamp: false }, { copyVolumes: () => unclear('connection-cut') }, { shared });
    const ClientToken = await unlucky.tokenOf();
    expect((await unlucky.call({ ...real, ClientToken })).outcome).toBe('unknown');
    for (const VolumeId of ids) shared.volumes.push(madeBy(gp3, NOON + SECOND, { VolumeId, State: 'available' }));
    shared.clock.move(MINUTE);
    const listed = startCopyProcess({ stamp: false }, {}, { shared });
    const describeVolumes: typeof listed.deps.ec2.describeVolumes = (place, query, control) =>
      listed.deps.ec2.describeVolumes(place, isByDay(query) ? { ...query, Filters: [] } : query, control);
    const server = startCopyProcess(
      { stamp: false },
      { describeVolumes: (query, place) => describeVolumes(place, query, { signal: new AbortController().signal }) },
      { shared },
    );
    return { told: await server.call({ ...real, ClientToken }), sent: server.sent() };
  }
  const isByDay = ({ Filters = [] }: { Filters?: readonly { Name: string }[] }) =>
    Filters.some(({ Name }) => Name === 'create-time');

  test('the one copy that appeared since may be its own: the request is repeated', async () => {
    const { told, sent } = await repeat([COPY]);
    expect(told.outcome).toBe('copied');
    expect(sent).toHaveLength(1);
  });

  test('of two one is not, and nobody has seen it', async () => {
    const { told, sent } = await repeat([COPY, 'vol-0ccccccccccccccc0']);
    expect(told).toMatchObject({ outcome: 'unknown', error: { code: 'plan-differs' } });
    expect(sent).toEqual([]);
  });
});

test('in mode auto a send that a person once agreed to is repeated, though no rehearsal returned its token', async () => {
  const shared = createSharedState();
  const asking = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => unclear('connection-cut') }, { shared });
  const ClientToken = (await asking.call(real, YES)).Request?.ClientToken;
  shared.clock.move(MINUTE);
  const server = startCopyProcess({}, {}, { shared });
  expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
});

test('a repetition whose answer has no time does not claim the volume for itself', async () => {
  const shared = createSharedState();
  const unlucky = startCopyProcess({}, { copyVolumes: () => unclear('connection-cut') }, { shared });
  const ClientToken = await unlucky.tokenOf();
  await unlucky.call({ ...real, ClientToken });
  shared.clock.move(MINUTE);
  const untimed = async (request: CopyVolumesRequest) => {
    const { CreateTime: _, ...volume } = madeBy(request, shared.clock.now());
    return yes([volume], shared.clock.now());
  };
  const server = startCopyProcess({}, { copyVolumes: untimed }, { shared });
  expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
  expect(server.lines.at(-1)).toMatchObject({ event: 'outcome', created: 'earlier' });
});

test.each<[name: string, change: object]>([
  ['the source has grown, and the copy costs more', { Size: 16_000 }],
  ['the source is encrypted now', { Encrypted: true, KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/k' }],
])('under a token of their own a yes of a moment ago is one to what was shown: %s', async (_, change) => {
  const shared = createSharedState();
  const unlucky = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => unclear('connection-cut') }, { shared });
  await unlucky.call({ ...real, ClientToken: 'mine' }, YES);
  shared.clock.move(MINUTE);
  const same = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => unclear('connection-cut') }, { shared });
  await same.call({ ...real, ClientToken: 'mine' });
  expect(same.sent().length).toBeGreaterThan(0);
  shared.volumes[0] = { ...SOURCE, ...change };
  shared.clock.move(MINUTE);
  const server = startCopyProcess({ mode: 'ask' }, {}, { shared });
  const told = await server.call({ ...real, ClientToken: 'mine' }, NO);
  expect(told.outcome).toBe('declined');
  expect(told.summary.startsWith(OPEN)).toBe(true);
  expect(server.sent()).toEqual([]);
  const willing = startCopyProcess({ mode: 'ask' }, {}, { shared: { ...shared, clock: shared.clock } });
  shared.clock.move(16 * MINUTE);
  expect(await willing.call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({ outcome: 'copied' });
});

test('what another call made meanwhile is told, not what stands against a second one since', async () => {
  const shared = createSharedState();
  const other = startCopyProcess({ mode: 'ask' }, {}, { shared });
  const server = startCopyProcess(
    { mode: 'ask' },
    {
      describeVolumes: async (query, place) => {
        if (query.VolumeIds && other.sent().length === 0) {
          expect((await other.call({ ...real, ClientToken: 'theirs' }, YES)).outcome).toBe('copied');
          shared.volumes[0] = { ...SOURCE, State: 'error' };
          shared.volumes.push(madeBy(other.sent()[0] ?? gp3, NOON, { State: 'available' }));
        }
        return other.deps.ec2.describeVolumes(place, query, { signal: new AbortController().signal });
      },
    },
    { shared },
  );
  expect(await server.call(real, YES)).toMatchObject({
    outcome: 'copied',
    created: 'earlier',
    Request: { ClientToken: 'theirs' },
    Volumes: [{ VolumeId: COPY }],
  });
  expect(server.sent()).toEqual([]);
});

test('a yes of a moment ago is asked for again when another copy was made since', async () => {
  const shared = createSharedState();
  const unlucky = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => unclear('connection-cut') }, { shared });
  await unlucky.call({ ...real, ClientToken: 'mine' }, YES);
  const Tags = [{ Key: 'ebs-copy-mcp:source', Value: gp3.SourceVolumeId }];
  shared.volumes.push(madeBy(gp3, NOON, { VolumeId: 'vol-0ccccccccccccccc0', State: 'available', Tags }));
  shared.clock.move(MINUTE);
  const server = startCopyProcess({ mode: 'ask' }, {}, { shared });
  expect((await server.call({ ...real, ClientToken: 'mine' }, NO)).outcome).toBe('declined');
  expect(server.sent()).toEqual([]);
});

test('its own copy, modified since, is no other copy: the yes of a moment ago counts', async () => {
  const shared = createSharedState();
  const unlucky = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => unclear('connection-cut') }, { shared });
  await unlucky.call({ ...real, ClientToken: 'mine' }, YES);
  shared.volumes.push(madeBy(unlucky.sent()[0] ?? gp3, NOON, { VolumeType: 'io2', State: 'available' }));
  shared.clock.move(MINUTE);
  const server = startCopyProcess({ mode: 'ask' }, {}, { shared });
  expect((await server.call({ ...real, ClientToken: 'mine' })).outcome).toBe('copied');
  expect(server.sent()).toHaveLength(1);
});

test('a token that EC2 knows otherwise proves nothing where its copy could not be seen', async () => {
  const server = startCopyProcess({}, { copyVolumes: () => unclear('IdempotentParameterMismatch') });
  const ClientToken = await server.tokenOf();
  await sendElsewhere(server, ClientToken, { kind: 'unclear' });
  server.clock.move(HOUR);
  expect(await server.call({ ...real, ClientToken })).toMatchObject({
    outcome: 'unknown',
    error: { code: 'IdempotentParameterMismatch' },
  });
  expect((await server.sends.byToken(ClientToken))?.end).toEqual({ kind: 'unclear' });
});

test('the audit names the plan that a call without a token was about, also when its source cannot be read', async () => {
  const shared = createSharedState();
  const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
  const server = startCopyProcess({}, { describeVolumes: () => no('UnauthorizedOperation') }, { shared });
  expect((await server.call(real)).outcome).toBe('failed');
  expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'UnauthorizedOperation', token: ClientToken }]);
});

test('a plan that is too old is not joined: a person is asked about a new one', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  const ClientToken = await server.tokenOf();
  server.clock.move(16 * MINUTE);
  const told = await server.call(real, YES);
  expect(told).toMatchObject({ outcome: 'copied', created: 'now' });
  expect(told.Request?.ClientToken).not.toBe(ClientToken);
});

test('a plan is not joined when the same was sent after it: that copy is told, and no second one made', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  await server.tokenOf();
  server.clock.move(SECOND);
  expect((await server.call({ ...real, ClientToken: 'mine' }, YES)).outcome).toBe('copied');
  server.volumes.push(madeBy(server.sent()[0] ?? gp3, NOON, { State: 'available' }));
  expect(await server.call(real, YES)).toMatchObject({
    outcome: 'copied',
    created: 'earlier',
    Request: { ClientToken: 'mine' },
  });
  expect(server.sent()).toHaveLength(1);
});

test('a call that nobody waits for any more watches no other sender', async () => {
  const shared = createSharedState();
  await sendElsewhere(shared, 'theirs');
  let looks = 0;
  const sends: SharedState['sends'] = {
    ...shared.sends,
    byToken: async (token) => {
      if (++looks > 10) throw new Error('The call looks for ever.');
      return shared.sends.byToken(token);
    },
  };
  const server = startCopyProcess({ mode: 'ask' }, {}, { shared: { ...shared, sends } });
  const told = await server.call({ ...real, ClientToken: 'theirs' }, { signal: AbortSignal.abort() });
  expect(told).toMatchObject({ outcome: 'unknown', error: { code: 'being-sent' } });
  expect(looks).toBeLessThan(4);
});

test.each<[age: number, slept: number[]]>([
  [0, [2_500]],
  [1_000, [1_500]],
  [2_500, []],
])('%d ms after the last attempt: two attempts never lie in one second of EC2', async (age, slept) => {
  const server = startCopyProcess();
  const ClientToken = await server.tokenOf();
  await sendElsewhere(server, ClientToken, { kind: 'unclear' });
  server.clock.move(age);
  expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
  expect(server.clock.slept).toEqual(slept);
});

test('a cancelled call sends nothing and says so', async () => {
  const server = startCopyProcess();
  const ClientToken = await server.tokenOf();
  const told = await server.call({ ...real, ClientToken }, { cancelled: AbortSignal.abort() });
  expect(told).toMatchObject({
    outcome: 'refused',
    summary: 'Nothing was created. The call was cancelled.',
    error: { code: 'cancelled' },
  });
  expect(server.sent()).toEqual([]);
});

test('a call without a token waits for the same request of another process, and offers its token', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  const TagSpecifications = [
    { ResourceType: 'volume' as const, Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'theirs' }] },
  ];
  await sendElsewhere(server, 'theirs', undefined, { TagSpecifications });
  expect(await server.call(real, YES)).toMatchObject({
    outcome: 'unknown',
    summary: `${OPEN} Another call or process is sending this copy at this moment.`,
    Request: { ...gp3, ClientToken: 'theirs', TagSpecifications },
    next: [{ arguments: { ...real, ClientToken: 'theirs' } }, {}],
  });
  expect(server.sent()).toEqual([]);
});

describe('a record that stops answering', () => {
  test.each<[name: string, end: SendEnd | undefined, outcome: string]>([
    ['an open send stays open', { kind: 'unclear' }, 'unknown'],
    ['so does a claim over time', undefined, 'unknown'],
    ['after a definite no nothing is known of a later send', { kind: 'failed' }, 'refused'],
  ])('%s', async (_, end, outcome) => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await sendElsewhere(shared, ClientToken, end);
    shared.clock.move(MINUTE);
    const server = startCopyProcess({}, {}, { shared, more: { planKey: broken } });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome,
      summary: `${OPEN} The record of what was sent cannot be read or written.`,
      error: { code: 'record-not-durable' },
      ...(outcome === 'unknown' ? { Request: { ...gp3, ClientToken } } : {}),
    });
    expect(server.sent()).toEqual([]);
  });
});
