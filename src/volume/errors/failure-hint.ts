// What is known of a failure beyond its code, as data: which profile, which setting, what a person types.
import type { AccessDenial, ErrorReport } from './error-report.ts';

/** Names only: what somebody else wrote belongs into the failure's message. */
export interface FailureHint {
  /** The profile whose settings failed; `default` for the one without a name. */
  profile?: string;
  /** What a person types to log in, where that is known. */
  command?: string;
  /** How the credentials that failed are renewed. */
  renewal?: Renewal;
  /** Who mends it, where the code alone says somebody else. */
  who?: ErrorReport['whoCanFix'];
  /** The setting that cannot be used, or what is missing in it. */
  setting?: string;
  /** The variable, option or file that it comes from. */
  from?: string;
  /** What did not answer, refused or was cut: "the credential_process of profile prod". */
  what?: string;
  /** The Region of the Availability Zone that was given in the place of one. */
  zoneOf?: string;
  /** An existing name close to the one that does not exist. */
  nearest?: string;
  /** The action on a resource that a policy denied. */
  denied?: AccessDenial;
  /** The Region that answered, where it is not that of the call. */
  region?: string;
  /** The Region has to be enabled by each account, which may not have happened. */
  optInRegion?: true;
  /** Partitions: the Region's, and the one that AWS took the same credentials in. */
  otherPartition?: { needed: string; accepted: string };
  /** The settings that ask for another host than a Region's usual one. */
  variant?: string;
  /** AWS's clock minus this machine's, in seconds; present when it explains the failure. */
  clockOffsetSeconds?: number;
  /** The setting whose file of certificates TLS judged by. */
  bundle?: string;
  /** The variable of a proxy, and whether the request went through it, was excepted by NO_PROXY, or is not what it is for. */
  proxy?: { from: string; way: 'used' | 'excepted' | 'http-only' };
}

/** By where credentials come from: those of a profile by its settings, the others by their source. */
type Renewal =
  | 'sso'
  | 'login'
  | 'keys'
  | 'role'
  | 'caller-role'
  | 'process'
  | 'web-identity'
  | 'environment'
  | 'container'
  | 'instance'
  | 'profile'
  | 'simulator'
  | 'none';
