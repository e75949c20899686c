// What `connect` prints: for a person at any width, and for a program.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HOST_NAMES } from '../../../src/cli/connect/hosts-table.ts';
import { createPaint } from '../../../src/cli/paint.ts';
import { install, openHouse } from './connect-parts.ts';

const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('without a host', () => {
  test('the hosts, with those that are here marked', async () => {
    const house = openHouse();
    install(house, 'claude');
    mkdirSync(join(house.home, '.cursor'));
    expect(await house.connect()).toBe(0);
    expect(house.printed.out.split('\n')).toEqual([
      'Hosts (● found on this machine)',
      '  claude-desktop   Claude Desktop',
      '● claude-code      Claude Code',
      '  vscode           VS Code',
      '  vscode-insiders  VS Code Insiders',
      '● cursor           Cursor',
      '  kiro             Kiro',
      '  kiro-cli         Kiro CLI',
      '  zed              Zed',
      '  windsurf         Windsurf (Devin Desktop)',
      '  codex            Codex',
      '  copilot-cli      Copilot CLI',
      '  gemini-cli       Gemini CLI',
      '  goose            goose',
      '  lmstudio         LM Studio',
      '',
      'ebs-copy-mcp connect HOST shows what to do for one of them; with --write it is',
      'done.',
      '',
    ]);
  });

  test('none is here', async () => {
    const house = openHouse();
    await house.connect();
    expect(house.printed.out).toMatch(/^Hosts \(none was found on this machine\)\n/);
  });

  test('for a program', async () => {
    const house = openHouse();
    install(house, 'codex');
    expect(await house.connect('--json')).toBe(0);
    const { hosts } = JSON.parse(house.printed.out) as { hosts: { name: string; found: boolean }[] };
    expect(hosts.map(({ name }) => name)).toEqual(HOST_NAMES);
    expect(hosts.filter(({ found }) => found)).toEqual([{ name: 'codex', title: 'Codex', found: true }]);
  });
});

test.each([
  ['cursr', '"cursr" is not a known host. Did you mean cursor? Known: claude-desktop, '],
  ['vs-code', '"vs-code" is not a known host. Did you mean vscode? Known: claude-desktop, '],
  ['emacs', '"emacs" is not a known host. Known: claude-desktop, claude-code, '],
])('%s is answered with the nearest name and the list', async (given, words) => {
  const house = openHouse();
  expect(await house.connect(given, '--write')).toBe(2);
  expect(flat(house.printed.problem)).toContain(`ebs-copy-mcp: ${words}`);
  expect(flat(house.printed.problem)).toMatch(/goose, lmstudio\. $/);
  expect(house.printed.out).toBe('');
});

