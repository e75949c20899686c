// A faulty configuration: over stdio a server whose tools say what is wrong; everywhere else exit code 2.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectHost } from '../support/mcp-clients.ts';
import { ENTRY, emptyEnvironment, run, startRaw } from '../support/spawned-server.ts';

test.each([
  ['an unknown option', ['--regoin', 'us-east-1'], {}, '--regoin', '--region'],
  ['a mode that is none', ['--mode', 'atuo'], {}, '--mode', 'auto'],
  ['a Region that is none', ['--region', 'us-east1'], {}, '--region', 'us-east-1'],
  ['a clock that stands still', ['--simulate', '--speed', '0'], {}, '--speed', '0.001'],
  ['a number that is none', [], { EBS_COPY_SPEED: 'fast' }, 'EBS_COPY_SPEED', 'number'],
  [
    'two that contradict each other',
    ['--mode', 'plan'],
    { EBS_COPY_ALLOW_REAL_COPIES: 'true' },
    '--mode',
    'ALLOW_REAL',
  ],
  ['plain http beyond this machine', [], { AWS_ENDPOINT_URL: 'http://192.0.2.1' }, 'AWS_ENDPOINT_URL', 'https'],
  ['an endpoint that is none', [], { AWS_ENDPOINT_URL_EC2: 'not a url' }, 'AWS_ENDPOINT_URL_EC2', 'URL'],
  ['an unknown command', ['serv'], {}, 'serv', 'serve'],
])(
  '%s: the server starts and its tools refuse with the name of the option',
  async (_name, args, more, option, hint) => {
    const host = await connectHost(args, emptyEnvironment({ AWS_REGION: 'us-east-1', ...more }));
    expect(host.toolNames).toEqual(['copy_volume', 'get_volume_status']);
    for (const [tool, given] of [
      ['copy_volume', { SourceVolumeId: 'vol-0a1b2c3d4e5f60001', DryRun: false }],
      ['get_volume_status', {}],
    ] as const) {
      const { isError, structuredContent, text } = await host.call(tool, given);
      expect(isError).toBe(true);
      expect(structuredContent).toMatchObject({
        outcome: 'refused',
        error: { code: 'configuration-faulty', message: expect.stringContaining(option) },
      });
      expect(text).toContain(option);
      expect(text).toContain(hint);
    }
    expect(await host.close()).toEqual([]);
  },
);

test('every fault is on stderr too', async () => {
  const session = startRaw(['--regoin', 'x', '--mode', 'y'], emptyEnvironment());
  await session.request('server/discover');
  const { stderr } = await session.end();
  expect(stderr).toContain('--regoin');
  expect(stderr).toContain('--mode');
});

test.each([
  ['demo', ['--bogus', '--speed', 'fast'], ['--bogus', '--speed']],
  ['simulate', ['--speed', '0', '--mode', 'x'], ['--speed', '--mode']],
  ['simulate', ['--bogus', '--port', '99999999', '--latency', '-3'], ['--bogus', '--port', '--latency']],
])('%s with faulty options ends with exit code 2 and every complaint on stderr', async (command, args, named) => {
  const { code, stdout, stderr } = await run([command, ...args]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  for (const option of named) expect(stderr).toContain(option);
});

test.each([
  ['--help', 'ebs-copy-mcp [command] [options]'],
  ['--version', '.'],
])('%s answers on stdout', async (option, shown) => {
  const { code, stdout, stderr } = await run([option]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(shown);
});

test('the list needs no network, credentials, Region, home or folder of its own', async () => {
  const session = startRaw([], { HOME: '/nonexistent' }, '/');
  await session.request('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'journey', version: '1' },
  });
  const { result } = await session.request('tools/list');
  expect(result).toMatchObject({ tools: [{ name: 'copy_volume' }, { name: 'get_volume_status' }] });
  const { code, stderr } = await session.end();
  expect([code, stderr]).toEqual([0, '']);
});

// util-linux's script gives a command a terminal; elsewhere its options differ.
test.skipIf(process.platform !== 'linux' || !existsSync('/usr/bin/script'))(
  'whoever types the name in a terminal is told what it is and what to type',
  () => {
    const typed = spawnSync('/usr/bin/script', ['-qec', `"${process.execPath}" "${ENTRY}" --simulate`, '/dev/null'], {
      env: { ...emptyEnvironment(), PATH: process.env.PATH ?? '' },
      input: '\u0004',
      encoding: 'utf8',
    });
    expect(typed.stdout).toMatch(/is an MCP server: it waits here for a host.*ebs-copy-mcp demo.*Ctrl-C ends it\./s);
  },
);
