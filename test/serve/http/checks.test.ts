// What a request is, where it may come from and how many there may be: rules over plain data.
import { describe, expect, test, vi } from 'vitest';
import { createStopwatch } from '../../../src/serve/http/call/stopwatch.ts';
import { createHealth } from '../../../src/serve/http/health.ts';
import { checkHost, checkOrigin, type ReachRules } from '../../../src/serve/http/host-and-origin.ts';
import { readMessage } from '../../../src/serve/http/message.ts';
import { createRequestLimit } from '../../../src/serve/http/request-limit.ts';
import { formatLine, formatTrouble, requestIdOf } from '../../../src/serve/http/request-log.ts';
import { routeOf } from '../../../src/serve/http/route.ts';
import { deferred } from '../../support/copy-process.ts';

test.each([
  ['POST', '/mcp', 'mcp'],
  ['POST', '/mcp/?a=b', 'mcp'],
  ['POST', '/mcp/x', 'unknown'],
  ['POST', '/MCP', 'unknown'],
  ['POST', 'http://evil.example/mcp', 'unknown'],
  ['OPTIONS', '/mcp', 'preflight'],
  ['GET', '/mcp', 'wrong-method'],
  ['HEAD', '/health/live', 'live'],
  ['GET', '/health/ready', 'ready'],
  ['POST', '/health/ready', 'wrong-method'],
  ['GET', '/.well-known/oauth-protected-resource', 'resource-metadata'],
  ['GET', '/.well-known/oauth-protected-resource/mcp', 'resource-metadata'],
  ['OPTIONS', '/.well-known/oauth-protected-resource', 'metadata-preflight'],
  ['OPTIONS', '/.well-known/oauth-protected-resource/mcp', 'metadata-preflight'],
  ['POST', '/.well-known/oauth-protected-resource/mcp', 'wrong-method'],
  ['GET', '/.well-known/oauth-authorization-server', 'unknown'],
])('%s %s is for %s', (method, url, route) => {
  expect(routeOf(method, url)).toBe(route);
});

const RULES: ReachRules = {
  allowedHosts: ['localhost', '[::1]', 'ebs.example.com'],
  allowedOrigins: ['https://chat.example.com'],
  allowsLocalPages: false,
};

describe('Host', () => {
  test.each(['localhost', 'LOCALHOST:8000', '[::1]:8000', 'ebs.example.com:443'])(
    '%s is one of this server',
    (host) => {
      expect(checkHost(host, RULES)).toBeUndefined();
    },
  );

  test.each<[string | undefined, number]>([
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['ebs.example.com.', 403],
    ['127.0.0.1', 403],
    [undefined, 400],
    ['', 400],
    ['a b/%%', 400],
    ['localhost/..', 400],
    ['user@localhost', 400],
    ['localhost:99999999', 400],
    ['localhost:99999', 400],
    ['[::1]:70000', 400],
  ])('%s is refused with %d', (host, status) => {
    expect(checkHost(host, RULES)?.status).toBe(status);
  });

  test('* takes any name, but nothing that is none', () => {
    const rules = { ...RULES, allowedHosts: ['*'] };
    expect(checkHost('10.0.0.5:8000', rules)).toBeUndefined();
    for (const host of ['a b', 'a..b:99999', '1.2.3.999', '[::::]', '[1.2.3.4]', '0x1.2.3.4.5'])
      expect(checkHost(host, rules)?.status).toBe(400);
  });
});

describe('Origin', () => {
  const local = { ...RULES, allowsLocalPages: true };
  test.each<[string | undefined, ReachRules, boolean]>([
    [undefined, RULES, true],
    ['https://chat.example.com', RULES, true],
    ['HTTPS://CHAT.example.com', RULES, true],
    ['http://chat.example.com', RULES, false],
    ['https://chat.example.com:8443', RULES, false],
    ['https://chat.example.com.evil.example', RULES, false],
    ['http://localhost:3000', RULES, false],
    ['http://localhost:3000', local, true],
    ['http://[::1]', local, true],
    ['http://localhost.evil.example', local, false],
    ['null', local, false],
  ])('%s', (origin, rules, passes) => {
    expect(checkOrigin(origin, rules)?.status).toBe(passes ? undefined : 403);
  });
});

