// The sentences of a failure: those of its code, filled with its hint, and what the hint adds to them.
import { isRandom, plainText } from '../../text/plain-text.ts';
import type { CallContext, ErrorReport } from './error-report.ts';
import type { FailureEntry } from './failure-catalogue.ts';
import type { FailureHint } from './failure-hint.ts';

export type FailureAdvice = Pick<ErrorReport, 'meaning' | 'nextStep' | 'whoCanFix'>;

/** Our words, with names from the hint where there are any and neutral ones where not. */
export function adviseOn(
  entry: FailureEntry,
  hint: FailureHint,
  context: Pick<CallContext, 'profile' | 'region'>,
): FailureAdvice {
  const words = wordsOf(hint, context);
  const region = hint.optInRegion ? optInAdvice(words) : undefined;
  const clock = clockAdvice(hint.clockOffsetSeconds);
  const partition = partitionAdvice(hint.otherPartition, words.region);
  const zone = hint.zoneOf && `It is an Availability Zone of the Region ${hint.zoneOf}.`;
  const meaning = [partition?.meaning ?? fillWords(entry.meaning, words), zone, region?.meaning, clock?.meaning];
  const nextStep = [
    region?.nextStep,
    clock?.nextStep ?? partition?.nextStep ?? fillWords(entry.nextStep, words),
    hint.zoneOf && `Here: ${hint.zoneOf}.`,
    hint.nearest && `There is a profile ${nameText(hint.nearest)}.`,
    hint.variant &&
      `${hint.variant} asks for hosts of EC2 and STS that not every Region has. If this is one, switch it off or choose another Region.`,
    hint.bundle && `The file of ${hint.bundle} was read, and decides alone: it has to hold the issuer.`,
    proxyAdvice(hint.proxy),
  ];
  return {
    meaning: sentences(meaning),
    nextStep: sentences(nextStep),
    whoCanFix: region?.whoCanFix ?? hint.who ?? entry.who,
  };
}

/** Words of the catalogue for whoever reads them without a failure at hand. */
export function neutralWords(words: string): string {
  return fillWords(words, wordsOf({}, {}));
}

function wordsOf(hint: FailureHint, context: Pick<CallContext, 'profile' | 'region'>) {
  const name = hint.profile ?? context.profile;
  return {
    profile:
      name === undefined ? 'the profile' : name === 'default' ? 'the default profile' : `profile ${nameText(name)}`,
    name: nameText(name ?? 'default'),
    ofProfile: ofProfile(name),
    login: loginCommand(hint.command, name),
    renew: renewalOf(hint, name),
    region: hint.region ?? context.region ?? 'the Region',
    setting: hint.setting ?? 'a setting',
    because: hint.setting === undefined ? '' : `: ${hint.setting}`,
    from: hint.from ?? 'the AWS configuration',
    what: hint.what ?? 'the endpoint',
    service: hint.what ?? 'EC2',
    toWhat: hint.what === undefined ? '' : ` to ${hint.what}`,
    fromWhat: hint.what === undefined ? '' : ` from ${hint.what}`,
  };
}

