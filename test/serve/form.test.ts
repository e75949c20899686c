import { ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/server';
import { describe, expect, test } from 'vitest';
import type { Question } from '../../src/consent/question-text.ts';
import type { FormAnswer, NoAnswerReason } from '../../src/ports/consent.ts';
import { createFormHistories, formOf } from '../../src/serve/form.ts';
import { createStateSeal } from '../../src/serve/sealed-state.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const QUESTION: Question = {
  title: 'Copy "prod-db-1-data"?',
  simulated: false,
  volume: [{ label: 'Volume', value: 'vol-0123456789abcdef0' }],
  groups: {
    cost: [],
    changes: [{ label: 'IOPS', before: '6,000', value: '3,000', note: 'slower' }],
    stays: [],
    tags: [],
    place: [{ label: 'Account', value: '111122223333' }],
  },
  warnings: ['The source is in use.'],
  expiresAt: NOON + 900_000,
};
const TEXT = `Copy "prod-db-1-data"?
An AI assistant on this computer asks to make this copy.
Volume: vol-0123456789abcdef0
Warning: The source is in use.

What changes:
- IOPS: 6,000 → 3,000 (slower)

Where, and as whom:
- Account: 111122223333`;
const SCHEMA = {
  type: 'object',
  properties: {
    decision: {
      type: 'string',
      title: 'Decision',
      enum: ['do not copy', 'copy this volume'],
      default: 'do not copy',
    },
  },
  required: ['decision'],
};
const ABOUT = 'this very plan';
const ASKED = { about: ABOUT, questionId: 'question-1' };
const YES = { action: 'accept', content: { decision: 'copy this volume' } };
const never = () => new AbortController().signal;

interface Era {
  /** What an older client declared when it connected. */
  connected?: object;
  /** What a client of 2026-07-28 declares with each call. */
  called?: object;
  /** What is answered to a pushed form, after which time. */
  reply?: () => unknown;
  takes?: number;
  /** What a call of 2026-07-28 brings along. */
  state?: unknown;
  responses?: Record<string, unknown>;
  /** Responses that the SDK took out. */
  dropped?: string[];
}

const createSeal = () => createStateSeal(async () => new Uint8Array(32).fill(7));

function start({ connected, called, reply, takes = 1_000, state, responses, dropped }: Era) {
  let now = NOON;
  const pushed: unknown[][] = [];
  const seal = createSeal();
  const mcpReq = {
    ...(called ? { envelope: { 'io.modelcontextprotocol/clientCapabilities': called } } : {}),
    elicitInput: async (...args: unknown[]) => {
      pushed.push(args);
      now += takes;
      return reply?.();
    },
    requestState: () => state,
    ...(responses ? { inputResponses: responses } : {}),
    ...(dropped ? { droppedInputResponseKeys: dropped } : {}),
  };
  const form = formOf({
    server: { getClientCapabilities: () => connected } as never,
    ctx: { mcpReq } as never,
    seal,
    history: createFormHistories()({}),
    now: () => now,
  });
  const move = (ms: number) => {
    now += ms;
  };
  return { form: form ?? fail(), none: form === undefined, pushed, seal, move };
}

/** A form that must not be used. */
function fail() {
  const used = () => expect.unreachable('there is no form');
  return { inResult: false, isSilent: false, answered: used, ask: used };
}

describe('whether the client has forms', () => {
  test.each<[name: string, capabilities: object | undefined, has: boolean]>([
    ['nothing declared', undefined, false],
    ['no elicitation', { sampling: {} }, false],
    ['an empty declaration means forms', { elicitation: {} }, true],
    ['forms', { elicitation: { form: {} } }, true],
    ['forms and addresses', { elicitation: { form: {}, url: {} } }, true],
    ['addresses alone are no forms', { elicitation: { url: {} } }, false],
  ])('%s', (_, capabilities, has) => {
    expect(start(capabilities ? { connected: capabilities } : {}).none, 'at the connection').toBe(!has);
    expect(start({ called: capabilities ?? {} }).none, 'with the call (2026-07-28)').toBe(!has);
  });

  test('what comes with the call counts before what came with the connection', () => {
    expect(start({ connected: { elicitation: {} }, called: {} }).none).toBe(true);
    expect(start({ connected: {}, called: { elicitation: {} } }).none).toBe(false);
  });
});

type Expected = 'accept' | 'decline' | NoAnswerReason;