describe('for one host', () => {
  test('a file: the text, the link, how it asks, what else, and how that is known', async () => {
    const house = openHouse();
    expect(await house.connect('kiro', '--region', 'us-east-1')).toBe(0);
    expect(house.printed.out).toBe(
      [
        'Kiro (for you, in all your projects)',
        '',
        ...wrapped(`Put this into ${house.home}/.kiro/settings/mcp.json:`),
        '',
        '{',
        '  "mcpServers": {',
        '    "ebs": {',
        '      "command": "/opt/node/bin/node",',
        '      "args": [',
        '        "/srv/ebs-copy-mcp/dist/main.cjs",',
        '        "--mode",',
        '        "ask",',
        '        "--region",',
        '        "us-east-1"',
        '      ]',
        '    }',
        '  }',
        '}',
        '',
        'If servers are there already, add ebs beside them. With --write, connect does it',
        'for you.',
        '',
        'Or open this link (--open does it for you); Kiro asks before it installs:',
        '',
        'https://kiro.dev/launch/mcp/add?name=ebs&config=%7B%22command%22%3A%22%2Fopt%2Fnode%2Fbin%2Fnode%22%2C%22args%22%3A%5B%22%2Fsrv%2Febs-copy-mcp%2Fdist%2Fmain.cjs%22%2C%22--mode%22%2C%22ask%22%2C%22--region%22%2C%22us-east-1%22%5D%7D',
        '',
        'Before a real copy, Kiro asks you with a form of its own.',
        '',
        'Kiro was not found on this machine.',
        '',
        'Keep copy_volume out of autoApprove.',
        '',
        'Sources: https://kiro.dev/docs/mcp/configuration (2026-11);',
        'https://kiro.dev/docs/mcp/share (2026-11);',
        'https://github.com/kirodotdev/Kiro/issues/1124 (2026-04-15)',
        '',
      ].join('\n'),
    );
  });

  test('a command', async () => {
    const house = openHouse();
    install(house, 'claude');
    expect(await house.connect('claude-code')).toBe(0);
    expect(house.printed.out).toContain(
      [
        'Run this:',
        '',
        'claude mcp add --scope user ebs -- /opt/node/bin/node /srv/ebs-copy-mcp/dist/main.cjs --mode ask',
        '',
        'With --write, connect does it for you.',
        '',
        'Before a real copy, Claude Code asks you with a form of its own.',
      ].join('\n'),
    );
    expect(house.calls()).toEqual([]);
  });

  test('the bundle, and no word of projects where a host has none', async () => {
    const house = openHouse();
    await house.connect('claude-desktop');
    expect(house.printed.out).toMatch(/^Claude Desktop\n\nThe surest way is the bundle ebs-copy-mcp\.mcpb, /);
  });

  test('why a host has no link for this', async () => {
    const house = openHouse();
    await house.connect('goose');
    expect(flat(house.printed.out)).toContain(
      ' There is no link. A link of goose starts npx and a few other programs only, not this Node. ',
    );
  });

  test('nothing is touched', async () => {
    const house = openHouse();
    const path = house.put(join(house.home, '.cursor/mcp.json'), 'broken');
    for (const name of HOST_NAMES) expect(await house.connect(name)).toBe(0);
    expect(house.read(path)).toBe('broken');
    expect(house.opened).toEqual([]);
  });

  test('for a program', async () => {
    const house = openHouse();
    install(house, 'code');
    expect(await house.connect('vscode', '--json')).toBe(0);
    expect(JSON.parse(house.printed.out)).toMatchObject({
      host: 'vscode',
      scope: 'user',
      name: 'ebs',
      way: 'command',
      entry: { type: 'stdio', command: '/opt/node/bin/node' },
      file: { path: join(house.home, '.config/Code/User/mcp.json') },
      command: { program: 'code', path: join(house.bin, 'code') },
      link: { url: expect.stringMatching(/^vscode:mcp\/install\?/) },
    });
    expect(await house.connect('vscode', '--write', '--json')).toBe(0);
    expect(JSON.parse(house.printed.out)).toMatchObject({ host: 'vscode', applied: { kind: 'written' } });
    expect(await house.connect('codex', '--write', '--json')).toBe(1);
    expect(JSON.parse(house.printed.out)).toMatchObject({ applied: { kind: 'failed' } });
  });

  test('a project that a host does not have', async () => {
    const house = openHouse();
    expect(await house.connect('goose', '--project', '--write')).toBe(2);
    expect(flat(house.printed.problem)).toBe(
      'ebs-copy-mcp: goose has no configuration of a project: leave --project out. ',
    );
  });
});

