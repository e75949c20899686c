// DynamoDB for tests: dynalite, or any other one, behind a door that writes down every request and does with its answers
// what a network and a busy service do.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export interface DynamoDbRequest {
  operation: string;
  /** As it was sent. */
  body: Record<string, unknown> & { Key?: { pk: { S: string } }; Item?: { pk: { S: string } } };
}

/** What becomes of one request. */
export type DoorFault =
  /** It is carried out, and its answer is cut. */
  | 'lost-after'
  /** It never gets there, and nobody answers. */
  | 'hang'
  /** It is carried out, but only after the client has given up. */
  | 'late'
  | 'throttle'
  | 'deny'
  | 'error-500';

export interface DynamoDbDoor {
  url: string;
  requests: DynamoDbRequest[];
  /** Asked for every request. */
  fault: ((request: DynamoDbRequest) => DoorFault | undefined) | undefined;
  /** Lets the requests through that were late; resolves when they are carried out. */
  letLateOnesIn(): Promise<void>;
  /** A new table with the key `pk`; its name. */
  createTable(): Promise<string>;
  close(): Promise<void>;
}

/** `behind` is the URL of another DynamoDB than dynalite: requests get there one at a time, since moto forgets writes. */
export async function openDynamoDbDoor(behind?: string): Promise<DynamoDbDoor> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const store = behind === undefined ? dynalite({ createTableMs: 0 }) : undefined;
  const storeUrl = behind ?? (await listen(store as Server));
  const pass = passTo(storeUrl, behind !== undefined);
  const late: (() => Promise<void>)[] = [];
  let tables = 0;
  const server = createServer((incoming, response) => {
    // A client that was killed leaves half a request.
    answer(door, pass, late, incoming, response).catch(() => incoming.socket.destroy());
  });
  const door: DynamoDbDoor = {
    url: await listen(server),
    requests: [],
    fault: undefined,
    async letLateOnesIn() {
      for (const letIn of late.splice(0)) await letIn();
    },
    async createTable() {
      tables += 1;
      const name = `ebs-copy-record-${process.pid}-${tables}`;
      const credentials = { accessKeyId: 'AKIDTABLE', secretAccessKey: 'made-up' };
      const client = new DynamoDBClient({ endpoint: storeUrl, region: 'us-east-1', credentials });
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        }),
      );
      client.destroy();
      return name;
    },
    async close() {
      for (const one of [server, ...(store ? [store] : [])]) {
        one.closeAllConnections();
        one.close();
      }
    },
  };
  return door;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const REFUSALS: Readonly<Record<string, [status: number, type: string]>> = {
  throttle: [400, 'ProvisionedThroughputExceededException'],
  deny: [400, 'AccessDeniedException'],
  'error-500': [500, 'InternalServerError'],
};

async function answer(
  door: DynamoDbDoor,
  pass: Pass,
  late: (() => Promise<void>)[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = '';
  for await (const part of incoming.setEncoding('utf8')) text += part;
  const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
  const seen: DynamoDbRequest = { operation, body: JSON.parse(text) };
  door.requests.push(seen);
  const fault = door.fault?.(seen);
  const refusal = fault && REFUSALS[fault];
  if (refusal) {
    const [status, type] = refusal;
    const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'secret words of AWS' });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    return;
  }
  if (fault === 'hang') return;
  if (fault === 'late') {
    late.push(async () => void (await pass(incoming, text)));
    return;
  }
  const forwarded = await pass(incoming, text);
  if (fault === 'lost-after') incoming.socket.destroy();
  else response.writeHead(forwarded.status, forwarded.headers).end(forwarded.text);
}

interface Forwarded {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** Carries a request out; gives its answer. */
type Pass = (incoming: IncomingMessage, text: string) => Promise<Forwarded>;

function passTo(storeUrl: string, oneAtATime: boolean): Pass {
  let last: Promise<unknown> = Promise.resolve();
  return (incoming, text) => {
    const forwarded = (oneAtATime ? last : Promise.resolve()).then(() => forward(storeUrl, incoming, text));
    last = forwarded.catch(() => undefined);
    return forwarded;
  };
}

async function forward(storeUrl: string, { headers }: IncomingMessage, text: string): Promise<Forwarded> {
  const sent = request(storeUrl, { method: 'POST', headers, agent: false });
  sent.end(text);
  const [answered] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  for await (const part of answered.setEncoding('utf8')) body += part;
  return { status: answered.statusCode ?? 500, headers: answered.headers, text: body };
}

/** The item that a request is about. */
export function pkOf({ body }: DynamoDbRequest): string {
  return body.Key?.pk.S ?? body.Item?.pk.S ?? '';
}
