// Where requests go and who sends them: profile, Region, account, and what of AWS's settings counts.

import type { SeenSettings } from '../../ec2/settings/seen-settings.ts';
import type { Caller, CredentialSource, Place } from '../../ports/ec2.ts';
import { isRandom } from '../../text/plain-text.ts';
import type { Failure } from '../../volume/errors/failure.ts';
import { FAILURES } from '../../volume/errors/failure-catalogue.ts';
import { type Check, failureCheck, isBasic } from './check.ts';
import type { PlaceFacts } from './probe-place.ts';

/** What was decided before anything was asked. */
export interface PlaceChoice {
  /** The option or variable that named it; absent when nobody did. */
  regionFrom?: string;
  profileFrom?: string;
  accounts: readonly string[];
  /** Undefined when they could not be read, or do not count (the embedded EC2). */
  settings?: SeenSettings;
  simulated: boolean;
}

export function placeChecks(facts: PlaceFacts, choice: PlaceChoice): Check[] {
  const { place } = facts;
  if (!place.ok) return [unlocated(place.failure), ...strayChecks(facts, choice)];
  return [
    ...sourceChecks(place.value.source, choice, isWithoutLogin(loginFailure(facts))),
    regionCheck(place.value, facts, choice),
    ...accountChecks(facts, choice),
    ...clockChecks(facts, choice),
  ];
}

/** No Region, or a setting that cannot be used: then nothing is sent. */
function unlocated(failure: Failure): Check {
  const isRegion = failure.code === 'region-missing' || failure.code === 'region-invalid';
  const check = {
    id: isRegion ? 'region' : 'settings',
    label: isRegion ? 'Region' : 'Settings',
    level: 'fail' as const,
  };
  return failureCheck(check, failure, { action: '', resource: '*' });
}

/** Who would call, had it a Region. What AWS itself says may be due to the Region that stood in for it. */
function strayChecks({ stray, caller }: PlaceFacts, choice: PlaceChoice): Check[] {
  if (!stray || !caller) return [];
  if (caller.ok) return [...sourceChecks(stray.source, choice, false), ...accountCheck(caller.value, choice)];
  const { failure } = caller;
  const isOurs = failure.httpStatus === undefined && isWithoutLogin(failure);
  const source = sourceChecks(stray.source, choice, isOurs);
  return isOurs
    ? [
        ...source,
        failureCheck({ ...subjectOf(failure), level: 'fail' }, failure, { action: 'GetCallerIdentity', resource: '*' }),
      ]
    : source;
}

function isWithoutLogin(failure: Failure | undefined): boolean {
  return failure !== undefined && FAILURES[failure.code].family === 'credentials';
}

/** Where they would come from is decided by settings alone: what is there may be nothing, or nothing that AWS takes. */
function sourceChecks(source: CredentialSource | undefined, choice: PlaceChoice, isWithout: boolean): Check[] {
  if (!isWithout) return [sourceCheck(source, choice, 'They come')];
  if (!source || source.kind === 'none') return [];
  return [{ ...sourceCheck(source, choice, 'They would come'), level: 'warn' }];
}

function sourceCheck(source: CredentialSource | undefined, { profileFrom }: PlaceChoice, they: string): Check {
  const name = source?.name ?? 'not known';
  const from = source?.kind === 'profile' && profileFrom ? `, named by ${profileFrom}` : '';
  const check: Check = {
    id: 'credentials',
    level: 'ok',
    label: 'Credentials',
    message: `${they} from: ${name}${from}.`,
    facts: { source: name, ...(source?.profile && !isRandom(source.profile) ? { profile: source.profile } : {}) },
  };
  if (source?.unread)
    return {
      ...check,
      level: 'warn',
      advice: 'Mend the file if its default profile is meant; name another profile with --profile.',
    };
  if (!source?.overrides) return check;
  return {
    ...check,
    level: 'warn',
    message: `${they} from: ${name}, which win over ${source.overrides}.`,
    advice: 'If the profile is meant, name it with --profile, or remove the keys from the environment.',
  };
}

