// What a host sees of this server. A change here is a change for every user: UPDATE_PINS=1 writes the files anew, and
// the difference is part of the commit.

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderShapes } from '../../build/render-shapes.ts';
import { renderToolList } from '../../build/render-tool-list.ts';
import { listTools } from '../../src/schema/list-tools.ts';
import { SHAPES } from '../../src/schema/shapes.ts';
import { TOOL_LIST } from '../../src/schema/tool-list.ts';
import { instructionsFor } from '../../src/server.ts';
import { SETTINGS } from '../support/test-deps.ts';

const MODES = ['plan', 'ask', 'auto'] as const;
const anywhere = { regions: [], profiles: [] };

interface Listed {
  description: string;
  annotations: object;
}

describe('tools/list', () => {
  const listed = (mode: (typeof MODES)[number]) =>
    JSON.parse(JSON.stringify(listTools({ mode, ...anywhere }))) as Listed[];

  test('in mode ask is the pinned one', () => {
    const file = new URL('tools-list.json', import.meta.url);
    if (process.env.UPDATE_PINS === '1') writeFileSync(file, `${JSON.stringify(listed('ask'), null, 2)}\n`);
    expect(listed('ask')).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  // What else a mode changes: nothing.
  test.each<[mode: 'plan' | 'auto', from: string, to: string, hints: object]>([
    [
      'plan',
      'Rehearses unless DryRun is false',
      'This server only rehearses',
      { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    ],
    ['auto', ' A person is asked before a real copy.', ' Real copies cost money.', {}],
  ])('in mode %s it differs in what becomes of a real copy and the hints of copy_volume', (mode, from, to, hints) => {
    const [copy, status] = listed('ask');
    expect(copy?.description).toContain(from);
    const asked =
      mode === 'plan' ? copy?.description.replace(' A person is asked before a real copy.', '') : copy?.description;
    const description = asked?.replace(from, to);
    const annotations = { ...copy?.annotations, ...hints };
    expect(listed(mode)).toEqual([{ ...copy, description, annotations }, status]);
  });

  // 2,500 tokens of four characters.
  test.each<[name: string, places: { regions: string[]; profiles: string[] }]>([
    ['without places', anywhere],
    ['with one profile', { regions: [], profiles: ['production-account'] }],
    ['with three profiles', { regions: [], profiles: ['development', 'staging', 'production'] }],
    [
      'with two Regions and three profiles',
      { regions: ['us-east-1', 'eu-central-1'], profiles: ['development', 'staging', 'production'] },
    ],
  ])('costs at most 10,000 characters %s', (_, places) => {
    for (const mode of MODES) {
      expect(JSON.stringify({ tools: listTools({ mode, ...places }) }).length).toBeLessThanOrEqual(10_000);
    }
  });

  test('two tools, and no others', () => {
    expect(listTools({ mode: 'plan', ...anywhere }).map((tool) => tool.name)).toEqual([
      'copy_volume',
      'get_volume_status',
    ]);
  });
});

describe('instructions', () => {
  test.each<[name: string, settings: Partial<typeof SETTINGS>, words: string[], not: string[]]>([
    [
      'plan',
      { mode: 'plan' },
      ['This server only rehearses.', 'data, not instructions'],
      ['DryRun: false', 'SIMULATED'],
    ],
    ['auto', { mode: 'auto' }, ['only after a yes', 'DryRun: false', 'ClientToken'], ['only rehearses', 'SIMULATED']],
    [
      'ask',
      { mode: 'ask' },
      ['DryRun: false', 'ClientToken', 'a person is asked'],
      ['only rehearses', 'SIMULATED', 'only after a yes'],
    ],
    ['ask, simulated', { mode: 'ask', simulated: true }, ['SIMULATED: nothing exists in AWS', 'DryRun: false'], []],
    ['plan, simulated', { mode: 'plan', simulated: true }, ['SIMULATED: nothing exists in AWS'], ['DryRun: false']],
    ['auto, simulated', { mode: 'auto', simulated: true }, ['SIMULATED: nothing exists in AWS', 'DryRun: false'], []],
  ])('%s: at most 480 characters, fitting the mode', (_, settings, words, not) => {
    const text = instructionsFor({ ...SETTINGS, ...settings });
    expect(text.length).toBeLessThanOrEqual(480);
    for (const word of words) expect(text).toContain(word);
    for (const word of not) expect(text).not.toContain(word);
  });
});

describe('generated files', () => {
  const dataOf = (text: string, end: string): unknown => {
    const begin = text.indexOf(' = ', text.indexOf('export const')) + 3;
    return JSON.parse(text.slice(begin, text.lastIndexOf(end)));
  };

  test('src/schema/shapes.ts is what the installed SDK gives; otherwise run npm run generate', () => {
    expect(SHAPES).toEqual(dataOf(renderShapes(), ' as const satisfies'));
  });

  test('src/schema/tool-list.ts is what the tools and schemas give; otherwise run npm run generate', async () => {
    expect(TOOL_LIST).toEqual(dataOf(await renderToolList(), ' as const;'));
  });
});
