// What a client, a browser, a balancer and a platform see of serve-http, in one process over the embedded EC2.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { callTool, messageOf, rpc, send, startTestHttp, structuredOf } from '../../support/test-http.ts';

vi.setConfig({ testTimeout: 60_000 });

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const WAITING = { VolumeIds: ['vol-0a1b2c3d4e5f60011'], waitFor: 'initialized', waitSeconds: 45 };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('MCP', () => {
  test.each(['legacy', 'auto'] as const)('the current client, %s, lists and calls', async (mode) => {
    const { url } = await startTestHttp();
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
    const { tools } = await client.listTools();
    const found = await client.callTool({ name: 'get_volume_status', arguments: { VolumeIds: [SOURCE] } });
    const revision = client.getNegotiatedProtocolVersion();
    await client.close();
    expect(revision).toBe(mode === 'auto' ? '2026-07-28' : '2025-11-25');
    expect(tools.map(({ name }) => name)).toEqual(['copy_volume', 'get_volume_status']);
    expect(found.structuredContent).toMatchObject({ outcome: 'found', where: { simulated: true } });
  });

  test('the client of SDK 1.x lists and calls', async () => {
    const { url } = await startTestHttp();
    const client = new OlderClient({ name: 'test', version: '1' });
    await client.connect(new OlderTransport(new URL(`${url}/mcp`)) as Parameters<OlderClient['connect']>[0]);
    const { tools } = await client.listTools();
    const found = await client.callTool({ name: 'get_volume_status', arguments: { VolumeIds: [SOURCE] } });
    await client.close();
    expect(tools).toHaveLength(2);
    expect(found.structuredContent).toMatchObject({ outcome: 'found' });
  });

  test.each(['/mcp', '/mcp/', '/mcp?x=1'])('%s with a session of somebody else is answered', async (path) => {
    const { url } = await startTestHttp();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/list' });
    const headers = { ...JSON_TYPE, accept: 'application/json, text/event-stream', 'mcp-session-id': 'foreign' };
    const reply = await send(`${url}${path}`, { headers, body });
    expect(reply.status).toBe(200);
    expect(messageOf(reply).id).toBe(7);
  });

  // As hosts write what is nil or empty, and what is wrong all the same: never the SDK's dump of its schema.
  describe.each(['2025-11-25', '2026-07-28'])('a request of %s', (revision) => {
    const ask = async (method: string, given: { name?: string }) => {
      const { url } = await startTestHttp();
      const modern = revision === '2026-07-28';
      const prefix = 'io.modelcontextprotocol/';
      const _meta = {
        [`${prefix}protocolVersion`]: revision,
        [`${prefix}clientCapabilities`]: [],
        progressToken: null,
      };
      const headers = {
        'mcp-protocol-version': revision,
        ...(modern ? { 'mcp-method': method, ...(given.name ? { 'mcp-name': given.name } : {}) } : {}),
      };
      return messageOf(await rpc({ url }, method, { ...given, ...(modern ? { _meta } : {}) }, headers));
    };
    const why = { ref: { type: 'ref/prompt', name: 'why-slow', title: null }, argument: { name: 'Region', value: '' } };

    test.each<[method: string, params: object]>([
      ['tools/list', { cursor: null }],
      ['prompts/list', { cursor: null }],
      ['prompts/get', { name: 'forgotten-copies', arguments: { Region: null } }],
      ['prompts/get', { name: 'forgotten-copies', arguments: [] }],
      ['completion/complete', { ...why, context: null }],
      ['completion/complete', { ...why, context: { arguments: [] } }],
      ['tools/call', { name: 'get_volume_status', arguments: '' }],
      ['tools/call', { name: 'get_volume_status', arguments: 'null', task: null }],
    ])('%s with %j is answered', async (method, params) => {
      expect(await ask(method, params)).toHaveProperty('result');
    });

    test.each<[method: string, params: object, message: string]>([
      ['tools/list', { cursor: 5 }, 'params.cursor of tools/list is wrong: expected string, received number.'],
      [
        'prompts/get',
        { name: 'why-slow', arguments: { volume: 5 } },
        'params.arguments.volume of prompts/get is wrong: expected string, received number.',
      ],
      [
        'tools/call',
        { name: 'get_volume_status', arguments: '[1]' },
        'params.arguments of tools/call is wrong: expected record, received string.',
      ],
      ['completion/complete', { ...why, ref: {} }, 'params.ref of completion/complete is wrong.'],
    ])('%s with %j is refused in one sentence', async (method, params, message) => {
      expect((await ask(method, params)).error).toEqual({ code: -32_602, message });
    });
  });

  test('a handshake that names nothing is answered', async () => {
    const { url } = await startTestHttp();
    const rest = { protocolVersion: '2025-11-25', clientInfo: { name: 'a', version: '1', title: null } };
    for (const capabilities of [null, [], { elicitation: [], roots: null }])
      expect(messageOf(await rpc({ url }, 'initialize', { ...rest, capabilities }))).toHaveProperty('result');
    expect(
      messageOf(await rpc({ url }, 'initialize', { ...rest, capabilities: {}, clientInfo: 5 })).error,
    ).toMatchObject({
      code: -32_602,
      message: 'params.clientInfo of initialize is wrong: expected object, received number.',
    });
  });

  test('copies are rehearsed unless the operator says otherwise', async () => {
    const server = await startTestHttp();
    const refused = structuredOf(await callTool(server, 'copy_volume', { SourceVolumeId: SOURCE, DryRun: false }));
    expect(refused).toMatchObject({ outcome: 'refused', error: { code: 'real-copies-not-arranged' } });
  });

  test('a refusal that came again is told of in the audit when the server stops', async () => {
    const file = join(temporaryFolder('audit-'), 'audit.jsonl');
    const server = await startTestHttp('--audit-file', file);
    for (let i = 0; i < 3; i++) await callTool(server, 'copy_volume', { SourceVolumeId: SOURCE, DryRun: false });
    await server.stop();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).repeated)).toEqual([undefined, 2]);
  });

  test('asked for a person, a host without forms is told so, and no page is spoken of', async () => {
    const server = await startTestHttp('--mode', 'ask');
    const given = { SourceVolumeId: SOURCE };
    const { Request } = structuredOf(await callTool(server, 'copy_volume', given)) as unknown as {
      Request: { ClientToken: string };
    };
    const refused = structuredOf(
      await callTool(server, 'copy_volume', { ...given, ClientToken: Request.ClientToken, DryRun: false }),
    );
    expect(refused).toMatchObject({ outcome: 'refused', error: { code: 'nobody-to-ask' } });
    expect(JSON.stringify(refused)).toContain('ask the operator of this server');
    expect(JSON.stringify(refused)).not.toContain('browser');
  });
});

