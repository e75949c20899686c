// The documentation: its generated sections, its examples, its links, and that it names what exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PAGES, pageText } from '../../build/generated-docs.ts';
import { fillSections, sectionNames } from '../../build/render-sections.ts';
import { HOST_NAMES, HOSTS as HOSTS_TABLE } from '../../src/cli/connect/hosts-table.ts';
import { parseConfig } from '../../src/config/config.ts';
import { COMMANDS, OPTIONS, type Option } from '../../src/config/options.ts';
import { readPolicy } from '../../src/config/policy.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const REAL_COPIES = read('docs/real-copies.md');
const HOST_PAGE = read('docs/hosts.md');

/** Texts of the fenced blocks of one language; '' for those without. */
function blocks(language: string): string[] {
  const fences = [...`${HOST_PAGE}${REAL_COPIES}`.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return fences.filter(([, one]) => one === language).map(([, , text = '']) => text);
}

interface HostServer {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

const EXAMPLES = blocks('json').map((text) => JSON.parse(text) as Record<string, Record<string, HostServer>>);
const HOSTS = EXAMPLES.filter((example) => !('mode' in example));

const DOCUMENTS = [
  ...readdirSync(new URL('../../', import.meta.url)).filter((name) => name.endsWith('.md')),
  ...readdirSync(new URL('../../docs/', import.meta.url)).map((name) => `docs/${name}`),
];

/** The anchors of a page, as GitHub makes them from headings. */
function anchors(path: string): string[] {
  return [...read(path).matchAll(/^##* (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the generated sections', () => {
  it.each(PAGES)('%s says what the generator says', (page) => {
    expect(pageText(read(page)), 'run `npm run generate`').toBe(read(page));
  });

  it('stand in one page each', () => {
    const held = DOCUMENTS.flatMap((page) => sectionNames(read(page)));
    expect(held.toSorted()).toEqual([...new Set(held)].sort());
    expect(DOCUMENTS.filter((page) => sectionNames(read(page)).length > 0).toSorted()).toEqual(PAGES.toSorted());
  });
});

describe('what is documented', () => {
  const options = ['options', 'simulator', 'hosts', 'team-server'].map((page) => read(`docs/${page}.md`)).join('\n');
  it.each(OPTIONS.map((option: Option) => [option.name, option.env] as const))('the option --%s (%s)', (name, env) => {
    expect(options).toContain(`--${name}`);
    if (env) expect(options).toContain(env);
  });

  it.each(Object.keys(COMMANDS).filter((command) => command !== 'serve'))('the command %s', (command) => {
    const pages = DOCUMENTS.map(read).join('\n');
    expect(pages).toMatch(new RegExp(`(main\\.cjs|ebs-copy-mcp|npm run) ${command}\\b`));
  });
});

describe.each(DOCUMENTS)('%s', (page) => {
  const folder = page.includes('/') ? 'docs/' : '';
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];

  it('links only to what exists', () => {
    for (const [link, target = '', anchor] of links) {
      const path = target ? new URL(target, `file:///${folder}`).pathname.slice(1) : page;
      expect(existsSync(new URL(`../../${path}`, import.meta.url)), `${link} in ${page}`).toBe(true);
      if (anchor) expect(anchors(path), `${link} in ${page}`).toContain(anchor);
    }
  });

  it('names only files and folders that exist', () => {
    for (const [path] of read(page).matchAll(/(?<![\w./-])(?:src|docs|test)\/[a-z0-9/-]*[a-z0-9](?:\.ts|\.md|\/)/g))
      expect(existsSync(new URL(`../../${path}`, import.meta.url)), `${path} in ${page}`).toBe(true);
  });
});

/** What sentences of the product point to: a page, or a section of the README. */
describe('what messages point to', () => {
  const sources = readdirSync(new URL('../../src/', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`src/${path}`))
    .join('\n');
  const pointed = [
    ...new Set([...sources.matchAll(/(?<![\w/-]|driver, )docs\/[a-z-]+\.md(?:#[a-z-]+)?/g)].map(([target]) => target)),
  ];

  it('are pages and sections that exist', () => {
    expect(pointed).toContain('docs/options.md');
    for (const target of pointed) {
      const [page = '', anchor] = target.split('#');
      expect(existsSync(new URL(`../../${page}`, import.meta.url)), target).toBe(true);
      if (anchor) expect(anchors(page), target).toContain(anchor);
    }
  });

  it.each([...sources.matchAll(/README, "([^"]+)"/g)].map(([, title = '']) => title))('README has %s', (title) => {
    expect(anchors('README.md')).toContain(title.toLowerCase().replaceAll(' ', '-'));
  });
});

describe('host examples', () => {
  it('has one for each form of a JSON file', () => {
    expect(HOSTS.map((example) => Object.keys(example)[0])).toEqual([
      'mcpServers',
      'servers',
      'context_servers',
      'mcpServers',
    ]);
  });

  const servers = HOSTS.flatMap((example) => Object.values(example).flatMap((one) => Object.values(one)));
  const lines = blocks('').flatMap((text) => text.split('\n').filter((line) => / mcp add /.test(line)));
  const yaml = blocks('yaml').flatMap((text) => {
    const { extensions } = parse(text) as { extensions: Record<string, { cmd: string; args: string[] }> };
    return Object.values(extensions).map(({ cmd, args }) => ({ command: cmd, args }));
  });

  it('has one for each host with a command, and for goose', () => {
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['claude', 'codex', 'gemini']);
    expect(yaml).toHaveLength(1);
  });

  const typed = lines.map((line) => {
    const [command = '', ...args] = line
      .slice(line.indexOf(' node ') + 1)
      .replace(' -- ', ' ')
      .split(' ');
    return { command, args };
  });
  it.each<HostServer>([...servers, ...yaml, ...typed])('$command $args is sound and rehearses only', (server) => {
    const [main, ...options] = server.args;
    expect([server.command, main]).toEqual(['node', '/path/to/ebs-copy-mcp/dist/main.cjs']);
    const { config, configErrors } = parseConfig(options, server.env ?? {});
    expect(configErrors).toEqual([]);
    expect(config).toMatchObject({ mode: 'plan', regions: ['us-east-1'], profiles: ['work'], simulate: false });
  });

  it.each(HOST_NAMES)('names %s, and how it asks', (name) => {
    const { title, asks } = HOSTS_TABLE[name];
    const row = HOST_PAGE.split('\n').find((line) => line.startsWith(`| ${title} | \`${name}\` |`));
    expect(row?.endsWith(`| ${asks.by} |`)).toBe(true);
  });

  it('are named in the README', () => {
    for (const name of HOST_NAMES) expect(read('README.md')).toContain(`${HOSTS_TABLE[name].title} (\`${name}\`)`);
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

describe('fillSections', () => {
  const page = 'a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb\n';
  it('replaces a section and nothing else', () => {
    expect(fillSections(page, { x: 'new' })).toBe(page.replace('old', 'new'));
  });
  it('says which marker is missing, and what nothing generates', () => {
    expect(() => fillSections(page.replace('<!-- end: x -->', ''), { x: 'new' })).toThrow('<!-- end: x -->');
    expect(() => fillSections(page, {})).toThrow('section x');
  });
});
