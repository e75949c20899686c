// Everything that says where this is and how to install it: generated from one source, and all of it agrees.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { OWNER, PLACEHOLDER } from '../../build/owner.ts';
import { TITLE } from '../../build/product.ts';
import { releaseFiles } from '../../build/release/files.ts';
import { PLUGIN_FOLDER, PLUGIN_SERVER, SKILL } from '../../build/release/plugins.ts';
import { readVersions } from '../../build/release/versions.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { parseConfig } from '../../src/config/config.ts';
import { createServer } from '../../src/server.ts';
import { strangers } from '../support/known-names.ts';
import { SETTINGS } from '../support/test-deps.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const json = (path: string) => JSON.parse(read(path));
const PLUGINS = [
  'plugin.json',
  '.claude-plugin/plugin.json',
  '.cursor-plugin/plugin.json',
  '.codex-plugin/plugin.json',
].map((path) => `${PLUGIN_FOLDER}/${path}`);
const MARKETPLACES = ['.claude-plugin', '.cursor-plugin', '.agents/plugins'].map((path) => `${path}/marketplace.json`);

let files: Record<string, string | Uint8Array>;
beforeAll(async () => {
  files = await releaseFiles(async (path) => read(path));
});

describe('the generated files', () => {
  it('are what the generator writes, up to the layout of JSON', () => {
    expect(Object.keys(files).length).toBeGreaterThan(12);
    for (const [path, content] of Object.entries(files)) {
      const stands = readFileSync(join(root, path));
      const layout = (text: string) => (path.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text);
      const same =
        typeof content === 'string'
          ? layout(stands.toString('utf8')) === layout(content)
          : Buffer.compare(stands, content) === 0;
      expect(same, `${path}: run \`npm run generate\``).toBe(true);
    }
  });

  it('agree on name, version, description, licence and title', async () => {
    const versions = await readVersions(async (path) => read(path));
    expect(Object.keys(versions).length).toBeGreaterThan(12);
    expect(new Set(Object.values(versions))).toEqual(new Set([packageFile.version]));
    for (const path of ['manifest.json', ...PLUGINS]) {
      expect(json(path), path).toMatchObject({
        name: packageFile.name,
        description: packageFile.description,
        license: packageFile.license,
        keywords: packageFile.keywords,
        homepage: packageFile.homepage,
      });
    }
    expect(json('server.json')).toMatchObject({
      name: packageFile.mcpName,
      title: TITLE,
      description: packageFile.description,
      websiteUrl: packageFile.homepage,
    });
    expect(json('manifest.json').display_name).toBe(TITLE);
    expect(json(`${PLUGIN_FOLDER}/.cursor-plugin/plugin.json`).displayName).toBe(TITLE);
    expect(json(`${PLUGIN_FOLDER}/.codex-plugin/plugin.json`).interface.displayName).toBe(TITLE);
    expect(packageFile.description.length).toBeLessThanOrEqual(100);
  });

  it('call the server what it calls itself', async () => {
    const hooks = { open: () => Promise.reject(new Error('no call')), warm: () => undefined, onBug: () => undefined };
    const client = new Client({ name: 'test', version: '1' });
    const [near, far] = InMemoryTransport.createLinkedPair();
    await Promise.all([createServer(SETTINGS, hooks).connect(far), client.connect(near)]);
    expect(client.getServerVersion()).toMatchObject({ name: packageFile.name, title: TITLE });
    await client.close();
  });
});

