import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { CopyOutput } from '../../src/schema/copy-output.ts';
import { copyVolumeInput, statusInput } from '../../src/schema/inputs.ts';
import { toJsonSchema } from '../../src/schema/json-schema.ts';
import { listTools } from '../../src/schema/list-tools.ts';
import { StatusOutput } from '../../src/schema/status-output.ts';

type Json = Record<string, unknown>;

const anywhere = { regions: [], profiles: [] };
const places = { regions: ['us-east-1', 'eu-west-1'], profiles: ['dev', 'prod'] };

/** Every schema object inside a schema, with its path. */
function nodes(value: unknown, path = '#'): [path: string, node: Json][] {
  if (Array.isArray(value)) return value.flatMap((one, n) => nodes(one, `${path}/${n}`));
  if (typeof value !== 'object' || value === null) return [];
  return [[path, value as Json], ...Object.entries(value).flatMap(([key, one]) => nodes(one, `${path}/${key}`))];
}

/** What hosts have choked on: unions, lists of types, old drafts, references. */
function unplain(schema: unknown): string[] {
  return nodes(schema).flatMap(([path, node]) =>
    ['anyOf', 'oneOf', 'allOf', '$schema', '$ref', '$defs', 'definitions', 'not']
      .filter((word) => Object.hasOwn(node, word) && !path.endsWith('/properties'))
      .map((word) => `${path}: ${word}`)
      .concat(Array.isArray(node.type) ? [`${path}: a list of types`] : []),
  );
}

const generated: [name: string, schema: Json][] = [
  ['input of copy_volume', toJsonSchema(copyVolumeInput(anywhere).schema, 'input')],
  ['input of copy_volume with places', toJsonSchema(copyVolumeInput(places).schema, 'input')],
  ['input of get_volume_status', toJsonSchema(statusInput(anywhere).schema, 'input')],
  ['input of get_volume_status with places', toJsonSchema(statusInput(places).schema, 'input')],
  ['output of copy_volume', toJsonSchema(CopyOutput, 'output')],
  ['output of get_volume_status', toJsonSchema(StatusOutput, 'output')],
];

describe('schemas are plain', () => {
  test.each(generated)('%s', (name, schema) => {
    expect(schema.type).toBe('object');
    expect(unplain(schema)).toEqual([]);
    // Outputs stay open for members added later, inputs refuse what they do not know.
    expect(schema.additionalProperties).toBe(name.startsWith('input') ? false : undefined);
    expect(JSON.stringify(schema)).not.toContain('9007199254740991');
  });

  test('the check itself sees what is not plain', () => {
    expect(unplain(z.toJSONSchema(z.object({ a: z.union([z.string(), z.object({})]) })))).toEqual([
      '#: $schema',
      '#/properties/a: anyOf',
    ]);
    expect(unplain({ type: ['string', 'null'] })).toEqual(['#: a list of types']);
  });
});

describe('what tools/list answers', () => {
  const settings = [
    { mode: 'plan' as const, ...anywhere },
    { mode: 'auto' as const, ...places },
  ];
  const listed = settings.flatMap((one) =>
    listTools(one).map((tool): [string, Json] => [`${tool.name} in mode ${one.mode}`, tool]),
  );

  test.each(listed)('%s: plain schemas, objects at the root, each argument described', (_, tool) => {
    const { inputSchema, outputSchema } = tool as { inputSchema: Json; outputSchema: Json };
    for (const schema of [inputSchema, outputSchema]) {
      expect(schema.type).toBe('object');
      expect(unplain(schema)).toEqual([]);
    }
    for (const [name, property] of Object.entries(inputSchema.properties as Record<string, Json>)) {
      expect([name, typeof property.description]).toEqual([name, 'string']);
    }
    expect(inputSchema.additionalProperties).toBe(false);
  });

  test('the places of the operator are what the parser takes', () => {
    for (const [index, { schema }] of [copyVolumeInput(places), statusInput(places)].entries()) {
      const parsed = toJsonSchema(schema, 'input') as { properties: Json; required?: string[] };
      const { inputSchema } = (listTools({ mode: 'auto', ...places })[index] ?? {}) as {
        inputSchema: { properties: Json; required?: string[] };
      };
      expect(inputSchema.properties).toEqual(parsed.properties);
      expect(inputSchema.required).toEqual(parsed.required);
    }
  });

  test('Profile is required where there are several, and absent where there is none', () => {
    const inputOf = (profiles: string[]) =>
      (
        listTools({ mode: 'plan', regions: [], profiles })[0] as {
          inputSchema: { properties: Json; required: string[] };
        }
      ).inputSchema;
    expect(inputOf([]).properties).not.toHaveProperty('Profile');
    expect(inputOf(['a']).required).toEqual(['SourceVolumeId']);
    expect(inputOf(['a']).properties.Profile).toMatchObject({ enum: ['a'] });
    expect(inputOf(['a', 'b']).required).toEqual(['SourceVolumeId', 'Profile']);
  });
});

// Why zod's own toJSONSchema is used: this package knows zod 3 only. The day it does not answer with an empty schema
// any more, the reason in the README is to be read again.
test('zod-to-json-schema gives an empty schema for a zod 4 object', () => {
  const schema = z.object({ SourceVolumeId: z.string(), Size: z.number().optional() });
  const convert = zodToJsonSchema as unknown as (schema: unknown) => unknown;
  expect(convert(schema)).toEqual({ $schema: 'http://json-schema.org/draft-07/schema#' });
});
