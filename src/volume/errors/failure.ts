// A failure, which is what EC2, the network or the credentials answered, as data; and the error block made of it.
// Codes are compared, never message text.

import { plainText } from '../../text/plain-text.ts';
import type { AccessDenial, CallContext, ErrorReport } from './error-report.ts';
import { adviseOn } from './failure-advice.ts';
import { FAILURES, type FailureCode, type FailureEntry } from './failure-catalogue.ts';
import type { FailureHint } from './failure-hint.ts';

/** Why a call to AWS gave no result. */
export interface Failure {
  code: FailureCode;
  /** AWS's own code when our list does not hold it. */
  awsCode?: string;
  /** AWS's or the network's words: data. */
  message: string;
  httpStatus?: number;
  requestId?: string;
  /** Only a definite no proves that nothing was made; otherwise a mutating request may have been carried out. */
  definite: boolean;
  retryAfterSeconds?: number;
  /** What is known beyond the code. */
  hint?: FailureHint;
  /** The encoded part of a denial, for `aws sts decode-authorization-message`; `message` does not repeat it. */
  encodedMessage?: string;
}

/** True when a policy denied the call, so that a permission would cure it. */
export function isDenial(code: string): boolean {
  return code === 'UnauthorizedOperation' || code === 'AccessDenied';
}

/** Failures that new credentials would cure. */
export function isCredentialFailure(code: string): boolean {
  return Object.hasOwn(FAILURES, code) && FAILURES[code as FailureCode].family === 'credentials';
}

/** The error block of a result, from a failure and what the call was about. */
export function reportFailure(failure: Failure, context: CallContext): ErrorReport {
  const entry: FailureEntry = FAILURES[failure.code];
  const { hint = {} } = failure;
  const denied = hint.denied ?? (isDenial(failure.code) ? readDenial(failure.message, context) : undefined);
  const retryAfterSeconds = failure.retryAfterSeconds ?? entry.afterSeconds;
  return {
    code: failure.code,
    ...(failure.awsCode ? { awsCode: plainText(failure.awsCode, 80) } : {}),
    message: withoutBlob(failure.message),
    ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
    ...(failure.requestId === undefined ? {} : { requestId: plainText(failure.requestId, 64) }),
    retry: entry.retry,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...adviseOn(entry, hint, context),
    ...(denied ? { denied } : {}),
  };
}

// The encoded part of a denial is long, opaque to a model, and readable only by who may decode it.
function withoutBlob(message: string): string {
  return plainText(message.replace(/(Encoded authorization failure message:)\s*\S+/i, '$1 (left out)'), 400);
}

/** STS has its own prefix; the EC2 operations are all `ec2:`. */
function iamAction(action: string): string {
  if (action.includes(':')) return action;
  return action === 'GetCallerIdentity' ? `sts:${action}` : `ec2:${action}`;
}

/** Action and resource as AWS's text names them, in their strict forms only; else as the call had them. */
function readDenial(message: string, context: CallContext): AccessDenial {
  const action = /\bperform: ([a-z0-9-]{2,20}:[A-Za-z]{3,60})\b/.exec(message)?.[1];
  const resource = /\bon resource: (arn:[\w:/*.+=@-]{10,200}|\*)/.exec(message)?.[1];
  return {
    action: action ?? iamAction(context.action),
    resource: resource ?? context.resource,
    ...(/\bwith an explicit deny\b/.test(message) ? { explicit: true } : {}),
  };
}
