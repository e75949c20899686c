// What a text may put in backticks: tools, their arguments with values, members of answers, and outcomes.
import { listTools } from '../../src/schema/list-tools.ts';
import { COPY_OUTCOMES, STATUS_OUTCOMES } from '../../src/volume/rules/outcome-table.ts';

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: string[];
  type?: string;
  minimum?: number;
  maximum?: number;
}

const tools = listTools({ mode: 'ask', regions: ['us-east-1'], profiles: ['work'] }) as unknown as {
  name: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
}[];

/** "wait", "wait.reached", … of a schema. */
function pathsOf(schema: JsonSchema, before = ''): string[] {
  const inside = schema.items ?? schema;
  return Object.entries(inside.properties ?? {}).flatMap(([name, one]) => [
    `${before}${name}`,
    ...pathsOf(one, `${before}${name}.`),
  ]);
}

/** Members of `error`, which is an open object in the schema. */
const OF_ERROR = ['error.retry', 'error.nextStep'];
const inputs = new Map(tools.flatMap((tool) => Object.entries(tool.inputSchema.properties ?? {})));
const members = new Set(tools.flatMap(({ outputSchema }) => pathsOf(outputSchema)));
const known = new Set<string>([
  ...tools.map((tool) => tool.name),
  ...inputs.keys(),
  ...members,
  // Of a volume without "Volumes." before it, as people say it.
  ...[...members].map((path) => path.replace(/^(Volumes|source)\./, '')),
  ...OF_ERROR,
  ...COPY_OUTCOMES,
  ...STATUS_OUTCOMES,
]);

/** Does this argument take this value? */
function takes(name: string, value: string): boolean {
  const schema = inputs.get(name);
  if (schema?.enum) return schema.enum.includes(value);
  if (schema?.type === 'boolean') return value === 'true' || value === 'false';
  if (schema?.type === 'integer')
    return Number(value) >= (schema.minimum ?? 0) && Number(value) <= (schema.maximum ?? 0);
  return false;
}

/** What stands in backticks and is none of ours. */
export function strangers(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)]
    .map(([, word = '']) => word)
    .filter((word) => {
      const [, name = '', value = ''] = /^(\w+): (\w+)$/.exec(word) ?? [];
      return !(known.has(word) || (name !== '' && takes(name, value)));
    });
}
