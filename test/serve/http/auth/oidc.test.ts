// Who may call with an access token, against an issuer that is not ours.
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { AUDIENCE, type Issuer, startIssuer } from '../../../support/oidc-issuer.ts';
import {
  callTool,
  messageOf,
  rpc,
  send,
  startTestHttp,
  structuredOf,
  type TestHttp,
} from '../../../support/test-http.ts';

vi.setConfig({ testTimeout: 60_000 });

let issuer: Issuer;
beforeEach(async () => {
  issuer = await startIssuer();
});

/** The event of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.4). */
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

const login = (...more: string[]) =>
  startTestHttp('--auth', 'oidc', '--issuer', issuer.issuer, ...(more.length > 0 ? more : ['--audience', AUDIENCE]));
const list = (server: TestHttp, token: string) => rpc(server, 'tools/list', {}, { authorization: `Bearer ${token}` });
const now = () => Math.floor(Date.now() / 1000);
const claims = (more: object = {}) => ({ iss: issuer.issuer, sub: 'ann', aud: AUDIENCE, exp: now() + 300, ...more });

describe('a token is taken', () => {
  test('of a person, who is named in the log', async () => {
    const server = await login();
    const authorization = `Bearer ${await issuer.personToken('ann')}`;
    expect((await callTool(server, 'get_volume_status', {}, { authorization })).status).toBe(200);
    expect(server.lines).toMatchObject([{ subject: 'ann', subjectKind: 'person', outcome: 'found' }]);
  });

  test('of a program, which is told apart from a person', async () => {
    const server = await login();
    const authorization = `Bearer ${await issuer.serviceToken()}`;
    await callTool(server, 'get_volume_status', {}, { authorization });
    expect(server.lines).toMatchObject([{ subject: 'chat-ops', subjectKind: 'service' }]);
  });

  test('of Cognito, which names a client and no audience', async () => {
    const server = await login('--client-id', '1h57kf5cpq17m0eml12EXAMPLE');
    const own = { iss: issuer.issuer, sub: 'aaaa-bbbb', token_use: 'access', exp: now() + 300, scope: 'ebs/read' };
    expect((await list(server, await issuer.sign({ ...own, client_id: '1h57kf5cpq17m0eml12EXAMPLE' }))).status).toBe(
      200,
    );
    expect((await list(server, await issuer.sign({ ...own, client_id: 'another' }))).status).toBe(401);
  });

  test('of Keycloak, which says in it what it is', async () => {
    const server = await login();
    expect((await list(server, await issuer.sign(claims({ typ: 'Bearer', azp: 'x' })))).status).toBe(200);
    // Keycloak before 25 puts the nonce of the login into every token.
    expect((await list(server, await issuer.sign(claims({ typ: 'Bearer', nonce: 'n' })))).status).toBe(200);
    // RFC 9068 says in the header what it is.
    const typ = 'at+jwt';
    expect((await list(server, await issuer.sign(claims({ nonce: 'n' }), { typ }))).status).toBe(200);
  });

  test('that expired less than a minute ago by our clock', async () => {
    expect((await list(await login(), await issuer.sign(claims({ exp: now() - 30 })))).status).toBe(200);
  });

  test('of a new key, after the issuer changed it, as soon as the old one was read long enough ago', async () => {
    const server = await login();
    const old = await issuer.personToken('ann');
    expect((await list(server, old)).status).toBe(200);
    await issuer.rotate();
    // The keys were fetched a moment ago: unknown ones are not fetched again for 30 s.
    const renewed = await issuer.personToken('ann');
    expect((await list(server, renewed)).status).toBe(401);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    try {
      expect((await list(server, renewed)).status).toBe(200);
      expect((await list(server, old)).status).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a token is refused', () => {
  test.each<[string, () => Promise<string> | string, string]>([
    ['expired', () => issuer.sign(claims({ exp: now() - 90 })), 'It has expired.'],
    ['of another issuer', () => issuer.sign(claims({ iss: 'https://evil.example' })), 'It is of another issuer.'],
    ['with a slash more in the issuer', () => issuer.sign(claims({ iss: `${issuer.issuer}/` })), 'another issuer'],
    ['for another audience', () => issuer.sign(claims({ aud: 'https://other.example' })), 'for another audience'],
    ['without an audience', () => issuer.sign(claims({ aud: undefined })), 'for another audience'],
    ['without an end', () => issuer.sign(claims({ exp: undefined })), 'exp'],
    ['without a subject', () => issuer.sign(claims({ sub: undefined })), 'sub'],
    ['not valid yet', () => issuer.sign(claims({ nbf: now() + 300 })), 'nbf'],
    ['unsigned', () => new UnsecuredJWT(claims()).encode(), 'of a kind that is not taken'],
    [
      'signed with the public key as a secret',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
          .sign(new TextEncoder().encode(issuer.publicKey)),
      'of a kind that is not taken',
    ],
    ['an ID token by its use', () => issuer.sign(claims({ token_use: 'id' })), 'not an access token'],
    ['an ID token by its nonce', () => issuer.sign(claims({ nonce: 'n' }), { typ: 'JWT' }), 'not an access token'],
    ['an ID token by its hash', () => issuer.sign(claims({ at_hash: 'h' })), 'not an access token'],
    [
      'an ID token by what Keycloak calls it',
      () => issuer.sign(claims({ typ: 'ID', azp: 'x' })),
      'not an access token',
    ],
    [
      'an ID token by its hash, whatever it says',
      () => issuer.sign(claims({ typ: 'Bearer', at_hash: 'h' })),
      'not an access',
    ],
    ['a refresh token of Keycloak', () => issuer.sign(claims({ typ: 'Refresh' })), 'not an access token'],
    ['a logout token', () => issuer.sign(claims({ events: { [LOGOUT]: {} } })), 'not an access token'],
    ['of another type', () => issuer.sign(claims(), { typ: 'logout+jwt' }), 'not an access token'],
    ['no token', () => 'abc', 'not a token'],
  ])('%s', async (_, make, why) => {
    const reply = await list(await login(), await make());
    expect(reply.status).toBe(401);
    expect(messageOf(reply).error?.message).toContain(why);
    expect(reply.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  test('signed by another key of the same name', async () => {
    const other = await startIssuer({ ownKey: true });
    const reply = await list(await login(), await other.sign(claims()));
    expect(reply.status).toBe(401);
    expect(messageOf(reply).error?.message).toContain('signature is wrong');
  });

  test('without the claim that names callers here: another login would not help', async () => {
    const server = await login('--audience', AUDIENCE, '--caller-claim', 'email');
    const reply = await list(server, await issuer.personToken('ann'));
    expect(reply.status).toBe(403);
    expect(reply.headers['www-authenticate']).toBeUndefined();
    const authorization = `Bearer ${await issuer.sign(claims({ email: 'ann@example.com' }))}`;
    await callTool(server, 'get_volume_status', {}, { authorization });
    expect(server.lines.at(-1)).toMatchObject({ subject: 'ann@example.com' });
    // As the issuer says it: without its spaces it would be the name of somebody else.
    const spaced = `Bearer ${await issuer.sign(claims({ sub: 'eve', email: ' ann@example.com' }))}`;
    await callTool(server, 'get_volume_status', {}, { authorization: spaced });
    expect(server.lines.at(-1)).toMatchObject({ subject: ' ann@example.com' });
  });

  test.each(['ann\u202e', 'ann\u009b31m', 'ann\u2028eve', 'a'.repeat(257)])(
    'with the name %j, which nobody could be shown, rather than as somebody else',
    async (name) => {
      const server = await login('--audience', AUDIENCE, '--caller-claim', 'name');
      const reply = await list(server, await issuer.sign(claims({ name })));
      expect(reply.status).toBe(403);
      expect(messageOf(reply).error?.message).toContain('The claim name');
      expect(server.lines).toMatchObject([{ outcome: 'http-403' }]);
    },
  );
});

describe('a client that has no token', () => {
  test('is told where to log in, by the address that callers use, at both places', async () => {
    const scopes = ['--required-scope', 'ebs:read', '--copy-scope', 'ebs:copy'];
    const server = await login('--audience', AUDIENCE, '--public-url', 'https://ebs.example.com', ...scopes);
    const reply = await rpc(server, 'tools/list');
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toBe(
      'Bearer scope="ebs:read ebs:copy", resource_metadata="https://ebs.example.com/.well-known/oauth-protected-resource/mcp"',
    );
    for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp']) {
      const metadata = await send(`${server.url}${path}`, { method: 'GET' });
      expect(JSON.parse(metadata.text)).toEqual({
        resource: 'https://ebs.example.com/mcp',
        authorization_servers: [issuer.issuer],
        bearer_methods_supported: ['header'],
        scopes_supported: ['ebs:read', 'ebs:copy'],
        resource_name: 'EBS volume copies',
      });
      // The SDK's client asks with its MCP-Protocol-Version, which a browser asks about before.
      const headers = { origin: 'https://chat.example.com', 'access-control-request-headers': 'mcp-protocol-version' };
      const preflight = await send(`${server.url}${path}`, { method: 'OPTIONS', headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': expect.stringContaining('MCP-Protocol-Version'),
      });
    }
  });

  test('may ping, and ask for health', async () => {
    const server = await login();
    expect((await rpc(server, 'ping')).status).toBe(200);
    expect((await send(`${server.url}/health/ready`, { method: 'GET' })).status).toBe(200);
  });
});

describe('scopes', () => {
  test('one that every caller needs', async () => {
    const server = await login('--audience', AUDIENCE, '--required-scope', 'ebs:read');
    expect((await list(server, await issuer.personToken('ann', 'ebs:read'))).status).toBe(200);
    const reply = await list(server, await issuer.personToken('ann', 'other'));
    expect(reply.status).toBe(403);
    expect(reply.headers['www-authenticate']).toContain('error="insufficient_scope"');
    expect(reply.headers['www-authenticate']).toContain('scope="ebs:read"');
  });

  test.each([{ scope: 'a ebs:copy' }, { scp: 'ebs:copy b' }, { scp: ['ebs:copy'] }])(
    'one that copying needs, as %j',
    async (given) => {
      const options = ['--mode', 'auto', '--max-copies-per-day', '5', '--copy-scope', 'ebs:copy'];
      const server = await login('--audience', AUDIENCE, ...options);
      const copy = async (more: object) => {
        const headers = { authorization: `Bearer ${await issuer.sign(claims(more))}` };
        const source = { SourceVolumeId: 'vol-0a1b2c3d4e5f60003', VolumeType: 'gp3', Iops: 4000 };
        const plan = structuredOf(await callTool(server, 'copy_volume', source, headers));
        const { ClientToken } = plan.Request as { ClientToken?: string };
        const call = { ...source, ...(ClientToken ? { ClientToken } : {}), DryRun: false };
        return structuredOf(await callTool(server, 'copy_volume', call, headers));
      };
      const refused = await copy({ scope: 'ebs:copyall' });
      expect(refused).toMatchObject({ outcome: 'refused', error: { code: 'caller-may-not-copy' } });
      expect(JSON.stringify(refused)).toContain('lacks the scope ebs:copy');
      expect(await copy(given)).toMatchObject({ outcome: 'copied', created: 'now' });
    },
  );

  test('a list of the tools does not depend on them', async () => {
    const server = await login('--audience', AUDIENCE, '--mode', 'ask', '--copy-scope', 'ebs:copy');
    const without = messageOf(await list(server, await issuer.personToken('ann'))).result;
    expect(messageOf(await list(server, await issuer.personToken('ann', 'ebs:copy'))).result).toEqual(without);
  });
});

describe('an issuer that cannot be reached', () => {
  test('is no fault of the token: 503, not ready, and nobody is sent to log in', async () => {
    const token = await issuer.personToken('ann');
    await issuer.close();
    const server = await login();
    const reply = await list(server, token);
    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('5');
    expect(reply.headers['www-authenticate']).toBeUndefined();
    const ready = await send(`${server.url}/health/ready`, { method: 'GET' });
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toEqual({ status: 'starting', checks: { login: 'failing', record: 'ok' } });
  });

  test('is told of in one sentence, however many requests came while it was away', async () => {
    const token = await issuer.personToken('ann');
    await issuer.close();
    const server = await login();
    const begun = performance.now();
    const clock = vi.spyOn(performance, 'now');
    try {
      for (const seconds of [0, 1, 6]) {
        clock.mockReturnValue(begun + seconds * 1_000);
        expect((await list(server, token)).status).toBe(503);
      }
    } finally {
      clock.mockRestore();
    }
    expect(server.problems).toEqual([expect.stringMatching(/^The issuer does not show its keys\. .*ECONNREFUSED/)]);
    expect(server.lines.filter(({ outcome }) => outcome === 'http-503')).toHaveLength(3);
  });

  test('is not missed while its keys are known', async () => {
    const server = await login();
    expect((await list(server, await issuer.personToken('ann'))).status).toBe(200);
    const token = await issuer.personToken('bob');
    const ready = () => send(`${server.url}/health/ready`, { method: 'GET' });
    expect(JSON.parse((await ready()).text)).toMatchObject({ status: 'ready', checks: { login: 'ok' } });
    await issuer.close();
    expect((await list(server, token)).status).toBe(200);
    const elevenSecondsOn = performance.now() + 11_000;
    const clock = vi.spyOn(performance, 'now').mockReturnValue(elevenSecondsOn);
    try {
      await vi.waitFor(async () => {
        const later = await ready();
        expect(later.status).toBe(200);
        expect(JSON.parse(later.text)).toMatchObject({ status: 'degraded', checks: { login: 'failing' } });
      });
    } finally {
      clock.mockRestore();
    }
  });

  test('or that calls itself something else is not believed', async () => {
    const token = await issuer.personToken('ann');
    const server = await startTestHttp(
      ...['--auth', 'oidc', '--issuer', `${issuer.issuer.replace('127.0.0.1', 'localhost')}`, '--audience', AUDIENCE],
    );
    expect((await list(server, token)).status).toBe(503);
    expect(server.problems.map(String).join()).toContain('it says that the issuer is');
  });
});
