// What the SDK throws, as data: AWS said no, the network or a proxy broke, the answer is none, or nothing was sent.
import { failureCodeOf } from '../../volume/errors/aws-codes.ts';
import type { Failure } from '../../volume/errors/failure.ts';
import type { FailureCode } from '../../volume/errors/failure-catalogue.ts';
import type { FailureHint } from '../../volume/errors/failure-hint.ts';
import type { Target } from '../network/request-handler.ts';
import { awsCodeText, requestIdText, splitEncoded } from './clean-text.ts';
import { KnownFailure } from './known-failure.ts';

/** What was seen of the raw answer, also when it could not be read. */
export interface SeenAnswer {
  /** Whether the newest attempt left this machine, or tried to; absent when nobody watched. */
  sent?: boolean;
  /** Where the newest attempt went. */
  target?: Target;
  status?: number;
  encoding?: string;
  contentType?: string;
  length?: string;
  date?: number;
  requestId?: string;
  /** Whether the body, once it was read, held nothing. */
  isEmpty?(): boolean;
}

interface Thrown {
  name?: string;
  code?: string;
  Code?: string;
  message?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string; attempts?: number };
  $retryable?: unknown;
  $responseBodyText?: string;
  /** Of a ProxyError. */
  from?: string;
  statusCode?: number;
  hasLogin?: boolean;
  /** Of an error of the system. */
  syscall?: string;
  /** Of our request handler. */
  proxy?: FailureHint['proxy'];
}

const NETWORK: Readonly<Record<string, FailureCode>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  EAI_NODATA: 'name-not-found',
  ENODATA: 'name-not-found',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
  ECONNRESET: 'connection-cut',
  EPIPE: 'connection-cut',
  ECONNABORTED: 'connection-cut',
  ETIMEDOUT: 'timed-out',
  ESOCKETTIMEDOUT: 'timed-out',
  // TLS spoken to a port without it.
  EPROTO: 'answer-not-xml',
};

/**
 * What Node calls a certificate that it does not take, before anything is sent; UNSPECIFIED is every reason without a
 * name, such as a SHA-1 signature. Sources: Node's documentation, tls, "X509 certificate error codes", and 20.20's list of
 * them (X509ErrorCode), read 2026-11-29.
 */
const CERTIFICATE =
  /^(?:(?:UNABLE_TO|CERT|CRL|ERROR_IN|ERR_TLS_CERT)_[A-Z_]+|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT(?:_IN_CHAIN)?|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|OUT_OF_MEM|UNSPECIFIED)$/;

/** Of these no list of issuers is at fault. */
const CERTIFICATES: Readonly<Record<string, FailureCode>> = {
  CERT_NOT_YET_VALID: 'certificate-out-of-date',
  CERT_HAS_EXPIRED: 'certificate-out-of-date',
  HOSTNAME_MISMATCH: 'certificate-of-another-host',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-of-another-host',
};

function certificateFailure(code: string): FailureCode | undefined {
  return CERTIFICATES[code] ?? (CERTIFICATE.test(code) ? 'certificate-invalid' : undefined);
}

// In these nothing reached EC2.
const NOTHING_SENT = new Set<FailureCode>([
  'name-not-found',
  'connection-refused',
  'certificate-invalid',
  'certificate-out-of-date',
  'certificate-of-another-host',
]);
// With 5xx other names of it may stand for what was done all the same: the SDK's list of them is one for repetitions.
const THROTTLED = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'SlowDown',
  'TooManyRequestsException',
]);
// Refusals that an earlier attempt with the same token can cause (EBS CSI driver issues 1951 and 2512).
const NOT_DEFINITE = new Set<FailureCode>(['IdempotentParameterMismatch', 'VolumeLimitExceeded', 'unlisted']);

/** `stopped` tells why we gave up ourselves, when we did. */
export function readFailure(
  thrown: unknown,
  seen: SeenAnswer,
  stopped: 'cancelled' | 'deadline-reached' | undefined,
): Failure {
  if (thrown instanceof KnownFailure) return thrown.failure;
  const error = typeof thrown === 'object' && thrown !== null ? textsOf(thrown) : {};
  const words = splitEncoded(error.message ?? (typeof thrown === 'object' ? '' : String(thrown)));
  const status = error.$metadata?.httpStatusCode ?? seen.status;
  const requestId = requestIdText(error.$metadata?.requestId ?? seen.requestId);
  const made = (code: FailureCode, definite: boolean, extra: Partial<Failure> = {}): Failure => ({
    code,
    ...words,
    definite,
    ...(status === undefined ? {} : { httpStatus: status }),
    ...(requestId === undefined ? {} : { requestId }),
    ...extra,
  });
  if (error.name === 'PlainHttpRefused') return made('endpoint-refused', true);
  if (error.name === 'NotSent') return made('not-sent', true);
  if (error.name === 'ProxyError') return made(...readProxyError(error));
  if (error.name === 'AbortError') return made(stopped ?? 'deadline-reached', false);
  if (error.name === 'AnswerTooLarge') return made('answer-too-large', false);
  if (error.$fault !== undefined && status !== undefined) return made(...readServiceError(error, seen, status));
  if (seen.status !== undefined && error.name !== 'TimeoutError')
    return made(readBrokenAnswer(error, seen), false, { message: '' });
  const network = readNetworkError(error);
  const proxy = error.proxy ? { hint: { proxy: error.proxy } } : {};
  if (network) return made(network, NOTHING_SENT.has(network) || seen.sent === false, proxy);
  if (seen.sent === false) return made(...readUnsent(error));
  // Node's own codes, of TLS and of what it was given: none of AWS's.
  if (error.code?.startsWith('ERR_')) return made('connection-cut', false, proxy);
  return made('unlisted', false, { awsCode: awsCodeText(error.code ?? error.name) });
}