/** What a person, a host or a bug may send back, and what it is taken for. */
const REPLIES: [name: string, reply: unknown, answer: Expected][] = [
  ['the choice to copy', YES, 'accept'],
  ['the choice not to copy', { action: 'accept', content: { decision: 'do not copy' } }, 'decline'],
  ['declined', { action: 'decline' }, 'decline'],
  ['declined, whatever else it says', { action: 'decline', content: YES.content }, 'decline'],
  ['cancelled', { action: 'cancel' }, 'cancelled'],
  ['cancelled with a choice inside', { action: 'cancel', content: YES.content }, 'cancelled'],
  ['accepted without content', { action: 'accept' }, 'empty'],
  ['accepted with an empty form', { action: 'accept', content: {} }, 'empty'],
  ['accepted with null', { action: 'accept', content: null }, 'empty'],
  ['accepted with true', { action: 'accept', content: { decision: true } }, 'odd'],
  ['accepted with a list', { action: 'accept', content: { decision: ['copy this volume'] } }, 'odd'],
  ['accepted in capitals', { action: 'accept', content: { decision: 'COPY THIS VOLUME' } }, 'odd'],
  ['accepted under another name', { action: 'accept', content: { choice: 'copy this volume' } }, 'odd'],
  ['an action of no such name', { action: 'yes', content: YES.content }, 'odd'],
  ['a choice without an action', { content: YES.content }, 'odd'],
];

function taken(answer: Expected): FormAnswer {
  return answer === 'accept' || answer === 'decline' ? { answer, afterMs: 1_234 } : { answer: 'none', why: answer };
}

describe('pushed, on the older revisions', () => {
  const older = (era: Era = {}) => start({ connected: { elicitation: {} }, ...era });

  test('is one form with an explicit choice, the harmless one first, and a time limit of our own', async () => {
    const { form, pushed } = older({ reply: () => YES });
    const signal = never();
    await form.ask(QUESTION, ASKED, signal);
    expect(pushed).toEqual([
      [
        { mode: 'form', message: TEXT, requestedSchema: SCHEMA },
        { timeout: 900_000, signal },
      ],
    ]);
  });

  test.each([...REPLIES, ['nothing', undefined, 'odd'], ['null', null, 'odd'], ['a text', 'accept', 'odd']] as const)(
    '%s',
    async (_, reply, answer) => {
      const { form } = older({ reply: () => reply, takes: 1_234 });
      expect(await form.ask(QUESTION, ASKED, never())).toEqual(taken(answer));
    },
  );

  test.each<[name: string, error: Error, why: NoAnswerReason]>([
    ['an error of the client', new ProtocolError(-32601, 'no such method'), 'error'],
    ['the time of the SDK', new SdkError(SdkErrorCode.RequestTimeout, 'Request timed out'), 'too-late'],
    ['a reply without the form of one', new SdkError(SdkErrorCode.InvalidResult, 'Invalid result'), 'odd'],
    ['a closed connection', new SdkError(SdkErrorCode.ConnectionClosed, 'Connection closed'), 'error'],
    ['anything else', new Error('?'), 'error'],
  ])('%s is no answer, and ends nothing', async (_, error, why) => {
    const { form } = older({
      reply: () => {
        throw error;
      },
    });
    expect(await form.ask(QUESTION, ASKED, never())).toEqual({ answer: 'none', why });
  });

  test('the end of the call while a person reads is too late', async () => {
    const call = new AbortController();
    const { form } = older({
      reply: () => {
        call.abort();
        throw new SdkError(SdkErrorCode.ConnectionClosed, 'aborted');
      },
    });
    expect(await form.ask(QUESTION, ASKED, call.signal)).toEqual({ answer: 'none', why: 'too-late' });
  });

  test.each<[name: string, takes: number, answer: FormAnswer]>([
    ['while the question lives', 900_000, { answer: 'accept', afterMs: 900_000 }],
    ['after its end, on a machine that slept', 900_001, { answer: 'none', why: 'too-late' }],
  ])('an answer %s', async (_, takes, answer) => {
    const { form, pushed } = older({ reply: () => YES, takes });
    expect(await form.ask(QUESTION, ASKED, never())).toEqual(answer);
    expect(pushed[0]?.[1]).toMatchObject({ timeout: 900_000 });
  });

  test('a connection whose forms nobody answers is silent once one stood for 25 s, until one is answered', async () => {
    const { form, move } = older({ reply: () => new Promise(() => {}), takes: 0 });
    expect(form).toMatchObject({ inResult: false, isSilent: false });
    void form.ask(QUESTION, ASKED, never());
    move(24_999);
    expect(form.isSilent).toBe(false);
    move(1);
    expect(form.isSilent).toBe(true);
  });

  test.each<[name: string, takes: number, reply: () => unknown, silent: boolean]>([
    ['ended without an answer after 25 s', 25_000, fails, true],
    ['failed at once', 24_999, fails, false],
    ['was answered', 60_000, () => YES, false],
    ['was closed', 60_000, () => ({ action: 'cancel' }), false],
  ])('a form that %s', async (_, takes, reply, silent) => {
    const { form } = older({ reply, takes });
    await form.ask(QUESTION, ASKED, never());
    expect(form.isSilent).toBe(silent);
  });

  test('one answer is enough, before or after a form that nobody answered', async () => {
    const replies = [fails, () => YES, fails];
    const { form } = older({ reply: () => replies.shift()?.(), takes: 30_000 });
    const silent: boolean[] = [];
    while (replies.length > 0) {
      await form.ask(QUESTION, ASKED, never());
      silent.push(form.isSilent);
    }
    expect(silent).toEqual([true, false, false]);
  });

  test('each connection has a history of its own', () => {
    const historyOf = createFormHistories();
    const [one, other] = [{}, {}];
    historyOf(one).answered = true;
    expect([historyOf(one).answered, historyOf(other).answered]).toEqual([true, false]);
  });

  test('a call brings no answer along', async () => {
    expect(await older({ state: 'x', responses: { consent: YES } }).form.answered(ABOUT)).toBeUndefined();
  });
});

