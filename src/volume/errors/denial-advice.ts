// A denial in words: what is denied, whose policy does it, and who can change that. An Allow is named as the cure only
// where one cures. Source: IAM user guide, "Policy evaluation logic" and "Troubleshoot access denied error messages",
// read 2026-11-28.
import { quotedText } from '../../text/plain-text.ts';
import type { AccessDenial, CopyFacts, ErrorReport } from './error-report.ts';
import type { PolicyKind } from './policy-kinds.ts';

type Advice = Pick<ErrorReport, 'meaning' | 'nextStep' | 'whoCanFix'>;

/** True when a statement that allows the action would cure it: nothing denies outright, and no other policy bounds it. */
export function allowCures({ action, explicit, policyKind }: AccessDenial): boolean {
  if (explicit) return false;
  if (policyKind === undefined || policyKind === 'identity-based policy') return true;
  return policyKind === 'resource-based policy' && action.startsWith('kms:');
}

/** Of those that begin a session of a role, which has a policy of its own: the trust policy. */
export function isOfRole(action: string): boolean {
  return /^sts:(?:AssumeRole|SetSourceIdentity|TagSession)/.test(action);
}

/** `copy` is what a denied copy asked for. */
export function adviseOnDenial(denied: AccessDenial, copy: CopyFacts | undefined): Advice {
  const { action, resource, explicit, policyKind } = denied;
  const what = `${action} on ${resource}`;
  const kind = policyKind && (LONG_NAMES[policyKind] ?? policyKind);
  const meaning = explicit
    ? `${kind ? `${article(kind)} ${kind}` : 'A policy'} denies ${what} outright (an explicit deny).`
    : kind
      ? `No ${kind} allows ${what}.`
      : `The credentials work, but they may not do ${what}.`;
  const steps = [
    explicit ? DENIED_OUTRIGHT[policyKind ?? 'unknown'] : NOT_ALLOWED[policyKind ?? 'unknown'](denied),
    explicit ? 'A statement that allows it does not help.' : undefined,
    denied.decode ? 'The rule itself is in the encoded message; the command given here decodes it.' : undefined,
    copy && action.startsWith('ec2:') ? tagAdvice(copy) : undefined,
  ];
  return {
    meaning,
    nextStep: steps.filter(Boolean).join(' '),
    whoCanFix: policyKind === 'session policy' ? 'person' : 'account administrator',
  };
}

const LONG_NAMES: Partial<Record<PolicyKind, string>> = {
  'service control policy': 'service control policy (SCP) of the organization',
  'resource control policy': 'resource control policy (RCP) of the organization',
};

const ORGANIZATION = 'Whoever administers the organization';
const DENIED_OUTRIGHT: Record<PolicyKind | 'unknown', string> = {
  'identity-based policy': 'The administrator of the account narrows or removes the Deny in the IAM policy.',
  'session policy': 'Whoever starts the session removes the Deny from its session policy.',
  'permissions boundary': 'The administrator of the account removes the Deny from the permissions boundary.',
  'service control policy': `${ORGANIZATION} changes the SCP or makes an exception; nothing inside the account can.`,
  'resource control policy': `${ORGANIZATION} changes the RCP or makes an exception; nothing inside the account can.`,
  'resource-based policy': 'Whoever owns the resource removes the Deny from its policy.',
  'VPC endpoint policy': 'Whoever runs the VPC endpoint removes the Deny from its policy, or another endpoint is used.',
  'role trust policy': 'Whoever owns the role removes the Deny from its trust policy.',
  unknown: 'The administrator of the account finds the policy with the Deny and changes it.',
};

const NOT_ALLOWED: Record<PolicyKind | 'unknown', (denied: AccessDenial) => string> = {
  'identity-based policy': allowed,
  'session policy': () =>
    'The session was narrowed when it was started: whoever starts it (a role, a permission set, a tool) widens its session policy. An Allow elsewhere does not help.',
  'permissions boundary': () =>
    'The administrator of the account widens the permissions boundary of this identity. An Allow elsewhere does not help.',
  'service control policy': () => `${ORGANIZATION} allows it in the SCP. An Allow inside the account does not help.`,
  'resource control policy': () => `${ORGANIZATION} allows it in the RCP. An Allow inside the account does not help.`,
  'resource-based policy': ({ action, resource }) =>
    action.startsWith('kms:')
      ? "Whoever owns the key allows it in the key's own policy, with the caller as Principal."
      : isOfRole(action)
        ? `Whoever owns the role ${resource} allows ${action} in its trust policy.`
        : 'Whoever owns the resource allows it there; a volume is shared with permission to copy it (AWS RAM).',
  'VPC endpoint policy': () =>
    'Whoever runs the VPC endpoint allows it in its policy, or another endpoint is used. An Allow elsewhere does not help.',
  'role trust policy': ({ resource }) => `Whoever owns the role ${resource} allows the caller in its trust policy.`,
  unknown: allowed,
};

function allowed({ action, resource }: AccessDenial): string {
  if (isOfRole(action))
    return `The administrator of the account allows ${action} on the role ${resource}, and the trust policy of the role allows the caller.`;
  return action.startsWith('kms:')
    ? "The administrator of the account allows it in an IAM policy; the key's own policy has to allow it too."
    : 'The administrator of the account allows it in an IAM policy.';
}

/** Which tags a request carried: a condition or a rule of the organization may ask for others, or for none of ours. */
function tagAdvice({ tags, stamps }: CopyFacts): string {
  if (tags.length === 0)
    return 'The request carried no tags; a rule may require some: compare with the tag rules of the organization.';
  return `The request carried the tags ${tags.map((key) => quotedText(key)).join(', ')}; a rule may forbid one of them or require another: compare with the tag rules of the organization.${stampAdvice(stamps)}`;
}

function stampAdvice(stamps: readonly string[]): string {
  return stamps.length === 0
    ? ''
    : ` Those that begin with ${stamps[0]?.split(':')[0]}: are set by this server itself; its operator can turn them off with --unstamped.`;
}

// "The tag policy does not allow the specified value for the following tag key: 'CostCenter'."
const REFUSED_KEY = /\btag keys?:? ['"]([^'"]{1,128})['"]/i;

/** A tag policy of the organization refused a tag; AWS's text names its key. */
export function adviseOnTagPolicy(message: string, copy: CopyFacts | undefined): Advice {
  const key = REFUSED_KEY.exec(message)?.[1];
  const isStamp = key !== undefined && copy?.stamps.includes(key);
  return {
    meaning: `A tag policy of the organization forbids ${key ? `the tag ${quotedText(key)}` : 'one of the tags'}${copy ? '' : ' of this request'}.`,
    nextStep: isStamp
      ? `This server sets that tag itself. ${ORGANIZATION} allows it, or the operator of this server turns its tags off with --unstamped.`
      : `Change the tag${key ? '' : 's'} as EC2's message says, or leave ${key ? 'it' : 'them'} out.${copy ? ` ${tagAdvice(copy)}` : ''}`,
    whoCanFix: isStamp ? 'account administrator' : 'caller',
  };
}

function article(words: string): 'A' | 'An' {
  return /^[aeio]/i.test(words) ? 'An' : 'A';
}
