// Which profiles there are, and what may hide others: for failures about one that is not there.
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
