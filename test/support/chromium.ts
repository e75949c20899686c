// A real headless Chromium, driven over its debugging pipe: JSON between zero bytes, in on fd 3, out on fd 4.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(PATH);
export const NO_CHROMIUM = hasChromium ? '' : ` (skipped: no ${PATH}; apt-get install chromium, or set CHROMIUM)`;

type Fields = Record<string, unknown>;
interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Fields;
  result?: Fields;
  error?: { message: string };
}

export interface Tab {
  send(method: string, params?: Fields): Promise<Fields>;
  /** Loads the address, follows redirects, and returns when the page is there. */
  go(url: string): Promise<void>;
  /** Does it and returns when the page that it leads to is there. */
  leads(act: () => Promise<unknown>): Promise<void>;
  back(): Promise<void>;
  /** A real key; `Tab`, `Enter` or ` `. */
  press(key: string): Promise<void>;
  /** Real clicks in the middle of what the selector finds, one right after the other. */
  click(selector: string, times?: number): Promise<void>;
  /** What the browser reported of this kind so far. */
  heard(method: string): Fields[];
  /** The page's text as a person sees it, whether or not its scripts may run. */
  text(): Promise<string>;
  /** The text of what has the focus; empty for the page itself. */
  focused(): Promise<string>;
  url(): Promise<string>;
  /** The value of an expression, whether or not the page's scripts may run. */
  read(expression: string): Promise<unknown>;
  /** As on a screen so wide, in pixels, in light or dark. */
  look(width: number, scheme: 'light' | 'dark'): Promise<void>;
  /** Of the whole page. */
  screenshot(): Promise<Buffer>;
}

export interface Chromium {
  tab(): Promise<Tab>;
  close(): Promise<void>;
}

const KEYS: Record<string, Fields> = {
  Tab: { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
  Enter: { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
  ' ': { key: ' ', code: 'Space', windowsVirtualKeyCode: 32, text: ' ' },
};

export async function startChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'ebs-copy-chromium-'));
  const flags = ['--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  flags.push('--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--window-size=900,1000');
  // Its sandbox refuses to run as root, which is what a container is.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  const child = spawn(PATH, [...flags, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const answers = new Map<number, { resolve(result: Fields): void; reject(error: Error): void }>();
  const listeners = new Set<(message: Message) => void>();
  let rest = '';
  from.setEncoding('utf8').on('data', (piece: string) => {
    const texts = (rest + piece).split('\0');
    rest = texts.pop() ?? '';
    for (const message of texts.map((text) => JSON.parse(text) as Message)) {
      const waiting = answers.get(message.id ?? 0);
      answers.delete(message.id ?? 0);
      if (message.error) waiting?.reject(new Error(message.error.message));
      else waiting?.resolve(message.result ?? {});
      if (message.id === undefined) for (const listener of [...listeners]) listener(message);
    }
  });
  let last = 0;
  const send = (method: string, params: Fields = {}, sessionId?: string) =>
    new Promise<Fields>((resolve, reject) => {
      last += 1;
      answers.set(last, { resolve, reject });
      to.write(`${JSON.stringify({ id: last, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
  const event = (sessionId: string, method: string) =>
    new Promise<void>((resolve) => {
      const listener = (message: Message) => {
        if (message.sessionId !== sessionId || message.method !== method) return;
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
    });

  async function openTab(): Promise<Tab> {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
    const here = (method: string, params?: Fields) => send(method, params, sessionId);
    const heard: Message[] = [];
    listeners.add((message) => void (message.sessionId === sessionId && heard.push(message)));
    await here('Page.enable');
    await here('Log.enable');
    await here('Page.bringToFront');
    const leads = async (act: () => Promise<unknown>) => {
      const loaded = event(sessionId, 'Page.loadEventFired');
      await act();
      await loaded;
    };
    // Reads past the page: the inspector's own expressions run where the page's scripts may not.
    const read = async (expression: string) =>
      ((await here('Runtime.evaluate', { expression, returnByValue: true })).result as { value?: unknown }).value;
    const find = async (selector: string) => {
      const { root } = (await here('DOM.getDocument')) as { root: { nodeId: number } };
      return here('DOM.querySelector', { nodeId: root.nodeId, selector });
    };
    return {
      send: here,
      leads,
      go: (url) => leads(() => here('Page.navigate', { url })),
      async back() {
        const { currentIndex, entries } = (await here('Page.getNavigationHistory')) as {
          currentIndex: number;
          entries: { id: number; url: string }[];
        };
        const { id, url } = entries[currentIndex - 1] ?? {};
        await here('Page.navigateToHistoryEntry', { entryId: id });
        // A page that the browser kept comes back without being loaded.
        while ((await read('document.readyState + location.href').catch(() => '')) !== `complete${url}`) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
      async press(key) {
        await here('Input.dispatchKeyEvent', { type: 'keyDown', ...KEYS[key] });
        await here('Input.dispatchKeyEvent', { type: 'keyUp', ...KEYS[key], text: undefined });
      },
      heard: (method) => heard.flatMap((one) => (one.method === method && one.params ? [one.params] : [])),
      async click(selector, times = 1) {
        const { nodeId } = await find(selector);
        await here('DOM.scrollIntoViewIfNeeded', { nodeId });
        const { quads } = (await here('DOM.getContentQuads', { nodeId })) as { quads: number[][] };
        const [x0 = 0, y0 = 0, , , x1 = 0, y1 = 0] = quads[0] ?? [];
        const at = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, button: 'left', clickCount: 1 };
        await Promise.all(
          Array.from({ length: times }).flatMap(() => [
            here('Input.dispatchMouseEvent', { type: 'mousePressed', ...at }),
            here('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at }),
          ]),
        );
      },
      text: async () => String(await read('document.body.innerText')),
      focused: async () =>
        String(await read('document.activeElement === document.body ? "" : document.activeElement.innerText')),
      url: async () => String(await read('location.href')),
      read,
      async look(width, value) {
        const metrics = { width, height: 800, deviceScaleFactor: 1, mobile: width < 600 };
        await here('Emulation.setDeviceMetricsOverride', metrics);
        await here('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
      },
      async screenshot() {
        const { cssContentSize } = (await here('Page.getLayoutMetrics')) as {
          cssContentSize: { width: number; height: number };
        };
        const clip = { x: 0, y: 0, ...cssContentSize, scale: 1 };
        const { data } = await here('Page.captureScreenshot', { captureBeyondViewport: true, clip });
        return Buffer.from(String(data), 'base64');
      },
    };
  }

  return {
    tab: openTab,
    async close() {
      await Promise.race([send('Browser.close').catch(() => undefined), ended]);
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
