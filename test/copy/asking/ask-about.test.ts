// What a question is made of: how long it lives, what it says of earlier tries, and what the caller hears meanwhile.
import { expect, test } from 'vitest';
import type { FormPort } from '../../../src/ports/consent.ts';
import { COPY, formOf, MINUTE, madeBy, real, startCopyProcess } from '../../support/copy-process.ts';
import { NOON, no, yes } from '../../support/fake-ec2.ts';

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
