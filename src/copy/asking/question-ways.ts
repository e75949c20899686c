// The two ways to a person, form and page, and what they write into the question.
import { FASTEST_ANSWER_MS } from '../../consent/answer-times.ts';
import { isLive, type NotAsked, type QuestionRecord, type Shown, whyNotAsk } from '../../consent/question-states.ts';
import type { FormAnswer, FormPort } from '../../ports/consent.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';
import type { AskPorts, Decided } from './ask-request.ts';

/**
 * Puts the form before the person; on 2026-07-28 that is the result of this call. Not where they were asked too often:
 * a form that was shown counts each time. Nor once the question is over: whoever asks decides that anew.
 */
export async function putForm(deps: AskPorts, form: FormPort, record: QuestionRecord): Promise<Decided | undefined> {
  const { questions, now } = deps;
  const { id, question, about } = record;
  const judged: { not?: NotAsked | undefined } = {};
  const isPut = await questions.changeIf(id, (current, all) => {
    const time = now();
    judged.not = undefined;
    if (!isLive(current, time)) return undefined;
    judged.not = whyNotAsk(all, time);
    // One that was never shown would say that a form waits, and keep others waiting for it.
    if (judged.not && current.shownAt.length === 0) return { state: 'expired', withdrawn: true, changedAt: time };
    if (judged.not) return undefined;
    return { form: form.inResult ? 'in-result' : 'pushed', shownAt: [...current.shownAt, time] };
  });
  if (judged.not) return { kind: 'too-often', ...judged.not };
  if (!isPut) return undefined;
  const stop = new AbortController();
  const answer = form.ask(question, { about, questionId: id }, stop.signal);
  if (form.inResult) {
    const given = await answer;
    if (given.answer === 'ask-in-result') return { kind: 'ask-in-result', result: given.result };
    await recordAnswer(deps, id, given);
    return undefined;
  }
  // Not waited for here: its answer changes the question, whenever it comes.
  const ended = answer.catch((): FormAnswer => ({ answer: 'none', why: 'error' }));
  void ended.then((given) => recordAnswer(deps, id, given)).catch(() => undefined);
  void withdrawForm(deps, id, stop).catch(() => undefined);
  return undefined;
}

/** Takes the form away once the question has ended in another way. */
async function withdrawForm({ questions, now }: AskPorts, id: string, stop: AbortController): Promise<void> {
  const never = new AbortController().signal;
  for (;;) {
    const record = await questions.byId(id);
    if (record?.form !== 'pushed' || !isLive(record, now())) return stop.abort();
    await questions.changed(never);
  }
}

/** What a form was answered with, whenever it was. */
export async function recordAnswer(deps: AskPorts, id: string, given: FormAnswer): Promise<void> {
  const { questions, now } = deps;
  const record = await questions.byId(id);
  if (!record || given.answer === 'ask-in-result') return;
  if (given.answer === 'none') {
    // Cancelling is what a person does who saw it; a machine sends nothing, or something odd.
    return questions.change(id, { form: given.why, ...(given.why === 'cancelled' ? { seen: true } : {}) });
  }
  if (given.afterMs < FASTEST_ANSWER_MS) return questions.change(id, { form: 'too-fast' });
  if (!isLive(record, now())) return questions.change(id, { form: 'too-late' });
  if (record.page === 'open' && (await hasDecidedOnPage(deps, id))) return questions.change(id, { form: 'too-late' });
  const state = given.answer === 'accept' ? 'yes' : 'no';
  await questions.change(id, { form: 'answered', state, seen: true, changedAt: now() });
  if (record.page === 'open') await deps.page.withdraw(id, 'A person has decided in the host.');
}

/** A yes on the page acts at once, and a no there is one: whatever the form beside it says then comes after it. */
async function hasDecidedOnPage({ page }: AskPorts, id: string): Promise<boolean> {
  const decision = await page.decision(id, AbortSignal.abort());
  return decision.decided === 'pending' ? decision.acting : decision.decided !== 'expired';
}

/**
 * Shows the page, unless the question is over by then or another call does it; `act` makes the copy when somebody agrees
 * to what was shown.
 */
export async function putPage(
  deps: AskPorts,
  { id, question, shown, page: begunAs }: QuestionRecord,
  act: (shown: Shown) => Promise<CopyResult>,
): Promise<void> {
  const { questions, page, now } = deps;
  const isMine = await questions.changeIf(id, (current) =>
    current.page === begunAs && isLive(current, now()) ? { page: 'opening' } : undefined,
  );
  if (!isMine) return;
  const opened = await page
    .open(question, id, () => act(shown))
    .catch(async (bug: unknown) => {
      await questions.change(id, { page: 'none', noPage: 'an error kept the page from opening' });
      throw bug;
    });
  if (!opened.opened) {
    const noPage = withoutStop([opened.why, opened.howToAllow]);
    return questions.change(id, { page: 'none', noPage });
  }
  // A form may have been counted meanwhile.
  await questions.changeIf(id, ({ shownAt }) => ({ page: 'open', shownAt: [...shownAt, now()] }));
  const record = await questions.byId(id);
  // Somebody decided in the form while it opened.
  if (record && !isLive(record, now())) await page.withdraw(id, 'A person has decided in the host.');
}

/** What the page knows, written into its question. `isActing`: it makes the copy at this moment. */
export async function readPage(
  { page, questions, now }: AskPorts,
  id: string,
): Promise<{ acted?: CopyResult; isActing?: boolean }> {
  const record = await questions.byId(id);
  if (record?.page !== 'open') return {};
  const decision = await page.decision(id, AbortSignal.abort());
  switch (decision.decided) {
    case 'acted': {
      // All that wait for this page are told; one answers with it, and the others read what the record says by then.
      const isFirst = await questions.changeIf(id, ({ used }) =>
        used ? undefined : { state: 'yes', used: true, seen: true, changedAt: now() },
      );
      return isFirst ? { acted: decision.result } : {};
    }
    case 'declined':
      await questions.change(id, { state: 'no', seen: true, changedAt: now() });
      return {};
    case 'expired': {
      const seen = record.seen || decision.seen;
      const noPage = withoutStop(['its page ended before anybody decided', decision.why]);
      await questions.change(id, { page: 'closed', noPage, seen });
      return {};
    }
    case 'pending':
      if (decision.seen && !record.pageSeen)
        await questions.change(id, { state: 'seen', seen: true, pageSeen: true, changedAt: now() });
      return { isActing: decision.acting };
  }
}

/** Half a sentence and perhaps a whole one after it; whoever tells them sets the full stop. */
function withoutStop(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('. ').replace(/\.$/, '');
}

/** Ends an open question that was settled elsewhere; `why` is a sentence for the person. */
export async function endQuestion(
  { page, questions, now }: AskPorts,
  record: QuestionRecord,
  why: string,
): Promise<void> {
  await questions.change(record.id, { state: 'expired', withdrawn: true, changedAt: now() });
  if (record.page === 'open') await page.withdraw(record.id, why);
}
