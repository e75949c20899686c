// server.json: what the MCP Registry takes, with the options as they are.
import { readFileSync } from 'node:fs';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import { describe, expect, it } from 'vitest';
import { renderServerJson } from '../../build/release/server-json.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { parseConfig } from '../../src/config/config.ts';
import { OPTIONS, type Option } from '../../src/config/options.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const validate = new AjvJsonSchemaValidator().getValidator(JSON.parse(read('server.schema.json')));

interface Input {
  name: string;
  description: string;
  format: string;
  default?: string;
  choices?: string[];
}
interface Package {
  registryType: string;
  identifier: string;
  version: string;
  fileSha256?: string;
  packageArguments?: Input[];
  environmentVariables?: Input[];
}
interface ServerJson {
  name: string;
  description: string;
  version: string;
  packages: [npm: Package, bundle: Package];
}

const SHA256 = '0123456789abcdef'.repeat(4);
const released = JSON.parse(renderServerJson(OPTIONS, SHA256)) as ServerJson;
const [npm, bundle] = released.packages;
const inputs = [...(npm.packageArguments ?? []), ...(npm.environmentVariables ?? [])];

describe('server.json', () => {
  it('is accepted by the rules of the registry once the bundle is packed', () => {
    expect(validate(released)).toMatchObject({ valid: true });
    expect(bundle.fileSha256).toBe(SHA256);
  });

  it('is committed as it will be published, but for the checksum of the bundle', () => {
    const written = JSON.parse(read('../../server.json')) as ServerJson;
    const { fileSha256: _, ...unpacked } = bundle;
    expect(written, 'run `npm run generate`').toEqual({ ...released, packages: [npm, unpacked] });
    // Nobody can publish it like that: the registry refuses a bundle without a checksum.
    expect(validate(written)).toMatchObject({ valid: false });
  });

  const withBundle = (more: object) => ({ packages: [npm, { ...bundle, ...more }] });
  it.each<[name: string, change: object]>([
    ['a description of 101 characters', { description: 'x'.repeat(101) }],
    ['a version that is a range', { version: '^1.0.0' }],
    ['a name without a namespace', { name: 'ebs-copy-mcp' }],
    ['a misspelt member', { package: [] }],
    ['a checksum that is none', withBundle({ fileSha256: 'abc' })],
    ['a bundle that no release holds', withBundle({ identifier: 'https://example.com/mcp.mcpb' })],
    ['a bundle with variables of its own', withBundle({ environmentVariables: [] })],
    ['a default that is no text', { packages: [{ ...npm, packageArguments: [{ ...inputs[0], default: 3 }] }, bundle] }],
    ['another registry than npm', { packages: [{ ...npm, registryBaseUrl: 'https://npm.example.com' }, bundle] }],
  ])('would be refused with %s', (_, change) => {
    expect(validate({ ...released, ...change })).toMatchObject({ valid: false });
  });
});

describe('the options in server.json', () => {
  const served = (OPTIONS as readonly Option[]).filter(
    (one) => (one.command === 'serve' || one.command === 'any') && one.env !== undefined,
  );

  it('are all that a server takes, each once, as an argument or as a variable', () => {
    const named = inputs.map(({ name }) => served.find((one) => `--${one.name}` === name || one.env === name)?.name);
    expect(named).not.toContain(undefined);
    expect(named.toSorted()).toEqual(
      served
        .map((one) => one.name)
        // They only say a mode in other words, and --mode is there.
        .filter((name) => name !== 'allow-real-copies' && name !== 'rehearse-only')
        .toSorted(),
    );
    expect(npm.packageArguments?.map((one) => one.name)).toEqual(['--region', '--profile', '--mode']);
  });

  it('come with the words of the table, and none is secret', () => {
    for (const input of inputs) {
      const option = served.find((one) => `--${one.name}` === input.name || one.env === input.name);
      expect(input.description.startsWith(option?.prose ?? '?'), input.name).toBe(true);
      expect(input).toMatchObject({ isRequired: false, isSecret: false });
    }
    expect(inputs.find((one) => one.name === '--mode')).toMatchObject({
      default: 'ask',
      choices: ['plan', 'ask', 'auto'],
    });
  });

  it('start a server that asks a person when everybody leaves them as they are', () => {
    const args = (npm.packageArguments ?? []).flatMap((one) => (one.default ? [`${one.name}=${one.default}`] : []));
    const env = Object.fromEntries((npm.environmentVariables ?? []).map((one) => [one.name, one.default ?? '']));
    const { config, configErrors } = parseConfig(args, env);
    expect(configErrors).toEqual([]);
    expect(config).toMatchObject({ command: 'serve', mode: 'ask', simulate: false, regions: [], profiles: [] });
  });

  it('reach the server in the forms that the registry knows', () => {
    const { config, configErrors } = parseConfig(['--region=us-east-1,eu-west-1', '--profile=work', '--mode=plan'], {
      EBS_COPY_SIMULATE: 'true',
      EBS_COPY_MAX_SIZE: '500',
    });
    expect(configErrors).toEqual([]);
    expect(config).toMatchObject({
      mode: 'plan',
      regions: ['us-east-1', 'eu-west-1'],
      profiles: ['work'],
      simulate: true,
    });
    expect(config.limits.largestSize).toBe(500);
  });
});

it('the published package names the same server', () => {
  expect(packageFile.mcpName).toBe(released.name);
  expect([npm.identifier, npm.version, released.version]).toEqual([
    packageFile.name,
    packageFile.version,
    packageFile.version,
  ]);
});
