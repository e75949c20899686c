// Which finding forbids a copy, and which is read first.
import { expect, test } from 'vitest';
import {
  blockFinding,
  blocks,
  type Finding,
  infoFinding,
  warnFinding,
  worstFirst,
} from '../../../src/volume/rules/finding.ts';

const [BLOCK, WARN, INFO] = [blockFinding, warnFinding, infoFinding].map(
  (judge, n) => judge('source-state', `m${n}`, {})[0],
) as [Finding, Finding, Finding];

test.each<[name: string, findings: Finding[], forbidden: boolean]>([
  ['nothing', [], false],
  ['warnings and notes', [WARN, INFO], false],
  ['one that forbids, among others', [INFO, BLOCK, WARN], true],
  ['nothing but one that forbids', [BLOCK], true],
])('a copy is forbidden by %s: %s', (_, findings, forbidden) => {
  expect(blocks(findings)).toBe(forbidden);
});

test('the worst comes first, the order within a level is kept, and the list that was given stays', () => {
  const later = { ...WARN, message: 'later' };
  const given = [INFO, WARN, BLOCK, later];
  expect(worstFirst(given)).toEqual([BLOCK, WARN, later, INFO]);
  expect(given).toEqual([INFO, WARN, BLOCK, later]);
});

test('a finding says its level and, when it rests on a page, which', () => {
  expect([BLOCK.level, WARN.level, INFO.level]).toEqual(['block', 'warn', 'info']);
  expect(BLOCK).not.toHaveProperty('source');
  expect(blockFinding('source-state', 'm', {}, 'page')[0]?.source).toBe('page');
});
