// What a source of credentials is given. Types only.
import type { STSClient } from '@aws-sdk/client-sts';
import type { SignInConfig } from '../clients/client-config.ts';
import type { ProfileFiles } from '../settings/profile-files.ts';
import type { Credentials } from './credentials.ts';

export interface SourceContext {
  env: NodeJS.ProcessEnv;
  files: ProfileFiles;
  /** Where STS is asked: the Region of the environment or the profile, else that of the call. */
  region: string;
  /** Settings of a client for a service of sign-in, apart from its Region. */
  signIn(service: 'sso' | 'sso-oidc' | 'signin'): SignInConfig;
  /** A client of STS; without credentials for operations that need none. */
  sts(region: string, credentials: Credentials | undefined): Promise<STSClient>;
  /** Waits under way, which end with the server. */
  waits: Waits;
  /** Told what is waited for, so that whoever gives up can name it. */
  waitsFor(what: string): void;
}

export interface Waits {
  add(end: () => void): void;
  remove(end: () => void): void;
}
