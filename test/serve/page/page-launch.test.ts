// The way from the command line of a browser to the page, and another user of the machine who reads that command line
// within milliseconds and opens everything that it finds there.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startBrowser } from '../../../src/serve/page/open-browser.ts';
import { COPIED, formOf, QUESTION, startPage, TOKEN, textOf, visit } from '../../support/page-visit.ts';

const OPENED_TWICE =
  'The page was closed because two programs opened its one-time address, perhaps one of another user of this machine.';
const CLOSED = 'This question was closed: it was opened twice';

let server: ReturnType<typeof startPage>;
beforeEach(() => {
  server = startPage();
});
afterEach(() => server.close());

describe('the address', () => {
  test('is on 127.0.0.1, unguessable, another for every question, and without the ClientToken', async () => {
    await server.ask();
    await server.page.open(QUESTION, 'another-token', server.act);
    const [one, two] = server.opened;
    expect(one).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    expect(two).not.toBe(one);
    expect(server.opened.join()).not.toContain(TOKEN);
    const place = await server.enter(one);
    expect(place).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    expect((await visit(place)).text).not.toContain(TOKEN);
  });

  test('works once, and decides nothing itself', async () => {
    await server.ask();
    const place = await server.enter();
    server.clock.now += 5_001;
    const again = await visit(server.last());
    expect(again).toMatchObject({ status: 410 });
    expect(again.headers.location).toBeUndefined();
    const form = formOf((await visit(place)).text);
    server.clock.now += 1_000;
    expect((await server.press(server.last(), 'copy', { form })).status).toBe(404);
    expect((await server.press(place, 'copy')).text).toContain('was created');
  });

  test('may be fetched by an opener right before the browser does', async () => {
    await server.ask();
    await server.enter();
    server.clock.now += 4_000;
    const place = await server.enter();
    expect((await visit(place)).status).toBe(200);
    expect(server.suspicions).toEqual([]);
  });

  test('is never told to the caller, whatever the opener says', async () => {
    for (const open of [
      async (target: string) => ({ opened: false as const, why: `spawn xdg-open ${target} failed` }),
      async (target: string) => Promise.reject(new Error(`spawn ${target}`)),
    ]) {
      const other = startPage({ open, reach: { by: 'address' } });
      const answer = await other.ask();
      expect(answer).toEqual({ opened: false, why: 'the browser could not be started' });
      expect(JSON.stringify(other.bugs.map(String))).not.toContain('http');
      await other.close();
    }
  });
});

describe('by a file', () => {
  test('that is gone after its first use', async () => {
    await server.ask();
    expect(readdirSync(server.folder)).toHaveLength(1);
    await server.enter();
    expect(readdirSync(server.folder)).toEqual([]);
  });

  test('that is gone when the question ends, unused', async () => {
    await server.ask();
    server.clock.now = QUESTION.expiresAt;
    await server.known();
    await vi.waitFor(() => expect(readdirSync(server.folder)).toEqual([]));
  });

  test('that is gone when the browser does not start', async () => {
    server = startPage({ open: async () => ({ opened: false, why: 'no browser' }) });
    await server.ask();
    expect(readdirSync(server.folder)).toEqual([]);
  });

  test('and its address counts as exposed where no folder keeps it from others', async () => {
    const targets: string[] = [];
    server = startPage({
      folders: async () => ['/proc', '/nonexistent'],
      open: async (target) => {
        targets.push(target);
        return { opened: true };
      },
    });
    await server.ask();
    expect(targets[0]).toMatch(/^http:/);
    expect(textOf((await visit(await server.enter())).text)).toContain('“Copy” counts from 10 seconds');
  });
});

