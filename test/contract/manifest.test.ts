// manifest.json of the .mcpb bundle: generated, accepted by mcpb, and its settings reach the server.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { manifestText } from '../../build/generated-docs.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { parseConfig } from '../../src/config/config.ts';
import { OPTIONS, type Option } from '../../src/config/options.ts';
import { listPrompts } from '../../src/prompts/answer-request.ts';
import { strangers } from '../support/known-names.ts';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const written = readFileSync(path('manifest.json'), 'utf8');
const manifest = JSON.parse(written) as {
  version: string;
  tools: { name: string }[];
  prompts: { name: string; description: string; arguments: string[]; text: string }[];
  icon: string;
  support: string;
  privacy_policies: string[];
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

  it('has the settings that the table of options marks for it', () => {
    const marked = (OPTIONS as readonly Option[]).filter((one) => one.bundle !== undefined);
    expect(Object.keys(manifest.user_config)).toEqual(marked.map((one) => one.name.replaceAll('-', '_')));
    expect(Object.keys(manifest.server.mcp_config.env)).toEqual(marked.map((one) => one.env));
  });

  it('names the tools and starts the bundled file', () => {
    expect(manifest.tools.map((tool) => tool.name)).toEqual(['copy_volume', 'get_volume_status']);
    expect(manifest.server.mcp_config.args).toEqual([`\${__dirname}/${manifest.server.entry_point}`]);
    expect(packageFile.bin['ebs-copy-mcp']).toBe(manifest.server.entry_point);
  });
});

describe('the prompts of the bundle', () => {
  it('are those that the server lists, with the arguments they have', () => {
    expect(manifest.prompts.map((one) => [one.name, one.description, one.arguments])).toEqual(
      listPrompts().map((one) => [one.name, one.description, one.arguments.map((argument) => argument.name)]),
    );
  });

  it.each(manifest.prompts)('$name is the runbook of a server that asks, with a place for each argument', (prompt) => {
    const [steps = '', given = ''] = prompt.text.split(/\nGiven to this prompt .*\n/);
    expect(strangers(steps)).toEqual([]);
    expect(given.split('\n')).toEqual(prompt.arguments.map((name) => `- ${name}: "\${arguments.${name}}"`));
    expect(steps).not.toContain('$' + '{');
    expect(steps).not.toContain('SIMULATED');
  });
});

describe('what a person sees before an installation', () => {
  it('has a picture, an address for questions and a privacy statement that is there', () => {
    expect(readFileSync(path(manifest.icon)).subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(manifest.support).toBe(packageFile.bugs.url);
    const [policy = ''] = manifest.privacy_policies;
    expect(policy.startsWith('https://github.com/')).toBe(true);
    const file = policy.replace(/^.*\/blob\/main\//, '');
    expect(readFileSync(path(file), 'utf8')).toMatch(/^# Privacy\n/);
    expect(packageFile.files).toContain(file);
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
      'EBS_COPY_ALLOW_REAL_COPIES ("Real copies without asking" in Claude Desktop) means mode auto, but EBS_COPY_REHEARSE_ONLY ("Rehearsals only" in Claude Desktop) means mode plan: choose one.',
    ]);
    expect(config.mode).toBe('plan');
  });
});
