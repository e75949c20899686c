import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Question } from '../../../src/consent/question-text.ts';
import type { CopyResult } from '../../../src/volume/answers/copy-answer.ts';
import {
  addressIn,
  byHand,
  COPIED,
  formOf,
  LIVES_MS,
  QUESTION,
  raw,
  START,
  startPage,
  TOKEN,
  textOf,
  visit,
} from '../../support/page-visit.ts';

let server: ReturnType<typeof startPage>;
beforeEach(() => {
  server = startPage();
});
afterEach(() => server.close());

const never = () => new AbortController().signal;
/** Where a page goes by itself. */
const REFRESH = /<meta http-equiv="refresh" content="1; url=([^"]+)">/;

describe('the port', () => {
  const HOW = 'Pass DISPLAY to the server.';

  test('knows nothing of a question that nobody was asked', async () => {
    expect(await server.known()).toEqual({ decided: 'expired', seen: false });
    expect(await server.page.decision('never seen', never())).toEqual({ decided: 'expired', seen: false });
  });

  test('is pending while nobody decides, says whether a browser was given the facts, and answers when the signal fires', async () => {
    await server.ask();
    expect(await server.known()).toEqual({ decided: 'pending', seen: false, acting: false });
    const place = await server.enter();
    expect(await server.known()).toEqual({ decided: 'pending', seen: false, acting: false });
    await visit(place);
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: false });
    const stop = new AbortController();
    const waiting = server.page.decision(TOKEN, stop.signal);
    stop.abort();
    expect(await waiting).toEqual({ decided: 'pending', seen: true, acting: false });
    server.clock.now += LIVES_MS - 1;
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: false });
    server.clock.now += 1;
    expect(await server.known()).toEqual({ decided: 'expired', seen: true });
  });

  test('says why nobody can be asked and how to allow it, and starts nothing', async () => {
    server = startPage({ reach: { by: 'nobody', why: 'there is no display here', howToAllow: HOW } });
    expect(await server.ask()).toEqual({ opened: false, why: 'there is no display here', howToAllow: HOW });
    expect(await server.known()).toEqual({ decided: 'expired', seen: false });
    expect(server.opened).toEqual([]);
  });

  test('when the browser does not start, nobody can say yes any more', async () => {
    const urls: string[] = [];
    server = startPage({
      open: async (target) => {
        urls.push(addressIn(target));
        return { opened: false, why: 'the browser could not be started', howToAllow: HOW };
      },
    });
    expect(await server.ask()).toEqual({ opened: false, why: 'the browser could not be started', howToAllow: HOW });
    expect(await server.known()).toEqual({ decided: 'expired', seen: false });
    await expect(visit(urls[0] ?? '')).rejects.toThrow('ECONNREFUSED');
    // The next question may work.
    expect(await server.ask()).toMatchObject({ opened: false });
    expect(urls).toHaveLength(2);
  });

  test('opens no browser again for the same question, whoever asks however often', async () => {
    const both = await Promise.all([server.ask(), server.ask()]);
    const place = await server.enter();
    await visit(place);
    server.clock.now += 60_000;
    const later = await server.ask({ ...QUESTION, expiresAt: server.clock.now + LIVES_MS }, async () => {
      server.acts.push('the newest call');
      return COPIED;
    });
    expect([...both, later]).toEqual([{ opened: true }, { opened: true }, { opened: true }]);
    expect(server.opened).toHaveLength(1);
    // It lives as long as it was asked last, and acts for whoever asked last.
    server.clock.now = START + LIVES_MS + 1;
    expect((await server.press(place, 'copy')).text).toContain('was created');
    expect(server.acts).toEqual(['the newest call']);
  });

  test('another question under the same id ends the old one, on its page too', async () => {
    await server.ask();
    const old = await server.enter();
    const form = formOf((await visit(old)).text);
    server.clock.now += 60_000;
    const waiting = server.page.decision(TOKEN, never());
    const dearer: Question = {
      ...QUESTION,
      groups: { ...QUESTION.groups, cost: [{ label: 'The copy', value: '9,000 USD a month' }] },
    };
    await server.ask(dearer);
    expect(server.opened).toHaveLength(2);
    expect(await waiting).toEqual({
      decided: 'expired',
      seen: true,
      why: 'The assistant has asked another question in its place, on a newer page.',
    });
    expect((await server.press(old, 'copy', { form })).text).toContain('asked another question in its place');
    expect(server.acts).toEqual([]);
    expect(await server.known()).toEqual({ decided: 'pending', seen: false, acting: false });
    const newer = await server.enter();
    expect((await visit(newer)).text).toContain('9,000 USD a month');
    server.clock.now += 700;
    expect((await server.press(newer, 'copy')).text).toContain('was created');
  });

  test.each(['copy', 'decline'])('does not ask the same again after %s', async (decision) => {
    await server.ask();
    const place = await server.enter();
    await visit(place);
    server.clock.now += 1_000;
    await server.press(place, decision);
    expect(await server.ask()).toEqual({ opened: true });
    expect(server.opened).toHaveLength(1);
    const told = decision === 'copy' ? { decided: 'acted', result: COPIED } : { decided: 'declined' };
    expect(await server.known()).toEqual(told);
    expect(await server.known()).toEqual(told);
  });

  test('a yes that made nothing is told once, and then the same may be asked anew', async () => {
    const failed: CopyResult = { outcome: 'failed', summary: 'Nothing was created. The source could not be read.' };
    await server.ask(QUESTION, async () => failed);
    const place = await server.enter();
    await visit(place);
    server.clock.now += 1_000;
    const waiting = [server.page.decision(TOKEN, never()), server.page.decision(TOKEN, never())];
    await server.press(place, 'copy');
    // Whoever waited is told, each of them.
    for (const one of waiting) expect(await one).toEqual({ decided: 'acted', result: failed });
    expect(await server.known()).toEqual({ decided: 'expired', seen: true });
    expect(await server.ask()).toEqual({ opened: true });
    expect(server.opened).toHaveLength(2);
    expect(await server.known()).toEqual({ decided: 'pending', seen: false, acting: false });
    expect((await visit(place)).text).toContain('The source could not be read.');
  });

  test('begins anew with a question that expired', async () => {
    await server.ask();
    server.clock.now += LIVES_MS;
    expect(await server.known()).toEqual({ decided: 'expired', seen: false });
    await server.ask({ ...QUESTION, expiresAt: server.clock.now + LIVES_MS });
    expect(await server.known()).toEqual({ decided: 'pending', seen: false, acting: false });
  });

  test('a question that was settled elsewhere ends, and its page says why', async () => {
    await server.ask();
    const place = await server.enter();
    const form = formOf((await visit(place)).text);
    server.clock.now += 1_000;
    const waiting = server.page.decision(TOKEN, never());
    const why = 'You answered it in the form of your editor.';
    await server.page.withdraw(TOKEN, why);
    expect(await waiting).toEqual({ decided: 'expired', seen: true, why });
    for (const page of [await visit(place), await server.press(place, 'copy', { form })]) {
      expect(page.status).toBe(410);
      expect(textOf(page.text)).toContain(`This question is settled ${why} Nothing was copied from this page`);
    }
    expect(server.acts).toEqual([]);
    await server.page.withdraw('never seen', why);
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
    expect(textOf(text)).toContain('SIMULATED – nothing exists in AWS. ✓ vol-0c0b1ed0000000001 was created');
    expect(textOf(text)).toContain(
      'It can be attached once its state is available; the assistant can say when that is. The assistant is told.',
    );
    expect(textOf(text)).toContain('New volume vol-0c0b1ed0000000001 State creating Size and type 500 GiB io2');
    expect(await waiting).toEqual({ decided: 'acted', result: COPIED });
    expect(textOf((await visit(place)).text)).toContain('vol-0c0b1ed0000000001 was created');
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
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: true });
    sending.resolve(COPIED);
    for (const one of [...both, decline]) expect((await one).text).toContain('was created');
    expect((await server.press(place, 'copy', { form })).text).toContain('was created');
    expect(times).toBe(1);
  });

  test("don't: declined, and no copy afterwards", async () => {
    const place = await opened();
    const form = formOf((await visit(place)).text);
    const waiting = server.page.decision(TOKEN, never());
    expect((await server.press(place, 'decline', { form })).text).toContain('Nothing was copied');
    expect(await waiting).toEqual({ decided: 'declined' });
    expect((await server.press(place, 'copy', { form })).text).toContain('You said no');
    expect((await visit(place)).text).toContain('You said no');
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
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: false });
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
    expect(await server.known()).toEqual({ decided: 'expired', seen: true });
    expect(server.acts).toEqual([]);
  });

  test('the page looks at itself again when its time is over, and only then', async () => {
    const place = await opened();
    expect((await visit(place)).text).toContain('<meta http-equiv="refresh" content="901">');
    server.clock.now = QUESTION.expiresAt - 30_000;
    expect((await visit(place)).text).toContain('<meta http-equiv="refresh" content="31">');
    server.clock.now = QUESTION.expiresAt;
    expect((await visit(place)).text).not.toContain('http-equiv="refresh"');
  });

  test('whoever waits learns of the end of its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await server.ask();
      const waiting = server.page.decision(TOKEN, never());
      server.clock.now = QUESTION.expiresAt;
      vi.advanceTimersByTime(LIVES_MS);
      expect(await waiting).toEqual({ decided: 'expired', seen: false });
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
      const text = textOf((await server.press(place, 'copy')).text);
      expect(text).toContain(`${headline} In words: ${outcome}. Rehearse again. The assistant is told.`);
      expect(text).toContain('Code plan-differs');
      await server.close();
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

  test('a copy that takes a while: the page says so at once, looks by itself, and has what came of it', async () => {
    const sending = byHand<CopyResult>();
    let requests = 0;
    server = startPage({
      waits: { press: 1 },
      // The clock is read with every request.
      now() {
        requests += 1;
        return server.clock.now;
      },
    });
    const place = await opened(() => sending.promise);
    const { text } = await server.press(place, 'copy');
    expect(textOf(text)).toContain('Making the copy… You said yes, and the copy has been asked for.');
    const result = new URL(REFRESH.exec(text)?.[1] ?? '', place).href;
    // Agreed in time: the end of the question's time does not undo it.
    server.clock.now += 100_000;
    expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: true });
    const before = requests;
    const waiting = visit(result);
    // It has arrived, and is answered when there is something to tell.
    await vi.waitFor(() => expect(requests).toBeGreaterThan(before));
    sending.resolve(COPIED);
    for (const page of [await waiting, await visit(place), await visit(result)]) {
      expect(page.text).toContain('was created');
      expect(page.text).not.toContain('http-equiv="refresh"');
    }
    // It shows; it decides nothing.
    expect((await server.send(result, 'copy', { form: formOf(text) })).status).toBe(404);
  });

  test('a copy without an answer after two minutes: the page ends, says that it is not known, and what to do', async () => {
    server = startPage({ waits: { press: 1, result: 1 } });
    const sending = byHand<CopyResult>();
    const place = await opened(() => sending.promise);
    const { text } = await server.press(place, 'copy');
    const result = new URL(REFRESH.exec(text)?.[1] ?? '', place).href;
    server.clock.now += 119_999;
    expect((await visit(result)).text).toMatch(REFRESH);
    server.clock.now += 1;
    const late = (await visit(result)).text;
    expect(late).not.toContain('http-equiv="refresh"');
    expect(textOf(late)).toContain('Not known yet whether a volume was created');
    expect(textOf(late)).toContain('the same call with the same ClientToken finds out and makes no second volume');
    sending.resolve(COPIED);
    await server.page.decision(TOKEN, never());
    expect((await visit(result)).text).toContain('was created');
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
    expect(await server.known()).toEqual({ decided: 'expired', seen: false });
    await expect(visit(place)).rejects.toThrow('ECONNREFUSED');
  });

  test('stops by itself when what was decided is old', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { place, pressed, sending } = await pressCopy();
      expect(await server.known()).toEqual({ decided: 'pending', seen: true, acting: true });
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
    const before = holding('Timeout');
    await server.ask();
    const { port } = new URL(server.last());
    const silent = connect(Number(port), '127.0.0.1').unref();
    await new Promise((resolve) => silent.once('connect', resolve));
    await visit(server.last());
    expect(holding('Timeout')).toBeLessThanOrEqual(before);
    // The answered connection lets go a turn later on a busy machine.
    await vi.waitFor(() => expect(holding('TCP')).toBe(0));
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
    expect(await waiting).toMatchObject({ decided: 'expired', seen: false });
    await cut;
    await expect(visit(place)).rejects.toThrow('ECONNREFUSED');
    expect(await server.ask()).toEqual({ opened: false, why: 'this server is ending' });
    expect(await server.known()).toEqual({ decided: 'expired', seen: false });
    expect(readdirSync(server.folder)).toEqual([]);
  });

  test('closing lets a copy that was agreed to finish, and the person sees it; nobody else can say yes', async () => {
    await server.page.open(QUESTION, 'another-token', server.act);
    const other = await server.enter();
    const form = formOf((await visit(other)).text);
    const { place, pressed, sending } = await pressCopy();
    const waiting = server.page.decision(TOKEN, never());
    let closed = false;
    const closing = server.page.close().then(() => {
      closed = true;
    });
    expect((await server.press(other, 'copy', { form })).text).toContain('The server that asked is ending.');
    expect(closed).toBe(false);
    sending.resolve(COPIED);
    expect((await pressed).text).toContain('was created');
    expect(await waiting).toEqual({ decided: 'acted', result: COPIED });
    await closing;
    expect(server.acts).toEqual([]);
    await expect(visit(place)).rejects.toThrow('ECONNREFUSED');
  });

  test('closing waits three seconds at most for a page that is gone', async () => {
    const { sending, pressed } = await pressCopy();
    sending.resolve(COPIED);
    await pressed;
    server = startPage();
    const gone = await pressCopy({ follow: false });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const closing = server.page.close();
      gone.sending.resolve(COPIED);
      await server.page.decision(TOKEN, never());
      await vi.advanceTimersByTimeAsync(3_000);
      await closing;
    } finally {
      vi.useRealTimers();
    }
  });
});

/** A person has agreed, and the copy is under way until `sending` resolves. */
async function pressCopy({ follow = true } = {}) {
  const sending = byHand<CopyResult>();
  const begun = byHand<void>();
  await server.ask(QUESTION, () => {
    begun.resolve();
    return sending.promise;
  });
  const place = await server.enter();
  await visit(place);
  server.clock.now += 1_000;
  const pressed = follow ? server.press(place, 'copy') : server.send(place, 'copy');
  await begun.promise;
  return { place, pressed, sending };
}

/** How many of these keep this process alive. */
function holding(what: 'TCP' | 'Timeout'): number {
  return process.getActiveResourcesInfo().filter((one) => one.startsWith(what)).length;
}
