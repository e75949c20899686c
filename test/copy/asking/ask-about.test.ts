// What a question is made of: how long it lives, what it says of earlier tries, and what the caller hears meanwhile.
import { expect, test } from 'vitest';
import { intentKeyOf, worldOf } from '../../../src/consent/world.ts';
import type { FormPort, PagePort } from '../../../src/ports/consent.ts';
import type { Deps } from '../../../src/ports/tool.ts';
import { copyVolume } from '../../../src/tools/copy-volume.ts';
import type { CopyResult } from '../../../src/volume/answers/copy-answer.ts';
import {
  CALLER,
  COPY,
  createSharedState,
  formOf,
  gp3,
  MINUTE,
  madeBy,
  openPage,
  real,
  startCopyProcess,
  YES,
} from '../../support/copy-process.ts';
import { ID, NOON, no, yes } from '../../support/fake-ec2.ts';
import { record } from '../../support/send-states.ts';

/** A form that a person agrees to; `until`: minutes after noon for which each question lives. */
function watchedForm(): { form: FormPort; until: number[]; warnings: string[][] } {
  const until: number[] = [];
  const warnings: string[][] = [];
  const form = formOf(() => ({ answer: 'accept', afterMs: 5_000 }), {
    ask: async (question) => {
      until.push((question.expiresAt - NOON) / MINUTE);
      warnings.push(question.warnings);
      return { answer: 'accept', afterMs: 5_000 };
    },
  });
  return { form, until, warnings };
}

test('a question about a plan lives as long as the plan, one about a token of the caller for 15 minutes', async () => {
  for (const [own, minutes] of [
    [undefined, 15],
    ['mine', 20],
  ] as const) {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    server.clock.move(5 * MINUTE);
    const { form, until } = watchedForm();
    expect((await server.call({ ...real, ClientToken: own ?? ClientToken }, { form })).outcome).toBe('copied');
    expect(until).toEqual([minutes]);
  }
});

test('a claim that ended without a word may have made the volume, and the question says so', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  const WORLD = worldOf(CALLER, { region: 'us-east-1' });
  const request = { ...gp3, ClientToken: 'mine' };
  // Given beforehand by an operator whose mode was another: a person has to agree anew.
  const consent = { how: 'auto' as const, at: NOON };
  const claim = record({ token: 'mine', intentKey: intentKeyOf(gp3, WORLD), world: WORLD, request, consent });
  expect(await server.sends.claim(claim, 0)).toBe(true);
  server.clock.move(MINUTE);
  const { form, warnings } = watchedForm();
  await server.call({ ...real, ClientToken: 'mine' }, { form });
  expect(warnings).toEqual([['An earlier try may have made this volume. A yes makes at most one.']]);
});

test('who would be the owner of the copy is in the question', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  const places: unknown[] = [];
  const form = formOf(() => ({ answer: 'accept', afterMs: 5_000 }), {
    ask: async ({ groups }) => {
      places.push(groups.place.slice(0, 2));
      return { answer: 'decline', afterMs: 5_000 };
    },
  });
  await server.call({ ...real, ClientToken: 'mine' }, { form });
  expect(places).toEqual([
    [
      { label: 'Account', value: CALLER.account },
      { label: 'Signed in as', value: CALLER.arn },
    ],
  ]);
});

test.each<[server: string, more: Partial<Deps>, isShared: true | undefined]>([
  ['alone on this computer', {}, undefined],
  ['of a team', { subject: 'ann' }, true],
])('the question of a server %s says whether others use it', async (_, more, isShared) => {
  const server = startCopyProcess({ mode: 'ask' }, {}, { more });
  const shared: unknown[] = [];
  const ask: FormPort['ask'] = async (question) => {
    shared.push(question.isShared);
    return { answer: 'decline', afterMs: 5_000 };
  };
  await server.call(
    { ...real, ClientToken: 'mine' },
    { form: formOf(() => ({ answer: 'none', why: 'odd' }), { ask }) },
  );
  expect(shared).toEqual([isShared]);
});

test('a copy that somebody else makes while a person decides is put before them in another question', async () => {
  const shared = createSharedState();
  const other = startCopyProcess({ mode: 'ask' }, {}, { shared });
  const server = startCopyProcess({ mode: 'ask' }, {}, { shared });
  let asked = 0;
  const ask: FormPort['ask'] = async () => {
    asked += 1;
    if (asked > 1) return { answer: 'accept', afterMs: 5_000 };
    await other.call({ ...real, ClientToken: 'theirs' }, YES);
    return new Promise(() => undefined);
  };
  const form = formOf(() => ({ answer: 'none', why: 'odd' }), { ask });
  expect(await server.call({ ...real, ClientToken: 'mine' }, { form })).toMatchObject({ outcome: 'copied' });
  expect(asked).toBe(2);
  expect(server.sent()).toHaveLength(1);
});

