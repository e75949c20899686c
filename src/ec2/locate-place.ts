// Where requests for a Region and a profile would go, and with whose credentials, before any is sent.
import type { CredentialSource, Place } from '../ports/ec2.ts';
import { plainJson, plainText, withoutSettingSecrets } from '../text/plain-text.ts';
import { REGION_NAME, regionOfZone } from '../text/region-name.ts';
import { failBeforeSending } from './answers/known-failure.ts';
import { endpointFor } from './clients/client-config.ts';
import type { Clients, Ec2PortOptions } from './clients/sdk-clients.ts';
import {
  type ChosenSource,
  chooseSource,
  describeSource,
  impliedProfile,
  settingsProfile,
} from './credentials/credential-source.ts';
import { missingProfile } from './credentials/profile-names.ts';
import { endpointFacts, partitionName } from './partition.ts';
import { readClientSettings } from './settings/client-settings.ts';
import { findFileProblem } from './settings/profile-files.ts';
import type { FoundSetting } from './settings/setting-sources.ts';

/** Rejects with a KnownFailure: no Region, none that is one, or settings that cannot be used. */
export async function locatePlace(
  options: Ec2PortOptions,
  clients: Pick<Clients, 'readFiles'>,
  wanted: { region: string | undefined; profile: string | undefined },
): Promise<Place> {
  if (options.simulator) {
    const { region, url } = options.simulator;
    return {
      region,
      partition: partitionName(region),
      endpoint: url,
      source: { kind: 'simulator', name: 'embedded EC2' },
    };
  }
  const { env } = process;
  const files = await clients.readFiles();
  const profile = wanted.profile ?? impliedProfile(env);
  const settings = readClientSettings(env, files, settingsProfile(profile, env));
  // A misspelt profile has no Region either; to add one would mend nothing.
  const isMissing = profile !== undefined && files.sections[profile] === undefined;
  if (isMissing && (wanted.region ?? settings.region) === undefined)
    throw await missingProfile(profile, { env, files });
  const region = regionOf(wanted.region, settings.region);
  const endpoint = endpointFor('ec2', { endpoints: options.endpoints, settings });
  return {
    region,
    ...(profile === undefined ? {} : { profile }),
    partition: partitionName(region),
    ...(endpoint === undefined ? {} : endpointFacts(endpoint, region)),
    source: await sourceOf(chooseSource(profile, env, files), env),
  };
}

/** Behind a file that cannot be read may be another identity than the one that is the next to ask. */
async function sourceOf(chosen: ChosenSource, env: NodeJS.ProcessEnv): Promise<CredentialSource> {
  const source = describeSource(chosen);
  const unread = /^(web-identity|container|instance)$/.test(chosen.kind) ? await findFileProblem(env) : undefined;
  return unread === undefined ? source : { ...source, name: `${source.name}, but ${unread}`, unread };
}

function regionOf(wanted: string | undefined, found: FoundSetting | undefined): string {
  const region = wanted ?? found?.value;
  if (region === undefined) throw failBeforeSending('region-missing');
  if (REGION_NAME.test(region)) return region;
  const value = withoutSettingSecrets(region);
  const zoneOf = regionOfZone(region);
  const hint = zoneOf === undefined ? {} : { zoneOf };
  if (found?.value === region) {
    // As it is: a space at its end, as `set AWS_REGION=us-east-1 &&` of cmd.exe leaves one, is all that is wrong.
    const form = 'it has to be a Region such as us-east-1, in small letters and without spaces';
    const message = `${found.name} is ${plainJson(value.slice(0, 60))}; ${form}.`;
    throw failBeforeSending('setting-invalid', { ...hint, setting: found.name, from: found.from }, message);
  }
  throw failBeforeSending('region-invalid', hint, plainText(value, 60));
}
