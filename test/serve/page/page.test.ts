import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CopyResult } from '../../../src/volume/answers/copy-answer.ts';
import {
  byHand,
  COPIED,
  formOf,
  LIVES_MS,
  QUESTION,
  raw,
  START,
  startPage,
  TOKEN,
  visit,
} from '../../support/page-visit.ts';

let server: ReturnType<typeof startPage>;
beforeEach(() => {
  server = startPage();
});
afterEach(() => server.page.close());

const never = () => new AbortController().signal;

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

  // It stands among the arguments of the opener and the browser, which other users of the machine can read.
  test('that the browser is started with works once, and decides nothing itself', async () => {
    await server.ask();
    const place = await server.enter();
    server.clock.now += 5_001;
    const again = await visit(server.last());
    expect(again).toMatchObject({ status: 410 });
    expect(again.headers.location).toBeUndefined();
    const form = formOf((await visit(place)).text);
    server.clock.now += 1_000;
    expect((await server.press(server.last(), 'copy', { form })).status).toBe(404);
    expect((await server.press(place, 'copy')).text).toContain('vol-0c0b1ed0000000001');
  });

  test('may be fetched by an opener right before the browser does', async () => {
    await server.ask();
    await server.enter();
    server.clock.now += 4_000;
    const place = await server.enter();
    expect((await visit(place)).status).toBe(200);
  });

  test('is never told to the caller, whatever the opener says', async () => {
    for (const openBrowser of [
      async (url: string) => ({ opened: false as const, why: `spawn xdg-open ${url} failed` }),
      async (url: string) => Promise.reject(new Error(`spawn ${url}`)),
    ]) {
      const other = startPage({ openBrowser });
      const answer = await other.ask();
      expect(answer).toEqual({ opened: false, why: 'the browser could not be started' });
      expect(JSON.stringify(other.bugs.map(String))).not.toContain('http');
      await other.page.close();
    }
  });
});

