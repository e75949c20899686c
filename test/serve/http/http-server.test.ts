// How the Node server ends: what is worked on gets its answer, and nobody who is silent keeps it.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { listen, type RequestHandler } from '../../../src/serve/http/http-server.ts';
import { deferred } from '../../support/copy-process.ts';

afterEach(() => {
  vi.useRealTimers();
});

async function start(handle: RequestHandler) {
  const bugs: unknown[] = [];
  const server = await listen({ host: '127.0.0.1', port: 0 }, handle, (bug) => bugs.push(bug));
  if (typeof server === 'string') throw new Error(server);
  const open = async (sends: string) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
    });
    await once(socket, 'connect');
    socket.write(sends);
    return { socket, text: () => text, closed: isClosed(socket) };
  };
  return { server, open, bugs };
}

function isClosed(socket: Socket): Promise<unknown> {
  return once(socket, 'close');
}

const WHOLE = 'POST /mcp HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}';

const readBody: RequestHandler = async (request, response) => {
  for await (const _ of request);
  response.end('read');
};

test.each([
  ['sent nothing', ''],
  ['sent half of its headers', 'POST /mcp HTTP/1.1\r\nHost: a\r\n'],
  ['sent half of its body', 'POST /mcp HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{'],
])('a connection that %s does not keep it', async (_, sends) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { server, open, bugs } = await start(readBody);
  const { closed } = await open(sends);
  // What another connection was answered shows that the first one's bytes are there.
  const witness = await open(WHOLE);
  await vi.waitFor(() => expect(witness.text()).toMatch(/read/));
  const drained = server.drain();
  vi.advanceTimersByTime(2_000);
  await Promise.all([closed, drained]);
  expect(bugs).toEqual([]);
});

test.each([
  ['half of its body', 'Content-Length: 99\r\n\r\n{', (socket: Socket) => socket.destroy()],
  ['half of its body, in good order', 'Content-Length: 99\r\n\r\n{', (socket: Socket) => socket.end()],
  ['a length that is none', 'Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\nzz\r\n', () => undefined],
])('a connection that ends after %s is no bug', async (_, sends, end) => {
  const [begun, over] = [deferred<void>(), deferred<void>()];
  const { open, bugs } = await start(async (request, response) => {
    begun.resolve();
    await readBody(request, response).finally(over.resolve);
  });
  const { socket } = await open(`POST /mcp HTTP/1.1\r\nHost: a\r\n${sends}`);
  await begun.promise;
  end(socket);
  await over.promise;
  await new Promise((resolve) => setImmediate(resolve));
  expect(bugs).toEqual([]);
});

test('what a handler throws is a bug, also when nobody waits for it any more', async () => {
  const [begun, goOn] = [deferred<void>(), deferred<void>()];
  const { open, bugs } = await start(async (request, response) => {
    for await (const _ of request);
    begun.resolve();
    const gone = once(response, 'close');
    if (request.url === '/left') await Promise.all([gone, goOn.promise]);
    throw new Error('ours');
  });
  const { closed } = await open(WHOLE.replace('HTTP/1.1', 'HTTP/1.0'));
  await closed;
  const left = await open(WHOLE.replace('/mcp', '/left'));
  await begun.promise;
  left.socket.destroy();
  goOn.resolve();
  await vi.waitFor(() => expect(bugs).toEqual([new Error('ours'), new Error('ours')]));
});

test('the rest of a request that comes in time, and a call that is worked on, have their answers', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const goOn = deferred<void>();
  const { server, open } = await start(async (request, response) => {
    for await (const _ of request);
    if (request.url === '/slow') await goOn.promise;
    response.end('answered');
  });
  const slow = await open(WHOLE.replace('/mcp', '/slow'));
  const late = await open(WHOLE.slice(0, -1));
  const witness = await open(WHOLE);
  await vi.waitFor(() => expect(witness.text()).toMatch(/answered/));
  const drained = server.drain();
  vi.advanceTimersByTime(1_000);
  late.socket.write('}');
  await vi.waitFor(() => expect(late.text()).toMatch(/answered/));
  vi.advanceTimersByTime(10_000);
  expect(slow.text()).toBe('');
  goOn.resolve();
  await vi.waitFor(() => expect(slow.text()).toMatch(/answered/));
  vi.advanceTimersByTime(1_000);
  await drained;
});

test('of several requests that came one after the other, none is cut off while one is worked on', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const goOn = deferred<void>();
  const came: string[] = [];
  const { server, open } = await start(async (request, response) => {
    for await (const _ of request);
    came.push(request.url ?? '');
    if (request.url === '/slow') await goOn.promise;
    response.end(`answered ${request.url}`);
  });
  const { text, closed } = await open(`${WHOLE.replace('/mcp', '/slow')}${WHOLE}`);
  await vi.waitFor(() => expect(came).toEqual(['/slow', '/mcp']));
  const drained = server.drain();
  vi.advanceTimersByTime(10_000);
  goOn.resolve();
  await vi.waitFor(() => expect(text()).toMatch(/answered \/slow.*answered \/mcp/s));
  vi.advanceTimersByTime(2_000);
  await Promise.all([closed, drained]);
});
