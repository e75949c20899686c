// What decided a call changes under it: the record decides anew, as long as there is time, and no longer.
import { describe, expect, test } from 'vitest';
import type { SendRecord } from '../../src/consent/send-states.ts';
import { intentKeyOf, worldOf } from '../../src/consent/world.ts';
import type { SendRecords } from '../../src/ports/state.ts';
import type { Deps } from '../../src/ports/tool.ts';
import {
  CALLER,
  createSharedState,
  gp3,
  MINUTE,
  madeBy,
  real,
  SECOND,
  type SharedState,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { NOON, yes } from '../support/fake-ec2.ts';
import { keptRecord } from '../support/test-deps.ts';

const OPEN = 'This call sent nothing. Not known whether an earlier call made a volume.';
const BEING_SENT = `${OPEN} Another call or process is sending this copy at this moment.`;
const intentKey = intentKeyOf(gp3, worldOf(CALLER, { region: 'us-east-1' }));

/** Another process claims the same intent at noon. */
async function claimElsewhere({ sends }: SharedState, token: string, more: Partial<SendRecord> = {}): Promise<void> {
  const record: SendRecord = {
    token,
    intentKey,
    world: worldOf(CALLER, { region: 'us-east-1' }),
    request: { ...gp3, ClientToken: token },
    consent: { how: 'auto', at: NOON },
    shown: [],
    firstTriedAt: NOON,
    lastTriedAt: NOON,
    claim: { n: 1, owner: 'another process', until: NOON + MINUTE },
    ...more,
  };
  expect(await sends.claim(record, await sends.claims(intentKey))).toBe(true);
}

/** An audit during which the machine sleeps longer than a claim lasts, the first `times` times. */
function sleepyAudit({ clock }: SharedState, times: number): Deps['audit'] {
  let left = times;
  return {
    check: async () => undefined,
    write: async () => {
      if (left-- > 0) clock.move(MINUTE);
    },
    writeCounted: async () => undefined,
  };
}

describe('a machine that sleeps between claim and send', () => {
  test('once, after the send of another process has failed: the copy is sent', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimElsewhere(shared, 'theirs');
    let looks = 0;
    const sends: SendRecords = {
      ...shared.sends,
      async byToken(token) {
        if (token === 'theirs' && ++looks === 2) await shared.sends.finish('theirs', 1, { kind: 'failed' });
        return shared.sends.byToken(token);
      },
    };
    const audit = sleepyAudit(shared, 1);
    const server = startCopyProcess({}, {}, { shared: { ...shared, sends }, more: { audit } });
    const arrivedAt = NOON + MINUTE;
    const told = await server.call({ ...real, ClientToken }, { arrivedAt, deadline: NOON + 10 * MINUTE });
    expect(told).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(server.sent()).toHaveLength(1);
  });

  test('again and again, of a call without a token: nothing is sent, and what there is stays open', async () => {
    const shared = createSharedState();
    const audit = sleepyAudit(shared, 5);
    const server = startCopyProcess({ mode: 'ask' }, {}, { shared, more: { audit } });
    expect(await server.call(real, { ...YES, deadline: NOON + 10 * MINUTE })).toMatchObject({
      outcome: 'refused',
      summary: BEING_SENT,
      error: { code: 'being-sent' },
      next: [],
    });
    expect(server.sent()).toEqual([]);
  });
});

test('where others are always quicker to claim, the call ends with its own request to repeat', async () => {
  const shared = createSharedState();
  const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
  const claim = async () => {
    shared.clock.move(46 * SECOND);
    return false;
  };
  const server = startCopyProcess({}, {}, { shared: { ...shared, sends: { ...shared.sends, claim } } });
  const told = await server.call({ ...real, ClientToken }, { deadline: NOON + 10 * MINUTE });
  expect(told).toMatchObject({
    outcome: 'unknown',
    summary: BEING_SENT,
    Request: { ...gp3, ClientToken },
    error: { code: 'being-sent' },
  });
  expect(server.sent()).toEqual([]);
});

describe('a send under way elsewhere', () => {
  test('is watched by its own record alone', async () => {
    const shared = createSharedState();
    await claimElsewhere(shared, 'theirs');
    let asked = 0;
    const sends: SendRecords = {
      ...shared.sends,
      async claims(key) {
        asked += 1;
        return shared.sends.claims(key);
      },
    };
    const server = startCopyProcess({ mode: 'ask' }, {}, { shared: { ...shared, sends } });
    expect((await server.call({ ...real, ClientToken: 'theirs' })).outcome).toBe('unknown');
    expect(shared.clock.now()).toBe(NOON + 45 * SECOND);
    expect(asked).toBe(1);
  });

  test('is none any more once its record is gone, as where somebody has emptied the folder', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimElsewhere(shared, 'theirs');
    const emptied = keptRecord(shared.clock.now);
    let now = shared.sends;
    const sends: SendRecords = {
      ...emptied,
      claims: (key) => now.claims(key),
      byIntent: (key) => now.byIntent(key),
      async byToken(token) {
        if (token === 'theirs') now = emptied;
        return now.byToken(token);
      },
    };
    const server = startCopyProcess({}, {}, { shared: { ...shared, sends } });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
  });

  test('for all that this clock says, which was set back during the look: waited for, not given up', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimElsewhere(shared, ClientToken, {
      request: {
        ...gp3,
        ClientToken,
        TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: ClientToken }] }],
      },
    });
    shared.clock.move(MINUTE + SECOND);
    let isSetBack = false;
    const server = startCopyProcess(
      {},
      {
        describeVolumes: ({ VolumeIds }) => {
          if (!isSetBack) shared.clock.move(-30 * SECOND);
          isSetBack = true;
          return yes({ items: VolumeIds ? shared.volumes : [] }, shared.clock.now());
        },
        copyVolumes: (request) => yes([madeBy(request, shared.clock.now())], shared.clock.now()),
      },
      { shared },
    );
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(server.sent()).toHaveLength(1);
  });
});

test('a plan is not joined either when the same was sent in the same millisecond', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  await server.tokenOf();
  expect((await server.call({ ...real, ClientToken: 'mine' }, YES)).outcome).toBe('copied');
  server.volumes.push(madeBy(server.sent()[0] ?? gp3, NOON, { State: 'available' }));
  expect(await server.call(real, YES)).toMatchObject({ created: 'earlier', Request: { ClientToken: 'mine' } });
  expect(server.sent()).toHaveLength(1);
});
