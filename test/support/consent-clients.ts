// How clients misbehave when a person is to be asked. Each plays one call of copy_volume to its end.
import { vi } from 'vitest';
import { connect, type Era, type Frame, type Wire } from './json-rpc-client.ts';
import { MINUTE, PLAIN, PLAIN_OTHER, rehearse, type TestServer } from './test-server.ts';

export const YES = { action: 'accept', content: { decision: 'copy this volume' } };
export const NO = { action: 'decline' };
/** Long enough for a person to have read the form. */
export const READING_MS = 20_000;

export interface Table {
  server: TestServer;
  wire: Wire;
  /** The real call of the plan that was rehearsed. */
  args: Record<string, unknown>;
}

/** What the client answers, `after` ms of the clock; as often as it likes. */
export type Reply = { after: number; result?: unknown; error?: object };

/** Calls, waits for the question and answers it; gives the last answer of the server. */
export async function answerWith({ server, wire, args }: Table, ...replies: Reply[]): Promise<Frame> {
  const call = wire.call(args);
  if (wire.era === '2025-11-25') {
    const { id } = await wire.question();
    for (const { after, ...rest } of replies) {
      server.advance(after);
      wire.send({ id, ...rest });
    }
    return call;
  }
  const { requestState } = (await call).result as { requestState: string };
  let last: Frame = {};
  for (const { after, result, error } of replies) {
    server.advance(after);
    last = await wire.call(args, { requestState, inputResponses: { consent: error ?? result } });
  }
  return last;
}

export interface BadClient {
  name: string;
  eras: readonly Era[];
  play(table: Table): Promise<unknown>;
}

const BOTH: readonly Era[] = ['2025-11-25', '2026-07-28'];
const LEGACY: readonly Era[] = ['2025-11-25'];
const MODERN: readonly Era[] = ['2026-07-28'];

const JUNK: unknown[] = [
  {},
  'yes',
  ['accept'],
  { action: 'yes', content: YES.content },
  { action: 'ACCEPT', content: YES.content },
  { action: ['accept'], content: YES.content },
  { action: 'accept', content: 'copy this volume' },
  { action: 'accept', content: { decision: ['copy this volume'] } },
  { action: 'accept', content: { decision: true } },
  { action: 'accept', content: { Decision: 'copy this volume' } },
  { action: 'accept', content: { decision: 'COPY THIS VOLUME' } },
  { action: 'accept', content: { decision: 'do not copy', approve: true } },
  { action: 'cancel', content: YES.content },
];