describe('what came of it', () => {
  test('the file, the copy of the old one, and how it asks', async () => {
    const house = openHouse();
    const path = house.put(join(house.home, '.cursor/mcp.json'), '{}');
    await house.connect('cursor', '--write');
    expect(flat(house.printed.out)).toBe(
      `Cursor: the server ebs is written to ${path}. The file as it was is kept as ${path}.20261128T120001000Z.bak. ` +
        'Before a real copy, Cursor asks you with a form of its own. Restart Cursor if it does not show the server. ',
    );
    await house.connect('cursor', '--remove');
    expect(flat(house.printed.out)).toContain(`Cursor: the server ebs is gone from ${path}.`);
  });

  test('what went along of this shell, and what did not', async () => {
    const house = openHouse({ env: { AWS_DEFAULT_PROFILE: 'work', HTTPS_PROXY: 'http://ann:secret@proxy.corp:8080' } });
    await house.connect('cursor', '--write');
    expect(flat(house.printed.out)).toContain(
      'Variables of this shell go along: AWS_DEFAULT_PROFILE. ' +
        'Of this shell these stay out, which may hold secrets: HTTPS_PROXY. ',
    );
    expect(house.printed.out + house.read(join(house.home, '.cursor/mcp.json'))).not.toContain('secret@');
  });

  test('what a host printed is cut to plain text', async () => {
    const house = openHouse({ env: { FAKE_BREAKS: 'add' } });
    install(house, 'claude');
    await house.connect('claude-code', '--write');
    expect(flat(house.printed.problem)).toBe(
      'ebs-copy-mcp: Claude Code: nothing was changed. claude mcp add failed: [31mError: the fake was told to fail ' +
        'Without --write, connect shows what to do by hand. ',
    );
  });
});

describe('--open', () => {
  test("opens the host's own link", async () => {
    const house = openHouse();
    expect(await house.connect('cursor', '--open')).toBe(0);
    expect(house.opened).toEqual([
      expect.stringMatching(/^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?name=ebs&config=/),
    ]);
    expect(house.printed.out).toBe('Cursor now asks you whether to install it.\n');
  });

  test('opens the bundle for Claude Desktop', async () => {
    const house = openHouse();
    const program = join(house.home, 'ebs-copy-mcp', 'dist', 'main.cjs');
    house.surroundings.launch = { kind: 'node', node: '/node', program };
    const bundle = house.put(join(house.home, 'ebs-copy-mcp', 'ebs-copy-mcp.mcpb'), 'zip');
    expect(await house.connect('claude-desktop', '--open')).toBe(0);
    expect(house.opened).toEqual([bundle]);
    await house.connect('claude-desktop');
    expect(flat(house.printed.out)).toContain(`double-click ${flat(bundle)}, or open it with --open.`);
  });

  test('of a host without either is no use', async () => {
    const house = openHouse();
    expect(await house.connect('zed', '--open')).toBe(2);
    expect(flat(house.printed.problem)).toBe(
      'ebs-copy-mcp: There is nothing to open for Zed. Leave --open out to see what there is. ',
    );
    expect(await house.connect('goose', '--open')).toBe(2);
    expect(flat(house.printed.problem)).toContain(
      'A link of goose starts npx and a few other programs only, not this Node.',
    );
  });

  test('where nothing can be opened the link is there to copy', async () => {
    const house = openHouse({ openFails: 'there is no display here' });
    expect(await house.connect('kiro', '--open')).toBe(1);
    expect(house.printed.problem).toMatch(
      /^ebs-copy-mcp: It could not be opened, because there is no display here\. Open\sthis\syourself:\nhttps:\/\/kiro\.dev\/launch/,
    );
  });
});

describe.each([60, 80, 96])('at %d columns', (width) => {
  test.each(HOST_NAMES)('%s: prose keeps to the width, and what is to be pasted stays whole', async (name) => {
    const house = openHouse();
    house.surroundings.page = { width, paint: createPaint(false) };
    await house.connect(name);
    const long = house.printed.out.split('\n').filter((line) => line.length > width);
    // A command, a link, a path or a line of the text: none of them has a blank where prose could break.
    for (const line of long) expect(line).toMatch(/^(\s*["-]|\S+$|(claude|codex|code|code-insiders|gemini) )/);
    await house.connect();
    for (const line of house.printed.out.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });
});

/** Lines of at most 80 columns; the home has blanks in its path. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${word}`.length > 80) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
