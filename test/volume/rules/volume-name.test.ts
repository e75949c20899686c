import { expect, test } from 'vitest';
import { copyNameTags } from '../../../src/volume/rules/volume-name.ts';

// A minute before midnight in UTC.
const LATE = Date.UTC(2026, 10, 22, 23, 59);
const named = (Value: string) =>
  copyNameTags(
    [
      { Key: 'team', Value: 'x' },
      { Key: 'Name', Value },
    ],
    LATE,
  );

test('the name of a copy is that of the source, with the UTC date', () => {
  expect(named('prod-db-1')).toEqual({
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'prod-db-1-copy-2026-11-22' }] }],
  });
});

test('it is clean, and no longer than a tag may be', () => {
  const value = (name: string) => named(name).TagSpecifications?.[0]?.Tags?.[0]?.Value;
  expect(value('a\u202eb\nc')).toBe('ab c-copy-2026-11-22');
  expect(value('x'.repeat(256))?.length).toBe(216);
});

test.each([[undefined], [[]], [[{ Key: 'name', Value: 'db' }]], [[{ Key: 'Name', Value: '' }]]])(
  'without a Name there is none: %j',
  (tags) => {
    expect(copyNameTags(tags, LATE)).toEqual({});
  },
);