function fillWords(words: string, known: ReturnType<typeof wordsOf>): string {
  const filled = words.replace(
    /\{(profile|name|ofProfile|login|renew|region|setting|because|from|what|service|toWhat|fromWhat)\}/g,
    (_, name: keyof typeof known) => known[name],
  );
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

function loginCommand(command: string | undefined, profile: string | undefined): string {
  return command ?? `aws sso login${ofProfile(profile)}`;
}

/** Without it a command of the AWS CLI is about the default profile. */
function ofProfile(name: string | undefined): string {
  return name === undefined ? '' : ` --profile ${nameText(name)}`;
}

/** How credentials that ended are had again, as the beginning of a sentence or the rest of one. */
function renewalOf({ command, renewal = 'none' }: FailureHint, name: string | undefined): string {
  const of = name === undefined ? 'the profile' : `profile ${nameText(name)}`;
  switch (renewal) {
    case 'environment':
      return 'start the server again with new keys in its environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN)';
    case 'keys':
      return `write new keys of ${of} into the AWS credentials file (no restart needed)`;
    case 'process':
      return `renew the login that the credential_process of ${of} uses (no restart needed)`;
    case 'container':
    case 'instance':
      return "wait a minute: AWS renews the credentials of this machine's role";
    case 'web-identity':
      return 'wait a moment: the server assumes the role anew with the token in its file';
    case 'caller-role':
      return 'wait a moment: the server assumes the role of the caller anew';
    case 'login':
      return `log in again with \`${command ?? `aws login --profile ${nameText(name ?? 'default')}`}\` (no restart needed)`;
    default:
      return `log in again with \`${loginCommand(command, name)}\` (no restart needed)`;
  }
}

/** A profile's name as part of a sentence or a command: quoted unless it is one plain word. A misplaced key is none. */
export function nameText(name: string): string {
  if (isRandom(name)) return '"(left out)"';
  if (/^[\w@+.:/-]+$/.test(name)) return name;
  // A space at an end is what is wrong with a name that looks right.
  const [before = '', after = ''] = [/^\s/, /\s$/].map((end) => (end.test(name) ? ' ' : ''));
  return `"${before}${plainText(name, 60).replace(/["$`\\]/g, '')}${after}"`;
}

/** Source: AWS account management guide, "Enable or disable AWS Regions"; IAM user guide, "AWS STS in an AWS Region". */
function optInAdvice({ region, ofProfile }: Pick<ReturnType<typeof wordsOf>, 'region' | 'ofProfile'>): FailureAdvice {
  return {
    meaning: `${region} is an opt-in Region: AWS answers the same where the account has not enabled it, and to a session token of version 1, which is not valid there.`,
    nextStep: `See whether it is enabled: \`aws account get-region-opt-status --region-name ${region}${ofProfile}\`; enable it or choose another Region. When it is enabled, get session tokens of version 2: from a regional STS endpoint, or from the global one after \`aws iam set-security-token-service-preferences --global-endpoint-token-version v2Token${ofProfile}\`. When both are right:`,
    whoCanFix: 'account administrator',
  };
}

/** Source: AWS Fault Isolation Boundaries, "Partitions", read 2026-11-29. */
function partitionAdvice(
  other: FailureHint['otherPartition'],
  region: string,
): Pick<FailureAdvice, 'meaning' | 'nextStep'> | undefined {
  if (!other) return undefined;
  const { needed, accepted } = other;
  return {
    meaning: `AWS did not accept the credentials: ${region} is in the partition ${needed}, and AWS took them in ${accepted}; none work in two partitions.`,
    nextStep: `Use a profile with credentials of ${needed}, or a Region of ${accepted}.`,
  };
}

function clockAdvice(seconds: number | undefined): Pick<FailureAdvice, 'meaning' | 'nextStep'> | undefined {
  if (seconds === undefined) return undefined;
  const minutes = Math.max(1, Math.round(Math.abs(seconds) / 60));
  const size = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return {
    meaning: `This machine's clock is ${size} ${seconds > 0 ? 'behind' : 'ahead of'} AWS's clock; AWS takes at most five minutes.`,
    nextStep: "Set this machine's clock, by NTP for example; then repeat the call.",
  };
}

function proxyAdvice(proxy: FailureHint['proxy']): string | undefined {
  switch (proxy?.way) {
    case 'used':
      return `The request went through the proxy that ${proxy.from} names.`;
    case 'excepted':
      return `The request went directly, since NO_PROXY excepts its host from the proxy that ${proxy.from} names.`;
    case 'http-only':
      return `${proxy.from} is set, but it is for http alone; a proxy for AWS belongs in HTTPS_PROXY.`;
    default:
      return undefined;
  }
}

function sentences(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
