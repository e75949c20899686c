// One server into JSON text and out again; what stands around it keeps every byte.
import { describe, expect, test } from 'vitest';
import { editText, entryAt, readText } from '../../../src/cli/connect/edit-text.ts';

const PLACE = { root: 'mcpServers', name: 'ebs' };
const ENTRY = { command: '/n', args: ['a'] };

function edited(text: string, entry: typeof ENTRY | null = ENTRY, format: 'json' | 'jsonc' = 'jsonc'): string {
  const result = editText(format, text, PLACE, entry ?? undefined);
  if (result.kind !== 'edited') throw new Error(result.why);
  return result.text;
}

const EBS = '{\n      "command": "/n",\n      "args": [\n        "a"\n      ]\n    }';

describe('an entry is added', () => {
  test.each<[name: string, before: string, after: string]>([
    ['to nothing', '', `{\n  "mcpServers": {\n    "ebs": ${EBS}\n  }\n}\n`],
    ['to a byte order mark alone', '\ufeff', `\ufeff{\n  "mcpServers": {\n    "ebs": ${EBS}\n  }\n}\n`],
    ['to an empty object', '{}', `{\n  "mcpServers": {\n    "ebs": ${EBS}\n  }\n}`],
    ['to no servers', '{\n  "mcpServers": {}\n}\n', `{\n  "mcpServers": {\n    "ebs": ${EBS}\n  }\n}\n`],
    ['to a null', '{\n  "mcpServers": null // none\n}\n', `{\n  "mcpServers": {\n    "ebs": ${EBS}\n  } // none\n}\n`],
    [
      'to a comment where servers will be',
      '{\n  "mcpServers": {\n    // none yet\n  }\n}\n',
      `{\n  "mcpServers": {\n    // none yet\n    "ebs": ${EBS}\n  }\n}\n`,
    ],
    [
      'behind another server, whose odd layout stays',
      '{\n  "mcpServers": {\n    "other": {"command":"x",   "args":["a",  "b"]}\n  }\n}\n',
      `{\n  "mcpServers": {\n    "other": {"command":"x",   "args":["a",  "b"]},\n    "ebs": ${EBS}\n  }\n}\n`,
    ],
    [
      'behind a trailing comma and its comment',
      '{\n  // top\n  "mcpServers": {\n    // about\n    "other": {"command":"x"}, // tail\n  },\n}\n',
      `{\n  // top\n  "mcpServers": {\n    // about\n    "other": {"command":"x"}, // tail\n    "ebs": ${EBS},\n  },\n}\n`,
    ],
    [
      'behind a comment that belongs to the server before',
      '{\n  "mcpServers": {\n    "other": {"command":"x"} /* one */ // two\n    // end\n  }\n}\n',
      `{\n  "mcpServers": {\n    "other": {"command":"x"}, /* one */ // two\n    "ebs": ${EBS}\n    // end\n  }\n}\n`,
    ],
    [
      'in one line, as the file is',
      '{"mcpServers":{"other":{"command":"x","args":["a",  "b"]}}}',
      '{"mcpServers":{"other":{"command":"x","args":["a",  "b"]}, "ebs": {"command":"/n","args":["a"]}}}',
    ],
    [
      'with tabs',
      '{\n\t"mcpServers": {\n\t\t"other": {"command":"x"}\n\t}\n}\n',
      '{\n\t"mcpServers": {\n\t\t"other": {"command":"x"},\n\t\t"ebs": {\n\t\t\t"command": "/n",\n\t\t\t"args": [\n\t\t\t\t"a"\n\t\t\t]\n\t\t}\n\t}\n}\n',
    ],
    [
      'with the line ends of Windows',
      '{\r\n  "mcpServers": {\r\n    "other": {"command":"x"}\r\n  }\r\n}\r\n',
      `{\r\n  "mcpServers": {\r\n    "other": {"command":"x"},\r\n    "ebs": ${EBS.replaceAll('\n', '\r\n')}\r\n  }\r\n}\r\n`,
    ],
    [
      'behind a byte order mark',
      '\ufeff{\n  "mcpServers": {}\n}\n',
      `\ufeff{\n  "mcpServers": {\n    "ebs": ${EBS}\n  }\n}\n`,
    ],
    [
      'to a file about other things',
      '{\n  "theme": {"a":   1} // mine\n}\n',
      `{\n  "theme": {"a":   1}, // mine\n  "mcpServers": {\n    "ebs": ${EBS}\n  }\n}\n`,
    ],
  ])('%s', (_, before, after) => {
    expect(edited(before)).toBe(after);
    // What an edit added, the same edit backwards takes away.
    const data = readText('jsonc', after);
    expect(data.kind === 'read' && entryAt(data.data, PLACE)).toEqual(ENTRY);
  });
});

