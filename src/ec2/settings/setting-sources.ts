// One setting from the environment or from a profile, the environment first, with the place it comes from.
import { plainText, withoutSecrets, withoutSettingSecrets } from '../../text/plain-text.ts';
import { failBeforeSending, type KnownFailure } from '../answers/known-failure.ts';
import { homePath } from './home-path.ts';
import type { ProfileFiles, Section } from './profile-files.ts';

export interface FoundSetting {
  value: string;
  /** As a person finds it: AWS_RETRY_MODE, or retry_mode. */
  name: string;
  /** "the environment", or "profile work in ~/.aws/config". */
  from: string;
}

export interface SettingSources {
  env: NodeJS.ProcessEnv;
  files: ProfileFiles;
  /** Whose section is read. */
  profile: string;
}

/** `variables` in their order, then `keys` of the profile in theirs. Empty counts as absent. */
export function findSetting(
  sources: SettingSources,
  variables: readonly string[],
  keys: readonly string[],
): FoundSetting | undefined {
  const variable = variables.find((name) => sources.env[name]);
  if (variable) return { value: sources.env[variable] ?? '', name: variable, from: 'the environment' };
  return findInProfile(sources, sources.files.sections[sources.profile] ?? {}, keys);
}

function findInProfile({ files, profile }: SettingSources, section: Section, keys: readonly string[]) {
  const key = keys.find((name) => section[name]);
  return key === undefined
    ? undefined
    : { value: section[key] ?? '', name: key, from: `profile ${profile} in ${homePath(files.fileOf(profile, key))}` };
}

/** A setting whose value has not its form; `expects` completes "It has to be …". */
export function settingInvalid(found: FoundSetting, expects: string): KnownFailure {
  const hint = { setting: found.name, from: found.from };
  const value = plainText(withoutSettingSecrets(found.value), 80);
  return failBeforeSending('setting-invalid', hint, `${found.name} is "${value}"; ${withoutSecrets(expects)}.`);
}
