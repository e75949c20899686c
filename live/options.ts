// The command line of `npm run live`.
import { parseArgs } from 'node:util';
import { USES, type Use } from './experiment.ts';
import { EXPERIMENTS } from './experiments/catalogue.ts';

export interface Options {
  account: string;
  region: string;
  create: boolean;
  burst: boolean;
  only: readonly string[];
  uses: Readonly<Partial<Record<Use, string>>>;
  /** Remove what this run left, and nothing else. */
  cleanup?: string;
  endpoint?: string;
}

export const USAGE = `npm run live -- --account ACCOUNT --region REGION [options]

Asks EC2 what its documentation leaves open, and compares it with what the embedded EC2 assumes. Reads only, and sends
dry runs of CopyVolumes. Credentials come from the standard AWS chain (AWS_PROFILE and so on).

  --create           also make and copy empty volumes of 1 GiB; asks first and says the cost
  --burst            also use up the account's request rate for some seconds
  --only ID          only this experiment; can be repeated
  --use NAME=VALUE   something of the account that experiments may use: ${USES.join(', ')}
  --cleanup RUN      remove what the run of this id left, and nothing else
  --endpoint URL     another endpoint than AWS's`;

/** The options, or every complaint about them. */
export function readOptions(argv: readonly string[]): Options | { complaints: string[] } {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (error) {
    return { complaints: [(error as Error).message] };
  }
  const { account = '', region = '', create = false, burst = false, only = [], use = [], cleanup, endpoint } = values;
  const complaints: string[] = [];
  if (!/^\d{12}$/.test(account)) complaints.push('--account: expected the 12 digits of the account to be used.');
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) complaints.push('--region: expected a Region, such as eu-central-1.');
  if (cleanup !== undefined && !/^live-[\w-]+$/.test(cleanup)) complaints.push('--cleanup: expected the id of a run.');
  if (endpoint !== undefined && !URL.canParse(endpoint)) complaints.push('--endpoint: expected a URL.');
  for (const id of only)
    if (!EXPERIMENTS.some((experiment) => experiment.id === id))
      complaints.push(`--only: "${id}" is no experiment. Known: ${EXPERIMENTS.map((one) => one.id).join(', ')}.`);
  for (const { id, group } of EXPERIMENTS) {
    if (!only.includes(id)) continue;
    if (group === 'creates' && !create) complaints.push(`--only: ${id} makes volumes; it needs --create.`);
    if (group === 'bursts' && !burst) complaints.push(`--only: ${id} uses up the request rate; it needs --burst.`);
  }
  const uses: Partial<Record<Use, string>> = {};
  for (const word of use) {
    const [name = '', ...rest] = word.split('=');
    const known = USES.find((one) => one === name);
    if (known === undefined || rest.join('=') === '')
      complaints.push(`--use: expected NAME=VALUE with ${USES.join(', ')}.`);
    else uses[known] = rest.join('=');
  }
  if (complaints.length > 0) return { complaints };
  return {
    ...{ account, region, create, burst, only, uses },
    ...(cleanup === undefined ? {} : { cleanup }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function parse(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      account: { type: 'string' },
      region: { type: 'string' },
      create: { type: 'boolean' },
      burst: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      use: { type: 'string', multiple: true },
      cleanup: { type: 'string' },
      endpoint: { type: 'string' },
    },
  });
  return values;
}
