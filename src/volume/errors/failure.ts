// A failure is what EC2, the network or the credentials said, as data. Codes are compared, never message text.

import { plainText } from '../../text/plain-text.ts';
import type { CallContext, Denial, ErrorReport } from './error-report.ts';
import { type Advice, FAILURES, type FailureCode } from './failure-catalogue.ts';

export type { FailureCode } from './failure-catalogue.ts';

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
}

export function isDenial(code: string): boolean {
  return code === 'UnauthorizedOperation' || code === 'AccessDenied';
}

/** Failures that new credentials would cure. */
export function isCredentialFailure(code: string): boolean {
  return Object.hasOwn(FAILURES, code) && FAILURES[code as FailureCode].family === 'credentials';
}

/** The error block of a result, from a failure and what was being asked. */
export function reportFailure(failure: Failure, context: CallContext): ErrorReport {
  const advice: Advice = FAILURES[failure.code];
  const login = context.profile ? `aws sso login --profile ${context.profile}` : 'aws sso login';
  const fill = (words: string) =>
    words
      .replaceAll('{login}', login)
      .replaceAll('{action}', iamAction(context.action))
      .replaceAll('{region}', context.region ?? 'the Region');
  const retryAfterSeconds = failure.retryAfterSeconds ?? advice.afterSeconds;
  return {
    code: failure.code,
    ...(failure.awsCode ? { awsCode: plainText(failure.awsCode, 80) } : {}),
    message: withoutBlob(failure.message),
    ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
    ...(failure.requestId === undefined ? {} : { requestId: plainText(failure.requestId, 64) }),
    retry: advice.retry,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    meaning: fill(advice.meaning),
    nextStep: fill(advice.nextStep),
    whoCanFix: advice.who,
    ...(isDenial(failure.code) ? { denied: readDenial(failure.message, context) } : {}),
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

/** Action and resource as AWS's text names them, in their strict forms only; else as we asked. */
function readDenial(message: string, context: CallContext): Denial {
  const action = /\bperform: ([a-z0-9-]{2,20}:[A-Za-z]{3,60})\b/.exec(message)?.[1];
  const resource = /\bon resource: (arn:[\w:/*.+=@-]{10,200}|\*)/.exec(message)?.[1];
  return {
    action: action ?? iamAction(context.action),
    resource: resource ?? context.resource,
    ...(/\bwith an explicit deny\b/.test(message) ? { explicit: true } : {}),
  };
}
