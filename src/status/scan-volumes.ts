// A scan of every volume of a place, page by page, keeping only what is wanted: EC2 has no filter for it.
import type { Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Volume } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { readPages } from '../volume/read-pages.ts';

// EC2 advises pages; 500 volumes take the SDK 50 ms, and a bigger page would hold up other answers for longer.
const PAGE = 500;
// 100,000 volumes.
const MOST_PAGES = 200;

export interface ScanResult {
  kept: Volume[];
  /** How many volumes were read. */
  looked: number;
  /** Where to go on; absent at the end. */
  nextToken?: string;
  /** What ended the scan before its time. */
  failure?: Failure;
}

export interface Scan {
  keep(volume: Volume): boolean;
  /** Of what is kept, more than this is left to the next scan, also within a page. */
  mostKept: number;
  nextToken?: string;
  /** Local time, ms since the epoch, after which no page is begun. */
  until: number;
  /** How far it is, in volumes. */
  notify(looked: number): void;
}

/**
 * Ends at the last page, at its bound or when the time is up; what was found so far is never lost. EC2 promises no order
 * within a page, so a page that is left in the middle is gone on with by the ids of its volumes.
 */
export async function scanVolumes(
  deps: Pick<Deps, 'ec2' | 'now'>,
  place: Place,
  scan: Scan,
  control: Control,
): Promise<Reply<ScanResult>> {
  const begin = readPosition(scan.nextToken);
  let looked = 0;
  let rest = scan.mostKept;
  let cut: string | undefined;
  const readPage = async (token: string | undefined): Promise<Reply<{ items: Volume[]; nextToken?: string }>> => {
    const query = { MaxResults: PAGE, ...(token ? { NextToken: token } : {}) };
    const reply = await deps.ec2.describeVolumes(place, query, control);
    if (!reply.ok) return reply;
    const { items, nextToken } = reply.value;
    const after = token === begin.token ? begin.after : '';
    const page = after ? items.filter(({ VolumeId = '' }) => VolumeId > after) : items;
    const { kept, read, last } = takeSome(page, scan.keep, rest);
    looked += read;
    rest -= kept.length;
    if (last !== undefined) cut = writePosition(token, last);
    if (nextToken) scan.notify(looked);
    return { ...reply, value: { items: kept, ...(nextToken ? { nextToken } : {}) } };
  };
  const reply = await readPages(readPage, MOST_PAGES, {
    ...(begin.token ? { nextToken: begin.token } : {}),
    isEnough: () => cut !== undefined || rest === 0 || deps.now() >= scan.until,
  });
  if (!reply.ok) return reply;
  const { items: kept, nextToken, failure } = reply.value;
  const position = cut ?? (nextToken ? writePosition(nextToken, '') : undefined);
  return {
    ok: true,
    at: reply.at,
    value: { kept, looked, ...(position ? { nextToken: position } : {}), ...(failure ? { failure } : {}) },
  };
}

/** What is kept of a page, at most `most`; `last` is the id it was left at, when it was not read to its end. */
function takeSome(
  page: readonly Volume[],
  keep: (volume: Volume) => boolean,
  most: number,
): { kept: Volume[]; read: number; last?: string } {
  const kept = page.filter(keep);
  if (kept.length <= most) return { kept, read: page.length };
  const idOf = ({ VolumeId = '' }: Volume) => VolumeId;
  const some = kept.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)).slice(0, most);
  const last = some.at(-1)?.VolumeId ?? '';
  return { kept: some, read: page.filter((volume) => idOf(volume) <= last).length, last };
}

/** A page by EC2's token, and the id in it after which it goes on; both may be empty. */
function writePosition(token: string | undefined, after: string): string {
  return `${after}|${token ?? ''}`;
}

function readPosition(position = '|'): { token?: string; after: string } {
  const at = position.indexOf('|');
  const token = position.slice(at + 1);
  return { after: position.slice(0, Math.max(0, at)), ...(token ? { token } : {}) };
}
