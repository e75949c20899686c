import { describe, expect, test } from 'vitest';
import type { Fact, Question } from '../../../src/consent/question-text.ts';
import {
  renderDeclined,
  renderExpired,
  renderNote,
  renderOpenedTwice,
  renderOutcome,
  renderUnanswered,
  renderWithdrawn,
  renderWorking,
} from '../../../src/serve/page/ending-html.ts';
import { renderQuestion } from '../../../src/serve/page/question-html.ts';
import { COPIED, QUESTION, START, textOf } from '../../support/page-visit.ts';

const EVIL = `<script>x</script>"'&<b>`;
const HARMLESS = '&lt;script&gt;x&lt;/<wbr>script&gt;&quot;&#39;&amp;&lt;b&gt;';
const HARMLESS_ATTRIBUTE = '&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;';
const evilFact: Fact = { label: EVIL, before: EVIL, value: EVIL, note: EVIL };
const evilQuestion: Question = {
  title: EVIL,
  simulated: true,
  volume: [evilFact],
  groups: { cost: [evilFact], changes: [evilFact], stays: [evilFact], tags: [evilFact], place: [evilFact] },
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
const shown = (question: Question = QUESTION) => renderQuestion({ question, formToken: 'x', now: START });

describe('text from anywhere stays text', () => {
  test.each<[name: string, html: string, times: number]>([
    ['question', renderQuestion({ question: evilQuestion, formToken: EVIL, alert: EVIL, now: START }), 29],
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
    ['withdrawn', renderWithdrawn(evilQuestion, EVIL), 2],
    ['opened twice', renderOpenedTwice(evilQuestion), 1],
    ['working', renderWorking(evilQuestion, EVIL), 2],
    ['unanswered', renderUnanswered(evilQuestion), 1],
    ['note', renderNote(EVIL, EVIL), 3],
  ])('%s', (_, html, times) => {
    expect(html).not.toMatch(/<script|<b>/);
    expect(html.replaceAll(HARMLESS, HARMLESS_ATTRIBUTE).split(HARMLESS_ATTRIBUTE)).toHaveLength(times + 1);
  });
});

test('is a whole document in English with a title, for small screens, without a script or anything from elsewhere', () => {
  for (const html of [
    shown(),
    renderOutcome(QUESTION, COPIED),
    renderWorking(QUESTION, '/x'),
    renderOpenedTwice(QUESTION),
    renderNote('Not found'),
  ]) {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toMatch(/<title>[^<]+ – ebs-copy-mcp<\/title>/);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|<img|<link|<iframe|https?:|\ssrc=|\shref=|\son\w+=|\sstyle=|@import|url\(/i);
  }
});

test('the harmless button comes first in the order of the keyboard; no button is the default of another field', () => {
  const html = shown();
  expect([...html.matchAll(/<button[^>]*value="(\w+)"/g)].map((one) => one[1])).toEqual(['decline', 'copy']);
  expect(html).not.toMatch(/autofocus|type="text"/);
});

test('a person reads the name first, then who asks, warnings, cost, what changes and what stays, and what happens next', () => {
  expect(textOf(shown())).toBe(
    [
      'ebs-copy-mcp SIMULATED – nothing exists in AWS.',
      'Copy "prod-db-1-data"?',
      'Volume vol-0f00d5eed00000001 Attached to i-0f00d5eed00000001 "prod-db-1" as /dev/sdf',
      'An AI assistant on this computer asks to make this copy. Nothing has been created yet, and the source volume stays as it is. Check that this is what you mean.',
      'Warnings The instance has 1 more volume. A copy of one volume is not consistent with the others. You made a copy of this volume 7 hours ago: vol-0c0b1ed00000000aa.',
      'Cost The copy 1,102.50 USD a month while it exists The source 40 USD a month the copy costs 1,062.50 USD a month more',
      'Once 0 to 0.40 USD for copying, by how much is written on the source List prices aws.amazon.com/ebs/pricing, us-east-1, 2026-11-22',
      'What changes Type gp3 → becomes io2 IOPS 3,000 → becomes 16,000 faster Throughput 250 MiB/s → becomes not provisioned',
      'Multi-Attach yes → becomes no the copy attaches to one instance only',
      'Tags of the copy "Name" "try-the-migration" "cost-center" "4711"',
      "ebs-copy-mcp:plan this plan ebs-copy-mcp:source vol-0f00d5eed00000001 ebs-copy-mcp:by 1.2.3 Not inherited the source's 3 tags",
      'What stays Size 500 GiB Encrypted yes Key arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab Availability Zone us-east-1a',
      'Where, and as whom Account 123456789012 Signed in as arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUser_abcdef0123456789/jane Region us-east-1 Profile prod',
      `Don’t copy Copy This question expires at ${new Date(QUESTION.expiresAt).toTimeString().slice(0, 5)}. Closing the page copies nothing.`,
    ].join(' '),
  );
});

test('without changes and warnings it says that nothing changes, and has no empty box of warnings', () => {
  const plain = shown({ ...QUESTION, simulated: false, warnings: [], groups: { ...QUESTION.groups, changes: [] } });
  expect(textOf(plain)).toContain('What changes Nothing. Tags of the copy');
  expect(textOf(plain)).not.toMatch(/Warning|SIMULATED/);
  expect(textOf(shown({ ...QUESTION, warnings: ['One.'] }))).toContain('Warning One. Cost');
});

test('a copy that had been made before is not shown as new', () => {
  expect(renderOutcome(QUESTION, { ...COPIED, created: 'earlier' })).toContain('No second volume was made.');
  expect(renderOutcome(QUESTION, COPIED)).not.toContain('made before');
});

test('a result page ends: it tells a person what there is, and nobody to ask again in seconds', () => {
  const shownIn = (State: string) =>
    textOf(
      renderOutcome(QUESTION, {
        ...COPIED,
        Volumes: [{ VolumeId: 'vol-0c0b1ed0000000001', State, verdict: 'Ask again.' }],
      }),
    );
  expect(shownIn('creating')).toContain(
    'It can be attached once its state is available; the assistant can say when that is.',
  );
  expect(shownIn('available')).toContain('was created It can be attached. The assistant is told.');
  expect(shownIn('error')).toContain('was created Its state is error. The assistant is told.');
  expect(shownIn('creating')).not.toContain('again');
});

test('without a volume nothing is shown as made', () => {
  const { Volumes: _, ...without } = COPIED;
  expect(textOf(renderOutcome(QUESTION, without))).toContain('Nothing was copied');
});
