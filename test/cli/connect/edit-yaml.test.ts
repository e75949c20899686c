// One server into YAML text and out again; what stands around it keeps every byte.
import { describe, expect, test } from 'vitest';
import { editText } from '../../../src/cli/connect/edit-text.ts';

const PLACE = { root: 'extensions', name: 'ebs' };
const ENTRY = { cmd: '/n', args: ['a: b', '--mode'], envs: {} };

function edited(text: string, entry: typeof ENTRY | undefined): string {
  const result = editText('yaml', text, PLACE, entry);
  if (result.kind !== 'edited') throw new Error(result.why);
  return result.text;
}

const EBS = (indent: string) =>
  ['ebs:', '  cmd: /n', '  args:', '    - "a: b"', '    - --mode', '  envs: {}', '']
    .map((line) => (line ? indent + line : ''))
    .join('\n');

describe('an entry is added, and taken out again to the byte', () => {
  test.each<[name: string, before: string, after: string]>([
    [
      'behind another',
      '# mine\nGOOSE_MODEL:   x # why\nextensions:\n  dev:\n    args: [a,   b]\n    type: builtin # one\nlast: 1\n',
      `# mine\nGOOSE_MODEL:   x # why\nextensions:\n  dev:\n    args: [a,   b]\n    type: builtin # one\n${EBS('  ')}last: 1\n`,
    ],
    [
      'behind another, four blanks deep',
      'extensions:\n    dev:\n        type: builtin\n',
      `extensions:\n    dev:\n        type: builtin\n${EBS('    ')}`,
    ],
    [
      'behind a text of several lines',
      'extensions:\n  dev:\n    text: |\n      a\n      b\n',
      `extensions:\n  dev:\n    text: |\n      a\n      b\n${EBS('  ')}`,
    ],
    [
      'with the line ends of Windows',
      'extensions:\r\n  dev:\r\n    a: 1\r\n',
      `extensions:\r\n  dev:\r\n    a: 1\r\n${EBS('  ').replaceAll('\n', '\r\n')}`,
    ],
  ])('%s', (_, before, after) => {
    expect(edited(before, ENTRY)).toBe(after);
    expect(edited(after, undefined)).toBe(before);
  });

  test.each<[name: string, before: string, after: string]>([
    ['to nothing', '', `extensions:\n${EBS('  ')}`],
    ['to comments', '# mine\n', `# mine\nextensions:\n${EBS('  ')}`],
    ['to a file about other things', 'a: 1\n', `a: 1\nextensions:\n${EBS('  ')}`],
    ['to a file without a last line end', 'a: 1', `a: 1\nextensions:\n${EBS('  ')}`],
    ['to a last entry without a line end', 'extensions:\n  dev: {a: 1}', `extensions:\n  dev: {a: 1}\n${EBS('  ')}`],
    ['to nothing under the key', 'extensions: # none\na: 1\n', `extensions: # none\n${EBS('  ')}a: 1\n`],
    ['to empty braces', 'extensions: {} # none\na: 1\n', `extensions: # none\n${EBS('  ')}a: 1\n`],
  ])('%s', (_, before, after) => {
    expect(edited(before, ENTRY)).toBe(after);
  });
});

test('another entry under the name is replaced alone', () => {
  const before = 'extensions:\n  ebs:\n    cmd: old\n  dev: {a:   1}\n';
  expect(edited(before, ENTRY)).toBe(`extensions:\n${EBS('  ')}  dev: {a:   1}\n`);
});

test('without the only entry empty braces stay: goose reads no empty value', () => {
  expect(edited(`a: 1\nextensions:\n${EBS('  ')}b: 2\n`, undefined)).toBe('a: 1\nextensions: {}\nb: 2\n');
});

describe('refused, with the reason', () => {
  test.each<[text: string, why: string]>([
    ['extensions: {dev: {a: 1}}\n', 'it is written in braces; only one setting a line can be edited.'],
    ['{extensions: {}}\n', 'it is written in braces; only one setting a line can be edited.'],
    ['extensions: 5\n', '"extensions" is not a mapping.'],
    ['extensions:\n  - a\n', '"extensions" is not a mapping.'],
    ['- a\n', 'it is not a mapping.'],
    ['a: 1\n---\nb: 2\n', 'it holds several documents.'],
    // What is added behind the mark of an end would be another document: an edit is judged by what it makes.
    ['a: 1\n...\n', 'its layout is unusual, and an edit could damage it.'],
    ['a: [1\n', 'Flow sequence in block collection must be sufficiently indented'],
    ['a: 1\n b: 2\n', 'Nested mappings are not allowed in compact mappings'],
  ])('%j', (text, why) => {
    const result = editText('yaml', text, PLACE, ENTRY);
    expect(result.kind === 'refused' && result.why.slice(0, why.length)).toBe(why);
  });
});
