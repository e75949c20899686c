// What a request to DynamoDB throws, as data. Codes are compared, never message text.
import type { TableFailure } from '../../ports/table.ts';
import { isCredentialFailure } from '../../volume/errors/failure.ts';
import { awsCodeText } from './clean-text.ts';
import { KnownFailure } from './known-failure.ts';

interface Thrown {
  name?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
}

// Source: DynamoDB developer guide, "Error handling", and "Common errors" of its API reference, read 2026-11.
const KINDS: Readonly<Record<string, Exclude<TableFailure['kind'], 'refused'>>> = {
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
  if (thrown instanceof KnownFailure) {
    const { code } = thrown.failure;
    if (code === 'region-missing') return { kind: 'no-region' };
    return isCredentialFailure(code) ? { kind: 'credentials' } : { kind: 'refused', code };
  }
  const { name = '', $fault, $metadata } = (thrown ?? {}) as Thrown;
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind) return { kind };
  const status = $metadata?.httpStatusCode ?? 0;
  // The SDK calls an answer without a code "Unknown": a login page, or a proxy that refused.
  const isAnswer = $fault !== undefined && name !== 'Unknown' && status >= 400 && status < 500;
  if (isAnswer || name === 'PlainHttpRefused' || name === 'EndpointError') {
    return { kind: 'refused', code: awsCodeText(name) };
  }
  return { kind: 'silent' };
}
