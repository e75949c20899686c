// How many requests EC2 takes at once. They use up the account's request rate for some seconds.
import { type Experiment, judge, type Lab, type Outcome, observe } from '../experiment.ts';
import type { Params, Reply } from '../wire/reply.ts';
import { childText } from '../wire/xml.ts';
import { NO_VOLUME } from './volume-lists.ts';

// The documented bucket of 100, its refill of 20 a second for two seconds, and a margin (EC2 developer guide, 2026).
const REQUESTS = 160;
// Between the bucket of 50 for unfiltered lists and that of 100 for others.
const LARGER_BUCKET = 75;

/** How many were not throttled, and the HTTP status of one that was; undefined when none was. */
async function burst(
  lab: Lab,
  params: Params,
): Promise<{ answered: number | undefined; status: number | undefined; replies: Reply[] }> {
  const replies = await Promise.all(Array.from({ length: REQUESTS }, () => lab.ask('DescribeVolumes', params)));
  const throttled = replies.filter(({ code }) => code === 'RequestLimitExceeded');
  const answered = throttled.length === 0 ? undefined : REQUESTS - throttled.length;
  return { answered, status: throttled[0]?.status, replies };
}

function firstOther(replies: readonly Reply[]): Outcome | undefined {
  const other = replies.find(({ code }) => code !== 'ok' && code !== 'RequestLimitExceeded');
  return (
    other && judge(other, (code) => ({ kind: 'open', why: `A request was refused for another reason (${code}).` }))
  );
}

export const BURSTS: readonly Experiment[] = [
  {
    id: 'request-rate',
    group: 'bursts',
    question: 'How many filtered requests are answered at once, and which HTTP status have the others?',
    assumed: 'all of 160',
    switch: 'requestThrottling',
    async run(lab) {
      const params = { 'Filter.1.Name': 'volume-id', 'Filter.1.Value.1': 'vol-0ffffffffffffffff' };
      const { answered, status, replies } = await burst(lab, params);
      const observed = answered === undefined ? this.assumed : `about ${answered} of ${REQUESTS}, then HTTP ${status}`;
      return firstOther(replies) ?? observe(observed, this.assumed, { [observed]: { requestThrottling: true } });
    },
  },
  {
    id: 'request-rate-ids',
    group: 'bursts',
    question: 'Does a request by ids alone take from the larger bucket, as filtered ones do?',
    assumed: 'yes',
    switch: 'idsCountAsFilter',
    async run(lab) {
      const id = childText(await lab.anyVolume(), 'volumeId');
      if (id === undefined) return NO_VOLUME;
      const { answered, replies } = await burst(lab, { 'VolumeId.1': id });
      if (answered === undefined) return firstOther(replies) ?? { kind: 'open', why: 'No request was throttled.' };
      const observed = answered > LARGER_BUCKET ? 'yes' : 'no';
      return firstOther(replies) ?? observe(observed, this.assumed, { no: { idsCountAsFilter: false } });
    },
  },
];