describe.skipIf(process.platform !== 'linux')('the command line of a browser that was really started', () => {
  let folder = '';
  let browser = '';
  let seen = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ebs-copy-opener-'));
    [browser, seen] = [join(folder, 'browser'), join(folder, 'seen')];
    writeFileSync(browser, `#!/bin/sh\ncat /proc/$$/cmdline > ${seen}.part\nmv ${seen}.part ${seen}\n`);
    chmodSync(browser, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What every user of the machine reads there. */
  async function commandLine(by: 'file' | 'address'): Promise<string[]> {
    await server.close();
    server = startPage({ reach: { by }, open: (target) => startBrowser(target, browser) });
    chmodSync(server.folder, 0o755);
    expect(await server.ask()).toEqual({ opened: true });
    await vi.waitFor(() => expect(existsSync(seen)).toBe(true), { timeout: 5_000 });
    return readFileSync(seen, 'utf8').split('\0');
  }

  test('names a file, and nothing of the address', async () => {
    const words = await commandLine('file');
    const { port, pathname } = new URL(server.last());
    expect(words.filter((word) => word.includes(pathname.slice(1)) || word.includes(`:${port}`))).toEqual([]);
    expect(words.filter((word) => existsSync(word) && word.endsWith('open-the-question.html'))).toHaveLength(1);
  });

  // Only root can become another user.
  test.skipIf(process.getuid?.() !== 0)('gives another user nothing to open', async () => {
    const words = await commandLine('file');
    expect((await Promise.all(words.map(openAsNobody))).join('')).toBe('');
    expect(await server.known()).toEqual({ decided: 'pending', seen: false, acting: false });
    // The browser of the person is not too late.
    expect((await visit(await server.enter())).text).toContain('<form method="post"');
  });

  test.skipIf(process.getuid?.() !== 0)(
    'with the address in it would give them a page, as the test before sees',
    async () => {
      const words = await commandLine('address');
      expect((await Promise.all(words.map(openAsNobody))).join('')).toMatch(/^\/[\w-]{43}\n$/);
    },
  );
});

/** Opens a word of a command line as user nobody: the place that they are led to. */
async function openAsNobody(word: string): Promise<string> {
  const script = `
let url = process.argv[1];
if (!url.startsWith('http')) try { url = /url=([^"]+)"/.exec(require('fs').readFileSync(url, 'utf8'))?.[1]; } catch { url = ''; }
if (url) fetch(url, { redirect: 'manual' }).then((reply) => console.log(reply.headers.get('location')));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, '--', word], {
    uid: 65_534,
    gid: 65_534,
  });
  return stdout;
}

describe('another user is first, and opens the address from the command line', () => {
  /** What the page says to each opener, and what a press of the first one comes to. */
  async function race() {
    const first = await server.enter();
    return { first, form: formOf((await visit(first)).text) };
  }

  beforeEach(async () => {
    server = startPage({ reach: { by: 'address' } });
    await server.ask();
  });

  test.each([0, 699, 5_000, 9_999])('%i ms after that "Copy" does not work yet', async (ms) => {
    const { first, form } = await race();
    server.clock.now += ms;
    const reply = await server.press(first, 'copy', { form });
    expect(reply.status).toBe(200);
    expect(reply.text).toMatch(/faster than anyone reads|counts from 10 seconds/);
    expect(server.acts).toEqual([]);
  });

  test.each([1, 5_000, 60_000])(
    '%i ms later the person is second: every page is closed, once and for all',
    async (ms) => {
      const { first, form } = await race();
      const waiting = server.page.decision(TOKEN, new AbortController().signal);
      server.clock.now += ms;
      const second = await visit(server.last());
      expect(second.status).toBe(410);
      expect(second.headers.location).toBeUndefined();
      expect(await waiting).toEqual({ decided: 'expired', seen: true, why: OPENED_TWICE });
      server.clock.now += 10_000;
      for (const page of [
        second,
        await visit(first),
        await server.press(first, 'copy', { form }),
        await visit(server.last()),
      ]) {
        expect(page.status).toBe(410);
        expect(textOf(page.text)).toContain(CLOSED);
        expect(textOf(page.text)).toContain('tell the assistant: it can ask again, with a new address');
      }
      expect(server.acts).toEqual([]);
      expect(server.suspicions).toEqual([
        {
          event: 'suspicion',
          what: 'page-opened-twice',
          question: TOKEN,
          closed: true,
          meaning:
            'The one-time address of a question was opened by two programs, perhaps one of another user. The question was closed.',
        },
      ]);
    },
  );

  test('the same may be asked anew, at another address', async () => {
    await race();
    await visit(server.last());
    const [old = ''] = server.opened;
    expect(await server.ask()).toEqual({ opened: true });
    expect(server.opened).toHaveLength(2);
    expect(textOf((await visit(old)).text)).toContain(CLOSED);
    expect(await server.known()).toEqual({ decided: 'pending', seen: false, acting: false });
    expect(server.suspicions).toHaveLength(1);
  });

  test('alone with it, a person waits ten seconds for "Copy" and not at all for a no', async () => {
    const place = await server.enter();
    const { text } = await visit(place);
    expect(textOf(text)).toContain('“Copy” counts from 10 seconds after this page was opened.');
    server.clock.now += 10_000;
    expect((await server.press(place, 'copy')).text).toContain('was created');
    expect(server.acts).toEqual(['copy']);
    await server.close();

    server = startPage({ reach: { by: 'address' } });
    await server.ask();
    const other = await server.enter();
    const form = formOf((await visit(other)).text);
    server.clock.now += 700;
    expect((await server.press(other, 'decline', { form })).text).toContain('You said no');
  });

  test('a second opening after the answer closes nothing any more, and is told of', async () => {
    const { first, form } = await race();
    server.clock.now += 10_000;
    await server.press(first, 'copy', { form });
    expect((await visit(server.last())).text).toContain('This address was used before');
    expect(await server.known()).toEqual({ decided: 'acted', result: COPIED });
    expect(server.suspicions).toEqual([expect.objectContaining({ closed: false, question: TOKEN })]);
  });
});