test.each<[string, object]>([
  ['{"method":"ping","id":0}', { kind: 'ping', id: 0 }],
  ['{"method":"ping","id":null}', { kind: 'ping', id: null }],
  ['{"method":"ping"}', { kind: 'message', id: null, method: 'ping' }],
  ['{"method":"tools/call","id":"a"}', { kind: 'message', id: 'a', method: 'tools/call' }],
  ['{"method":"tools/call","id":{"a":1}}', { kind: 'message', id: null }],
  ['\ufeff{"method":"ping","id":0}', { kind: 'ping', id: 0 }],
  ['[{"method":"ping","id":1}]', { kind: 'refused', refusal: { status: 400, code: -32_600 } }],
  ['', { kind: 'refused', refusal: { status: 400, code: -32_700 } }],
  ['null', { kind: 'refused', refusal: { status: 400, code: -32_600 } }],
])('%s', (text, message) => {
  expect(readMessage(text)).toMatchObject(message);
});

test.each<[string, object | undefined]>([
  ['null', undefined],
  ['{"arguments":null,"_meta":null}', {}],
  ['{"_meta":{"progressToken":null,"b":1}}', { _meta: { b: 1 } }],
  [String.raw`{"arguments":"{\"b\":1}"}`, { arguments: { b: 1 } }],
  ['{"arguments":"[1]"}', { arguments: '[1]' }],
  ['{"arguments":"null"}', {}],
  ['{"arguments":" "}', {}],
  ['{"arguments":"{"}', { arguments: '{' }],
  ['{"arguments":[],"_meta":[]}', { arguments: {}, _meta: {} }],
  ['{"arguments":"[]"}', { arguments: {} }],
  ['{"cursor":null,"context":null,"task":null}', {}],
  ['{"context":{"arguments":[]},"ref":{"title":null,"type":"a"}}', { context: { arguments: {} }, ref: { type: 'a' } }],
  ['{"capabilities":null}', { capabilities: {} }],
  ['{"capabilities":[]}', { capabilities: {} }],
  [
    '{"capabilities":{"roots":null,"elicitation":[],"x":{"y":[]}}}',
    { capabilities: { elicitation: {}, x: { y: {} } } },
  ],
  [
    '{"clientInfo":{"title":null,"icons":[{"src":"a","sizes":null}],"x":[]}}',
    { clientInfo: { icons: [{ src: 'a' }], x: [] } },
  ],
  [
    '{"_meta":{"io.modelcontextprotocol/clientCapabilities":[]}}',
    { _meta: { 'io.modelcontextprotocol/clientCapabilities': {} } },
  ],
  ['{"arguments":{"volume":null,"Region":"a"}}', { arguments: { Region: 'a' } }],
  ['[]', undefined],
  ['[1]', [1]],
])('the params %s', (text, params) => {
  expect(readMessage(`{"method":"a","params":${text}}`)).toHaveProperty('body', {
    method: 'a',
    ...(params === undefined ? {} : { params }),
  });
});

