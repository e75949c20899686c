// Whatever JSON is handed over as arguments: a refusal that names what is wrong, or a request in its form.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/schema/arguments.ts';
import { copyVolumeInput, statusInput } from '../../src/schema/inputs.ts';
import { hostileText, INVISIBLE } from '../support/hostile-text.ts';
import { propertyRuns } from '../support/property-runs.ts';

const PLACES = { regions: ['us-east-1', 'eu-west-1'], profiles: ['dev'] };
const INPUTS = { copy: copyVolumeInput(PLACES), status: statusInput(PLACES) };

const ID = 'vol-0123456789abcdef0';
const NAMES = [
  ...Object.keys(INPUTS.copy.members),
  ...Object.keys(INPUTS.status.members),
  ...['ResourceType', 'Tags', 'Key', 'Value', 'Name', 'Values'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length'],
];
const NUMBERS = [0, -0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, -1e308, 5e-324, 9_007_199_254_740_991];
const TEXTS = [
  ID,
  '',
  '0',
  'true',
  'false',
  'null',
  '[]',
  '{}',
  '1e400',
  '9'.repeat(400),
  '["a"',
  '*',
  'gp3',
  'volume',
];

const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: hostileText });
const { value: anything } = fc.letrec<{ value: unknown; members: unknown; list: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom<unknown>(...TEXTS, ...NUMBERS, true, false, null),
    hostileText,
    tie('list'),
    tie('members'),
    tie('members').map((value) => JSON.stringify(value)),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  // Through its text, as everything that a host sends: `__proto__` is a name like another then.
  members: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 6 })
    .map((pairs) => JSON.parse(`{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)}}`)),
}));

/** Requests that are nearly right reach further than noise. */
const nearlyRight = fc
  .tuple(fc.constantFrom('copy', 'status'), anything, name, anything)
  .map(([which, one, at, two]) =>
    which === 'copy'
      ? { SourceVolumeId: ID, TagSpecifications: [{ ResourceType: 'volume', Tags: [one] }], [at]: two }
      : { Filters: [{ Name: 'tag:x', Values: ['y'], [at]: one }], VolumeIds: two },
  );

const tag = fc.record({
  Key: fc.string({ minLength: 1, maxLength: 9 }).map((text) => `k${text}`),
  Value: fc.string({ maxLength: 9 }),
});
/** What the forms of both tools allow; noise hardly ever comes to it. */
const right = fc.oneof(
  fc
    .record(
      {
        SourceVolumeId: fc.constant(ID),
        VolumeType: fc.constantFrom('gp3', 'io2'),
        Iops: fc.integer({ min: 100, max: 99_999 }).chain((n) => fc.constantFrom(n, String(n))),
        Size: fc.integer({ min: 1, max: 9_999 }),
        DryRun: fc.boolean(),
        TagSpecifications: fc
          .uniqueArray(tag, { maxLength: 3, selector: ({ Key }) => Key })
          .map((Tags) => [{ ResourceType: 'volume', Tags }]),
        Region: fc.constantFrom(...PLACES.regions),
        Profile: fc.constantFrom(...PLACES.profiles),
        MultiAttachEnabled: fc.constant(null),
      },
      { requiredKeys: ['SourceVolumeId'] },
    )
    .map((args) => ['copy', args] as const),
  fc
    .record(
      {
        VolumeIds: fc.constant([ID]),
        waitFor: fc.constantFrom('available', 'initialized'),
        waitSeconds: fc.integer({ min: 0, max: 45 }),
        Region: fc.constantFrom(...PLACES.regions),
      },
      { requiredKeys: ['VolumeIds'] },
    )
    .map((args) => ['status', args] as const),
);

test('what the form allows is a request in its form', () => {
  const check = fc.property(right, ([tool, args]) => {
    const parsed = parseArguments(INPUTS[tool], args);
    expect(parsed).toMatchObject({ ok: true });
    if (!parsed.ok) return;
    expect(INPUTS[tool].schema.safeParse(parsed.value).success).toBe(true);
    expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
  });
  fc.assert(check, propertyRuns());
});

test('a refusal of clean sentences, or a request in its form', () => {
  const check = fc.property(fc.constantFrom('copy', 'status'), fc.oneof(anything, nearlyRight), (tool, args) => {
    const { schema } = INPUTS[tool as keyof typeof INPUTS];
    const parsed = parseArguments(INPUTS[tool as keyof typeof INPUTS], args);
    if (parsed.ok) {
      expect(schema.safeParse(parsed.value).success).toBe(true);
      expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
      for (const note of parsed.notes) expect(note).not.toMatch(INVISIBLE);
      return;
    }
    expect(parsed.complaints.length).toBeGreaterThan(0);
    expect(parsed.complaints.length).toBeLessThanOrEqual(20);
    for (const { argument, message } of parsed.complaints) {
      expect(message.length).toBeLessThanOrEqual(1_000);
      expect(argument + message).not.toMatch(INVISIBLE);
    }
  });
  fc.assert(check, propertyRuns(5));
});

test('an object with a length is no list and no text', () => {
  const odd = { length: { toString: '' } };
  for (const args of [{ VolumeIds: odd }, { attachedTo: odd }, { Filters: [{ Name: odd, Values: odd }] }]) {
    expect(parseArguments(INPUTS.status, args)).toMatchObject({ ok: false });
  }
});

test.each([21, 1_000, 100_000])('nested %d deep: a refusal', (depth) => {
  const list: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  const object: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
  for (const args of [list, object, { SourceVolumeId: list }, { TagSpecifications: [{ Tags: list }] }]) {
    expect(parseArguments(INPUTS.copy, args)).toMatchObject({ ok: false });
  }
  const asText = { SourceVolumeId: ID, TagSpecifications: '['.repeat(depth) + ']'.repeat(depth) };
  expect(parseArguments(INPUTS.copy, asText)).toMatchObject({ ok: false });
});
