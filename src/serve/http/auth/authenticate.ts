// From a request to who sent it, or to why it goes no further.
import type { IncomingMessage } from 'node:http';
import type { AuthConfig, OidcConfig } from '../../../config/http/http-auth.ts';
import type { NetworkGet } from '../../../ec2/network/network-get.ts';
import type { HttpRefusal } from '../http-refusal.ts';
import {
  askForToken,
  bearerToken,
  type Challenge,
  issuerUnreachable,
  refuseScopes,
  refuseToken,
} from './bearer-token.ts';
import { subjectOfGateway } from './gateway-subject.ts';
import { METADATA_PATH, resourceMetadata } from './resource-metadata.ts';
import { NOBODY, type Subject } from './subject.ts';

export interface Authentication {
  authenticate(request: IncomingMessage): Promise<Subject | HttpRefusal>;
  /** For clients that want to log in; absent where nobody does. */
  metadata?(): object;
  /** Rejects while nobody could log in. */
  check(): Promise<void>;
}

export interface AuthenticationParts {
  /** Where callers reach this server, without a slash at its end; known once it listens. */
  publicUrl(): string;
  /** How an issuer is reached. */
  get: NetworkGet;
  /** Detail for the log, never for a caller. */
  onProblem(problem: unknown): void;
}

/** A problem is told again after so long. */
const TOLD_MS = 10 * 60_000;

export async function createAuthentication(config: AuthConfig, parts: AuthenticationParts): Promise<Authentication> {
  const check = async () => {};
  if (config.kind === 'none') return { authenticate: async () => NOBODY, check };
  if (config.kind === 'gateway') {
    const header = 'header' in config ? config.header : undefined;
    const valuesOf = ({ headersDistinct }: IncomingMessage) => (header && headersDistinct[header]) || [];
    return { authenticate: async (request) => subjectOfGateway(config, valuesOf(request)), check };
  }
  return byToken(config, parts);
}

async function byToken(
  config: OidcConfig,
  { publicUrl, get, onProblem }: AuthenticationParts,
): Promise<Authentication> {
  const [{ createIssuerKeys, IssuerUnreachable }, { createTokenVerifier }] = await Promise.all([
    import('./issuer-keys.ts'),
    import('./verify-token.ts'),
  ]);
  const keys = createIssuerKeys({ issuer: config.issuer, get, now: () => performance.now() });
  const verifyToken = createTokenVerifier(config, keys, () => Date.now());
  const challenge = (): Challenge => ({
    metadataUrl: `${publicUrl()}${METADATA_PATH}`,
    scopes: [...config.requiredScopes, ...(config.copyScope === undefined ? [] : [config.copyScope])],
  });
  let told: { text: string; at: number } | undefined;
  // While the issuer is down, its problem stays the same: it is told once in a while, and each request has its line.
  const tell = (problem: unknown) => {
    const [text, at] = [String(problem), performance.now()];
    if (told?.text === text && at - told.at < TOLD_MS) return;
    told = { text, at };
    onProblem(problem instanceof IssuerUnreachable ? `The issuer does not show its keys. ${problem.message}` : problem);
  };
  return {
    async authenticate({ headers }) {
      const token = bearerToken(headers.authorization);
      if (token === undefined) return askForToken(challenge());
      const verdict = await verifyToken(token);
      switch (verdict.kind) {
        case 'accepted':
          return verdict.subject;
        case 'invalid':
          return refuseToken(verdict.why, challenge());
        case 'lacks-scope':
          return refuseScopes(verdict.scopes, challenge());
        case 'unusable':
          return { status: 403, message: verdict.why };
        default:
          tell(verdict.problem);
          return issuerUnreachable();
      }
    },
    metadata: () => resourceMetadata(publicUrl(), config),
    check: keys.check,
  };
}
