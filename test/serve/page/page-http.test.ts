import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formOf, QUESTION, raw, startPage, TOKEN, visit } from '../../support/page-visit.ts';

let server: ReturnType<typeof startPage>;
beforeEach(() => {
  server = startPage();
});
afterEach(() => server.close());

describe('who gets an answer at all', () => {
  let place = '';
  beforeEach(async () => {
    await server.ask();
    place = await server.enter();
    await visit(place);
    server.clock.now += 1_000;
  });
  const unmoved = async () => {
    expect(server.acts).toEqual([]);
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: false });
  };

  test('only our own Host, to the letter (DNS rebinding)', async () => {
    const { port } = new URL(place);
    const form = formOf((await visit(place)).text);
    for (const Host of [
      'attacker.example',
      `attacker.example:${port}`,
      `127.0.0.1.attacker.example:${port}`,
      '127.0.0.1',
      'localhost',
      `127.0.0.1:${Number(port) + 1}`,
      `[::1]:${port}`,
      `127.1:${port}`,
      `LOCALHOST:${port}`,
      `localhost.:${port}`,
      `127.0.0.1:${port}, attacker.example`,
    ]) {
      expect([Host, (await visit(place, { headers: { Host } })).status]).toEqual([Host, 403]);
      const posted = await server.press(place, 'copy', { form, headers: { Host, Origin: `http://${Host}` } });
      expect([Host, posted.status]).toEqual([Host, 403]);
    }
    await unmoved();
    expect((await visit(place, { headers: { Host: `localhost:${port}` } })).status).toBe(200);
  });

  test('not with two Hosts, an empty one or none', async () => {
    const { port, pathname } = new URL(place);
    const own = `Host: 127.0.0.1:${port}\r\n`;
    const get = (
      hosts: string, // It ends although the visitor asks for more on the same connection.
    ) => raw(Number(port), `GET ${pathname} HTTP/1.1\r\n${hosts}Connection: keep-alive\r\n\r\n`);
    expect(await get(own)).toMatch(/^HTTP\/1\.1 200 /);
    for (const hosts of [`${own}Host: attacker.example\r\n`, `Host: attacker.example\r\n${own}`, 'Host:\r\n', '']) {
      expect([hosts, await get(hosts)]).toEqual([hosts, expect.stringMatching(/^HTTP\/1\.1 40[03] /)]);
    }
    expect(await raw(Number(port), `GET ${pathname} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('a POST only from the page itself', async () => {
    const form = formOf((await visit(place)).text);
    const { origin, port } = new URL(place);
    for (const headers of [
      { Origin: 'null' },
      { Origin: 'https://attacker.example' },
      { Origin: `http://localhost:${port}` },
      { Origin: `https://127.0.0.1:${port}` },
      { Origin: 'http://127.0.0.1' },
      { Origin: `http://127.0.0.1:${Number(port) + 1}` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'multipart/form-data; boundary=x' },
      { 'Content-Type': 'application/json' },
    ]) {
      const { status } = await server.press(place, 'copy', { form, headers });
      expect([headers, status]).toEqual([headers, 403]);
    }
    const bare = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ form, decision: 'copy' }).toString();
    expect((await visit(place, { method: 'POST', headers: bare, body })).status).toBe(403);
    await unmoved();
    // Browsers before 2023 send no Sec-Fetch-Site.
    const { status } = await visit(place, { method: 'POST', headers: { ...bare, Origin: origin }, body });
    expect(status).toBe(303);
    expect((await visit(place)).text).toContain('was created');
  });

  test('a form only with the token of this page and one clear decision', async () => {
    const form = formOf((await visit(place)).text);
    await server.page.open(QUESTION, 'another-token', server.act);
    const foreign = formOf((await visit(await server.enter())).text);
    for (const one of ['', 'x', `${form.slice(0, -1)}~`, `${form}x`, foreign]) {
      expect((await server.press(place, 'copy', { form: one })).status).toBe(403);
    }
    for (const body of [
      '',
      `form=${form}`,
      'decision=copy',
      `form=${form}&decision=`,
      `form=${form}&decision=yes`,
      `form=${form}&decision=COPY`,
      `form=${form}&decision=decline&decision=copy`,
      `form=${form}&form=${form}`,
      `form=${form}&decision=copy&more=1`,
      `{"form":"${form}","decision":"copy"}`,
      `form=${form}&decision=copy${'&'.repeat(4096)}`,
    ]) {
      expect([body.slice(0, 80), (await server.press(place, 'copy', { body })).status]).toEqual([
        body.slice(0, 80),
        403,
      ]);
    }
    await unmoved();
  });

  test('a body over 4 KB is refused without waiting for the rest', async () => {
    const { port } = new URL(place);
    const answer = await raw(Number(port), `${postHead(place, 1_000_000)}${'x'.repeat(5_000)}`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    await unmoved();
  });

  test('a body that arrives after the end of its time decides nothing', async () => {
    const { port } = new URL(place);
    const body = new URLSearchParams({ form: formOf((await visit(place)).text), decision: 'copy' }).toString();
    // The interim answer tells that the request is being handled.
    const answer = await raw(Number(port), postHead(place, body.length, 'Expect: 100-continue\r\n'), {
      onAnswer: (socket) => {
        server.clock.now = QUESTION.expiresAt;
        socket.write(body);
      },
    });
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 303 /);
    expect((await visit(place)).text).toContain('This question has expired');
    expect(server.acts).toEqual([]);
  });

  test('nothing else exists, and nothing hints at what does', async () => {
    const { origin, pathname } = new URL(place);
    const elsewhere = await visit(`${origin}/`);
    expect(elsewhere.status).toBe(404);
    for (const [method, path] of [
      ['GET', `${pathname}/`],
      ['GET', `${pathname}?x`],
      ['GET', `${pathname.slice(0, -1)}`],
      ['GET', `/${pathname}`],
      ['GET', `${origin}${pathname}`],
      ['GET', '/favicon.ico'],
      ['GET', `/${TOKEN}`],
      ['POST', '/'],
      ['PUT', pathname],
      ['DELETE', pathname],
      ['OPTIONS', pathname],
      ['PATCH', pathname],
    ]) {
      const answer = await visit(origin, { ...(method ? { method } : {}), ...(path ? { path } : {}) });
      expect([method, path, answer.status, answer.text]).toEqual([method, path, 404, elsewhere.text]);
      expect(answer.headers.allow).toBeUndefined();
    }
    expect((await visit(place, { method: 'HEAD' })).status).toBe(404);
    await unmoved();
  });

  test('a decision leads back to the page by GET: reloading decides nothing again', async () => {
    for (const decision of ['copy', 'decline']) {
      const reply = await server.send(place, decision, { form: formOf((await visit(place)).text) || 'x' });
      expect([reply.status, reply.headers.location]).toEqual(
        decision === 'copy' ? [303, new URL(place).pathname] : [403, undefined],
      );
    }
    expect((await visit(place)).text).toContain('was created');
    expect(server.acts).toEqual(['copy']);
  });

  test('every answer forbids scripts, frames, caches, foreign content and keep-alive', async () => {
    const { origin } = new URL(place);
    const answers = [
      await visit(place),
      await visit(server.last()),
      await visit(`${origin}/nowhere`),
      await visit(place, { headers: { Host: 'attacker.example' } }),
      await server.press(place, 'copy', { form: 'x' }),
      await server.send(place, 'copy'),
      await visit(place),
    ];
    expect(answers.map((one) => one.status)).toEqual([200, 303, 404, 403, 403, 303, 200]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        connection: 'close',
      });
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      );
      expect(headers['set-cookie']).toBeUndefined();
    }
  });
});

function postHead(place: string, length: number, more = ''): string {
  const { host, origin, pathname } = new URL(place);
  const type = 'Content-Type: application/x-www-form-urlencoded';
  return `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\n${type}\r\nContent-Length: ${length}\r\n${more}\r\n`;
}

describe('nobody keeps the page from closing', () => {
  test('who leaves in the middle of a request', async () => {
    await server.ask();
    const place = await server.enter();
    const head = postHead(place, 1_000, 'Expect: 100-continue\r\n');
    await raw(Number(new URL(place).port), head, { onAnswer: (socket) => socket.destroy() });
    expect((await visit(place)).status).toBe(200);
    await server.page.close();
  });

  test('who sends a second request behind the first', async () => {
    await server.ask();
    const { port, host, pathname } = new URL(await server.enter());
    const get = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const answers = await raw(Number(port), get + get);
    expect(answers.match(/^HTTP/gm)).toHaveLength(1);
    await server.page.close();
  });
});
