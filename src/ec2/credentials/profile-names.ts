// Which profiles there are, and what may hide others: for failures about one that is not there.
import { nearest } from '../../text/closest-name.ts';
import { nameText } from '../../volume/errors/failure-advice.ts';
import { failBeforeSending, type KnownFailure } from '../answers/known-failure.ts';
import { findFileProblem } from '../settings/profile-files.ts';
import type { SourceContext } from './source-context.ts';

export function profileNames({ files }: Pick<SourceContext, 'files'>): string[] {
  return Object.keys(files.sections).filter((name) => !/^(sso-session|services)\./.test(name));
}

/** A sentence, or nothing. `missing`: the profile that was looked for. */
export async function fileProblem({ env }: Pick<SourceContext, 'env'>, missing?: string): Promise<string> {
  const problem = await findFileProblem(env, missing);
  return problem === undefined ? '' : `But ${problem}.`;
}

/** `source`: the profile whose source_profile names it. */
export async function missingProfile(
  profile: string,
  context: Pick<SourceContext, 'env' | 'files'>,
  source?: string,
): Promise<KnownFailure> {
  const similar = nearest(
    // Copied with the word before it in the file.
    profile.replace(/^profile\s+/, ''),
    profileNames(context).filter((name) => name !== profile),
  );
  const hint = { profile: source ?? profile, ...(similar ? { nearest: similar } : {}) };
  const problem = await fileProblem(context, profile);
  if (source === undefined) return failBeforeSending('profile-missing', { ...hint, from: 'the profile' }, problem);
  return failBeforeSending('source-profile-missing', hint, `source_profile is ${nameText(profile)}. ${problem}`.trim());
}