export const BAD_CLIENTS: BadClient[] = [
  { name: 'declines at once', eras: BOTH, play: (table) => answerWith(table, { after: 300, result: NO }) },
  { name: 'accepts at once', eras: BOTH, play: (table) => answerWith(table, { after: 699, result: YES }) },
  {
    name: 'accepts with an empty form',
    eras: BOTH,
    play: (table) => answerWith(table, { after: READING_MS, result: { action: 'accept', content: {} } }),
  },
  {
    name: 'answers with an RPC error',
    eras: BOTH,
    play: (table) => answerWith(table, { after: READING_MS, error: { code: -32603, message: YES.content.decision } }),
  },
  ...JUNK.map((result, i) => ({
    name: `answers with junk (${i + 1})`,
    // On the older revisions a result that is no object is no answer at all: see the client that never answers.
    eras: typeof result === 'object' && !Array.isArray(result) ? BOTH : MODERN,
    play: (table: Table) => answerWith(table, { after: READING_MS, result }),
  })),
  {
    name: 'answers twice: no, then yes',
    eras: BOTH,
    play: (table) => answerWith(table, { after: READING_MS, result: NO }, { after: 1_000, result: YES }),
  },
  {
    name: 'answers two questions about one plan: no, then yes',
    eras: MODERN,
    async play({ server, wire, args }) {
      const first = (await wire.call(args)).result as { requestState: string };
      server.advance(1_000);
      const second = (await wire.call(args)).result as { requestState: string };
      server.advance(READING_MS);
      await wire.call(args, { requestState: first.requestState, inputResponses: { consent: NO } });
      await wire.call(args, { requestState: second.requestState, inputResponses: { consent: YES } });
    },
  },
  {
    name: 'never answers',
    eras: LEGACY,
    async play({ wire, args }) {
      const call = wire.call(args);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const asked = wire.question();
        await vi.waitUntil(async () => Promise.race([asked, undefined]), { timeout: 20_000 });
        await vi.advanceTimersByTimeAsync(40_000);
      } finally {
        vi.useRealTimers();
      }
      await call;
    },
  },
  { name: 'never brings an answer', eras: MODERN, play: ({ wire, args }) => wire.call(args) },
  {
    name: 'accepts after the plan has expired',
    eras: BOTH,
    play: (table) => answerWith(table, { after: 16 * MINUTE, result: YES }),
  },
  {
    name: "accepts a quarter of an hour later, under the caller's own ClientToken",
    eras: BOTH,
    play: ({ server, wire }) =>
      answerWith(
        { server, wire, args: { ...PLAIN, DryRun: false, ClientToken: 'mine' } },
        { after: 15 * MINUTE + 1_000, result: YES },
      ),
  },
  {
    name: 'brings a forged state',
    eras: MODERN,
    async play({ server, wire, args }) {
      const about = args.ClientToken;
      const body = Buffer.from(JSON.stringify({ about, at: server.now() - READING_MS })).toString('base64url');
      const states = [`${body}.${'A'.repeat(43)}`, `${body}.`, body, `${body}..`, JSON.stringify({ about }), ''];
      for (const requestState of states) {
        await wire.call(args, { requestState, inputResponses: { consent: YES } });
        await wire.call(args, { requestState });
        await wire.call(args, { inputResponses: { consent: YES } });
      }
    },
  },
  {
    name: 'brings an answer along that this revision does not know',
    eras: LEGACY,
    async play({ wire, args }) {
      const call = wire.call(args, { requestState: 'x', inputResponses: { consent: YES } });
      wire.send({ id: (await wire.question()).id, result: { action: 'cancel' } });
      await call;
    },
  },
  {
    name: 'alters a state: another plan under a true seal',
    eras: MODERN,
    async play({ server, wire, args }) {
      const { requestState } = (await wire.call(args)).result as { requestState: string };
      const [, seal] = requestState.split('.');
      const body = Buffer.from(JSON.stringify({ about: args.ClientToken, at: 0 })).toString('base64url');
      server.advance(READING_MS);
      await wire.call(args, { requestState: `${body}.${seal}`, inputResponses: { consent: YES } });
    },
  },
  {
    name: 'replays a state that was used',
    eras: MODERN,
    play: (table) => answerWith(table, { after: READING_MS, result: {} }, { after: READING_MS, result: YES }),
  },
  {
    name: 'replays a state with another ending',
    eras: MODERN,
    async play({ server, wire, args }) {
      const { requestState } = (await wire.call(args)).result as { requestState: string };
      server.advance(READING_MS);
      await wire.call(args, { requestState, inputResponses: { consent: {} } });
      await wire.call(args, { requestState: `${requestState}.x`, inputResponses: { consent: YES } });
      await wire.call(args, { requestState: `${requestState}=`, inputResponses: { consent: YES } });
    },
  },
  {
    name: 'approves another plan: the state of one plan for the call of another',
    eras: MODERN,
    async play({ server, wire, args }) {
      const other = { ...PLAIN_OTHER, DryRun: false, ClientToken: await rehearse(server, PLAIN_OTHER) };
      const { requestState } = (await wire.call(other)).result as { requestState: string };
      server.advance(READING_MS);
      await wire.call(args, { requestState, inputResponses: { consent: YES } });
    },
  },
  {
    name: "approves another request under the caller's own ClientToken",
    eras: MODERN,
    async play({ server, wire }) {
      const mine = { DryRun: false, ClientToken: 'mine' };
      const asked = await wire.call({ ...PLAIN, ...mine });
      const { requestState } = asked.result as { requestState: string };
      server.advance(READING_MS);
      await wire.call({ ...PLAIN_OTHER, ...mine }, { requestState, inputResponses: { consent: YES } });
    },
  },
  {
    name: 'approves another plan: a yes for a question that nobody asked',
    eras: LEGACY,
    async play({ server, wire, args }) {
      const call = wire.call(args);
      const { id } = await wire.question();
      server.advance(READING_MS);
      for (const wrong of [Number(id) + 1, -1, null]) wire.send({ id: wrong, result: YES });
      wire.send({ id, result: { action: 'cancel' } });
      await call;
    },
  },
  {
    name: 'closes in the middle',
    eras: LEGACY,
    async play({ server, wire, args }) {
      const call = wire.call(args);
      const { id } = await wire.question();
      server.advance(READING_MS);
      await wire.close();
      wire.send({ id, result: YES });
      // The next call of the same process meets the question that was left.
      await Promise.race([call, server.copy(args)]);
    },
  },
  {
    name: 'closes in the middle and answers the next process',
    eras: MODERN,
    async play({ server, wire, args }) {
      const { requestState } = (await wire.call(args)).result as { requestState: string };
      await wire.close();
      server.restart();
      server.advance(READING_MS);
      const again = await connect(server, wire.era, {});
      await again.call(args, { requestState, inputResponses: { consent: YES } });
      await again.close();
    },
  },
  {
    name: 'cancels the call and then accepts',
    eras: LEGACY,
    async play({ server, wire, args }) {
      void wire.call(args);
      const { id } = await wire.question();
      server.advance(READING_MS);
      wire.send({ method: 'notifications/cancelled', params: { requestId: 2 } });
      wire.send({ id, result: YES });
      await new Promise((resolve) => setImmediate(resolve));
    },
  },
];
