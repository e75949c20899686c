// What must hold of the table that servers share: its key, its replicas, what it drops, and what this server may do.
import type { Mode } from '../../consent/limits-table.ts';
import type { TableFailure } from '../../ports/table.ts';
import type { Check, Level } from './check.ts';
import type { TableFacts } from './probe-table.ts';

const KEY = 'pk HASH S';
const EXPIRY = 'expiresOn';
// A table that is changed can be used meanwhile.
const USABLE = ['ACTIVE', 'UPDATING'];

export function tableChecks(facts: TableFacts, mode: Mode): Check[] {
  const { description } = facts;
  const bad: Level = mode === 'plan' ? 'warn' : 'fail';
  const permissions = permissionCheck(facts, bad);
  if (!description.ok && description.failure.kind !== 'denied') {
    const message = `The DynamoDB table ${facts.name} cannot be used: ${whyOf(description.failure)}.`;
    return [{ id: 'table', label: 'Table', level: bad, message, advice: adviceOn(description.failure) }];
  }
  return [tableCheck(facts, bad), permissions, replicaCheck(facts, bad), expiryCheck(facts)];
}

function tableCheck({ name, description }: TableFacts, bad: Level): Check {
  const check = { id: 'table', label: 'Table' };
  if (!description.ok) return { ...check, ...notSeen(`what the table ${name} is`, 'dynamodb:DescribeTable') };
  const { arn, status, keys } = description.value;
  if (!USABLE.includes(status))
    return { ...check, level: bad, message: `${arn} is ${status}.`, advice: 'Wait until it is ACTIVE.' };
  if (keys.join() !== KEY) {
    const message = `${arn} has the key ${keys.join(' and ')} instead of pk, a string, alone.`;
    return { ...check, level: bad, message, advice: 'Make another table, as shown below.' };
  }
  return { ...check, level: 'ok', message: `${arn} has the key that it needs.`, facts: { arn } };
}

function permissionCheck({ name, requests }: TableFacts, bad: Level): Check {
  const check = { id: 'table-permissions', label: 'Permissions' };
  const failed = requests.flatMap(({ action, reply }) => (reply.ok ? [] : [{ action, failure: reply.failure }]));
  const [first] = failed;
  if (!first) return { ...check, level: 'ok', message: `Items of ${name} can be read and written.` };
  const actions = failed.map(({ action }) => action).join(', ');
  const message = `Not with ${actions}: ${whyOf(first.failure)}.`;
  return { ...check, level: bad, message, advice: adviceOn(first.failure), facts: { failed: actions } };
}

function replicaCheck({ description }: TableFacts, bad: Level): Check {
  const check = { id: 'table-replicas', label: 'Replicas' };
  if (!description.ok) return { ...check, ...notSeen('whether it has replicas', 'dynamodb:DescribeTable') };
  const { replicas, isStrong } = description.value;
  if (replicas.length === 0) return { ...check, level: 'ok', message: 'It is in one Region alone.' };
  const where = `It has replicas in ${replicas.join(', ')}`;
  if (isStrong) return { ...check, level: 'ok', message: `${where}, strongly consistent.` };
  return {
    ...check,
    level: bad,
    message: `${where} that follow later: two servers in two Regions could make one copy twice.`,
    advice: 'Use a table without replicas, or a global table with strong consistency over Regions.',
  };
}

function expiryCheck({ expiry }: TableFacts): Check {
  const check = { id: 'table-expiry', label: 'Expiry' };
  if (!expiry.ok) return { ...check, ...notSeen('whether it drops old items', 'dynamodb:DescribeTimeToLive') };
  const { isOn, attribute } = expiry.value;
  if (isOn && attribute === EXPIRY) return { ...check, level: 'ok', message: `Items are dropped by ${EXPIRY}.` };
  return {
    ...check,
    level: 'warn',
    message: isOn ? `Items are dropped by ${attribute}, which they do not have.` : 'Old items are never dropped.',
    advice: `Turn on time to live with the attribute ${EXPIRY}, as shown below. Nothing goes wrong without it.`,
  };
}

function notSeen(what: string, action: string): Pick<Check, 'level' | 'message' | 'advice'> {
  return {
    level: 'warn',
    message: `It cannot be seen ${what}: ${action} gave no answer or is not allowed.`,
    advice: `Allow ${action} to whoever runs this, or look at the table yourself. The server does not need it.`,
  };
}

function whyOf(failure: TableFailure): string {
  if (failure.kind === 'unreachable') return failure.why.replace(/\.$/, '');
  if (failure.kind !== 'denied' || !(failure.explicit || isOfKey(failure))) return WHY[failure.kind];
  const { action = 'the request', explicit, policyKind } = failure;
  const by = explicit ? ` by an explicit deny${policyKind ? ` (${policyKind})` : ''}` : '';
  return `${action} ${isOfKey(failure) ? 'of its KMS key ' : ''}is denied${by}`;
}

function adviceOn(failure: TableFailure): string {
  if (failure.kind !== 'denied') return ADVICE[failure.kind];
  if (failure.explicit) return 'Whoever owns that policy has to change it: no Allow outweighs it.';
  return isOfKey(failure) ? 'Allow it by the policy of the key, or to these credentials.' : ADVICE.denied;
}

function isOfKey({ action }: Extract<TableFailure, { kind: 'denied' }>): boolean {
  return action?.startsWith('kms:') === true;
}

const WHY: Record<Exclude<TableFailure['kind'], 'unreachable'>, string> = {
  condition: 'its answer makes no sense',
  silent: 'it does not answer',
  throttled: 'DynamoDB throttles it',
  denied: 'the credentials of this server may not',
  'no-table': 'there is none of this name in this account and Region',
  credentials: 'there are no valid credentials',
  'no-region': 'it is not known in which Region it is',
  refused: 'its requests are refused',
};

const SETTINGS = 'Check the endpoint and the settings of AWS as they are shown here.';
const ADVICE: Record<TableFailure['kind'], string> = {
  condition: SETTINGS,
  silent: 'Check the network, DNS, the proxy and the endpoint as they are shown here.',
  throttled: 'Try again, or raise the capacity of the table: it needs on-demand capacity.',
  denied: 'Give them the policy below.',
  unreachable: 'See the credentials above, and the network, the proxy and the settings of AWS as they are shown here.',
  'no-table': 'Make it as shown below, or name another with --state.',
  credentials: 'See the credentials above.',
  'no-region': 'Add @REGION to --state.',
  refused: SETTINGS,
};
