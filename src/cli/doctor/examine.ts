// Everything that is looked at, in the order in which it is shown.
import type { Config, DoctorConfig } from '../../config/config.ts';
import type { AssumedRole } from '../../config/http/http-config.ts';
import type { PolicyText } from '../../config/policy-file.ts';
import type { SeenSettings } from '../../ec2/settings/seen-settings.ts';
import type { Ec2 } from '../../ports/ec2.ts';
import type { TableProbe } from '../../ports/table.ts';
import type { Deps } from '../../ports/tool.ts';
import { ec2InName } from '../../serve/http/call/ec2-in-name.ts';
import type { Reach } from '../../serve/page/reach-browser.ts';
import type { CopyVolumesRequest } from '../../volume/aws-records.ts';
import { stampTags } from '../../volume/rules/tags.ts';
import type { Check, CheckSection } from './check.ts';
import { machineChecks, type StateFacts } from './machine-checks.ts';
import { networkChecks } from './network-checks.ts';
import { type PlaceChoice, placeChecks } from './place-checks.ts';
import { type DoctorTarget, probePlace } from './probe-place.ts';
import { probeTable } from './probe-table.ts';
import { programChecks } from './program-checks.ts';
import { readChecks } from './read-checks.ts';
import { withoutSecrets } from './screen.ts';
import { tableChecks } from './table-checks.ts';
import { tryAudit, tryState, type Within } from './try-storage.ts';

export interface Examined {
  config: Config;
  wanted: DoctorConfig;
  /** Undefined when no home is known. */
  policyFiles: readonly PolicyText[] | undefined;
  deps: Pick<Deps, 'settings' | 'ec2' | 'sends' | 'audit' | 'newToken' | 'now'>;
  /** Absent where nothing is kept in a folder. */
  stateFolder?: string;
  /** Absent where the record is in no table. */
  table?: { name: string; probe: TableProbe };
  reach: Reach;
  env: NodeJS.ProcessEnv;
  node: string;
  system: string;
  /** Ends what EC2, STS and the sources of credentials have not answered. */
  signal: AbortSignal;
  within: Within;
  /** The settings of AWS that count for a profile; rejects when one cannot be used. */
  seeSettings(profile: string | undefined): Promise<SeenSettings>;
}

export async function examine(examined: Examined): Promise<CheckSection[]> {
  const { config, deps, policyFiles, node, system, reach, stateFolder, table, within } = examined;
  const { settings } = deps;
  const [places, state, audit, tableFacts] = await Promise.all([
    Promise.all(placesOf(examined).map((wanted) => examinePlace(examined, wanted))),
    tryState(deps, table ? { table: table.name } : stateFolder === undefined ? {} : { folder: stateFolder }, within),
    tryAudit(deps, config.auditFile, within),
    table && probeTable(table.name, table.probe),
  ]);
  const program = programChecks({
    version: settings.version,
    node,
    system,
    asked: config,
    profiles: settings.profiles,
    configErrors: settings.configErrors,
    policyFiles,
  });
  const sections: CheckSection[] = [
    { title: 'Program', checks: program },
    ...places.map(({ section }) => section),
    ...(tableFacts ? [{ title: 'Shared record', checks: tableChecks(tableFacts, settings.mode) }] : []),
    {
      title: 'This machine',
      checks: machineChecks({
        mode: settings.mode,
        state: tableFacts ? pointing(state) : state,
        audit,
        reach,
        isForTeam: config.http !== undefined || examined.wanted.assumedRoles.length > 0,
      }),
    },
  ];
  return withoutSecrets(
    sections,
    places.flatMap(({ secrets }) => secrets),
  );
}

/** What a table lacks is told with the table. */
function pointing(state: StateFacts): StateFacts {
  return state.kept || state.cure !== undefined ? state : { ...state, cure: 'See what is said of the shared record.' };
}

/** One for each allowed profile, or for each role, in the Region that a call without one would go to, or the first that is allowed. */
function placesOf({ deps, wanted }: Examined): DoctorTarget[] {
  const { profiles, regions, defaultRegion } = deps.settings;
  const isAllowed = defaultRegion !== undefined && (regions.length === 0 || regions.includes(defaultRegion));
  const region = isAllowed ? defaultRegion : regions[0];
  const common = {
    ...(region === undefined ? {} : { region }),
    ...(wanted.volume === undefined ? {} : { volume: wanted.volume }),
  };
  // Under a role the credentials of the server do nothing but assume it.
  if (wanted.assumedRoles.length > 0) return wanted.assumedRoles.map((role) => ({ ...common, role }));
  const named = profiles.length > 0 ? profiles : [undefined];
  return named.map((profile) => ({ ...common, ...(profile === undefined ? {} : { profile }) }));
}

async function examinePlace(
  examined: Examined,
  wanted: DoctorTarget,
): Promise<{ section: CheckSection; secrets: string[] }> {
  const { config, deps, signal, env } = examined;
  const { settings } = deps;
  const prepare = (request: CopyVolumesRequest) => {
    const token = deps.newToken();
    return { ...(settings.stamp ? stampTags(request, token, settings.version) : request), ClientToken: token };
  };
  const [facts, seen] = await Promise.all([
    probePlace({ ec2: ec2Under(wanted.role, examined), control: { signal }, now: deps.now, prepare }, wanted),
    settings.simulated ? undefined : examined.seeSettings(wanted.profile).catch(() => undefined),
  ]);
  const choice: PlaceChoice = {
    ...sourcesOf(examined, wanted),
    accounts: settings.limits.accounts,
    simulated: config.simulate,
    ...(seen ? { settings: seen } : {}),
  };
  const network: Check[] = seen ? networkChecks(seen, facts.place.ok ? facts.place.value : undefined, env) : [];
  const title = titleOf(wanted);
  const checks = [...placeChecks(facts, choice), ...network, ...readChecks(facts, settings.mode)];
  return { section: { title, checks }, secrets: seen?.secrets ?? [] };
}

function titleOf({ profile, role }: DoctorTarget): string {
  if (role) return `AWS, role ${role.profile ?? role.arn}`;
  return profile === undefined ? 'AWS' : `AWS, profile ${profile}`;
}

// As what CloudTrail shows of it.
const DOCTOR = { key: 'ebs-copy-mcp-doctor', name: 'ebs-copy-mcp-doctor', kind: 'service' } as const;

/** As a shared server asks in the name of a caller. */
function ec2Under(role: AssumedRole | undefined, { deps, wanted }: Examined): Ec2 {
  const { sourceIdentity } = wanted;
  return role ? ec2InName(deps.ec2, DOCTOR, { roles: [role], sourceIdentity }) : deps.ec2;
}

/** Who named the Region and the profile: an option or a variable of ours, a policy file, or one of AWS's variables. */
function sourcesOf({ config, wanted, env }: Examined, { region, profile }: DoctorTarget): Partial<PlaceChoice> {
  const variable = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].find((name) => env[name]);
  const profileFrom = profile === undefined ? variable : wanted.profileFrom;
  const byOption = region !== undefined && config.regions.includes(region);
  const regionFrom = byOption ? wanted.regionFrom : region === config.defaultRegion ? undefined : 'a policy file';
  return { ...(profileFrom ? { profileFrom } : {}), ...(regionFrom ? { regionFrom } : {}) };
}
