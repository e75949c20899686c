// What a request to DynamoDB throws, as data. Codes are compared, never message text.
import type { TableFailure } from '../../ports/table.ts';
import { readDenial } from '../../volume/errors/denial.ts';
import { type Failure, isCredentialFailure, reportFailure } from '../../volume/errors/failure.ts';
import { awsCodeText, messageText } from './clean-text.ts';
import { KnownFailure } from './known-failure.ts';

interface Thrown {
  name?: string;
  message?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
}

// Source: DynamoDB developer guide, "Error handling", and "Common errors" of its API reference, read 2026-11.
const KINDS: Readonly<Record<string, Exclude<TableFailure['kind'], 'refused' | 'unreachable'>>> = {
  ConditionalCheckFailedException: 'condition',
  ProvisionedThroughputExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  ThrottlingException: 'throttled',
  AccessDeniedException: 'denied',
  ResourceNotFoundException: 'no-table',
  UnrecognizedClientException: 'credentials',
  InvalidClientTokenId: 'credentials',
  ExpiredTokenException: 'credentials',
  InvalidSignatureException: 'credentials',
  IncompleteSignatureException: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
};

export function readTableFailure(thrown: unknown): TableFailure {
  if (thrown instanceof KnownFailure) return readKnown(thrown.failure);
  const { name = '', message = '', $fault, $metadata } = (thrown ?? {}) as Thrown;
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind) return kind === 'denied' ? readDenied(messageText(message)) : { kind };
  const status = $metadata?.httpStatusCode ?? 0;
  // The SDK calls an answer without a code "Unknown": a login page, or a proxy that refused.
  const isAnswer = $fault !== undefined && name !== 'Unknown' && status >= 400 && status < 500;
  if (isAnswer || name === 'PlainHttpRefused' || name === 'EndpointError') {
    return { kind: 'refused', code: awsCodeText(name) };
  }
  return { kind: 'silent' };
}

/** A source that does not answer is no login that AWS refuses. */
function readKnown(failure: Failure): TableFailure {
  const { code } = failure;
  if (code === 'region-missing') return { kind: 'no-region' };
  if (isCredentialFailure(code) && code !== 'credentials-stalled') return { kind: 'credentials' };
  return { kind: 'unreachable', why: reportFailure(failure, UNNAMED).meaning };
}

const UNNAMED = { action: 'dynamodb:', resource: '' };

/** DynamoDB tells a denied use of the table's key by the same code, and so an explicit deny. */
function readDenied(message: string): TableFailure {
  const { action, explicit, policyKind } = readDenial(message, UNNAMED);
  return {
    kind: 'denied',
    ...(action === UNNAMED.action ? {} : { action }),
    ...(explicit ? { explicit } : {}),
    ...(policyKind ? { policyKind } : {}),
  };
}
