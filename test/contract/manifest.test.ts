// manifest.json of the .mcpb bundle: generated, accepted by mcpb, and its settings reach the server.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { manifestText } from '../../build/generated-docs.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { parseConfig } from '../../src/config/config.ts';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const written = readFileSync(path('manifest.json'), 'utf8');
const manifest = JSON.parse(written) as {
  version: string;
  tools: { name: string }[];
  server: { entry_point: string; mcp_config: { env: Record<string, string>; args: string[] } };
  user_config: Record<string, { type: string; default: unknown }>;
};

describe('manifest.json', () => {
  it('is what the generator writes, up to layout', () => {
    expect(JSON.stringify(manifest), 'run `npm run generate`').toBe(JSON.stringify(JSON.parse(manifestText())));
  });

  it('is accepted by mcpb', () => {
    const mcpb = path('node_modules/@anthropic-ai/mcpb/dist/cli/cli.js');
    expect(execFileSync(process.execPath, [mcpb, 'validate', path('manifest.json')], { encoding: 'utf8' })).toContain(
      'passes',
    );
  });

  it('has the version of the package, and so has the change log', () => {
    expect(manifest.version).toBe(packageFile.version);
    expect(readFileSync(path('CHANGELOG.md'), 'utf8')).toMatch(
      new RegExp(`^## \\[${packageFile.version.replaceAll('.', '\\.')}\\]`, 'm'),
    );
  });

  it('names the tools and starts the bundled file', () => {
    expect(manifest.tools.map((tool) => tool.name)).toEqual(['copy_volume', 'get_volume_status']);
    expect(manifest.server.mcp_config.args).toEqual([`\${__dirname}/${manifest.server.entry_point}`]);
    expect(packageFile.bin['ebs-copy-mcp']).toBe(manifest.server.entry_point);
  });
});

describe('the settings of the bundle', () => {
  /** The environment as a host makes it: settings filled in, or left as they are. */
  const environment = (settings: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(manifest.server.mcp_config.env).map(([name, text]) => [
        name,
        text.replace(/\$\{user_config\.(\w+)\}/, (placeholder, key: string) => String(settings[key] ?? placeholder)),
      ]),
    );
  const start = (settings: Record<string, unknown>) => parseConfig([], environment(settings));

  it('each reach the server', () => {
    const { config, configErrors } = start({
      region: 'eu-west-1, us-east-1',
      profile: 'work',
      allow_real_copies: true,
      simulate: true,
    });
    expect(configErrors).toEqual([]);
    expect(config).toMatchObject({
      regions: ['eu-west-1', 'us-east-1'],
      profiles: ['work'],
      mode: 'auto',
      simulate: true,
    });
  });

  const defaults = Object.fromEntries(Object.entries(manifest.user_config).map(([key, one]) => [key, one.default]));
  it.each([
    ['as they come', defaults],
    ['left as placeholders', {}],
  ])('mean that a person is asked, %s', (_, settings) => {
    const { config, configErrors } = start(settings);
    expect(configErrors).toEqual([]);
    expect(config).toMatchObject({ mode: 'ask', regions: [], profiles: [], simulate: false });
  });

  it('rehearse only when a person says so, also beside the defaults of the others', () => {
    const { config, configErrors } = start({ ...defaults, rehearse_only: true });
    expect(configErrors).toEqual([]);
    expect(config.mode).toBe('plan');
  });

  it('contradict each other aloud, and then rehearse only', () => {
    const { config, configErrors } = start({ rehearse_only: true, allow_real_copies: true });
    expect(configErrors).toEqual([
      'EBS_COPY_ALLOW_REAL_COPIES means mode auto, but EBS_COPY_REHEARSE_ONLY means mode plan: choose one.',
    ]);
    expect(config.mode).toBe('plan');
  });
});