// Of an answer whose elements stand twice the SDK makes lists and objects where its types say text (client-ec2 3.1169).
const TEXTS = ['name', 'code', 'Code', 'message', '$responseBodyText', 'from'] as const;

/** What was thrown, without what should be text and is none. */
function textsOf(thrown: Thrown): Thrown {
  const error: Thrown = { ...thrown };
  for (const name of TEXTS) {
    // Of an Error, which has its own outside of what a spread copies.
    const text: unknown = thrown[name];
    if (typeof text === 'string') error[name] = text;
    else delete error[name];
  }
  return error;
}

/**
 * The SDK gave up before it sent anything, which settings cause. It has no codes for it but the name of one class: the
 * rules of an endpoint that refuse a combination (EndpointError, @smithy/core 3.41).
 */
function readUnsent(error: Thrown): [FailureCode, boolean, Partial<Failure>] {
  const setting = error.name === 'EndpointError' ? 'the endpoint of the service' : 'the settings of the AWS client';
  return ['setting-invalid', true, { hint: { setting, from: 'the environment or the profile' } }];
}

function readProxyError({
  statusCode,
  code = '',
  from = 'HTTPS_PROXY',
  hasLogin,
}: Thrown): [FailureCode, boolean, Partial<Failure>] {
  const hint = { from, what: `the proxy of ${from}` };
  if (statusCode !== undefined) return [proxyAnswer(statusCode, hasLogin), true, { httpStatus: statusCode, hint }];
  return [certificateFailure(code) ?? 'proxy-unreachable', true, { hint }];
}

/** What a proxy answered the CONNECT with. RFC 9110, 9.3.6 and 15. */
function proxyAnswer(status: number, hasLogin = false): FailureCode {
  if (status === 407) return hasLogin ? 'proxy-login-refused' : 'proxy-login-missing';
  if (status >= 500) return 'proxy-failed';
  return status >= 300 && status < 400 ? 'proxy-login-page' : 'proxy-refused';
}

function readNetworkError({ code = '', name, syscall }: Thrown): FailureCode | undefined {
  // Node's parser of HTTP: whatever answered does not speak it.
  if (code.startsWith('HPE_')) return 'answer-not-xml';
  // A sandbox, a firewall of this machine, or no network at all.
  if (syscall === 'connect' && NETWORK[code] === undefined) return 'connection-refused';
  if (NETWORK[code]) return NETWORK[code];
  const certificate = certificateFailure(code);
  if (certificate) return certificate;
  // A code of the system, or of TLS, is none of AWS's.
  if (/^(?:E[A-Z]+$|ERR_SSL_)/.test(code)) return 'connection-cut';
  return name === 'TimeoutError' ? 'timed-out' : undefined;
}

function readServiceError(error: Thrown, seen: SeenAnswer, status: number): [FailureCode, boolean, Partial<Failure>?] {
  const awsCode = error.Code ?? error.name ?? 'Unknown';
  // The SDK calls a 4xx or 5xx "Unknown" when its body held no code.
  if (awsCode === 'Unknown' || status < 400) return [readBrokenAnswer(error, seen), false, { message: '' }];
  const code = failureCodeOf(awsCode);
  // EC2's own body says so: a client error made nothing, whatever its code (EC2 API reference, "Error codes").
  if (!code) return ['unlisted', status >= 400 && status < 500, { awsCode: awsCodeText(awsCode) }];
  const throttled = THROTTLED.has(awsCode);
  const definite = (status < 500 || throttled || code === 'InsufficientVolumeCapacity') && !NOT_DEFINITE.has(code);
  return [code, definite];
}

/** An answer that is none: HTML, nothing at all, or broken off. */
export function readBrokenAnswer(error: Pick<Thrown, '$responseBodyText'>, seen: SeenAnswer): FailureCode {
  const body = error.$responseBodyText;
  if (seen.status !== undefined && seen.status >= 300 && seen.status < 400) return 'answer-redirected';
  // Nothing asks for it, and nothing here unpacks it.
  if (seen.encoding !== undefined && seen.encoding !== 'identity') return 'answer-not-xml';
  if (seen.length === '0' || body === '' || seen.isEmpty?.()) return 'answer-empty';
  if (/html|text\/plain|json/i.test(seen.contentType ?? '')) return 'answer-not-xml';
  if (body !== undefined && !/^\s*<\?xml|^\s*<(?:[A-Z]\w+Response|Response|ErrorResponse)\b/.test(body))
    return 'answer-not-xml';
  return 'answer-cut';
}
