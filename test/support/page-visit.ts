// A page with a clock that is moved by hand, a browser that only takes down its address, and raw requests to it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Question } from '../../src/consent/question-text.ts';
import type { Browser } from '../../src/serve/page/open-browser.ts';
import { createPage, type PageOptions } from '../../src/serve/page/page.ts';
import type { Reach } from '../../src/serve/page/reach-browser.ts';
import type { CopyResult } from '../../src/volume/answers/copy-answer.ts';

export const START = Date.parse('2026-11-20T10:00:00Z');
export const TOKEN = 'v1.the-client-token-of-this-plan';
export const LIVES_MS = 15 * 60_000;

export const QUESTION: Question = {
  title: 'Copy "prod-db-1-data"?',
  simulated: true,
  volume: [
    { label: 'Volume', value: 'vol-0f00d5eed00000001' },
    { label: 'Attached to', value: 'i-0f00d5eed00000001 "prod-db-1" as /dev/sdf' },
  ],
  groups: {
    cost: [
      { label: 'The copy', value: '1,102.50 USD a month', note: 'while it exists' },
      { label: 'The source', value: '40 USD a month', note: 'the copy costs 1,062.50 USD a month more' },
      { label: 'Once', value: '0 to 0.40 USD', note: 'for copying, by how much is written on the source' },
      { label: 'List prices', value: 'aws.amazon.com/ebs/pricing, us-east-1, 2026-11-22' },
    ],
    changes: [
      { label: 'Type', before: 'gp3', value: 'io2' },
      { label: 'IOPS', before: '3,000', value: '16,000', note: 'faster' },
      { label: 'Throughput', before: '250 MiB/s', value: 'not provisioned' },
      { label: 'Multi-Attach', before: 'yes', value: 'no', note: 'the copy attaches to one instance only' },
    ],
    stays: [
      { label: 'Size', value: '500 GiB' },
      { label: 'Encrypted', value: 'yes' },
      { label: 'Key', value: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
      { label: 'Availability Zone', value: 'us-east-1a' },
    ],
    tags: [
      { label: '"Name"', value: '"try-the-migration"' },
      { label: '"cost-center"', value: '"4711"' },
      { label: 'ebs-copy-mcp:plan', value: 'this plan' },
      { label: 'ebs-copy-mcp:source', value: 'vol-0f00d5eed00000001' },
      { label: 'ebs-copy-mcp:by', value: '1.2.3' },
      { label: 'Not inherited', value: "the source's 3 tags" },
    ],
    place: [
      { label: 'Account', value: '123456789012' },
      {
        label: 'Signed in as',
        value: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUser_abcdef0123456789/jane',
      },
      { label: 'Region', value: 'us-east-1' },
      { label: 'Profile', value: 'prod' },
    ],
  },
  warnings: [
    'The instance has 1 more volume. A copy of one volume is not consistent with the others.',
    'You made a copy of this volume 7 hours ago: vol-0c0b1ed00000000aa.',
  ],
  expiresAt: START + LIVES_MS,
};

export const COPIED: CopyResult = {
  outcome: 'copied',
  summary: "vol-0c0b1ed0000000001 was created. It holds the source's data as of 2026-11-22T12:00:00Z.",
  created: 'now',
  dataAsOf: '2026-11-20T10:00:05Z (just now)',
  Volumes: [
    {
      VolumeId: 'vol-0c0b1ed0000000001',
      State: 'creating',
      VolumeType: 'io2',
      Size: 500,
      verdict: 'Being created: not attachable yet. Ask again in a few seconds.',
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

/** `reach`: by a file that only this user can read, unless a test says otherwise. */
export function startPage({
  reach = { by: 'file' },
  open = async () => ({ opened: true }),
  folders,
  ...more
}: Partial<PageOptions> & { reach?: Reach } & Partial<Omit<Browser, 'reach'>> = {}) {
  const clock = { now: START };
  const opened: string[] = [];
  const bugs: unknown[] = [];
  const acts: string[] = [];
  const suspicions: Record<string, unknown>[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'ebs-copy-page-'));
  const page = createPage({
    now: () => clock.now,
    browser: {
      reach: () => reach,
      folders: folders ?? (async () => [folder]),
      open: (target, opener) => {
        opened.push(addressIn(target));
        return open(target, opener);
      },
    },
    onBug: (error) => void bugs.push(error),
    onSuspicion: (line) => void suspicions.push(line),
    ...more,
  });
  const last = () => opened.at(-1) ?? '';

  /** Follows the address that the browser was led to, to the page itself. */
  async function enter(launch = last()): Promise<string> {
    const { headers } = await visit(launch);
    return new URL(String(headers.location), launch).href;
  }

  /** Presses a button as a browser would, and follows to what it leads to. */
  async function press(place: string, decision: string, more: Parameters<typeof send>[2] = {}): Promise<Visit> {
    const reply = await send(place, decision, more);
    return reply.status === 303 ? visit(new URL(String(reply.headers.location), place).href) : reply;
  }

  /** The bare request of a button. */
  async function send(
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
    folder,
    opened,
    bugs,
    acts,
    suspicions,
    act,
    last,
    enter,
    press,
    send,
    async close() {
      await page.close();
      rmSync(folder, { recursive: true, force: true });
    },
    ask: (question: Question = QUESTION, run: () => Promise<CopyResult> = act) => page.open(question, TOKEN, run),
    known: () => page.decision(TOKEN, AbortSignal.abort()),
  };
}

/** The address of the page: the target itself, or what the file leads to. */
export function addressIn(target: string): string {
  if (target.startsWith('http')) return target;
  return /url=([^"]+)"/.exec(readFileSync(target, 'utf8'))?.[1] ?? '';
}

/** What a person reads on a page, in one line. */
export function textOf(html: string): string {
  const body = html.replace(/^[\s\S]*<body>/, '').replace(INLINE, '$1$2');
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => CHARACTERS[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}
const INLINE = /<wbr>|<span class="word">([^<]*)<\/span>|<time[^>]*>([^<]*)<\/time>/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

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
