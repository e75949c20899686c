// Requests of the Query protocol, signed with the credentials of the standard AWS chain and sent as they are: no client
// stands between an experiment and the wire.
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Params, type Reply, readReply } from './reply.ts';

/** Sends one request once; a request that brings no answer gives a reply with status 0. Rejects without credentials. */
export type Send = (action: string, params: Params) => Promise<Reply>;

// API versions: the EC2 and STS API references, 2026-11.
const SERVICES = { ec2: '2016-11-15', sts: '2011-06-15' } as const;
const TIMEOUT_MS = 30_000;

/** @param endpoint instead of AWS's own, for EC2 and STS alike */
export function createSend(region: string, endpoint: string | undefined): Send {
  const clients = { ec2: new EC2Client({ region }), sts: new STSClient({ region }) };
  return async (action, params) => {
    const service = action === 'GetCallerIdentity' ? 'sts' : 'ec2';
    const { config } = clients[service];
    const url = new URL(endpoint ?? config.endpointProvider({ Region: region }).url);
    const form = new URLSearchParams({ Action: action, Version: SERVICES[service] });
    for (const [name, value] of Object.entries(params)) if (value !== undefined) form.set(name, String(value));
    const body = form.toString();
    const signer = new SignatureV4({ service, region, credentials: config.credentials, sha256: config.sha256 });
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    const { host: _, ...headers } = signed.headers;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
      return readReply(action, body, response.status, await response.text());
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      return readReply(action, body, 0, `No answer: ${cause?.code ?? message}`);
    }
  };
}
