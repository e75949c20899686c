// README.md: its generated sections, its examples, and that it names what exists.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readmeText } from '../../build/generated-docs.ts';
import { fillSections } from '../../build/render-readme.ts';
import { parseConfig } from '../../src/config/config.ts';
import { COMMANDS, OPTIONS, type Option } from '../../src/config/options.ts';
import { readPolicy } from '../../src/config/policy.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const README = read('README.md');

/** Texts of the fenced blocks of one language; '' for those without. */
function blocks(language: string): string[] {
  const fences = [...README.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return fences.filter(([, one]) => one === language).map(([, , text = '']) => text);
}

interface HostServer {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

const EXAMPLES = blocks('json').map((text) => JSON.parse(text) as Record<string, Record<string, HostServer>>);
const HOSTS = EXAMPLES.filter((example) => !('Statement' in example || 'Effect' in example || 'mode' in example));
interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string;
  Condition?: object;
}
const POLICIES = (EXAMPLES as unknown as { Version: string; Statement: Statement[] }[]).filter(
  (example) => 'Statement' in example,
);

describe('README.md', () => {
  it('says what the generator says', () => {
    expect(readmeText(README), 'run `npm run generate`').toBe(README);
  });

  it.each(OPTIONS.map((option: Option) => [option.name, option.env] as const))('names --%s (%s)', (name, env) => {
    expect(README).toContain(`--${name}`);
    if (env) expect(README).toContain(env);
  });

  it.each(Object.keys(COMMANDS).filter((command) => command !== 'serve'))('names the command %s', (command) => {
    expect(README).toMatch(new RegExp(`(main\\.cjs|ebs-copy-mcp|npm run) ${command}\\b`));
  });

  it.each(['real-copies', 'asking-a-person', 'state', 'who-did-it', 'options', 'iam-policies'])(
    'has the section %s that messages point to',
    (anchor) => {
      const anchors = [...README.matchAll(/^##+ (.+)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      );
      expect(anchors).toContain(anchor);
    },
  );

  it('links only to what exists', () => {
    for (const [, target = ''] of README.matchAll(/\]\((?!http|#)([^)]+)\)/g)) expect(read(target)).not.toBe('');
  });

  it('names only files and folders that exist', () => {
    const paths = new Set([...README.matchAll(/\bsrc\/[a-z0-9/-]*[a-z0-9](?:\.ts|\/)/g)].map(([path]) => path));
    expect(paths.size).toBeGreaterThan(8);
    for (const path of paths) expect(existsSync(new URL(`../../${path}`, import.meta.url)), path).toBe(true);
  });
});

describe('host examples', () => {
  it('has one for each shape of configuration file', () => {
    expect(HOSTS.map((example) => Object.keys(example)[0])).toEqual(['mcpServers', 'servers', 'context_servers']);
  });

  const commands = HOSTS.flatMap((example) => Object.values(example).flatMap((servers) => Object.values(servers)));
  const [command = '', ...args] = /^claude mcp add ebs -- (.*)$/m.exec(README)?.[1]?.split(' ') ?? [];
  it.each([...commands, { command, args }])('$command $args is sound and rehearses only', (server) => {
    const [main, ...options] = server.args;
    expect([server.command, main]).toEqual(['node', '/path/to/ebs-copy-mcp/dist/main.cjs']);
    const { config, configErrors } = parseConfig(options, server.env ?? {});
    expect(configErrors).toEqual([]);
    expect(config).toMatchObject({ mode: 'plan', regions: ['us-east-1'], profiles: ['work'], simulate: false });
  });
});

describe('the policy file', () => {
  const files = EXAMPLES.filter((example) => 'mode' in example);
  it('is one that the server takes, and shows every key', () => {
    expect(files).toHaveLength(1);
    const { policy, configErrors } = readPolicy(JSON.stringify(files[0]), 'policy.json');
    expect(configErrors).toEqual([]);
    expect(Object.keys(policy)).toEqual([
      'mode',
      'regions',
      'accounts',
      'requireTags',
      'forbidTags',
      'maxSize',
      'maxMonthlyUsd',
      'maxCopiesPerDay',
    ]);
  });
});

describe('IAM policies', () => {
  const [reading, copying] = POLICIES;
  const actions = (policy: (typeof POLICIES)[number] | undefined) =>
    (policy?.Statement ?? []).flatMap((statement) => statement.Action).sort();
  // The requests that the EC2 port can send are the commands that it imports.
  const sent = [...read('src/ec2/operations.ts').matchAll(/^ {2}(\w+)Command,$/gm)].map(([, name]) => `ec2:${name}`);

  it('allow nothing but what is named', () => {
    for (const policy of POLICIES) {
      expect(policy.Version).toBe('2012-10-17');
      expect(policy.Statement.every((statement) => statement.Effect === 'Allow')).toBe(true);
    }
    expect(POLICIES).toHaveLength(2);
  });

  it('allow each request that the server makes, and the read-only one no other', () => {
    expect(actions(reading)).toEqual(sent.filter((action) => /^ec2:(?:Describe|Get)/.test(action)).sort());
    const allowed = new Set([...actions(reading), ...actions(copying)]);
    expect(sent.filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('judge the source and the tagged new volume in statements of their own', () => {
    const copies = copying?.Statement.filter((statement) => statement.Action === 'ec2:CopyVolumes') ?? [];
    expect(copies.map((statement) => statement.Resource.split(':').at(-1))).toEqual(['volume/vol-*', 'volume/*']);
    const tags = copying?.Statement.find((statement) => statement.Action === 'ec2:CreateTags');
    expect(tags?.Condition).toEqual({ StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } });
  });

  it('narrow the sources by a denial that cannot touch the new volume', () => {
    const denials = (EXAMPLES as unknown as Statement[]).filter((example) => example.Effect === 'Deny');
    // The new volume has no id yet: EC2 checks it as volume/*.
    expect(denials.map((denial) => [denial.Action, denial.Resource])).toEqual([
      ['ec2:CopyVolumes', 'arn:aws:ec2:*:*:volume/vol-*'],
    ]);
  });
});

describe('fillSections', () => {
  const page = 'a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb\n';
  it('replaces a section and nothing else', () => {
    expect(fillSections(page, { x: 'new' })).toBe(page.replace('old', 'new'));
  });
  it('says which marker is missing', () => {
    expect(() => fillSections(page, { y: 'new' })).toThrow('<!-- generated: y -->');
    expect(() => fillSections(page, {})).toThrow('section x');
  });
});