function regionCheck(
  { region }: Place,
  { wanted }: PlaceFacts,
  { regionFrom, settings, simulated }: PlaceChoice,
): Check {
  const found = settings?.region;
  const from = simulated
    ? 'that of the embedded EC2'
    : wanted.region !== undefined && regionFrom
      ? `from ${regionFrom}`
      : found
        ? `from ${found.name} (${found.from})`
        : 'from the configuration';
  return { id: 'region', level: 'ok', label: 'Region', message: `${region}, ${from}.`, facts: { region } };
}

function subjectOf({ code }: Failure): Pick<Check, 'id' | 'label'> {
  switch (FAILURES[code].family) {
    case 'credentials':
      return { id: 'login', label: 'Login' };
    case 'us':
      return { id: 'settings', label: 'Settings' };
    default:
      return { id: 'connection', label: 'Connection' };
  }
}

/** Neither STS nor EC2 took the credentials, or neither was reached: what EC2, or the source of the credentials, said. */
export function loginFailure({ caller, reads: [volumes] }: PlaceFacts): Failure | undefined {
  if (!caller || caller.ok || !volumes || volumes.reply.ok) return undefined;
  return isBasic(volumes.reply.failure) ? volumes.reply.failure : undefined;
}

/** The login, then whose it is. EC2 may take credentials of which STS says nothing. */
function accountChecks(facts: PlaceFacts, choice: PlaceChoice): Check[] {
  const { place, caller } = facts;
  if (!place.ok || !caller) return [];
  const context = { action: 'GetCallerIdentity', resource: '*', ...where(place.value) };
  const refused = loginFailure(facts);
  if (refused) return [failureCheck({ ...subjectOf(refused), level: 'fail' }, refused, context)];
  if (!caller.ok) {
    const account = { id: 'account', label: 'Account', level: 'warn' as const };
    return [failureCheck(account, caller.failure, context, { before: 'It is not known.' })];
  }
  return accountCheck(caller.value, choice);
}

function accountCheck({ account, arn }: Caller, { accounts }: PlaceChoice): Check[] {
  const known = { ...(account ? { account } : {}), ...(arn ? { principal: arn } : {}) };
  const check: Check = {
    id: 'account',
    level: 'ok',
    label: 'Account',
    message: `${account ?? 'not known'}, as ${arn ?? 'not known'}.`,
    facts: known,
  };
  if (accounts.length === 0 || (account !== undefined && accounts.includes(account))) return [check];
  return [
    {
      ...check,
      level: 'fail',
      message: `${check.message} The limit --account allows only ${accounts.join(', ')}.`,
      advice: 'Log in to an allowed account, or have the limit changed by whoever set it.',
    },
  ];
}

// AWS takes requests that are off by five minutes; ages of volumes are wrong before.
const MOST_OFFSET_S = 60;

/** Nothing while EC2 has not answered. */
function clockChecks({ clockOffsetMs }: PlaceFacts, { simulated }: PlaceChoice): Check[] {
  const check = { id: 'clock', label: 'Clock' };
  if (simulated) return [{ ...check, level: 'ok', message: 'Simulated time.' }];
  if (clockOffsetMs === undefined) return [];
  const seconds = Math.round(clockOffsetMs / 1000);
  const apart = Math.abs(seconds);
  const facts = { offsetSeconds: seconds };
  if (apart <= MOST_OFFSET_S) return [{ ...check, level: 'ok', message: `It is ${apart} s from EC2's clock.`, facts }];
  return [
    {
      ...check,
      level: 'warn',
      message: `This machine's clock is ${apart} s ${seconds > 0 ? 'behind' : 'ahead of'} EC2's.`,
      advice: "Set this machine's clock, by NTP for example: AWS refuses requests that are off by five minutes.",
      facts,
    },
  ];
}

export function where({ region, profile }: Place): { region: string; profile?: string } {
  return { region, ...(profile === undefined ? {} : { profile }) };
}
