// How the pages look and read in a real Chromium: contrast, room, order of the keyboard, what a screen reader is told.
// PAGE_SCREENSHOTS=FOLDER keeps pictures of them.
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Question } from '../../../src/consent/question-text.ts';
import type { CopyResult } from '../../../src/volume/answers/copy-answer.ts';
import { type Chromium, hasChromium, NO_CHROMIUM, startChromium, type Tab } from '../../support/chromium.ts';
import { byHand, COPIED, LIVES_MS, QUESTION, startPage, TOKEN } from '../../support/page-visit.ts';

const COPY = 'button[value=copy]';

/** Every piece of text with less contrast than `least` against what lies behind it, and the lowest that there is. */
const CONTRASTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const ground = channels(getComputedStyle(one).backgroundColor);
      if (ground.length === 3 || ground[3] === 1) return ground;
      if (ground[3] !== 0) throw new Error('half transparent: ' + one.className);
    }
    throw new Error('no ground');
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const parent = walker.currentNode.parentElement;
    if (!text || parent.classList.contains('hidden')) continue;
    const [ink, ground] = [luminance(channels(getComputedStyle(parent).color)), luminance(behind(parent))];
    found.push({ text, ratio: (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) });
  }
  return found;
})()`;

/** Parts that stick out of the screen to the right, and texts that stick out of their part. */
const OVERFLOWS = `[...document.querySelectorAll('body *:not(.hidden)')]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5 ||
    (getComputedStyle(one).display !== 'inline' && one.scrollWidth > one.clientWidth + 1))
  .map((one) => one.className || one.tagName)`;

describe.skipIf(!hasChromium)(`the looks of the page${NO_CHROMIUM}`, { timeout: 30_000 }, () => {
  let chromium: Chromium;
  let server: ReturnType<typeof startPage>;
  let tab: Tab;
  let finish: () => Promise<unknown>;
  beforeAll(async () => {
    chromium = await startChromium();
  }, 60_000);
  afterAll(() => chromium.close());
  beforeEach(async () => {
    tab = await chromium.tab();
    finish = async () => undefined;
  });
  afterEach(async () => {
    await finish();
    await server.close();
    await tab.send('Page.close');
  });

  const press = (selector: string) => tab.leads(() => tab.click(selector));
  /** How each page is come to. */
  const PAGES: [name: string, go: () => Promise<unknown>][] = [
    ['question', () => ask()],
    ['question-long', () => ask({}, undefined, LONG)],
    ['question-exposed', () => ask({ reach: { by: 'address' } })],
    [
      'too-fast',
      async () => {
        await ask();
        server.clock.now -= 11_000;
        await press(COPY);
      },
    ],
    [
      'copied',
      async () => {
        await ask();
        await press(COPY);
      },
    ],
    [
      'failed',
      async () => {
        await ask({}, async () => FAILED);
        await press(COPY);
      },
    ],
    [
      'unknown',
      async () => {
        await ask({}, async () => ({ outcome: 'unknown', summary: 'No answer came.' }));
        await press(COPY);
      },
    ],
    [
      'working',
      async () => {
        const sending = byHand<CopyResult>();
        await ask({ waits: { press: 1 } }, () => sending.promise);
        await press(COPY);
        finish = () => tab.leads(async () => sending.resolve(COPIED));
      },
    ],
    [
      'declined',
      async () => {
        await ask();
        await press('button[value=decline]');
      },
    ],
    [
      'expired',
      async () => {
        await ask();
        server.clock.now += LIVES_MS;
        await press(COPY);
      },
    ],
    [
      'withdrawn',
      async () => {
        await ask();
        await server.page.withdraw(TOKEN, 'You answered it in the form of your editor.');
        await press(COPY);
      },
    ],
    [
      'opened-twice',
      async () => {
        await ask({ reach: { by: 'address' } });
        await tab.go(server.last());
      },
    ],
    [
      'used',
      async () => {
        await ask();
        await tab.go(server.last());
      },
    ],
  ];

  async function ask(
    options: Parameters<typeof startPage>[0] = {},
    act?: () => Promise<CopyResult>,
    question = QUESTION,
  ): Promise<void> {
    server = startPage(options);
    await server.ask(question, act);
    await tab.go(server.last());
    server.clock.now += 11_000;
  }

  test.each(PAGES)('%s: enough contrast and room at 1280 and 375 pixels, in light and dark', async (name, go) => {
    await tab.look(1280, 'light');
    await go();
    for (const width of [1280, 375]) {
      for (const scheme of ['light', 'dark'] as const) {
        await tab.look(width, scheme);
        const found = (await tab.read(CONTRASTS)) as { text: string; ratio: number }[];
        expect(found.length).toBeGreaterThan(1);
        expect([width, scheme, found.filter(({ ratio }) => ratio < 4.5)]).toEqual([width, scheme, []]);
        expect([width, await tab.read(OVERFLOWS)]).toEqual([width, []]);
        const folder = process.env.PAGE_SCREENSHOTS;
        if (folder) await writeFile(`${folder}/${name}-${width}-${scheme}.png`, await tab.screenshot());
      }
    }
  });

  test('the buttons are large enough to hit, and the one with the focus can be told', async () => {
    await tab.look(375, 'dark');
    await ask();
    const rects = (await tab.read(
      "[...document.querySelectorAll('button')].map((one) => one.getBoundingClientRect().height)",
    )) as number[];
    expect(rects).toEqual([48, 48]);
    await tab.press('Tab');
    await tab.press('Tab');
    expect(await tab.focused()).toBe('Copy');
    expect(await tab.read('getComputedStyle(document.activeElement).outlineWidth')).toBe('3px');
  });

  test('a screen reader is told of landmarks, headings, terms and named buttons', async () => {
    await ask();
    expect(await spoken()).toEqual([
      'banner',
      'main',
      'heading 1: Copy "prod-db-1-data"?',
      'region: Warnings',
      'heading 2: Warnings',
      'region: Cost',
      'heading 2: Cost',
      'region: What changes',
      'heading 2: What changes',
      'region: Tags of the copy',
      'heading 2: Tags of the copy',
      'region: What stays',
      'heading 2: What stays',
      'region: Where, and as whom',
      'heading 2: Where, and as whom',
      'form: Your decision',
      'button: Don’t copy',
      'button: Copy',
    ]);
    server.clock.now -= 11_000;
    await press(COPY);
    expect((await spoken()).slice(0, 4)).toEqual(['banner', 'main', 'alert', 'heading 1: Copy "prod-db-1-data"?']);
    expect(await tab.read('document.title')).toBe('Not decided: Copy "prod-db-1-data"? – ebs-copy-mcp');
  });

  /** Landmarks, headings, alerts and controls of the accessibility tree, in its order. */
  async function spoken(): Promise<string[]> {
    const { nodes } = (await tab.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] };
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const inOrder = (node: AxNode | undefined): AxNode[] =>
      node ? [node, ...(node.childIds ?? []).flatMap((id) => inOrder(byId.get(id)))] : [];
    return inOrder(nodes[0])
      .filter((node) => !node.ignored && SPOKEN.has(node.role?.value ?? ''))
      .map(({ role, name, properties = [] }) => {
        const level = properties.find((one) => one.name === 'level')?.value.value;
        return `${role?.value}${level ? ` ${level}` : ''}${name?.value ? `: ${name.value}` : ''}`;
      });
  }
});

/** As long as texts may become: names of 60 characters, 50 tags, words with and without a place to break. */
const LONG: Question = {
  ...QUESTION,
  title: `Copy "${'prod-'.repeat(12)}"?`,
  volume: [{ label: 'Volume', value: `vol-0f00d5eed00000001 "${'x'.repeat(60)}"` }],
  groups: {
    ...QUESTION.groups,
    changes: [{ label: 'Key', before: 'k'.repeat(60), value: 'production-us-east-1a', note: 'n'.repeat(60) }],
    tags: Array.from({ length: 50 }, () => ({ label: `"${'K'.repeat(60)}"`, value: `"${'V-'.repeat(30)}"` })),
    place: [
      { label: 'Signed in as', value: `arn:aws:sts::123456789012:assumed-role/${'R'.repeat(64)}/${'s'.repeat(64)}` },
      { label: 'Profile', value: 'production-us-east-1a' },
      { label: 'Endpoint', value: `http://${'e'.repeat(80)}.example:4566/path` },
    ],
  },
  warnings: [`${'W'.repeat(200)} ${'word '.repeat(100)}`],
};

const SPOKEN = new Set(['banner', 'main', 'region', 'form', 'heading', 'button', 'alert', 'link', 'textbox']);

interface AxNode {
  nodeId: string;
  childIds?: string[];
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value: unknown } }[];
}

const FAILED: CopyResult = {
  outcome: 'failed',
  summary: 'Nothing was created. The account has reached its volume storage quota in this Region.',
  error: {
    code: 'VolumeLimitExceeded',
    message: 'Quota exceeded.',
    requestId: '8a7b6c5d-1234-5678-9abc-def012345678',
    retry: 'after_fix',
    meaning: 'Quota exceeded.',
    nextStep: 'Raise the quota, or delete volumes that are no longer needed.',
    whoCanFix: 'operator' as never,
  },
};
