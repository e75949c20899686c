// Requests to the embedded EC2 by hand, without any SDK, and what they are answered.
import type { SimulatorOptions } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { type RecordingSimulator, startRecordingSimulator } from './recording-simulator.ts';

/** 22 Nov 2026, 09:00 UTC: the moment every simulator of these tests begins at. */
export const START = Date.UTC(2026, 10, 22, 9, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
/** The seed's volumes that a list shows by default, in its order. */
export const LISTED: string[] = Object.values(SEED_VOLUMES).filter((id) => id !== SEED_VOLUMES.managed);

export interface ParsedResponse {
  status: number;
  body: string;
  headers: Headers;
  /** The error code, or 'ok'. */
  code: string;
  message: string;
  /** Texts of every element of that name, in order. */
  all(name: string): string[];
  /** Text of the first element of that name. */
  one(name: string): string | undefined;
}

/** A simulator whose wall clock stands still: time passes by `advance` only. */
export function startFrozenSimulator(options: SimulatorOptions = {}): Promise<RecordingSimulator> {
  return startRecordingSimulator({ now: () => START, ...options });
}

export function authorizationFor(region: string, accessKey: string, service: string): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/20261122/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/** One request, signed for a Region by an access key. */
export async function requestAction(
  simulator: Pick<RecordingSimulator, 'url'>,
  params: Record<string, string | number | boolean>,
  { region = 'us-east-1', accessKey = 'AKIDEXAMPLE' }: { region?: string; accessKey?: string } = {},
): Promise<ParsedResponse> {
  const sts = params.Action === 'GetCallerIdentity';
  const form = new URLSearchParams({ Version: sts ? '2011-06-15' : '2016-11-15' });
  for (const [name, value] of Object.entries(params)) form.set(name, String(value));
  return postForm(simulator.url, form.toString(), authorizationFor(region, accessKey, sts ? 'sts' : 'ec2'));
}

/** Posts a form body as it is. */
export async function postForm(url: string, body: string, authorization: string | undefined): Promise<ParsedResponse> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
  });
  const text = await response.text();
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, found = '']) => found);
  return {
    status: response.status,
    body: text,
    headers: response.headers,
    code: all('Code')[0] ?? 'ok',
    message: all('Message')[0] ?? '',
    all,
    one: (name) => all(name)[0],
  };
}