describe('ping is answered before anything is asked', () => {
  const server = () => startTestHttp('--behind-gateway', '--caller-header', 'x-caller');
  test.each<[string, Record<string, string>, unknown]>([
    ['with the headers of a client', { ...JSON_TYPE, accept: 'application/json, text/event-stream' }, undefined],
    ['accepting JSON alone', { ...JSON_TYPE, accept: 'application/json' }, {}],
    ['accepting anything, without a type', { accept: '*/*' }, undefined],
    ['with params null', JSON_TYPE, null],
    ['of 2026-07-28', { ...JSON_TYPE, 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'ping' }, { _meta: {} }],
  ])('%s', async (_, headers, params) => {
    const { url } = await server();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 'p', method: 'ping', params });
    for (const path of ['/mcp', '/mcp/']) {
      const reply = await send(`${url}${path}`, { headers, body });
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toBe('application/json');
      expect(JSON.parse(reply.text)).toEqual({ jsonrpc: '2.0', id: 'p', result: {} });
    }
  });

  test('and everything else is not', async () => {
    expect((await rpc(await server(), 'tools/list')).status).toBe(403);
  });
});

describe('what goes no further', () => {
  const call = { headers: JSON_TYPE, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' };
  test.each<[string, string, Parameters<typeof send>[1], number, string]>([
    ['a foreign Host', '/mcp', { ...call, headers: { ...JSON_TYPE, host: 'evil.example' } }, 403, '--allowed-hosts'],
    ['a Host that is none', '/mcp', { ...call, headers: { ...JSON_TYPE, host: 'a b/%%' } }, 400, 'Host header'],
    ['a foreign page', '/mcp', { ...call, headers: { ...JSON_TYPE, origin: 'https://evil.example' } }, 403, 'origin'],
    ['a page without an address', '/mcp', { ...call, headers: { ...JSON_TYPE, origin: 'null' } }, 403, 'origin'],
    ['an array', '/mcp', { ...call, body: `[${call.body}]` }, 400, 'arrays'],
    ['no JSON', '/mcp', { ...call, body: '{' }, 400, 'not valid JSON'],
    ['a text', '/mcp', { ...call, body: '"x"' }, 400, 'not a JSON-RPC message'],
    ['a body of more than 256 KiB', '/mcp', { ...call, body: `"${'x'.repeat(256 * 1024)}"` }, 413, '256 KiB'],
    ['GET', '/mcp', { method: 'GET' }, 405, 'POST'],
    ['DELETE', '/mcp', { method: 'DELETE' }, 405, 'POST'],
    ['another path', '/', call, 404, '/mcp'],
    ['resource metadata where nobody logs in', '/.well-known/oauth-protected-resource', { method: 'GET' }, 404, ''],
  ])('%s', async (_, path, request, status, words) => {
    const { url } = await startTestHttp();
    const reply = await send(`${url}${path}`, request);
    expect(reply.status).toBe(status);
    expect(messageOf(reply).error?.message).toContain(words);
  });

  test('a body of unknown length ends at 256 KiB too', async () => {
    const { url } = await startTestHttp();
    const headers = { ...JSON_TYPE, 'transfer-encoding': 'chunked' };
    const reply = await send(`${url}/mcp`, { headers, body: `"${'x'.repeat(300 * 1024)}"` });
    expect(reply.status).toBe(413);
    expect(reply.headers.connection).toBe('close');
  });

  test('a client that sends all of a far too large body before it reads gets its answer too', async () => {
    const { port } = new URL((await startTestHttp()).url);
    const body = 'x'.repeat(20 * 1024 * 1024);
    const head = (more: string) => `POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\n${more}\r\n\r\n`;
    for (const request of [
      `${head(`content-length: ${body.length}`)}${body}`,
      `${head('transfer-encoding: chunked')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject).write(request, () => resolve());
      });
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 413 .*The body is larger than 256 KiB\./s);
    }
  });

  test('a body that says another type than JSON is refused by the SDK', async () => {
    const { url } = await startTestHttp();
    const reply = await send(`${url}/mcp`, { ...call, headers: { 'content-type': 'text/plain' } });
    expect(reply.status).toBe(415);
  });
});

describe('pages', () => {
  test('one of this machine may call while the server listens on it alone', async () => {
    const reply = await rpc(await startTestHttp(), 'tools/list', {}, { origin: 'http://localhost:5173' });
    expect(reply.status).toBe(200);
    expect(reply.headers['access-control-allow-origin']).toBe('http://localhost:5173');
  });

  test.each([
    ['behind a gateway', ['--behind-gateway', '--single-caller', 'ann']],
    ['behind another door of this machine', ['--public-url', 'http://localhost:9000']],
  ])('%s none of a caller may, whose machine is another', async (_, options) => {
    const reply = await rpc(await startTestHttp(...options), 'tools/list', {}, { origin: 'http://localhost:5173' });
    expect(reply.status).toBe(403);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('with a list of origins only those may, and a browser is told so before', async () => {
    const server = await startTestHttp('--allowed-origins', 'https://Chat.example.com');
    const origin = 'https://chat.example.com';
    expect((await rpc(server, 'tools/list', {}, { origin })).status).toBe(200);
    expect((await rpc(server, 'tools/list', {}, { origin: 'http://localhost:5173' })).status).toBe(403);
    const preflight = await send(`${server.url}/mcp`, { method: 'OPTIONS', headers: { origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(origin);
    expect(preflight.headers['access-control-allow-headers']).toContain('Authorization');
    const foreign = await send(`${server.url}/mcp`, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('behind a gateway', () => {
  test('the header names the caller, and it is in the log', async () => {
    const server = await startTestHttp('--behind-gateway', '--caller-header', 'X-Caller');
    await callTool(server, 'get_volume_status', { VolumeIds: [SOURCE] }, { 'x-caller': 'ann@example.com' });
    expect(server.lines).toMatchObject([
      { subject: 'ann@example.com', subjectKind: 'named', tool: 'get_volume_status', outcome: 'found' },
    ]);
  });

  test.each<[string, Record<string, string | string[]>]>([
    ['nobody', {}],
    ['two', { 'x-caller': ['ann', 'eve'] }],
    ['an empty name', { 'x-caller': ' ' }],
  ])('%s is refused', async (_, headers) => {
    const server = await startTestHttp('--behind-gateway', '--caller-header', 'X-Caller');
    expect((await rpc(server, 'tools/list', {}, headers)).status).toBe(403);
    expect(server.lines).toMatchObject([{ outcome: 'http-403' }]);
  });
});

describe('the log', () => {
  test('has one line a call, with the id that the client gave, and nothing that was sent', async () => {
    const server = await startTestHttp();
    const headers = { authorization: 'Bearer secret-token', 'x-request-id': 'abc-1' };
    const reply = await callTool(server, 'get_volume_status', { VolumeIds: [SOURCE] }, headers);
    await rpc(server, 'tools/list', {}, headers);
    expect(reply.headers['x-request-id']).toBe('abc-1');
    expect(server.lines).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        requestId: 'abc-1',
        tool: 'get_volume_status',
        outcome: 'found',
        ms: expect.any(Number),
        ec2Ms: expect.any(Number),
        storeMs: expect.any(Number),
      },
    ]);
    expect(server.lines[0]?.ec2Ms).toBeGreaterThan(0);
  });

  const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_volume_status', arguments: {} } };
  const BOTH = { ...JSON_TYPE, accept: 'application/json, text/event-stream' };
  const modern = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const caller = { subject: 'ann', subjectKind: 'named' };
  test.each<[string, object, Record<string, string>, object[]]>([
    [
      'an unknown tool',
      { ...CALL, params: { name: 'secret_name' } },
      BOTH,
      [{ outcome: 'protocol-error', code: -32_602 }],
    ],
    ['a call that names no tool', { ...CALL, params: {} }, BOTH, [{ outcome: 'protocol-error' }]],
    ['a call that takes no events', CALL, { ...JSON_TYPE, accept: 'application/json' }, [{ outcome: 'http-406' }]],
    [
      'a call of 2026-07-28 without its headers',
      { ...CALL, params: { ...CALL.params, _meta: modern } },
      BOTH,
      [{ outcome: 'http-400', code: -32_020 }],
    ],
    [
      'a list with another type',
      { ...CALL, method: 'tools/list' },
      { 'content-type': 'text/plain' },
      [{ outcome: 'http-415' }],
    ],
    ['a list', { ...CALL, method: 'tools/list', params: {} }, BOTH, []],
  ])('of %s too, where the protocol or the SDK refuses it', async (_, body, headers, lines) => {
    const server = await startTestHttp('--behind-gateway', '--single-caller', 'ann');
    await send(`${server.url}/mcp`, { headers, body: JSON.stringify(body) });
    await server.stop();
    expect(server.lines).toMatchObject(lines.map((one) => ({ ...caller, ms: expect.any(Number), ...one })));
    expect(JSON.stringify(server.lines)).not.toContain('secret_name');
  });
});

describe('many and the end', () => {
  test('one call more than a caller may is refused until one has its answer; another caller is served', async () => {
    const server = await startTestHttp('--behind-gateway', '--caller-header', 'X-Caller', '--calls-per-caller', '1');
    const ann = { 'x-caller': 'ann' };
    const first = callTool(server, 'get_volume_status', WAITING, ann);
    await vi.waitFor(async () => {
      const second = await rpc(server, 'tools/list', {}, ann);
      expect(second.status).toBe(429);
      expect(second.headers['retry-after']).toBe('1');
    });
    expect((await rpc(server, 'tools/list', {}, { 'x-caller': 'bob' })).status).toBe(200);
    await server.stop();
    await first;
    expect(server.lines.at(-1)).toMatchObject({ subject: 'ann', tool: 'get_volume_status' });
  });

  test('told to end, a wait answers at once with what it read last', async () => {
    const server = await startTestHttp('--speed', '1');
    const params = { name: 'get_volume_status', arguments: WAITING, _meta: { progressToken: 1 } };
    let seen = '';
    const waiting = rpc(server, 'tools/call', params, {}, (text) => {
      seen += text;
    });
    await vi.waitFor(() => expect(seen).toMatch(/initialized \d+ %/), { timeout: 20_000 });
    await server.stop();
    // The last reading is told; what goes beside it is not read any more.
    expect(structuredOf(await waiting)).toMatchObject({ outcome: 'partial', wait: { reached: false } });
    await expect(rpc(server, 'tools/list')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('health', () => {
  test('lives and is ready', async () => {
    const { url } = await startTestHttp();
    expect(await send(`${url}/health/live`, { method: 'GET' })).toMatchObject({ status: 200 });
    const ready = await send(`${url}/health/ready`, { method: 'GET' });
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.text)).toEqual({ status: 'ready', checks: { login: 'ok', record: 'ok' } });
  });
});
