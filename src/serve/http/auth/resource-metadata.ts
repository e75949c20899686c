// What this server says about itself to a client that wants to log in (RFC 9728).
import type { OidcConfig } from '../../../config/http/http-auth.ts';

export const METADATA_PATH = '/.well-known/oauth-protected-resource/mcp';

/** `publicUrl` without a slash at its end. */
export function resourceMetadata(publicUrl: string, { issuer, requiredScopes, copyScope }: OidcConfig) {
  const scopes = [...requiredScopes, ...(copyScope === undefined ? [] : [copyScope])];
  return {
    resource: `${publicUrl}/mcp`,
    authorization_servers: [issuer],
    bearer_methods_supported: ['header'],
    ...(scopes.length > 0 ? { scopes_supported: [...new Set(scopes)] } : {}),
    resource_name: 'EBS volume copies',
  };
}
