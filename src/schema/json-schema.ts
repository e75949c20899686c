// zod objects as JSON Schema 2020-12 for `tools/list`, without what a host does not need. Used by the generator.
import { z } from 'zod';

/** Plain JSON Schema; whole numbers lose the bounds of a double, outputs stay open for fields added later. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.enum) delete jsonSchema.pattern;
      if (io === 'input') return;
      delete jsonSchema.additionalProperties;
      // An open object: its members are not listed, and saying so costs 16 characters each.
      if (Object.keys(jsonSchema.properties ?? { some: true }).length === 0) delete jsonSchema.properties;
    },
  });
  return rest;
}
