// Clients that misbehave when a person is to be asked, in both protocol eras. Never a copy without a yes: the embedded
// EC2's own record says so, not the server.
import { describe, expect, test } from 'vitest';
import { answerWith, BAD_CLIENTS, NO, READING_MS, type Table, YES } from '../support/consent-clients.ts';
import { connect, ERAS, type Era, toolAnswerOf } from '../support/json-rpc-client.ts';
import { PLAIN, rehearse, startTestServer, type TestServer } from '../support/test-server.ts';

const SLOW_MACHINE_MS = 30_000;

async function atTable(era: Era, elicitation: object | undefined, play: (table: Table) => Promise<void>) {
  const server = await startTestServer({ mode: 'ask' });
  try {
    const token = await rehearse(server, PLAIN);
    const wire = await connect(server, era, elicitation);
    await play({ server, wire, args: { ...PLAIN, DryRun: false, ClientToken: token } });
    await wire.close();
    expect(server.bugs).toEqual([]);
  } finally {
    await server.close();
  }
}

function expectNothing(server: TestServer): void {
  expect(server.sends()).toEqual([]);
  expect(server.made()).toEqual([]);
}

const CASES = BAD_CLIENTS.flatMap((client) => client.eras.map((era) => ({ era, ...client })));

describe.each(CASES)('$era: a client that $name', ({ era, play }) => {
  test(
    'gets no copy',
    () =>
      atTable(era, {}, async (table) => {
        await play(table);
        expectNothing(table.server);
      }),
    SLOW_MACHINE_MS,
  );
});

describe.each(ERAS.map((era) => ({ era })))('$era', ({ era }) => {
  test.each([
    ['declares no forms', undefined],
    ['declares forms in a browser alone', { url: {} }],
  ])(
    'a client that %s: refused, and nothing is asked',
    async (_name, elicitation) => {
      await atTable(era, elicitation, async ({ server, wire, args }) => {
        const told = toolAnswerOf(await wire.call(args));
        expect(told.outcome).toBe('refused');
        expect(told.structured.error?.code).toBe('nobody-to-ask');
        expectNothing(server);
      });
    },
    SLOW_MACHINE_MS,
  );

  test.each([
    ['an empty declaration', {}],
    ['a declaration of forms', { form: {} }],
  ])(
    'a good client with %s: a slow yes makes exactly one copy',
    async (_name, elicitation) => {
      await atTable(era, elicitation, async (table) => {
        const told = toolAnswerOf(await answerWith(table, { after: 700, result: YES }));
        expect(told.outcome).toBe('copied');
        expect(table.server.sends()).toHaveLength(1);
        expect(table.server.made()).toMatchObject([{ sourceVolumeId: PLAIN.SourceVolumeId, type: 'gp3', iops: 6000 }]);
      });
    },
    SLOW_MACHINE_MS,
  );

  test(
    'a good client with a slow no: declined, none, and the same is not asked again for 15 minutes',
    async () => {
      await atTable(era, {}, async (table) => {
        const told = toolAnswerOf(await answerWith(table, { after: READING_MS, result: NO }));
        expect(told.outcome).toBe('declined');
        const again = toolAnswerOf(await table.wire.call(table.args));
        expect(again.outcome).toBe('declined');
        expectNothing(table.server);
      });
    },
    SLOW_MACHINE_MS,
  );

  test(
    'the person who leaves the harmless choice as it is has said no',
    async () => {
      await atTable(era, {}, async (table) => {
        const untouched = { action: 'accept', content: { decision: 'do not copy' } };
        expect(toolAnswerOf(await answerWith(table, { after: READING_MS, result: untouched })).outcome).toBe(
          'declined',
        );
        expectNothing(table.server);
      });
    },
    SLOW_MACHINE_MS,
  );
});

describe('a person who takes longer than the host lets a call wait', () => {
  test.each([
    ['the call has answered', false],
    ['the host has cancelled the call', true],
  ])(
    'says yes when %s: the next call copies, once, and asks nobody',
    async (_name, cancels) => {
      await atTable('2025-11-25', {}, async ({ server, wire, args }) => {
        const call = wire.call(args);
        const { id } = await wire.question();
        if (cancels) wire.send({ method: 'notifications/cancelled', params: { requestId: 2 } });
        else expect(toolAnswerOf(await call).outcome).toBe('approval_needed');
        server.advance(60_000);
        wire.send({ id, result: YES });
        await new Promise((resolve) => setImmediate(resolve));
        expect(server.sends()).toEqual([]);
        expect(toolAnswerOf(await wire.call(args)).outcome).toBe('copied');
        expect(server.sends()).toHaveLength(1);
        let asked = false;
        void wire.question().then(() => {
          asked = true;
        });
        expect(toolAnswerOf(await wire.call(args)).structured.created).toBe('earlier');
        expect(asked).toBe(false);
      });
    },
    SLOW_MACHINE_MS,
  );
});
