// By which way a question goes on, and what is said where there is none.
import { expect, test } from 'vitest';
import type { QuestionRecord } from '../../../src/consent/question-states.ts';
import { nextWay, whyNobody } from '../../../src/copy/asking/next-way.ts';
import { NOON, questionOf } from '../../support/question-records.ts';

const PUSHES = { inResult: false, isSilent: false };
const SILENT = { inResult: false, isSilent: true };
const IN_RESULT = { inResult: true, isSilent: false };
const SILENT_IN_RESULT = { inResult: true, isSilent: true };
type Host = typeof PUSHES | undefined;
type Way = ReturnType<typeof nextWay>;

test.each<[name: string, question: Partial<QuestionRecord>, host: Host, seconds: number, way: Way]>([
  ['a form that was just put', { form: 'pushed' }, PUSHES, 0, 'wait'],
  ['a form that is silent for 20 s gets a page beside it', { form: 'pushed' }, PUSHES, 20, 'page'],
  ['a form that is silent for less', { form: 'pushed' }, PUSHES, 19.999, 'wait'],
  ['a form that ended without an answer', { form: 'empty' }, PUSHES, 0, 'page'],
  ['a question without a form', {}, undefined, 0, 'page'],
  ['a page that is about to open', { page: 'opening', form: 'empty' }, PUSHES, 0, 'wait'],
  ['a page that is open', { page: 'open', form: 'empty' }, PUSHES, 0, 'wait'],
  ['no page, and a form that is still out', { page: 'none', form: 'pushed' }, PUSHES, 60, 'wait'],
  ['no page, and a form that ended', { page: 'none', form: 'cancelled' }, PUSHES, 0, 'nobody'],
  ['no page, and no form yet of a host that has one', { page: 'none' }, SILENT, 0, 'form'],
  ['no page, and no form', { page: 'none' }, undefined, 0, 'nobody'],
  ['a page that ended', { page: 'closed' }, undefined, 0, 'nobody'],
])('%s', (_, question, host, seconds, way) => {
  expect(nextWay(questionOf(question), host, NOON + seconds * 1000, true)).toBe(way);
});

test.each<[name: string, question: Partial<QuestionRecord>, host: Host, wasPut: boolean, way: Way]>([
  ['the call that put it waits', { form: 'in-result' }, IN_RESULT, true, 'wait'],
  ['another one gets it again, since it may be lost', { form: 'in-result' }, IN_RESULT, false, 'form'],
  ['but not where such forms stay silent', { form: 'in-result' }, SILENT_IN_RESULT, false, 'wait'],
  ['nor in a host that gets forms otherwise', { form: 'in-result' }, PUSHES, false, 'wait'],
  ['nor when it was answered', { form: 'odd' }, IN_RESULT, false, 'page'],
  ['nor where another host has it before a person', { form: 'pushed' }, IN_RESULT, false, 'wait'],
  ['nor when it was answered, where there is no page', { form: 'odd', page: 'none' }, IN_RESULT, false, 'nobody'],
  ['also silent, where there is no page', { form: 'in-result', page: 'none' }, SILENT_IN_RESULT, false, 'form'],
  ['the call that put it, where there is no page', { form: 'in-result', page: 'none' }, IN_RESULT, true, 'wait'],
  ['a later one of a host that gets forms otherwise', { form: 'in-result', page: 'none' }, PUSHES, false, 'nobody'],
  ['a later one of a host without a form', { form: 'in-result', page: 'none' }, undefined, false, 'nobody'],
])('a form that goes out with a result: %s', (_, question, host, wasPut, way) => {
  expect(nextWay(questionOf(question), host, NOON, wasPut)).toBe(way);
});

test.each<[name: string, question: Partial<QuestionRecord>, seconds: number, wasPut: boolean, way: Way]>([
  ['gets a page as well, whoever put it', {}, 20, true, 'page'],
  ['and rather than the form again', {}, 20, false, 'page'],
  ['the form again is for a moment before', {}, 19.999, false, 'form'],
  ['and for where no page can be opened', { page: 'none' }, 60, false, 'form'],
  ['or where it was closed', { page: 'closed' }, 60, false, 'form'],
])('after 20 s a form that went out with a result: %s', (_, question, seconds, wasPut, way) => {
  expect(nextWay(questionOf({ form: 'in-result', ...question }), IN_RESULT, NOON + seconds * 1000, wasPut)).toBe(way);
});

test.each<[why: string, question: Partial<QuestionRecord>]>([
  ['the question was left without an answer', {}],
  ['the form of the host was not answered in time', { form: 'pushed' }],
  ['the form of the host was not answered in time', { form: 'in-result' }],
  ['the host could not show its form', { form: 'error' }],
  ['the form of the host was closed without an answer', { form: 'cancelled' }],
  ['there is no display', { page: 'none', noPage: 'there is no display' }],
  [
    'the form of the host was answered too late, and no page could be opened: there is no display',
    { form: 'too-late', page: 'none', noPage: 'there is no display' },
  ],
  [
    'the form of the host was closed without an answer, and its page ended before anybody decided',
    { form: 'cancelled', page: 'closed', noPage: 'its page ended before anybody decided' },
  ],
])('nobody could be asked: %s', (why, question) => {
  expect(whyNobody(questionOf(question))).toBe(why);
});