describe('in the result, on 2026-07-28', () => {
  const newer = (era: Era = {}) => start({ called: { elicitation: {} }, ...era });
  /** The state of a question about `about` that went out so long ago. */
  const asked = (about = ABOUT, ago = 1_000) => createSeal().make({ about, questionId: 'question-1', at: NOON - ago });

  test('the question takes the place of the result, and nothing is pushed', async () => {
    const { form, pushed, seal } = newer();
    expect(form).toMatchObject({ inResult: true, isSilent: false });
    const answer = await form.ask(QUESTION, ASKED, never());
    expect(answer).toMatchObject({
      answer: 'ask-in-result',
      result: {
        inputRequests: {
          consent: {
            method: 'elicitation/create',
            params: { mode: 'form', message: TEXT, requestedSchema: SCHEMA },
          },
        },
      },
    });
    const { requestState } = (answer as { result: { requestState: string } }).result;
    expect(await seal.open(requestState, NOON)).toMatchObject({ about: ABOUT, questionId: 'question-1', at: NOON });
    expect(pushed).toEqual([]);
  });

  test.each(REPLIES)('%s', async (_, reply, answer) => {
    const { form } = newer({ state: await asked(ABOUT, 1_234), responses: { consent: reply } });
    expect(await form.answered(ABOUT)).toMatchObject({ questionId: 'question-1', given: taken(answer) });
  });

  const forged = async () => `${(await asked()).split('.')[0]}.${(await asked('b')).split('.')[1]}`;

  test.each<[name: string, state: unknown, hasResponses?: boolean]>([
    ['no state', undefined],
    ['a state that is no text', { about: ABOUT }],
    ['a forged state', forged()],
    ['the state of another plan', asked('another plan')],
    ['a state of more than 15 minutes ago', asked(ABOUT, 900_001)],
    ['a state of the future', asked(ABOUT, -1)],
    ['no responses', asked(), false],
  ])('%s answers nothing: the question goes out anew', async (_, state, hasResponses = true) => {
    const era = { state: await state, ...(hasResponses ? { responses: { consent: YES } } : {}) };
    expect(await newer(era).form.answered(ABOUT)).toBeUndefined();
  });

  test('a state that is brought again is known again, and another one has a mark of its own', async () => {
    const state = await asked();
    const brought = (one: string) => newer({ state: one, responses: { consent: YES } }).form.answered(ABOUT);
    const [first, again, other] = [
      await brought(state),
      await brought(state),
      await brought(await asked(ABOUT, 2_000)),
    ];
    expect(first).toMatchObject({ mark: again?.mark });
    expect(other?.mark).not.toBe(first?.mark);
  });

  test('responses without ours are empty, and one that the SDK could not read is odd', async () => {
    const era: Era = { state: await asked(), responses: { other: YES } };
    expect(await newer(era).form.answered(ABOUT)).toMatchObject({ given: { answer: 'none', why: 'empty' } });
    expect(await newer({ ...era, dropped: ['consent'] }).form.answered(ABOUT)).toMatchObject({
      given: { answer: 'none', why: 'odd' },
    });
  });
});

function fails(): never {
  throw new SdkError(SdkErrorCode.RequestTimeout, 'Request timed out');
}
