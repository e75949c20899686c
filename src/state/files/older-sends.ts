// Records of 0.1.0, as records of today: one file a token in `sent/`, with the outcome written into it.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsentGiven, SendEnd, SendRecord, SentRequest } from '../../consent/send-states.ts';
import { mayExist } from '../memory/sends-in-memory.ts';
import { ifMissing, readTrusted } from './trusted-path.ts';
import { replaceDurably } from './write-durably.ts';

interface OlderSend {
  token: string;
  /** JSON of account, principal, Region, endpoint and the request as text. */
  asked: string;
  request: SentRequest;
  /** Local time of the first send, ms since the epoch. */
  sentAt: number;
  consent: ConsentGiven;
  outcome?: { word: 'copied' | 'failed' | 'unknown'; VolumeId?: string };
  /** What was found out since, by a later version. */
  end?: SendEnd;
}

export interface OlderSends {
  byToken(token: string): Promise<SendRecord | undefined>;
  byIntent(matches: (record: SendRecord) => boolean): Promise<SendRecord | undefined>;
  finish(token: string, end: SendEnd): Promise<void>;
}

/** `intentKeyOf` gives the key that the same request has today. */
export function olderSends(
  folder: string,
  intentKeyOf: (record: Pick<SendRecord, 'request' | 'world'>) => string,
): OlderSends {
  const fileOf = (token: string) => join(folder, `${createHash('sha256').update(token).digest('hex')}.json`);
  const read = async (path: string): Promise<OlderSend | undefined> => {
    const text = await readTrusted(path);
    try {
      return text === undefined ? undefined : (JSON.parse(text) as OlderSend);
    } catch {
      return undefined;
    }
  };
  const today = (send: OlderSend | undefined): SendRecord | undefined => {
    if (!send) return undefined;
    const record = recordOf(send);
    return { ...record, intentKey: intentKeyOf(record) };
  };
  return {
    byToken: async (token) => today(await read(fileOf(token))),
    async byIntent(matches) {
      const names = (await readdir(folder).catch(ifMissing)) ?? [];
      const sends = await Promise.all(
        names.filter((name) => name.endsWith('.json')).map((name) => read(join(folder, name))),
      );
      return sends
        .flatMap((send) => today(send) ?? [])
        .filter((record) => mayExist(record) && matches(record))
        .sort((a, b) => (b.firstTriedAt ?? 0) - (a.firstTriedAt ?? 0))[0];
    },
    async finish(token, end) {
      const send = await read(fileOf(token));
      if (send) await replaceDurably(fileOf(token), JSON.stringify({ ...send, end }));
    },
  };
}

function recordOf({ token, asked, request, sentAt, consent, outcome, end }: OlderSend): Omit<SendRecord, 'intentKey'> {
  const [account = '', principal = '', region = '', endpoint = ''] = JSON.parse(asked) as string[];
  const world = {
    partition: partitionOfRegion(region),
    region,
    endpoint: originOf(endpoint),
    ...(account === '' ? {} : { account, principal }),
  };
  return {
    token,
    world,
    request,
    consent: { how: consent, at: sentAt },
    shown: [],
    firstTriedAt: sentAt,
    lastTriedAt: sentAt,
    // It ended with its process, or by its time, long ago.
    claim: { n: 0, owner: '', until: sentAt },
    ...(end ? { end } : endOf(outcome)),
  };
}

function endOf(outcome: OlderSend['outcome']): { end?: SendEnd } {
  if (outcome?.word === 'failed') return { end: { kind: 'failed' } };
  if (outcome?.word === 'copied' && outcome.VolumeId) return { end: { kind: 'copied', VolumeId: outcome.VolumeId } };
  return { end: { kind: 'unclear' } };
}

/** 0.1.0 kept no partition; its Region tells it (Regions of AWS's partitions, read 2026-11). */
function partitionOfRegion(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  const isolated = /^[a-z]{2}-iso([a-z]?)-/.exec(region)?.[1];
  if (isolated !== undefined) return isolated === '' ? 'aws-iso' : `aws-iso-${isolated}`;
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}

/** AWS's own hosts of EC2: regional, FIPS, dual-stack and private ones are one endpoint today (as of 2026-11). */
const OF_AWS =
  /^(?:vpce-[\w-]+\.ec2(?:-fips)?\.[\w-]+\.vpce|ec2(?:-fips)?(?:\.[\w-]+)?)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

function originOf(endpoint: string): string {
  if (endpoint === '') return 'aws';
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url && OF_AWS.test(url.hostname)) return 'aws';
  return url ? `${url.protocol}//${url.host}` : endpoint;
}