describe('the owner', () => {
  const mentions = `${OWNER}/${packageFile.name}`;

  it('is named by hand in build/owner.ts alone', () => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((path) => path !== '' && existsSync(join(root, path)) && !/\.(png|gif)$/.test(path));
    expect(tracked.length).toBeGreaterThan(300);
    const naming = tracked.filter((path) => read(path).includes(mentions));
    const generated = [...Object.keys(files), 'manifest.json'];
    expect(naming.filter((path) => !generated.includes(path))).toEqual([]);
    expect(naming).toContain('package.json');
    const placeholder = tracked.filter((path) => read(path).includes(PLACEHOLDER) && !generated.includes(path));
    expect(placeholder).toEqual(['build/owner.ts']);
  });

  it('has a name that GitHub knows, once there is one', (context) => {
    if (OWNER === PLACEHOLDER) context.skip('OWNER in build/owner.ts is the placeholder: nothing can be released yet');
    expect(OWNER).toMatch(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/);
  });

  it('cannot be anybody while it is the placeholder', () => {
    expect(PLACEHOLDER).toMatch(/--/);
  });
});

describe('the plugin', () => {
  it('is found where each list says', () => {
    for (const path of MARKETPLACES) {
      const { name, plugins } = json(path);
      expect(name).toBe(packageFile.name);
      expect(plugins).toHaveLength(1);
      const source = typeof plugins[0].source === 'string' ? plugins[0].source : plugins[0].source.path;
      expect(source).toBe(`./${PLUGIN_FOLDER}`);
    }
  });

  it.each(PLUGINS)('%s names parts that are there', (path) => {
    const { skills, mcpServers, logo, interface: shown } = json(path);
    const parts = [skills, mcpServers, logo, shown?.logo, shown?.composerIcon].filter((part) => part !== undefined);
    for (const part of parts) expect(existsSync(join(root, PLUGIN_FOLDER, part)), part).toBe(true);
  });

  it('has only members that the formats know', () => {
    const [portable, , cursor] = PLUGINS.map((path) => json(path));
    const own = (file: object, known: string) => Object.keys(file).filter((key) => !known.split(' ').includes(key));
    const shared = 'name version description author homepage repository license keywords';
    expect(own(portable, `$schema ${shared} extensions`)).toEqual([]);
    expect(portable.$schema).toBe('https://agent-plugins.org/schemas/1.0.0/plugin.schema.json');
    expect(own(cursor, `${shared} displayName publisher logo category tags skills mcpServers`)).toEqual([]);
    expect(own(cursor.author, 'name email')).toEqual([]);
  });

  it('starts this version, and a person is asked before a real copy', () => {
    const { command, args } = json(`${PLUGIN_FOLDER}/.mcp.json`).mcpServers.ebs;
    expect([command, ...args.slice(0, 2)]).toEqual(['npx', '-y', `${packageFile.name}@${packageFile.version}`]);
    expect(json(`${PLUGIN_FOLDER}/mcp.json`).mcpServers.ebs).toEqual({ type: 'stdio', ...PLUGIN_SERVER });
    const { config, configErrors } = parseConfig(args.slice(2), {});
    expect([config.command, config.mode, configErrors]).toEqual(['serve', 'ask', []]);
  });
});

describe('the skill', () => {
  const text = read(SKILL);
  const [, head = '', body = ''] = text.split(/^---\n/m);
  const member = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1] ?? '';

  it('has at most 60 lines, and the name of its folder', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
    expect(SKILL).toContain(`/${member('name')}/SKILL.md`);
    expect(member('description').length).toBeGreaterThan(100);
    expect(member('description').length).toBeLessThanOrEqual(1_024);
  });

  it('names only tools, arguments, members and values that exist', () => {
    expect(strangers(body).filter((word) => word !== 'ebs' && word !== 'outcome')).toEqual([]);
    expect(body).toContain('`copy_volume`');
  });

  it('is the body of the Kiro power', () => {
    const power = read(`${PLUGIN_FOLDER}/POWER.md`);
    expect(power.startsWith('---\nname: "ebs-copy-mcp"\ndisplayName: "EBS volume copies"\ndescription: "')).toBe(true);
    expect(power).toContain('\nkeywords: ["ebs"');
    expect(power.trimEnd().endsWith(body.trim())).toBe(true);
  });
});
