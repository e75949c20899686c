// STS for measurements: a session for whoever assumes a role, and who somebody is.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface BenchSts {
  url: string;
  close(): void;
}

const ACCOUNT = '123456789012';
/** Of the length that AWS gives; a session token has about a thousand characters. */
const SECRET = 'x'.repeat(40);
const SESSION_TOKEN = 'x'.repeat(1_000);
const AN_HOUR_MS = 3_600_000;

export async function startBenchSts(): Promise<BenchSts> {
  /** Each session by its access key. */
  const sessions = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const action = form.get('Action') ?? '';
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const result = action === 'AssumeRole' ? assumed(form.get('RoleSessionName') ?? '') : identityOf(key);
    response
      .writeHead(200, { 'content-type': 'text/xml', date: new Date().toUTCString() })
      .end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
  });
  function assumed(session: string): string {
    const key = `ASIABENCH${String(sessions.size).padStart(11, '0')}`;
    sessions.set(key, session);
    const expires = new Date(Date.now() + AN_HOUR_MS).toISOString();
    const { arn, id } = sessionIds(session);
    return [
      `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey>`,
      `<SessionToken>${SESSION_TOKEN}</SessionToken><Expiration>${expires}</Expiration></Credentials>`,
      `<AssumedRoleUser><Arn>${arn}</Arn><AssumedRoleId>${id}</AssumedRoleId></AssumedRoleUser>`,
    ].join('');
  }
  function identityOf(key: string): string {
    const session = sessions.get(key);
    const { arn, id } = session === undefined ? USER : sessionIds(session);
    return `<Arn>${arn}</Arn><UserId>${id}</UserId><Account>${ACCOUNT}</Account>`;
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}

const USER = { arn: `arn:aws:iam::${ACCOUNT}:user/bench`, id: 'AIDABENCHUSER00000001' };

function sessionIds(session: string): { arn: string; id: string } {
  return {
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/bench/${session}`,
    id: `AROABENCHROLE00000001:${session}`,
  };
}
