import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CopyResult } from '../../../src/volume/answers/copy-answer.ts';
import { type Chromium, hasChromium, NO_CHROMIUM, startChromium, type Tab } from '../../support/chromium.ts';
import { byHand, COPIED, LIVES_MS, QUESTION, startPage, TOKEN, visit } from '../../support/page-visit.ts';

const COPY = 'button[value=copy]';
const DECLINE = 'button[value=decline]';

describe.skipIf(!hasChromium)(`the page in a real Chromium${NO_CHROMIUM}`, { timeout: 30_000 }, () => {
  let chromium: Chromium;
  let server: ReturnType<typeof startPage>;
  let tab: Tab;
  beforeAll(async () => {
    chromium = await startChromium();
  }, 60_000);
  afterAll(() => chromium.close());
  beforeEach(async () => {
    server = startPage();
    tab = await chromium.tab();
  });
  afterEach(async () => {
    await server.close();
    await tab.send('Page.close');
  });

  /** A person who reads before anything is pressed. */
  async function read(): Promise<void> {
    await tab.go(server.last());
    server.clock.now += 5_000;
  }

  test('shows the question, in a language, with a title and every fact', async () => {
    await server.ask();
    await read();
    const text = await tab.text();
    for (const { label, value, before = '', note = '' } of [
      ...QUESTION.volume,
      ...Object.values(QUESTION.groups).flat(),
    ]) {
      for (const part of [label, value, before, note]) expect(text).toContain(part);
    }
    for (const warning of QUESTION.warnings) expect(text).toContain(warning);
    expect(await tab.url()).not.toBe(server.last());
    expect(await tab.url()).not.toContain(TOKEN);
  });

  test('comes through the file that its command line names, which is gone then', async () => {
    const targets: string[] = [];
    await server.close();
    server = startPage({
      open: async (target) => {
        targets.push(target);
        return { opened: true };
      },
    });
    await server.ask();
    await tab.leads(() => tab.go(pathToFileURL(targets[0] ?? '').href));
    await vi.waitFor(async () => expect(await tab.text()).toContain('Copy "prod-db-1-data"?'), { timeout: 10_000 });
    expect(await tab.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    expect(readdirSync(server.folder)).toEqual([]);
    server.clock.now += 1_000;
    await tab.leads(() => tab.click(COPY));
    expect(await tab.text()).toContain('was created');
  });

  test('approve: the copy is made once and the page shows the volume', async () => {
    await server.ask();
    const waiting = server.page.decision(TOKEN, new AbortController().signal);
    await read();
    await tab.leads(() => tab.click(COPY));
    const text = await tab.text();
    expect(text).toContain('vol-0c0b1ed0000000001 was created');
    expect(text).toContain('creating');
    expect(await waiting).toEqual({ decided: 'acted', result: COPIED });
    expect(server.acts).toEqual(['copy']);
  });

  test('decline: nothing is copied', async () => {
    await server.ask();
    await read();
    await tab.leads(() => tab.click(DECLINE));
    expect(await tab.text()).toContain('Nothing was copied');
    expect(await server.known()).toEqual({ decided: 'declined' });
    expect(server.acts).toEqual([]);
  });

  test('too fast: asks again, and then a yes counts', async () => {
    await server.ask();
    await tab.go(server.last());
    await tab.leads(() => tab.click(COPY));
    expect(await tab.text()).toContain('faster than anyone reads');
    expect(server.acts).toEqual([]);
    server.clock.now += 1_000;
    await tab.leads(() => tab.click(COPY));
    expect(await tab.text()).toContain('was created');
  });

  test('expired while it was being read: nothing is copied', async () => {
    await server.ask();
    await read();
    server.clock.now += LIVES_MS;
    await tab.leads(() => tab.click(COPY));
    expect(await tab.text()).toContain('This question has expired');
    expect(await server.known()).toEqual({ decided: 'expired', seen: true });
    expect(server.acts).toEqual([]);
  });

  test('replay: reloading, going back and coming again copy nothing more', async () => {
    await server.ask();
    await read();
    await tab.leads(() => tab.click(COPY));
    await tab.leads(() => tab.send('Page.reload'));
    expect(await tab.text()).toContain('vol-0c0b1ed0000000001 was created');
    const place = await tab.url();
    await tab.go('about:blank');
    await tab.back();
    expect(await tab.text()).toContain('vol-0c0b1ed0000000001 was created');
    await tab.go(place);
    expect(await tab.text()).toContain('vol-0c0b1ed0000000001 was created');
    await tab.go(server.last());
    expect(await tab.text()).toContain('vol-0c0b1ed0000000001 was created');
    expect(server.acts).toEqual(['copy']);
  });

  test('a copy that takes a while: the page waits in sight and ends by itself', async () => {
    await server.close();
    server = startPage({ waits: { press: 1 } });
    const sending = byHand<CopyResult>();
    await server.ask(QUESTION, () => sending.promise);
    await read();
    await tab.leads(() => tab.click(COPY));
    expect(await tab.text()).toContain('Making the copy…');
    await tab.leads(async () => sending.resolve(COPIED));
    expect(await tab.text()).toContain('vol-0c0b1ed0000000001 was created');
    expect(await tab.read("document.querySelectorAll('meta[http-equiv=refresh]').length")).toBe(0);
  });

  test('replay from a second tab that still shows the buttons', async () => {
    await server.ask();
    await read();
    const second = await chromium.tab();
    await second.go(await tab.url());
    await tab.leads(() => tab.click(DECLINE));
    await second.leads(() => second.click(COPY));
    expect(await second.text()).toContain('Nothing was copied');
    expect(server.acts).toEqual([]);
    await second.send('Page.close');
  });

  test('pressed twice: one copy, and its outcome is shown', async () => {
    const sending = byHand<CopyResult>();
    const begun = byHand<void>();
    let times = 0;
    await server.ask(QUESTION, () => {
      times += 1;
      begun.resolve();
      return sending.promise;
    });
    await read();
    await tab.leads(async () => {
      await tab.click(COPY, 2);
      await begun.promise;
      sending.resolve(COPIED);
    });
    expect(await tab.text()).toContain('was created');
    expect(times).toBe(1);
  });

  test('with the keyboard alone; the harmless button comes first, and nothing has the focus before', async () => {
    await server.ask();
    await read();
    expect(await tab.focused()).toBe('');
    await tab.press('Enter');
    await tab.press(' ');
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: false });
    await tab.press('Tab');
    expect(await tab.focused()).toBe('Don’t copy');
    await tab.press('Tab');
    expect(await tab.focused()).toBe('Copy');
    await tab.leads(() => tab.press('Enter'));
    expect(await tab.text()).toContain('was created');
    expect(server.acts).toEqual(['copy']);
  });

  test('with scripts switched off', async () => {
    await tab.send('Emulation.setScriptExecutionDisabled', { value: true });
    await server.ask();
    await read();
    await tab.leads(() => tab.click(COPY));
    expect(await tab.text()).toContain('was created');
    expect(server.acts).toEqual(['copy']);
  });

  test('a name that a person wrote stays text', async () => {
    const evil = `"</dd><script>document.title='run'</script><img src=x onerror=document.title='run'>&amp;"`;
    const fact = { label: evil, before: evil, value: evil, note: evil };
    await server.ask({ ...QUESTION, title: evil, groups: { ...QUESTION.groups, changes: [fact] }, warnings: [evil] });
    await read();
    expect((await tab.text()).split(evil)).toHaveLength(7);
    expect(await tab.read('document.querySelectorAll("img,script").length')).toBe(0);
  });

  test('another site can neither frame it nor press its button', async () => {
    await server.ask();
    await read();
    const place = await tab.url();
    const form = /name="form" value="([^"]+)"/.exec((await visit(place)).text)?.[1] ?? '';
    // The worst case: it knows the address and even the hidden field.
    const other = createServer((_, reply) => {
      reply.setHeader('Content-Type', 'text/html');
      reply.end(`<iframe src="${place}"></iframe>
<form method="post" action="${place}"><input name="form" value="${form}"><button name="decision" value="copy">x</button></form>`);
    }).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as AddressInfo;
      let framings = 0;
      // The same site on another port, and another site.
      for (const host of ['127.0.0.1', 'localhost']) {
        await tab.go(`http://${host}:${port}/`);
        framings += 1;
        expect(tab.heard('Log.entryAdded').filter(isFramingBlocked)).toHaveLength(framings);
        await tab.leads(() => tab.click('button'));
        expect(await tab.text()).toContain('Not allowed');
      }
    } finally {
      other.close();
    }
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: false });
    expect(server.acts).toEqual([]);
  });

  test('under a foreign name that leads to this machine it shows nothing', async () => {
    await server.ask();
    const place = await server.enter();
    const { port, pathname } = new URL(place);
    // Chromium resolves every name below localhost to this machine by itself: a rebound name without a name server.
    await tab.go(`http://attacker.localhost:${port}${pathname}`);
    expect(await tab.text()).toContain('Not allowed');
  });
});

function isFramingBlocked(event: Record<string, unknown>): boolean {
  const { text } = event.entry as { text: string };
  return text.startsWith('Framing ') && text.includes("frame-ancestors 'none'");
}
