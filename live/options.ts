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
  // A wrong place has its own complaint.
  if (complaints.length === 0) complaints.push(...complaintsOfUses(uses, account, region));
  if (complaints.length > 0) return { complaints };
  return {
    ...{ account, region, create, burst, only, uses },
    ...(cleanup === undefined ? {} : { cleanup }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** Replies name keys by their ARNs alone, so only an ARN can be compared with them. */
function complaintsOfUses(uses: Options['uses'], account: string, region: string): string[] {
  return USES.flatMap((name) => {
    const value = uses[name];
    if (value === undefined) return [];
    if (name !== 'key' && name !== 'foreign-key')
      return /^vol-[0-9a-f]+$/.test(value)
        ? []
        : [`--use ${name}: expected the id of a volume, such as vol-0123456789abcdef0.`];
    const [, place, owner] = /^arn:[\w-]+:kms:([\w-]+):(\d{12}):key\/[\w-]+$/.exec(value) ?? [];
    if (place === region && (owner === account) === (name === 'key')) return [];
    const whose = name === 'key' ? account : 'another account';
    const sample = `arn:aws:kms:${region}:${name === 'key' ? account : '111122223333'}:key/KEY-ID`;
    return [
      `--use ${name}: expected the ARN of a key of ${whose} in ${region}, such as ${sample}. ` +
        `\`aws kms describe-key --key-id NAME\` shows it as Arn.`,
    ];
  });
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