test('a form that goes out with the result is the whole answer of the call, and nothing is sent', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  const form = formOf(() => ({ answer: 'ask-in-result', result: 'a form' }), { inResult: true });
  const never = new AbortController().signal;
  const options = { form, cancelled: never, signal: never, arrivedAt: NOON, deadline: NOON + 50_000 };
  expect(await copyVolume.call({ ...real, ClientToken: 'mine' }, server.deps, options)).toEqual({
    structured: {},
    text: '',
    isError: false,
    inputRequired: 'a form',
  });
  expect(server.sent()).toEqual([]);
  expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'waiting', token: 'mine' }]);
});

test('a definite no of EC2 has made nothing, so the next question warns of nothing', async () => {
  let turn = 0;
  const server = startCopyProcess(
    { mode: 'ask' },
    { copyVolumes: (request) => (turn++ === 0 ? no('IncorrectState') : yes([madeBy(request, server.clock.now())])) },
  );
  const { form, warnings } = watchedForm();
  const args = { ...real, ClientToken: 'mine' };
  expect((await server.call(args, { form })).outcome).toBe('failed');
  expect(await server.call(args, { form })).toMatchObject({ outcome: 'copied', Volumes: [{ VolumeId: COPY }] });
  expect(warnings).toEqual([[], []]);
});

test('while a person decides the caller hears each second that it waits for them', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  const heard: unknown[][] = [];
  await server.call(
    { ...real, ClientToken: 'mine' },
    { form: formOf(() => new Promise(() => undefined)), progress: (...progress) => void heard.push(progress) },
  );
  expect(heard).toHaveLength(25);
  expect(heard.slice(0, 2)).toEqual([
    [0, undefined, 'waiting for a person to decide'],
    [1, undefined, 'waiting for a person to decide'],
  ]);
});

test.each<[code: string, noes: number]>([
  ['nobody-to-ask', 0],
  ['asked-enough', 3],
])(
  'who cannot be asked (%s) still reads what would have been copied, and the audit names the token',
  async (code, noes) => {
    const server = startCopyProcess({ mode: 'ask' });
    const refuses = formOf(() => ({ answer: 'decline', afterMs: 5_000 }));
    for (let i = 0; i < noes; i++) await server.call({ ...real, Size: 200 + i }, { form: refuses });
    const told = await server.call({ ...real, ClientToken: 'mine' });
    expect(told).toMatchObject({ outcome: 'refused', error: { code }, source: { VolumeId: ID }, findings: [] });
    expect(server.lines.at(-1)).toMatchObject({ event: 'not-sent', token: 'mine', why: code });
  },
);

/** A page on which somebody presses the button at the sixth look. */
function pressedPage(): PagePort {
  let act: (() => Promise<CopyResult>) | undefined;
  let looks = 0;
  let result: CopyResult | undefined;
  return openPage({
    open: async (_question, _id, given) => {
      act = given;
      return { opened: true };
    },
    decision: async () => {
      looks += 1;
      if (looks === 6) void act?.().then((made) => (result = made));
      return result ? { decided: 'acted', result } : { decided: 'pending', seen: true, acting: looks >= 6 };
    },
  });
}

test('two calls wait for one page: one says that the copy was made now, the other reads it', async () => {
  const shared = createSharedState();
  const server = startCopyProcess({ mode: 'ask' }, {}, { shared, more: { page: pressedPage() } });
  const ClientToken = await server.tokenOf();
  const ends = await Promise.all([1, 2].map(() => server.call({ ...real, ClientToken })));
  expect(ends.map(({ outcome, created }) => [outcome, created]).sort()).toEqual([
    ['copied', 'earlier'],
    ['copied', 'now'],
  ]);
  expect(server.sent()).toHaveLength(1);
});

test('a call whose time ends while the page sends does not say that nothing was created', async () => {
  const ending = new AbortController();
  let act: (() => Promise<CopyResult>) | undefined;
  let looks = 0;
  const page = openPage({
    open: async (_question, _id, given) => {
      act = given;
      return { opened: true };
    },
    decision: async () => {
      looks += 1;
      if (looks === 6) void act?.();
      if (looks === 12) ending.abort();
      return { decided: 'pending', seen: true, acting: looks >= 6 };
    },
  });
  const server = startCopyProcess(
    { mode: 'ask' },
    { copyVolumes: () => new Promise(() => undefined) },
    { more: { page } },
  );
  const ClientToken = await server.tokenOf();
  const told = await server.call({ ...real, ClientToken }, { signal: ending.signal });
  expect(server.sent()).toHaveLength(1);
  expect(told).toMatchObject({
    outcome: 'unknown',
    summary: expect.stringContaining('Another call or process is sending this copy at this moment.'),
    Request: { ClientToken },
  });
});
