import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openInBrowser } from '../../../src/serve/page/open-browser.ts';

const URL = 'http://127.0.0.1:1234/secret';
const nothing = () => false;
const DESK = { DISPLAY: ':0' };

class Running extends EventEmitter {
  exitCode: number | null = null;
}

describe('whether somebody looks', () => {
  const launched: string[] = [];
  const launch = async (url: string) => {
    launched.push(url);
    return Object.assign(new Running(), { exitCode: 0 });
  };
  beforeEach(() => void launched.splice(0));

  test.each([
    ['SSH', { ...DESK, SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'linux', /SSH/],
    ['an SSH terminal', { SSH_TTY: '/dev/pts/0' }, 'darwin', /SSH/],
    ['CI', { ...DESK, CI: 'true' }, 'linux', /CI/],
    ['Kubernetes', { ...DESK, KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'linux', /container/],
    ['no display', {}, 'linux', /no display/],
    ['no display on another Unix', {}, 'freebsd', /no display/],
  ])('%s: refused at once with a reason', async (_, env, platform, why) => {
    const answer = await openInBrowser(URL, env, platform, { launch, exists: nothing });
    expect(answer).toEqual({ opened: false, why: expect.stringMatching(why) });
    expect(launched).toEqual([]);
  });

  test.each(['/.dockerenv', '/run/.containerenv'])('a container with %s: refused', async (file) => {
    const answer = await openInBrowser(URL, DESK, 'linux', { launch, exists: (path) => path === file });
    expect(answer).toEqual({ opened: false, why: 'this runs in a container' });
    expect(launched).toEqual([]);
  });

  test.each([
    [DESK, 'linux'],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'],
    [{ WSL_DISTRO_NAME: 'Ubuntu' }, 'linux'],
    [{}, 'darwin'],
    [{}, 'win32'],
    [{ ...DESK, CI: 'false' }, 'linux'],
  ])('%o on %s: opened', async (env, platform) => {
    expect(await openInBrowser(URL, env, platform, { launch, exists: nothing })).toEqual({ opened: true });
    expect(launched).toEqual([URL]);
  });
});

describe('what the opener does', () => {
  const open = (launch: () => Promise<Running>) => openInBrowser(URL, DESK, 'linux', { launch, exists: nothing });
  const failed = { opened: false, why: 'the browser could not be started' };
  afterEach(() => vi.useRealTimers());

  test('cannot be started: a reason without the address', async () => {
    expect(await open(() => Promise.reject(new Error(`spawn ${URL}`)))).toEqual(failed);
  });

  test.each([
    [0, { opened: true }],
    [3, failed],
    [null, failed],
  ])('ends soon with %s', async (code, answer) => {
    const running = new Running();
    const opening = open(async () => running);
    await vi.waitFor(() => expect(running.listenerCount('exit')).toBe(1));
    running.emit('exit', code);
    expect(await opening).toEqual(answer);
  });

  test('ended before anybody listened', async () => {
    expect(await open(async () => Object.assign(new Running(), { exitCode: 4 }))).toEqual(failed);
  });

  test('goes on: it became the browser', async () => {
    vi.useFakeTimers();
    const opening = open(async () => new Running());
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await opening).toEqual({ opened: true });
  });
});
