// By which way a question goes on, and why there is none. Pure.
import type { FormState, QuestionRecord } from '../../consent/question-states.ts';
import type { FormPort } from '../../ports/consent.ts';

// A form without an answer gets a page beside it.
const PAGE_AFTER_MS = 20_000;

/**
 * What comes next for an open question. `wasPut`: the call that asks has put the form itself, began while another one
 * put it, or brought its answer; a later one whose form goes out with its result gets the form again, since it may
 * have been lost with the first. Once the form had its time a page comes first: a host may never show its forms.
 */
export function nextWay(
  { page, form, openedAt }: QuestionRecord,
  host: Pick<FormPort, 'inResult' | 'isSilent'> | undefined,
  now: number,
  wasPut: boolean,
): 'form' | 'page' | 'wait' | 'nobody' {
  if (page === 'opening' || page === 'open') return 'wait';
  const mayBeLost = form === 'in-result' && host?.inResult === true && !wasPut;
  if (page === undefined) {
    const isOut = form === 'pushed' || form === 'in-result';
    if (!isOut || now - openedAt >= PAGE_AFTER_MS) return 'page';
    return mayBeLost && !host.isSilent ? 'form' : 'wait';
  }
  // Somebody has it before them: ending the question now would lose their answer.
  if (form === 'pushed' || (form === 'in-result' && wasPut)) return 'wait';
  // A host whose forms stay silent is asked by page first, and has nothing better than its form where there is none.
  return mayBeLost || (form === undefined && host !== undefined) ? 'form' : 'nobody';
}

const FORM_ENDS: Readonly<Partial<Record<FormState, string>>> = {
  cancelled: 'the form of the host was closed without an answer',
  empty: 'the form of the host came back without an answer',
  odd: 'the form of the host came back with an answer that is neither yes nor no',
  'too-late': 'the form of the host was answered too late',
  error: 'the host could not show its form',
  'too-fast': 'the form of the host was answered faster than a person reads',
  pushed: 'the form of the host was not answered in time',
  'in-result': 'the form of the host was not answered in time',
};

/** Half a sentence: what became of the form, and why there is no page. */
export function whyNobody({ form, page, noPage }: QuestionRecord): string {
  const formEnd = form && FORM_ENDS[form];
  if (noPage === undefined) return formEnd ?? 'the question was left without an answer';
  if (!formEnd) return noPage;
  return `${formEnd}, and ${page === 'none' ? `no page could be opened: ${noPage}` : noPage}`;
}
