// A failure, which is what EC2, the network or the credentials answered, as data; and the error block made of it.
// Codes are compared, never message text.

import { plainText } from '../../text/plain-text.ts';
import { deniesKey, readDenial, withoutEncoded } from './denial.ts';
import { adviseOnDenial, adviseOnTagPolicy, allowCures } from './denial-advice.ts';
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
  const { hint = {} } = failure;
  const keyDenied = deniesKey(failure.message) && KEY_DENIAL_CODES.has(failure.code);
  const code = keyDenied ? 'key-denied' : failure.code;
  const awsCode = failure.awsCode ?? (keyDenied ? failure.code : undefined);
  const entry: FailureEntry = FAILURES[code];
  const retryAfterSeconds = failure.retryAfterSeconds ?? entry.afterSeconds;
  const denied = keyDenied || isDenial(code) || hint.denied ? deniedOf(failure, context) : undefined;
  const tagPolicy = code === 'TagPolicyViolation' ? adviseOnTagPolicy(failure.message, context.copy) : undefined;
  return {
    code,
    ...(awsCode ? { awsCode: plainText(awsCode, 80) } : {}),
    message: plainText(withoutEncoded(failure.message), 400),
    ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
    ...(failure.requestId === undefined ? {} : { requestId: plainText(failure.requestId, 64) }),
    retry: entry.retry,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...adviseOn(entry, hint, context),
    ...(denied ? { ...denialAdvice(denied, failure, context), denied } : tagPolicy),
  };
}

/** For a call that carries no token and makes no volume: the next step of a failure is worded for copies. */
export function withoutToken(report: ErrorReport): ErrorReport {
  const nextStep = report.nextStep
    .replace(/,? (?:a copy )?with the same ClientToken/, '')
    .replace(/; it cannot make a second volume/, '');
  return { ...report, nextStep };
}

/** What a login was denied is known without AWS's words, which tell only whose policy it was. */
function deniedOf({ message, hint, encodedMessage }: Failure, context: CallContext): AccessDenial {
  if (!hint?.denied) return readDenial(message, context, encodedMessage);
  return { ...readDenial(message, hint.denied, encodedMessage), ...hint.denied };
}

/** The words of a code for a login name its profile; they hold until AWS names a policy that an Allow does not reach. */
function denialAdvice(denied: AccessDenial, { hint }: Failure, context: CallContext): Partial<ErrorReport> {
  return hint?.denied && allowCures(denied) ? {} : adviseOnDenial(denied, context.copy);
}

/** Codes under which EC2 tells that a key may not be used: what they mean otherwise does not hold then. */
const KEY_DENIAL_CODES = new Set<FailureCode>([
  'AuthFailure',
  'UnauthorizedOperation',
  'AccessDenied',
  'key-unusable',
  'UnsupportedOperation',
  'InvalidParameterValue',
  'unlisted',
]);
