import { describe, expect, test } from 'vitest';
import {
  renderDeclined,
  renderExpired,
  renderNote,
  renderOutcome,
  renderQuestion,
  renderWorking,
} from '../../../src/serve/page/page-html.ts';
import { COPIED, QUESTION } from '../../support/page-visit.ts';

const EVIL = `<script>x</script>"'&<b>`;
const HARMLESS = '&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;';

const evilQuestion = {
  title: EVIL,
  facts: [{ label: EVIL, value: EVIL }],
  warnings: [EVIL],
  expiresAt: QUESTION.expiresAt,
};
const evilError = {
  code: EVIL,
  message: EVIL,
  requestId: EVIL,
  retry: 'never' as const,
  meaning: EVIL,
  nextStep: EVIL,
  whoCanFix: 'caller' as const,
};

describe('text from anywhere stays text', () => {
  test.each([
    ['question', renderQuestion(evilQuestion, EVIL, EVIL), 7],
    [
      'copied',
      renderOutcome(evilQuestion, {
        outcome: 'copied',
        summary: EVIL,
        dataAsOf: EVIL,
        Volumes: [{ VolumeId: EVIL, State: EVIL, VolumeType: EVIL, verdict: EVIL }],
      }),
      8,
    ],
    ['failed', renderOutcome(evilQuestion, { outcome: 'failed', summary: EVIL, error: evilError }), 5],
    ['declined', renderDeclined(evilQuestion), 1],
    ['expired', renderExpired(evilQuestion), 1],
    ['working', renderWorking(evilQuestion), 1],
    ['note', renderNote(EVIL, EVIL), 3],
  ])('%s', (_, html, times) => {
    expect(html).not.toMatch(/<script|<b>/);
    expect(html.split(HARMLESS)).toHaveLength(times + 1);
  });
});

test('is a whole document in English with a title, for small screens, without a script or anything from elsewhere', () => {
  for (const html of [renderQuestion(QUESTION, 'x'), renderOutcome(QUESTION, COPIED), renderNote('Not found')]) {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|<img|<link|<iframe|https?:|\ssrc=|\shref=|\son\w+=|\sstyle=|@import|url\(/i);
  }
});

test('the harmless button comes first in the order of the keyboard; no button is the default of another field', () => {
  const buttons = [...renderQuestion(QUESTION, 'x').matchAll(/<button[^>]*value="(\w+)"/g)].map((one) => one[1]);
  expect(buttons).toEqual(['decline', 'copy']);
  expect(renderQuestion(QUESTION, 'x')).not.toMatch(/autofocus|type="text"/);
});

test('facts are a list of terms and values in the order given, warnings a list under a heading', () => {
  const html = renderQuestion(QUESTION, 'x');
  expect([...html.matchAll(/<dt>([^<]+)<\/dt>/g)].map((one) => one[1])).toEqual(
    QUESTION.facts.map((fact) => fact.label),
  );
  expect(html.match(/<li>/g)).toHaveLength(2);
  expect(html).toContain('<h2 id="warnings">Warnings</h2>');
  expect(renderQuestion({ ...QUESTION, warnings: [] }, 'x')).not.toContain('Warning');
});

test('a copy that had been made before is not shown as new, and one without an id is not shown as made', () => {
  expect(renderOutcome(QUESTION, { ...COPIED, created: 'earlier' })).toContain('no second volume was made');
  expect(renderOutcome(QUESTION, COPIED)).not.toContain('made before');
});
