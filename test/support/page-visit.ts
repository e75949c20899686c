// A page with a clock that is moved by hand, a browser that only takes down its address, and raw requests to it.

import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Question } from '../../src/consent/question-text.ts';
import { createPage, type PageOptions } from '../../src/serve/page/page.ts';
import type { CopyResult } from '../../src/volume/answers/copy-answer.ts';

export const START = Date.parse('2026-11-20T10:00:00Z');
export const TOKEN = 'v1.the-client-token-of-this-plan';
export const LIVES_MS = 15 * 60_000;

export const QUESTION: Question = {
  title: 'SIMULATED: Copy the volume vol-0f00d5eed00000001?',
  facts: [
    { label: 'Account', value: '123456789012' },
    { label: 'As', value: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUser_abcdef0123456789/jane' },
    { label: 'Region', value: 'us-east-1 (profile prod)' },
    { label: 'Volume', value: 'vol-0f00d5eed00000001 "prod-db-1-data"' },
    { label: 'Size and type', value: '500 GiB gp3' },
    { label: 'Attached to', value: 'i-0f00d5eed00000001 "prod-db-1" as /dev/sdf' },
    { label: 'VolumeType', value: 'gp3 → io2 (Iops is then required)' },
    { label: 'Iops', value: '3000 → 16000' },
    { label: 'As the source', value: 'Size 500, Encrypted true' },
    { label: 'Cost', value: '1102.5 USD a month while it exists, 0 to 2.5 USD once (list price, 2026-11-01)' },
  ],
  warnings: [
    'The copy holds the data of one moment; what is written to the source afterwards is not in it.',
    'The volume "prod-db-1-data" is attached to a running instance: its file system is copied as after a power cut.',
  ],
  expiresAt: START + LIVES_MS,
};

export const COPIED: CopyResult = {
  outcome: 'copied',
  summary: 'vol-0c0b1ed0000000001 was created. Its data is that of the moment in dataAsOf.',
  created: 'now',
  dataAsOf: '2026-11-20T10:00:05Z (just now)',
  Volumes: [
    {
      VolumeId: 'vol-0c0b1ed0000000001',
      State: 'creating',
      VolumeType: 'io2',
      Size: 500,
      verdict: 'It is being created; it can be attached once it is available.',
    },
  ],
};

export interface Visit {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One request exactly as given: no cookie, no keep-alive, no header but these. */
export function visit(
  url: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string; path?: string } = {},
): Promise<Visit> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path: options.path ?? pathname,
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
        agent: false,
      },
      (reply) => {
        const pieces: string[] = [];
        reply.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
        reply.once('error', reject);
        reply.once('end', () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: pieces.join('') }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(options.body);
  });
}

export function startPage(more: Partial<PageOptions> = {}) {
  const clock = { now: START };
  const opened: string[] = [];
  const bugs: unknown[] = [];
  const acts: string[] = [];
  const page = createPage({
    now: () => clock.now,
    openBrowser: async (url) => {
      opened.push(url);
      return { opened: true };
    },
    onBug: (error) => void bugs.push(error),
    ...more,
  });
  const last = () => opened.at(-1) ?? '';

  /** Follows the address the browser was started with to the page itself. */
  async function enter(launch = last()): Promise<string> {
    const { headers } = await visit(launch);
    return new URL(String(headers.location), launch).href;
  }

  /** Presses a button as a browser would. */
  async function press(
    place: string,
    decision: string,
    more: { headers?: Record<string, string | string[]>; form?: string; body?: string } = {},
  ): Promise<Visit> {
    const form = more.form ?? formOf((await visit(place)).text);
    return visit(place, {
      method: 'POST',
      headers: {
        Origin: new URL(place).origin,
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...more.headers,
      },
      body: more.body ?? new URLSearchParams({ form, decision }).toString(),
    });
  }

  const act = async (): Promise<CopyResult> => {
    acts.push('copy');
    return COPIED;
  };
  return {
    page,
    clock,
    opened,
    bugs,
    acts,
    act,
    last,
    enter,
    press,
    ask: (question: Question = QUESTION, run: () => Promise<CopyResult> = act) => page.open(question, TOKEN, run),
    known: () => page.decision(TOKEN, AbortSignal.abort()),
  };
}

export function formOf(html: string): string {
  return /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** A promise that is kept by hand. */
export function byHand<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Bytes as given, to the end of the connection; `onAnswer` runs once, at the first bytes of an answer. */
export function raw(
  port: number,
  text: string,
  { address = '127.0.0.1', onAnswer }: { address?: string; onAnswer?: (socket: Socket) => void } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(port, address, () => socket.write(text));
    socket.once('data', () => onAnswer?.(socket));
    socket.on('data', (piece) => pieces.push(piece)).once('error', reject);
    socket.once('close', () => resolve(Buffer.concat(pieces).toString()));
  });
}