test('what is in the arguments of a tool stays as it came, and so does what is deeper than the protocol is', () => {
  const deep = `${'{"a":'.repeat(20)}null${'}'.repeat(20)}`;
  const params = `{"name":"a","arguments":{"b":null,"_meta":[],"c":{"d":[null]}},"_meta":${deep}}`;
  const message = `{"method":"tools/call","params":${params}}`;
  expect(readMessage(message)).toHaveProperty('body', JSON.parse(message));
  const bottomless = `{"method":"a","params":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
  expect(readMessage(bottomless)).toMatchObject({ kind: 'message' });
});

test('a request that ended twice makes room once', () => {
  const limit = createRequestLimit(2);
  const first = limit.begin('ann');
  limit.begin('ann');
  expect(limit.begin('ann')).toBeUndefined();
  expect(limit.begin('bob')).toBeDefined();
  first?.();
  first?.();
  expect(limit.begin('ann')).toBeDefined();
  expect(limit.begin('ann')).toBeUndefined();
});

test.each<[Record<string, string>, string | RegExp]>([
  [{ 'x-request-id': 'a-1', 'x-amzn-trace-id': 'b' }, 'a-1'],
  [{ 'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678' }, 'Root=1-67891233-abcdef012345678912345678'],
  [{ 'x-request-id': 'a\n{"outcome":"copied"}' }, /^[\da-f-]{36}$/],
  [{ 'x-request-id': 'x'.repeat(129) }, /^[\da-f-]{36}$/],
  [{}, /^[\da-f-]{36}$/],
])('the id of a request with %j', (headers, id) => {
  expect(requestIdOf(headers)).toMatch(id);
});

test('what goes on at the same time is counted once', async () => {
  let now = 0;
  const watch = createStopwatch(() => now);
  const ends: (() => void)[] = [];
  const run = () => watch.measure(() => new Promise<void>((resolve) => ends.push(resolve)));
  const runs = [run()];
  now = 10;
  runs.push(run());
  now = 30;
  expect(watch.total()).toBe(30);
  for (const end of ends) end();
  await Promise.all(runs);
  now = 100;
  const failing = watch.measure(() => Promise.reject(new Error('no')));
  now = 105;
  await expect(failing).rejects.toThrow('no');
  expect(watch.total()).toBe(35);
});

describe('health', () => {
  test('is not ready before everything was reached once, is degraded by later trouble, and ends', async () => {
    let now = 0;
    let works = false;
    const troubles: string[] = [];
    const check = async () => {
      if (!works) throw new Error('unreachable');
    };
    const health = createHealth({
      checks: { login: check, record: async () => {} },
      now: () => now,
      onTrouble: (name) => troubles.push(name),
    });
    const failing = { login: 'failing', record: 'ok' };
    expect(await health.read()).toEqual({ isReady: false, report: { status: 'starting', checks: failing } });
    works = true;
    // Asked at once again, it does not ask anybody.
    expect(await health.read()).toMatchObject({ isReady: false });
    now += 1_000;
    expect(await health.read()).toMatchObject({ isReady: true, report: { status: 'ready' } });
    works = false;
    now += 9_999;
    expect(await health.read()).toMatchObject({ isReady: true, report: { status: 'ready' } });
    now += 1;
    // What it knows by then; nobody who asks waits any more.
    expect(await health.read()).toMatchObject({ isReady: true, report: { status: 'ready' } });
    await vi.waitFor(async () =>
      expect(await health.read()).toEqual({ isReady: true, report: { status: 'degraded', checks: failing } }),
    );
    now += 10_000;
    await health.read();
    expect(troubles).toEqual(['login', 'login']);
    health.stop();
    expect(await health.read()).toMatchObject({ isReady: false, report: { status: 'stopping' } });
  });

  test('asks all at the same time, and once ready answers without waiting for who is silent', async () => {
    let now = 0;
    const asked: string[] = [];
    let silent = false;
    const login = deferred<void>();
    const health = createHealth({
      checks: {
        login: () => {
          asked.push('login');
          if (!silent) return Promise.resolve();
          return login.promise.then(() => Promise.reject(new Error('The time is up.')));
        },
        record: async () => void asked.push('record'),
      },
      now: () => now,
      onTrouble: () => {},
    });
    expect(await health.read()).toMatchObject({ report: { status: 'ready' } });
    silent = true;
    now += 10_000;
    expect(await health.read()).toMatchObject({ isReady: true, report: { status: 'ready' } });
    expect(asked).toEqual(['login', 'record', 'login', 'record']);
    login.resolve();
    await vi.waitFor(async () =>
      expect(await health.read()).toEqual({
        isReady: true,
        report: { status: 'degraded', checks: { login: 'failing', record: 'ok' } },
      }),
    );
    expect(asked).toHaveLength(4);
  });

  test('is asked by many at once and asks once', async () => {
    let asked = 0;
    const health = createHealth({
      checks: { record: async () => void asked++ },
      now: () => 0,
      onTrouble: () => {},
    });
    await Promise.all([health.read(), health.read(), health.read()]);
    expect(asked).toBe(1);
  });
});

test('a line of the log holds nothing that a terminal would obey', () => {
  const odd = 'anna\u202e\u009b31m\u2028x';
  const line = formatLine({ requestId: '1', subject: odd, outcome: 'found', ms: 1 }, 0);
  expect(line + formatTrouble('issuer', new Error(odd), 0)).toMatch(/^[\n -~]*$/);
  expect(JSON.parse(line)).toMatchObject({ subject: odd });
});
