import { EventEmitter } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { type LaunchBrowser, startBrowser } from '../../../src/serve/page/open-browser.ts';

const URL = 'http://127.0.0.1:1234/secret';
const FAILED = {
  opened: false,
  why: 'the browser could not be started',
  howToAllow: 'Set a default web browser for the user who runs this server.',
};

class Running extends EventEmitter {
  exitCode: number | null = null;
}

const start = (launch: LaunchBrowser) => startBrowser(URL, undefined, launch);
afterEach(() => vi.useRealTimers());

test('the opener gets the target, and the program that is named', async () => {
  const launched: unknown[] = [];
  const launch: LaunchBrowser = async (...args) => {
    launched.push(args);
    return Object.assign(new Running(), { exitCode: 0 });
  };
  await startBrowser('/home/ann/Downloads/x.html', undefined, launch);
  await startBrowser(URL, 'firefox', launch);
  expect(launched).toEqual([
    ['/home/ann/Downloads/x.html', undefined],
    [URL, 'firefox'],
  ]);
});

test('cannot be started: a reason without the address', async () => {
  expect(await start(() => Promise.reject(new Error(`spawn ${URL}`)))).toEqual(FAILED);
});

test.each([
  [0, { opened: true }],
  [3, FAILED],
  [null, FAILED],
])('ends soon with %s', async (code, answer) => {
  const running = new Running();
  const opening = start(async () => running);
  await vi.waitFor(() => expect(running.listenerCount('exit')).toBe(1));
  running.emit('exit', code);
  expect(await opening).toEqual(answer);
});

test('ended before anybody listened', async () => {
  expect(await start(async () => Object.assign(new Running(), { exitCode: 4 }))).toEqual(FAILED);
});

test('goes on: it became the browser', async () => {
  vi.useFakeTimers();
  const opening = start(async () => new Running());
  await vi.advanceTimersByTimeAsync(1_500);
  expect(await opening).toEqual({ opened: true });
});
