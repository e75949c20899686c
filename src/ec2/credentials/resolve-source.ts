// From the chosen source to credentials. Each kind is loaded when it is needed: most people have one.
import { nameText } from '../../volume/errors/failure-advice.ts';
import { failBeforeSending } from '../answers/known-failure.ts';
import { type ChosenSource, describeSource } from './credential-source.ts';
import { type Credentials, refuseUnsendable } from './credentials.ts';
import { fileProblem, profileNames } from './profile-names.ts';
import { resolveProfile } from './resolve-profile.ts';
import type { SourceContext } from './source-context.ts';
import { environmentKeys } from './sources/environment-keys.ts';

/** Throws a KnownFailure that says what the source needs. */
export async function resolveSource(chosen: ChosenSource, context: SourceContext): Promise<Credentials> {
  return refuseUnsendable(await askSource(chosen, context), describeSource(chosen).name);
}

async function askSource(chosen: ChosenSource, context: SourceContext): Promise<Credentials> {
  switch (chosen.kind) {
    case 'environment':
      return environmentKeys(context.env);
    case 'profile':
      return resolveProfile(chosen.profile, context);
    case 'web-identity':
      return tokenOfEnvironment(context);
    case 'container':
      return (await import('./sources/container.ts')).fromContainer(context);
    default:
      return noneNamed(chosen.kind, context);
  }
}

async function tokenOfEnvironment(context: SourceContext): Promise<Credentials> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME } = context.env;
  const { assumeRoleByToken } = await import('./sources/assume-role.ts');
  return assumeRoleByToken(
    { file: AWS_WEB_IDENTITY_TOKEN_FILE, roleArn: AWS_ROLE_ARN, sessionName: AWS_ROLE_SESSION_NAME },
    context,
  );
}

/** Nothing is set up: the metadata of an instance is the last to ask. */
async function noneNamed(kind: 'instance' | 'none', context: SourceContext): Promise<Credentials> {
  const asked = ['the environment', 'the default profile'];
  if (kind === 'instance') {
    try {
      return await (await import('./sources/instance.ts')).fromInstance(context);
    } catch {
      asked.push('the instance metadata service');
    }
  }
  const profiles = profileNames(context);
  const words = [
    `Looked for in ${asked.slice(0, -1).join(', ')} and ${asked.at(-1)}.`,
    profiles.length > 0 ? `Profiles in the files: ${profiles.slice(0, MOST_NAMES).map(nameText).join(', ')}.` : '',
    await fileProblem(context),
  ];
  throw failBeforeSending('credentials-missing', {}, words.filter(Boolean).join(' '));
}

const MOST_NAMES = 10;
