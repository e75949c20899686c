import type { Principal } from '../world/world.ts';
import { Fault, fault } from './fault.ts';

/** Where a request's signature says it belongs (SigV4 credential scope). The signature itself is not checked. */
export interface CredentialScope {
  accessKey: string;
  region: string;
  service: string;
}

const SCOPE = /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request\b/;

/**
 * Reads `Credential=AKID/DATE/REGION/SERVICE/aws4_request`.
 * @throws Fault MissingAuthenticationToken without the header, IncompleteSignature when it has another form
 */
export function readCredential(header: string | undefined): CredentialScope {
  if (header === undefined || header === '') {
    throw fault('MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const [, accessKey, region, service] = SCOPE.exec(header) ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) {
    throw fault('IncompleteSignature', 'The Authorization header has no AWS Signature Version 4 credential scope.');
  }
  return { accessKey, region, service };
}

/** CopyVolumes needs three: to copy the source, to make a volume, and to tag it. Every other action has one. */
export type Permission = 'source' | 'target' | 'create-tags';

/** A denial that a test asked for. `message` replaces EC2's explicit form, e.g. by the form with an encoded blob. */
export interface Denial {
  /** Which of an action's permissions is missing; omitted means the first. */
  permission?: Permission | undefined;
  code?: string | undefined;
  status?: number | undefined;
  message?: string | undefined;
}

/** EC2's explicit denial, naming who, what and on which resource (form seen in aws/containers-roadmap issue 2812). */
export function denied(caller: Principal, action: string, resource: string, denial: Denial): Fault {
  const message =
    denial.message ??
    `You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ` +
      `${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  const code = denial.code ?? (action.startsWith('sts:') ? 'AccessDenied' : 'UnauthorizedOperation');
  return new Fault(code, message, denial.status ?? 403);
}