describe('an entry is taken out', () => {
  test.each<[name: string, before: string, after: string]>([
    ['the only one', `{\n  "mcpServers": {\n    "ebs": ${EBS}\n  }\n}\n`, '{\n  "mcpServers": {}\n}\n'],
    [
      'the only one, beside a comment',
      `{\n  "mcpServers": {\n    // ours\n    "ebs": ${EBS}\n  }\n}\n`,
      '{\n  "mcpServers": {\n    // ours\n  }\n}\n',
    ],
    [
      'the last, and the comma before it',
      `{\n  "mcpServers": {\n    "a": {"x":  1}, // one\n    "ebs": ${EBS}\n  }\n}\n`,
      '{\n  "mcpServers": {\n    "a": {"x":  1} // one\n  }\n}\n',
    ],
    [
      'the last, with a trailing comma',
      `{\n  "mcpServers": {\n    "a": {"x":  1},\n    "ebs": ${EBS},\n  },\n}\n`,
      '{\n  "mcpServers": {\n    "a": {"x":  1},\n  },\n}\n',
    ],
    [
      'the first',
      `{\n  "mcpServers": {\n    "ebs": ${EBS},\n    "a": {"x":  1}\n  }\n}\n`,
      '{\n  "mcpServers": {\n    "a": {"x":  1}\n  }\n}\n',
    ],
    ['in one line', '{"mcpServers":{"a":1, "ebs": {"command":"/n"}}}', '{"mcpServers":{"a":1}}'],
    ['that is not there', '{ "mcpServers": { "a": 1 } }', '{ "mcpServers": { "a": 1 } }'],
    ['where there are no servers', '{ "theme":  1 }', '{ "theme":  1 }'],
  ])('%s', (_, before, after) => {
    expect(edited(before, null)).toBe(after);
  });
});

describe('whatever the layout, taking out undoes adding to the byte', () => {
  const layouts = ['\n', '\r\n'].flatMap((eol) =>
    ['', ','].flatMap((trailing) =>
      ['', ' // tail', ' /* tail */', ` /* tail */ // and more`].flatMap((tail) =>
        ['', `${'    '}// end`].flatMap((end) =>
          ['  ', '    ', '\t'].flatMap((unit) =>
            ['', `${unit}"after": {"x":   [1,2]}`].map((after) =>
              [
                '{',
                `${unit}"mcpServers": {`,
                `${unit}${unit}"one": {"a":   1},`,
                `${unit}${unit}"two": {"b":   [ 2 ]}${trailing}${tail}`,
                ...(end ? [end] : []),
                `${unit}}${after ? ',' : ''}`,
                ...(after ? [after] : []),
                '}',
                '',
              ].join(eol),
            ),
          ),
        ),
      ),
    ),
  );

  test(`of ${layouts.length}`, () => {
    expect(layouts.length).toBe(192);
    for (const layout of layouts) {
      const added = edited(layout);
      expect(added, layout).not.toBe(layout);
      for (const piece of layout.split(/\r?\n/).filter((line) => line.includes('{"'))) {
        expect(added).toContain(piece.replace(/( \/.*)?$/, '').replace(/,$/, ''));
      }
      expect(edited(added, null), layout).toBe(layout);
    }
  });
});

test('another entry under the name is replaced alone', () => {
  const before = '{\n  "mcpServers": {\n    "ebs": {"command":"old"}, // ours\n    "b": {"x":  1}\n  }\n}\n';
  expect(edited(before)).toBe(`{\n  "mcpServers": {\n    "ebs": ${EBS}, // ours\n    "b": {"x":  1}\n  }\n}\n`);
});

test('of two entries with one name the one that counts is replaced', () => {
  expect(edited('{"mcpServers":{"ebs":1,"ebs":{"command":"old"}}}')).toBe(
    '{"mcpServers":{"ebs":1,"ebs":{\n  "command": "/n",\n  "args": [\n    "a"\n  ]\n}}}',
  );
});

describe('refused, with the place and the reason', () => {
  test.each<[text: string, format: 'json' | 'jsonc', why: string]>([
    ['{\n  "mcpServers": {\n', 'jsonc', 'line 3, column 1: a closing brace is missing.'],
    ['{\n  "a": 1\n  "b": 2\n}', 'jsonc', 'line 3, column 3: a comma is missing.'],
    ['{ "a" 1 }', 'jsonc', 'line 1, column 7: a colon is missing.'],
    ['{ "a": }', 'jsonc', 'line 1, column 8: a value is missing.'],
    ['{} {}', 'jsonc', 'line 1, column 4: something stands behind the end.'],
    ['[]', 'jsonc', 'it is not an object in braces.'],
    ['# yaml', 'jsonc', 'line 1, column 1: '],
    ['{\n  // mine\n  "a": 1\n}', 'json', 'line 2, column 3: comments are not allowed here.'],
    ['{\n  "a": 1,\n}', 'json', 'line 3, column 1: '],
    ['{ "mcpServers": [] }', 'jsonc', '"mcpServers" is not an object in braces.'],
  ])('%j', (text, format, why) => {
    const result = editText(format, text, PLACE, ENTRY);
    expect(result.kind).toBe('refused');
    expect(result.kind === 'refused' && result.why.slice(0, why.length)).toBe(why);
  });
});
