// server.json, the entry in the MCP Registry, as text: the npm package with its arguments and variables, and the bundle.
// Source: https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json, read 2026-11-28.
import packageFile from '../../package.json' with { type: 'json' };
import type { Option } from '../../src/config/options.ts';
import { TITLE } from '../product.ts';
import { ADDRESSES } from './addresses.ts';

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';

interface Input {
  description: string;
  format: 'string' | 'number' | 'boolean' | 'filepath';
  isRequired: boolean;
  isSecret: boolean;
  default?: string;
  choices?: readonly string[];
}

/** `sha256` of the bundle is known only once it is packed: the committed file is without it, the published one has it. */
export function renderServerJson(options: readonly Option[], sha256?: string): string {
  const offered = options.filter(isOffered);
  const { name: identifier, version, description } = packageFile;
  const transport = { type: 'stdio' };
  const server = {
    $schema: SCHEMA,
    name: ADDRESSES.mcpName,
    title: TITLE,
    description,
    version,
    websiteUrl: ADDRESSES.homepage,
    repository: { url: ADDRESSES.repository, source: 'github' },
    icons: [
      { src: ADDRESSES.raw('assets/icon.png'), mimeType: 'image/png', sizes: ['512x512'] },
      { src: ADDRESSES.raw('assets/icon.svg'), mimeType: 'image/svg+xml', sizes: ['any'] },
    ],
    packages: [
      {
        registryType: 'npm',
        registryBaseUrl: 'https://registry.npmjs.org',
        identifier,
        version,
        runtimeHint: 'npx',
        transport,
        packageArguments: offered
          .filter(isArgument)
          .map((option) => ({ type: 'named', name: `--${option.name}`, ...inputOf(option) })),
        environmentVariables: offered
          .filter((option) => !isArgument(option))
          .map((option) => ({ name: option.env, ...inputOf(option) })),
      },
      {
        registryType: 'mcpb',
        identifier: ADDRESSES.bundle,
        version,
        ...(sha256 === undefined ? {} : { fileSha256: sha256 }),
        transport,
      },
    ],
  };
  return `${JSON.stringify(server, null, 2)}\n`;
}

/** What a server over stdio takes, once: an option that only stands for a value of another is left out. */
function isOffered(option: Option): boolean {
  return (
    (option.command === 'serve' || option.command === 'any') && option.env !== undefined && option.sameAs === undefined
  );
}

/** Which mode and which places: what a person should see first. A flag cannot be an argument, which has a value. */
function isArgument(option: Option): boolean {
  return option.kind !== 'flag' && (option.values !== undefined || option.bundle !== undefined);
}

function inputOf(option: Option): Input {
  const fixed = option.kind === 'flag' ? 'false' : option.values?.includes(option.default) ? option.default : undefined;
  return {
    description: fixed === undefined ? `${option.prose}. Default: ${option.default}` : option.prose,
    format: option.file
      ? 'filepath'
      : ({ flag: 'boolean', number: 'number', list: 'string', word: 'string' } as const)[option.kind],
    isRequired: false,
    isSecret: false,
    ...(fixed === undefined ? {} : { default: fixed }),
    ...(option.values ? { choices: option.values } : {}),
  };
}
