// A hand-written endpoint of AWS on this machine: EC2, STS, the portal and the sign-in of IAM Identity Center, and the
// credentials of a container or an instance. Answers the same to everybody, unless a test says otherwise.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

interface AwsRequest {
  /** The operation of EC2 or STS; else method and path. */
  action: string;
  host: string;
  path: string;
  form: Record<string, string>;
  /** Of the signature. */
  accessKey?: string;
  headers: IncomingMessage['headers'];
}

export interface AwsAnswer {
  status?: number;
  type?: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

/** `silent` never answers; `header-only` begins an answer and never ends it; `cut` ends the connection. */
export type Answering = (request: AwsRequest) => AwsAnswer | 'silent' | 'header-only' | 'cut' | undefined;

export interface AwsEndpoint {
  url: string;
  port: number;
  requests: AwsRequest[];
  actions(): string[];
  /** Answers in place of the usual; undefined for a request is the usual. */
  answerWith(answering: Answering): void;
  /** Resolves with the next request of this action. */
  next(action: string): Promise<AwsRequest>;
}

export async function startAwsEndpoint(tls?: { key: string; cert: string }): Promise<AwsEndpoint> {
  const requests: AwsRequest[] = [];
  const waiting: { action: string; found: (request: AwsRequest) => void }[] = [];
  let special: Answering = () => undefined;
  const listener = async (message: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(message);
    requests.push(request);
    for (const one of waiting.filter(({ action }) => action === request.action)) one.found(request);
    const answer = special(request) ?? usualAnswer(request);
    if (answer === 'silent') return;
    if (answer === 'cut') return void message.socket.destroy();
    if (answer === 'header-only') {
      response.writeHead(200, { 'content-type': 'text/xml' }).write('<?xml version="1.0"?>');
      return;
    }
    const { status = 200, type = 'text/xml', body, headers = {} } = answer;
    response.writeHead(status, { 'content-type': type, date: new Date().toUTCString(), ...headers }).end(body);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`,
    port,
    requests,
    actions: () => requests.map(({ action }) => action),
    answerWith: (answering) => {
      special = answering;
    },
    next: (action) => new Promise((found) => void waiting.push({ action, found })),
  };
}

async function readRequest(message: IncomingMessage): Promise<AwsRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  const form = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString('utf8')));
  const path = message.url ?? '';
  const accessKey = /Credential=([^/]+)/.exec(message.headers.authorization ?? '')?.[1];
  return {
    action: form.Action ?? `${message.method} ${path.split('?')[0]}`,
    host: message.headers.host ?? '',
    path,
    form,
    ...(accessKey ? { accessKey } : {}),
    headers: message.headers,
  };
}

export const SOURCE = 'vol-0a1b2c3d4e5f60001';
const LATER = '2099-01-01T00:00:00Z';

function usualAnswer({ action, form }: AwsRequest): AwsAnswer {
  switch (action) {
    case 'DescribeVolumes':
      return ec2Xml(
        action,
        `<volumeSet><item><volumeId>${SOURCE}</volumeId><status>available</status></item></volumeSet>`,
      );
    case 'GetEbsEncryptionByDefault':
      return ec2Xml(action, '<ebsEncryptionByDefault>false</ebsEncryptionByDefault>');
    case 'CopyVolumes':
      return ec2Xml(action, '<volumeSet><item><volumeId>vol-0c000000000000001</volumeId></item></volumeSet>');
    case 'GetCallerIdentity':
      return stsXml(
        action,
        '<Arn>arn:aws:iam::111122223333:user/x</Arn><UserId>AIDAX</UserId><Account>111122223333</Account>',
      );
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity':
      return stsXml(
        action,
        `<Credentials>${tag('AccessKeyId', `ASIA${(form.RoleArn ?? '').split('/').at(-1)}`)}${tag('SecretAccessKey', 's')}${tag('SessionToken', 't')}${tag('Expiration', LATER)}</Credentials>`,
      );
    case 'GET /federation/credentials':
      return json({
        roleCredentials: {
          accessKeyId: 'ASIASSO',
          secretAccessKey: 's',
          sessionToken: 't',
          expiration: Date.parse(LATER),
        },
      });
    case 'GET /container':
      return json({ AccessKeyId: 'ASIACONTAINER', SecretAccessKey: 's', Token: 't', Expiration: LATER });
    case 'PUT /latest/api/token':
      return { body: 'metadata-token', type: 'text/plain' };
    case 'GET /latest/meta-data/iam/security-credentials/':
      return { body: 'the-role', type: 'text/plain' };
    case 'GET /latest/meta-data/iam/security-credentials/the-role':
      return json({ AccessKeyId: 'ASIAINSTANCE', SecretAccessKey: 's', Token: 't', Expiration: LATER });
    default:
      return ec2Error(400, 'InvalidAction', `${action} is not valid here.`);
  }
}

function tag(name: string, text: string): string {
  return `<${name}>${text}</${name}>`;
}

export function ec2Xml(action: string, inside: string): AwsAnswer {
  return {
    body: `<?xml version="1.0"?><${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>${inside}</${action}Response>`,
  };
}

function stsXml(action: string, inside: string): AwsAnswer {
  return {
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${inside}</${action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${action}Response>`,
  };
}

export function ec2Error(status: number, code: string, message: string): AwsAnswer {
  return {
    status,
    body: `<?xml version="1.0"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
  };
}

export function stsError(status: number, code: string, message: string): AwsAnswer {
  return {
    status,
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
  };
}

export function json(value: object, status = 200, headers: Record<string, string> = {}): AwsAnswer {
  return { status, type: 'application/json', body: JSON.stringify(value), headers };
}
