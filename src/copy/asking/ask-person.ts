// Asks a person: the host's form, a page in the browser, or both. The question lives apart from the call that asked it:
// a late answer meets the next call about the same bytes. Only a clear yes is a yes, and nobody is asked to death.
import { isLive, isUsableYes, type QuestionRecord, standingNo, whyNotAsk } from '../../consent/question-states.ts';
import { type AskPorts, type AskRequest, type Decided, isOver, pauseAsking } from './ask-request.ts';
import { nextWay, whyNobody } from './next-way.ts';
import { endQuestion, putForm, putPage, readPage, recordAnswer } from './question-ways.ts';
import { takeTurn } from './take-turn.ts';

export async function askPerson(deps: AskPorts, prompt: AskRequest): Promise<Decided> {
  const { questions, now } = deps;
  const { key, about, form } = prompt;
  const brought = await form?.answered(about);
  const known = await questions.find(key);
  if (known?.about === about && isLive(known, now())) {
    // An answer counts for its own question, and once, whichever server it is brought to again.
    const counts = brought?.questionId === known.id && (await questions.useAnswer(known.id, brought.mark));
    if (counts) await recordAnswer(deps, known.id, brought.given);
    return goOn(deps, prompt, known.id, counts);
  }
  const turn = await takeTurn(deps, prompt);
  if (turn.kind !== 'begun' && turn.kind !== 'joined') return turn;
  const { question } = turn;
  if (turn.kind === 'begun') {
    const decided = form && question.form ? await putForm(deps, form, question) : undefined;
    if (decided) return decided;
    if (question.page) await putPage(deps, question, prompt.act);
  }
  return goOn(deps, prompt, question.id, true);
}

/**
 * Goes on until somebody decided, or until the call must answer; puts a page beside a form that stays silent.
 * `wasPut`: this call has put its form, joined the one that puts it, or brought an answer of it along.
 */
async function goOn(deps: AskPorts, prompt: AskRequest, id: string, wasPut: boolean): Promise<Decided> {
  const { questions, now } = deps;
  for (;;) {
    const page = await readPage(deps, id);
    if (page.acted) return { kind: 'acted', result: page.acted };
    const record = await questions.byId(id);
    if (!record) return SETTLED;
    // While it makes the copy the page has the last word, also when the question's time is over meanwhile.
    const decided = page.isActing ? undefined : decisionOf(record, prompt, now());
    if (decided) return decided;
    // The page's own send is no other one, and its end is waited for as long as this call can.
    if (!page.isActing && (await prompt.wasSent())) {
      await endQuestion(deps, record, 'The copy was sent meanwhile by another call or process.');
      return SETTLED;
    }
    const way = nextWay(record, prompt.form, now(), wasPut);
    if (way === 'nobody') {
      await questions.change(id, { state: 'expired', changedAt: now() });
      return { kind: 'nobody', why: whyNobody(record) };
    }
    if (way === 'page') {
      const not = whyNotAsk((await questions.recent()).records, now());
      if (not) return { kind: 'too-often', ...not };
      await putPage(deps, record, prompt.act);
    }
    if (way === 'form' && prompt.form) {
      const put = await putForm(deps, prompt.form, record);
      if (put) return put;
    }
    if (way !== 'wait') continue;
    if (page.isActing ? prompt.signal.aborted : isOver(deps, prompt))
      return { kind: 'waiting', for: record.page === 'open' ? 'page' : 'form' };
    prompt.waiting((now() - record.openedAt) / 1000);
    await pauseAsking(deps, prompt.signal);
  }
}

const SETTLED: Decided = { kind: 'settled-elsewhere' };

/** What the question says by now; undefined while it is open. */
function decisionOf(record: QuestionRecord, { about }: AskRequest, now: number): Decided | undefined {
  if (isUsableYes(record, about, now)) {
    const { changedAt, shown, id } = record;
    return { kind: 'yes', at: changedAt, shown, questionId: id };
  }
  const no = standingNo(record, now);
  if (no) return { kind: 'no', until: no.until };
  if (isLive(record, now)) return undefined;
  return record.state === 'yes' || record.withdrawn ? SETTLED : { kind: 'nobody', why: whyNobody(record) };
}