describe('the port', () => {
  test('knows nothing of a token that nobody was asked about', async () => {
    expect(await server.known()).toMatchObject({ decided: 'expired' });
    expect(await server.page.decision('never seen', never())).toMatchObject({ decided: 'expired' });
  });

  test('is pending while nobody looks, and says so at once or when the signal fires', async () => {
    await server.ask();
    expect(await server.known()).toMatchObject({ decided: 'pending' });
    const stop = new AbortController();
    const waiting = server.page.decision(TOKEN, stop.signal);
    stop.abort();
    expect(await waiting).toMatchObject({ decided: 'pending' });
    server.clock.now += LIVES_MS - 1;
    expect(await server.known()).toMatchObject({ decided: 'pending' });
  });

  test('says why nobody can be asked, and then nobody can say yes any more', async () => {
    const urls: string[] = [];
    server = startPage({
      openBrowser: async (url) => {
        urls.push(url);
        return { opened: false, why: 'there is no display here' };
      },
    });
    expect(await server.ask()).toEqual({ opened: false, why: 'there is no display here' });
    expect(await server.known()).toMatchObject({ decided: 'expired' });
    await expect(visit(urls[0] ?? '')).rejects.toThrow('ECONNREFUSED');
  });

  test('a reopening that fails takes the page away that was open before', async () => {
    let works = true;
    const urls: string[] = [];
    server = startPage({
      openBrowser: async (url) => {
        urls.push(url);
        return works ? { opened: true } : { opened: false, why: 'this runs over SSH' };
      },
    });
    await server.ask();
    const place = await server.enter(urls[0]);
    works = false;
    const waiting = server.page.decision(TOKEN, never());
    expect(await server.ask()).toMatchObject({ opened: false });
    expect(await waiting).toMatchObject({ decided: 'expired' });
    await expect(server.press(place, 'copy', { form: 'x' })).rejects.toThrow('ECONNREFUSED');
    expect(server.acts).toEqual([]);
  });

  test('opens the same question again: the page that is open stays good, the old launch dies', async () => {
    await server.ask();
    const place = await server.enter();
    const [first = ''] = server.opened;
    server.clock.now += 60_000;
    expect(await server.ask({ ...QUESTION, expiresAt: server.clock.now + LIVES_MS })).toEqual({ opened: true });
    expect(server.opened).toHaveLength(2);
    expect((await visit(first)).status).toBe(404);
    const newer = await server.enter();
    expect((await visit(newer)).text).toContain('Copy the volume');
    server.clock.now = START + LIVES_MS + 1;
    expect((await server.press(place, 'copy')).text).toContain('vol-0c0b1ed0000000001');
    expect((await visit(newer)).text).toContain('vol-0c0b1ed0000000001');
    expect(server.acts).toEqual(['copy']);
  });

  test('a page whose facts changed meanwhile must be read again before it counts', async () => {
    await server.ask();
    const place = await server.enter();
    const old = formOf((await visit(place)).text);
    server.clock.now += 60_000;
    await server.ask({ ...QUESTION, facts: [{ label: 'Cost', value: '9000 USD a month' }] });
    const refused = await server.press(place, 'copy', { form: old });
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.text).toContain('9000 USD');
    expect(refused.text).toContain('read it again');
    expect((await server.press(place, 'copy')).text).toContain('faster than anyone reads');
    expect(server.acts).toEqual([]);
    server.clock.now += 700;
    expect((await server.press(place, 'copy')).text).toContain('vol-0c0b1ed0000000001');
  });

  test('does not ask again what was decided', async () => {
    await server.ask();
    const place = await server.enter();
    await visit(place);
    server.clock.now += 1_000;
    await server.press(place, 'copy');
    expect(await server.ask()).toEqual({ opened: true });
    expect(server.opened).toHaveLength(1);
    expect(await server.known()).toEqual({ decided: 'acted', result: COPIED });
  });

  test('begins anew with a token whose question expired', async () => {
    await server.ask();
    server.clock.now += LIVES_MS;
    expect(await server.known()).toMatchObject({ decided: 'expired' });
    await server.ask({ ...QUESTION, expiresAt: server.clock.now + LIVES_MS });
    expect(await server.known()).toMatchObject({ decided: 'pending' });
  });
});

