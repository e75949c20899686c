// What a host sees of the prompts. UPDATE_PINS=1 writes the file anew, and the difference is part of the commit.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listPrompts } from '../../src/prompts/answer-request.ts';
import { listTools } from '../../src/schema/list-tools.ts';

const PLACES = [
  { regions: [], profiles: [] },
  { regions: [], profiles: ['development', 'staging', 'production'] },
  { regions: ['us-east-1', 'eu-central-1'], profiles: ['development', 'staging', 'production'] },
];

test('prompts/list is the pinned one', () => {
  const file = new URL('prompts-list.json', import.meta.url);
  if (process.env.UPDATE_PINS === '1') writeFileSync(file, `${JSON.stringify(listPrompts(), null, 2)}\n`);
  expect(listPrompts()).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});

// 2,900 tokens of four characters for both lists, in every mode.
test.each(['plan', 'ask', 'auto'] as const)(
  'in mode %s tools/list and prompts/list cost at most 2,900 tokens',
  (mode) => {
    const prompts = JSON.stringify({ prompts: listPrompts() }).length;
    const tools = PLACES.map((places) => JSON.stringify({ tools: listTools({ mode, ...places }) }).length);
    expect((Math.max(...tools) + prompts) / 4).toBeLessThanOrEqual(2_900);
  },
);
