// Experiments of one request each: what code does EC2 answer with?
import type { Switches } from '../../src/simulator/world/switches.ts';
import { type Experiment, judge, type Lab, observe, plainDryRunRefused, type Unsent } from '../experiment.ts';
import type { Reply } from '../wire/reply.ts';

export interface OneRequest {
  id: string;
  question: string;
  assumed: string;
  switch?: keyof Switches;
  /** Switch values by the code that was observed. */
  turns?: Readonly<Record<string, Partial<Switches>>>;
  send(lab: Lab): Promise<Reply | Unsent>;
}

export const UNKNOWN_VOLUME = 'vol-0ffffffffffffffff';
export const MALFORMED_VOLUME = 'vol-xyz';

/** @param refused why no answer would say anything */
export function oneRequestEach(
  requests: readonly OneRequest[],
  refused: typeof plainDryRunRefused = async () => undefined,
): Experiment[] {
  return requests.map(({ turns, send, ...rest }) => ({
    ...rest,
    group: 'reads',
    run: async (lab) => (await refused(lab)) ?? judge(await send(lab), (code) => observe(code, rest.assumed, turns)),
  }));
}

/** Dry runs of CopyVolumes, whose codes say something only where a plain one passes. */
export const oneDryRunEach = (requests: readonly OneRequest[]) => oneRequestEach(requests, plainDryRunRefused);

/** ARN of a key that does not exist in the account of the run. */
export function nobodysKey({ region, account }: Pick<Lab, 'region' | 'account'>): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`;
}
