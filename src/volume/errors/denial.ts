// What a policy denied and whose policy it was, read from AWS's fixed phrases. Source: IAM user guide, "Troubleshoot
// access denied error messages"; AWS KMS developer guide, "Troubleshooting key access"; both read 2026-11-28.
import type { AccessDenial, CallContext } from './error-report.ts';
import { POLICY_KINDS, type PolicyKind } from './policy-kinds.ts';

const KINDS = POLICY_KINDS.join('|');
const OUTRIGHT = new RegExp(`\\bwith an explicit deny in (?:an? |the )?(${KINDS})`, 'i');
const MISSING = new RegExp(`\\bbecause no (${KINDS}) allows\\b`, 'i');
// KMS says so when the key's own policy may be the reason (or the key may not exist).
const KEY_POLICY = /\bno resource-based policies allow access\b/i;
const POLICY_ARN = /\bwith an explicit deny in [\w -]{5,40}: (arn:[\w:/*.+=@-]{10,200})/i;
const ACTION = /\bperform: ([a-z0-9-]{2,20}:[A-Za-z]{3,60})\b/;
const RESOURCE = /\bon (?:resource: )?"?(arn:[\w:/*.+=@-]{10,200}|\*)/;
const ENCODED = /(Encoded authorization failure message:)\s*([\w+/=-]{1,16384})/i;

/** Whether the words are those of a denied use of a key; EC2 gives them codes that mean something else, AuthFailure too. */
export function deniesKey(message: string): boolean {
  return /\bnot authorized to perform: kms:[A-Za-z]{3,60}\b/.test(message);
}

/** Action, resource and policy in their strict forms only; what AWS does not name is taken from the call. */
export function readDenial(message: string, context: CallContext, encoded?: string): AccessDenial {
  const resource = RESOURCE.exec(message)?.[1];
  const kind = kindOf(message);
  const policyArn = POLICY_ARN.exec(message)?.[1];
  const blob = encoded ?? ENCODED.exec(message)?.[2];
  return {
    action: ACTION.exec(message)?.[1] ?? iamAction(context.action),
    resource: resource ?? context.resource,
    ...(/\bwith an explicit deny\b/i.test(message) ? { explicit: true as const } : {}),
    ...(kind ? { policyKind: kind } : {}),
    ...(policyArn ? { policyArn } : {}),
    ...(context.copy && context.copy.tags.length > 0 ? { sentTags: [...context.copy.tags] } : {}),
    ...(blob ? { decode: decodeCommand(blob, context) } : {}),
  };
}

/** The message without the encoded part, which stands in the command that decodes it. */
export function withoutEncoded(message: string): string {
  return message.replace(ENCODED, '$1 (see the command that decodes it)');
}

function kindOf(message: string): PolicyKind | undefined {
  const named = (OUTRIGHT.exec(message) ?? MISSING.exec(message))?.[1]?.toLowerCase();
  if (named) return POLICY_KINDS.find((kind) => kind.toLowerCase() === named);
  return KEY_POLICY.test(message) ? 'resource-based policy' : undefined;
}

/** STS has its own prefix; the EC2 operations are all `ec2:`. */
function iamAction(action: string): string {
  if (action.includes(':')) return action;
  return action === 'GetCallerIdentity' ? `sts:${action}` : `ec2:${action}`;
}

/** Only who has sts:DecodeAuthorizationMessage can read it. The blob is base64, so that nothing needs quoting. */
function decodeCommand(blob: string, { region, profile }: CallContext): string {
  return [
    `aws sts decode-authorization-message --query DecodedMessage --output text`,
    ...(region && /^[\w-]+$/.test(region) ? [`--region ${region}`] : []),
    ...(profile && /^[\w.@+-]+$/.test(profile) ? [`--profile ${profile}`] : []),
    `--encoded-message ${blob}`,
  ].join(' ');
}
