// An issuer of tokens that is not ours: oidc-provider on this machine, and tokens that no issuer would sign.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { onTestFinished } from 'vitest';

export const AUDIENCE = 'https://ebs.example.com/mcp';
const CLIENT = 'chat-ops';
const SECRET = 'chat-ops-secret-of-some-length';

export interface Issuer {
  issuer: string;
  /** An access token of a person, by the provider itself. */
  personToken(sub: string, scope?: string): Promise<string>;
  /** An access token that a program got for itself, by the provider's own endpoint. */
  serviceToken(): Promise<string>;
  /** Signed with the issuer's key, with whatever is given. */
  sign(claims: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  /** The public key as text, which whoever forges a token could use as a secret. */
  publicKey: string;
  /** Another key, under the same address. */
  rotate(): Promise<void>;
  /** Nobody answers any more. */
  close(): Promise<void>;
}

interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  jwk: object;
}

/** `ownKey`: not the key that all other issuers of this worker share. */
export async function startIssuer({ ownKey = false } = {}): Promise<Issuer> {
  let listener: RequestListener = (_, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => listener(request, response));
  const { port } = await listening(server);
  const issuer = `http://127.0.0.1:${port}`;
  let key = await (ownKey ? newKey : keyOf)('key-1');
  let provider = createProvider(issuer, key);
  listener = provider.callback();
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    issuer,
    async personToken(sub, scope = '') {
      const client = await provider.Client.find(CLIENT);
      const resourceServer = new provider.ResourceServer(AUDIENCE, resourceServerInfo());
      return new provider.AccessToken({
        accountId: sub,
        client,
        scope,
        resourceServer,
        gty: 'authorization_code',
      }).save();
    },
    async serviceToken() {
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${CLIENT}:${SECRET}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: AUDIENCE, scope: 'ebs:read' }),
      });
      return ((await answer.json()) as { access_token: string }).access_token;
    },
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header }).sign(key.privateKey),
    publicKey: JSON.stringify(key.jwk),
    async rotate() {
      key = await keyOf('key-2');
      provider = createProvider(issuer, key);
      listener = provider.callback();
    },
    close,
  };
}

async function listening(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address() as AddressInfo;
}

const keys = new Map<string, Promise<SigningKey>>();

/** Made once in a worker: an RSA key takes half a second. */
function keyOf(kid: string): Promise<SigningKey> {
  const made = keys.get(kid) ?? newKey(kid);
  keys.set(kid, made);
  return made;
}

async function newKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } };
}

const SCOPES = 'ebs:read ebs:copy';
const resourceServerInfo = () => ({
  scope: SCOPES,
  audience: AUDIENCE,
  accessTokenFormat: 'jwt' as const,
  accessTokenTTL: 300,
  jwt: { sign: { alg: 'RS256' as const } },
});

function createProvider(issuer: string, { jwk }: SigningKey): Provider {
  return new Provider(issuer, {
    jwks: { keys: [jwk] },
    scopes: SCOPES.split(' '),
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: true, getResourceServerInfo: resourceServerInfo },
    },
  });
}
