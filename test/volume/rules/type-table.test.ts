// One table of volume types: complete for the SDK's enum, and the only place of src/ that knows a type by name.
import { readdirSync, readFileSync } from 'node:fs';
import { VolumeType } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { TYPE_PRICES } from '../../../src/volume/plan/price-table.ts';
import { DEFAULT_TYPE, factsOf, unaskedIops, VOLUME_TYPE_TABLE } from '../../../src/volume/rules/type-table.ts';

const SDK_TYPES = Object.values(VolumeType).sort();

test('each type of the SDK has its row, and no other has one', () => {
  expect(Object.keys(VOLUME_TYPE_TABLE).sort()).toEqual(SDK_TYPES);
});

test('each has a list price, but the one whose price depends on its use', () => {
  expect(SDK_TYPES.filter((type) => !Object.hasOwn(TYPE_PRICES, type))).toEqual(['standard']);
});

test('an omitted type is gp2', () => {
  expect(DEFAULT_TYPE).toBe('gp2');
});

test.each(['constructor', 'toString', 'gp9', ''])('%j is no type', (type) => {
  expect(factsOf(type)).toBeUndefined();
});

test.each<[type: string, GiB: number | undefined, IOPS: number | undefined]>([
  ['gp2', 1, 100],
  ['gp2', 33, 100],
  ['gp2', 34, 102],
  ['gp2', 5_333, 15_999],
  ['gp2', 5_334, 16_000],
  ['gp2', undefined, undefined],
  ['gp3', 500, 3_000],
  ['gp3', undefined, 3_000],
  ['io2', 500, undefined],
  ['st1', 500, undefined],
  ['gp9', 500, undefined],
])('%s of %s GiB has %s IOPS unasked', (type, size, iops) => {
  expect(unaskedIops(type, size)).toBe(iops);
});

describe('who knows a type by name', () => {
  const src = 'src/';
  /** The program text without comments, and without the published code that holds a name. */
  const programOf = (file: string) =>
    readFileSync(`${src}${file}`, 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')
      .replaceAll('type-defaults-to-gp2', '');
  const names = new RegExp(
    `\\b(${SDK_TYPES.filter((type) => type !== 'standard').join('|')})\\b|['"]standard['"]`,
    'i',
  );
  const knowing = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && names.test(programOf(file)))
    .sort();

  test('of the server: the words, the two tables, and what is generated from the SDK', () => {
    expect(knowing.filter((file) => !file.startsWith('simulator/'))).toEqual([
      'schema/shapes.ts',
      'schema/tool-list.ts',
      'vocabulary.ts',
      'volume/plan/price-table.ts',
      'volume/rules/type-table.ts',
    ]);
  });

  test('the check sees a name in a condition, not in a comment', () => {
    expect(names.test("if (type === 'gp3')")).toBe(true);
    expect(names.test("if (type === 'standard')")).toBe(true);
    expect(names.test('standard error')).toBe(false);
  });
});