describe('a decision', () => {
  async function opened(act = server.act): Promise<string> {
    await server.ask(QUESTION, act);
    const place = await server.enter();
    await visit(place);
    server.clock.now += 700;
    return place;
  }

  test('copy: acts once, shows the volume and its state, and whoever waits knows at once', async () => {
    const place = await opened();
    const waiting = server.page.decision(TOKEN, never());
    const { status, text } = await server.press(place, 'copy');
    expect(status).toBe(200);
    expect(text).toContain('<h1>vol-0c0b1ed0000000001 was created</h1>');
    expect(text).toContain('<dd>creating</dd>');
    expect(text).toContain('it can be attached once it is available');
    expect(text).toContain('SIMULATED');
    expect(await waiting).toEqual({ decided: 'acted', result: COPIED });
    expect((await visit(place)).text).toContain('vol-0c0b1ed0000000001 was created');
  });

  test('twice, at once and later, in any order: acts once, and both see what came of it', async () => {
    const sending = byHand<CopyResult>();
    let times = 0;
    const place = await opened(() => {
      times += 1;
      return sending.promise;
    });
    const form = formOf((await visit(place)).text);
    const both = [server.press(place, 'copy', { form }), server.press(place, 'copy', { form })];
    const decline = server.press(place, 'decline', { form });
    await vi.waitFor(() => expect(times).toBe(1));
    expect(await server.known()).toMatchObject({ decided: 'pending' });
    sending.resolve(COPIED);
    for (const one of [...both, decline]) expect((await one).text).toContain('vol-0c0b1ed0000000001 was created');
    expect((await server.press(place, 'copy', { form })).text).toContain('vol-0c0b1ed0000000001 was created');
    expect(times).toBe(1);
  });

  test("don't: declined, and no copy afterwards", async () => {
    const place = await opened();
    const form = formOf((await visit(place)).text);
    const waiting = server.page.decision(TOKEN, never());
    expect((await server.press(place, 'decline', { form })).text).toContain('Nothing was copied');
    expect(await waiting).toEqual({ decided: 'declined' });
    expect((await server.press(place, 'copy', { form })).text).toContain('You said no');
    expect(await server.known()).toEqual({ decided: 'declined' });
    expect(server.acts).toEqual([]);
  });

  test('faster than 700 ms is neither a yes nor a no', async () => {
    const place = await opened();
    server.clock.now -= 1;
    for (const decision of ['copy', 'decline']) {
      const { status, text } = await server.press(place, decision);
      expect(status).toBe(200);
      expect(text).toContain('faster than anyone reads');
      expect(text).toContain('<form method="post"');
    }
    expect(await server.known()).toMatchObject({ decided: 'pending' });
    expect(server.acts).toEqual([]);
    server.clock.now += 1;
    await server.press(place, 'copy');
    expect(server.acts).toEqual(['copy']);
  });

  test('after the end of its time: expired, and nothing acts', async () => {
    const place = await opened();
    const form = formOf((await visit(place)).text);
    server.clock.now = QUESTION.expiresAt;
    for (const answer of [await visit(place), await server.press(place, 'copy', { form })]) {
      expect(answer.status).toBe(410);
      expect(answer.text).toContain('expired');
    }
    expect(await server.known()).toMatchObject({ decided: 'expired' });
    expect(server.acts).toEqual([]);
  });

  test('whoever waits learns of the end of its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await server.ask();
      const waiting = server.page.decision(TOKEN, never());
      server.clock.now = QUESTION.expiresAt;
      vi.advanceTimersByTime(LIVES_MS);
      expect(await waiting).toMatchObject({ decided: 'expired' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('a refusal, a failure and an uncertain answer are shown in their own words', async () => {
    const error = {
      code: 'plan-differs',
      message: 'Size is now 600.',
      retry: 'after_fix' as const,
      meaning: 'Something changed.',
      nextStep: 'Rehearse again.',
      whoCanFix: 'caller' as const,
    };
    for (const [outcome, headline] of [
      ['refused', 'Nothing was copied'],
      ['failed', 'Nothing was copied'],
      ['unknown', 'Not known whether a volume was created'],
    ] as const) {
      server = startPage();
      const place = await opened(async () => ({ outcome, summary: `In words: ${outcome}.`, error, Volumes: [] }));
      const { text } = await server.press(place, 'copy');
      expect(text).toContain(`<h1>${headline}</h1>`);
      expect(text).toContain(`In words: ${outcome}.`);
      expect(text).toContain('Rehearse again.');
      expect(text).toContain('plan-differs');
      await server.page.close();
    }
  });

  test('a fault in the act is told apart from a no: not known, and the detail goes to the log only', async () => {
    const place = await opened(() => Promise.reject(new Error('secret detail')));
    const { text } = await server.press(place, 'copy');
    expect(text).toContain('Not known whether a volume was created');
    expect(text).not.toContain('secret detail');
    expect(server.bugs.map(String)).toEqual(['Error: secret detail']);
    expect(await server.known()).toMatchObject({
      decided: 'acted',
      result: { outcome: 'unknown', error: { code: 'internal-fault', retry: 'same_request' } },
    });
  });

  test('a copy that takes longer than a response may: the page says so and looks again', async () => {
    const sending = byHand<CopyResult>();
    server = startPage({ waitMs: 1 });
    const place = await opened(() => sending.promise);
    const { text } = await server.press(place, 'copy');
    expect(text).toContain('Still at work');
    expect(text).toContain('http-equiv="refresh"');
    // Agreed in time: the end of the question's time does not undo it.
    server.clock.now += LIVES_MS;
    expect(await server.known()).toMatchObject({ decided: 'pending' });
    sending.resolve(COPIED);
    await server.page.decision(TOKEN, never());
    expect((await visit(place)).text).toContain('vol-0c0b1ed0000000001 was created');
  });
});

describe('listening', () => {
  test('on 127.0.0.1 alone, from the first question on, until what is over is old', async () => {
    await server.ask();
    await server.page.open(QUESTION, 'another-token', server.act);
    const { port } = new URL(server.last());
    expect(new Set(server.opened.map((url) => new URL(url).port)).size).toBe(1);
    await expect(raw(Number(port), 'GET / HTTP/1.1\r\n\r\n', { address: '::1' })).rejects.toThrow(
      /ECONNREFUSED|EADDRNOTAVAIL/,
    );
    const place = await server.enter();
    server.clock.now += LIVES_MS;
    expect((await visit(place)).text).toContain('expired');
    server.clock.now += LIVES_MS;
    expect(await server.known()).toMatchObject({ decided: 'expired' });
    await expect(visit(place)).rejects.toThrow('ECONNREFUSED');
  });

  test('stops by itself when what was decided is old', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { place, pressed, sending } = await pressCopy();
      expect(await server.known()).toMatchObject({ decided: 'pending' });
      sending.resolve(COPIED);
      await pressed;
      server.clock.now += LIVES_MS;
      vi.advanceTimersByTime(LIVES_MS);
      await expect(visit(place)).rejects.toThrow('ECONNREFUSED');
    } finally {
      vi.useRealTimers();
    }
  });

  test('does not keep the process alive, nor does somebody who connects and says nothing', async () => {
    const before = holding();
    await server.ask();
    const { port } = new URL(server.last());
    const silent = connect(Number(port), '127.0.0.1').unref();
    await new Promise((resolve) => silent.once('connect', resolve));
    await visit(server.last());
    // The answered connection lets go a turn later on a busy machine.
    await vi.waitFor(() => expect(holding()).toEqual(before));
    silent.destroy();
  });

  test('closing ends promptly: silent connections are cut, whoever waits is told, nothing opens again', async () => {
    await server.ask();
    const { port } = new URL(server.last());
    const place = await server.enter();
    const silent = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const half = connect(Number(port), '127.0.0.1');
    half.write(`POST ${new URL(place).pathname} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`);
    const cut = Promise.all(
      [silent, half].map((one) => new Promise((resolve) => one.on('error', resolve).once('close', resolve))),
    );
    const waiting = server.page.decision(TOKEN, never());
    await server.page.close();
    expect(await waiting).toMatchObject({ decided: 'expired' });
    await cut;
    await expect(visit(place)).rejects.toThrow('ECONNREFUSED');
    expect(await server.ask()).toEqual({ opened: false, why: 'this server is ending' });
    expect(await server.known()).toMatchObject({ decided: 'expired' });
  });

  test('closing lets a copy that was agreed to finish, and the person sees it', async () => {
    const { place, pressed, sending } = await pressCopy();
    // Two ends of the one connection that waits for its answer.
    await vi.waitFor(() => expect(holding().filter((one) => one === 'TCPSocketWrap')).toHaveLength(2));
    const waiting = server.page.decision(TOKEN, never());
    let closed = false;
    const closing = server.page.close().then(() => {
      closed = true;
    });
    await expect(visit(place)).rejects.toThrow('ECONNREFUSED');
    expect(closed).toBe(false);
    sending.resolve(COPIED);
    expect((await pressed).text).toContain('vol-0c0b1ed0000000001 was created');
    expect(await waiting).toEqual({ decided: 'acted', result: COPIED });
    await closing;
  });
});

/** A person has agreed, and the copy is under way until `sending` resolves. */
async function pressCopy() {
  const sending = byHand<CopyResult>();
  const begun = byHand<void>();
  await server.ask(QUESTION, () => {
    begun.resolve();
    return sending.promise;
  });
  const place = await server.enter();
  await visit(place);
  server.clock.now += 1_000;
  const pressed = server.press(place, 'copy');
  await begun.promise;
  return { place, pressed, sending };
}

/** What of ours keeps this process alive. */
function holding(): string[] {
  return process.getActiveResourcesInfo().filter((one) => /^(TCP|Timeout)/.test(one));
}
