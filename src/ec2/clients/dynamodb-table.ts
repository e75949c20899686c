// A table over the AWS SDK: one item a request, strongly consistent, and an answer or a failure within seconds.
import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Place } from '../../ports/ec2.ts';
import type { Condition, Item, Table, TableReply, Update } from '../../ports/table.ts';
import { readTableFailure } from '../answers/read-table-failure.ts';
import type { CredentialStore } from '../credentials/credential-store.ts';
import { locatePlace } from '../locate-place.ts';
import { readCaBundle } from '../network/ca-bundle.ts';
import { refusePlainHttp } from '../network/plain-http.ts';
import { createRequestHandler, type RequestLimits } from '../network/request-handler.ts';
import { clientConfig } from './client-config.ts';
import { type Clients, createClients } from './sdk-clients.ts';
import { shareClock } from './shared-clock.ts';

export interface TableOptions {
  name: string;
  /** That of the environment or the profile when absent. */
  region?: string;
  version: string;
  /** Those of this file when absent. */
  limits?: TableLimits;
  loginMs?: number;
}

/** Of one attempt, and of all of them together. */
interface TableLimits extends RequestLimits {
  inAllMs: number;
}

/** A single item is read in milliseconds; a real copy does a dozen of these one after another. */
const LIMITS: TableLimits = { connectMs: 1_000, answerMs: 1_500, inAllMs: 4_000 };
const ATTEMPTS = 2;
/** A login may take longer than a request, and is needed once. */
const LOGIN_MS = 10_000;

type Send<T> = (client: DynamoDBClient, control: { abortSignal: AbortSignal }) => Promise<T>;

interface OpenedTable {
  client: DynamoDBClient;
  place: Place;
  credentials: CredentialStore;
}

/** One request: its answer, or why there is none. */
export type RequestTable = <T>(send: Send<T>) => Promise<TableReply<T>>;

/** With the credentials of the server itself, whoever calls. Nothing is opened before the first request. */
export function openRequests({
  region,
  version,
  limits = LIMITS,
  loginMs = LOGIN_MS,
}: Omit<TableOptions, 'name'>): RequestTable {
  const clients = createClients({ version, endpoints: {} });
  let opened: Promise<OpenedTable> | undefined;
  return async (send) => {
    opened ??= openTable(clients, { region, version, limits });
    const opening = opened;
    let place: Place | undefined;
    try {
      const { client, credentials, ...found } = await opening;
      place = found.place;
      await credentials.get(timeLimit(loginMs));
      return { ok: true, value: await inTime((abortSignal) => send(client, { abortSignal }), limits.inAllMs) };
    } catch (thrown) {
      const failure = readTableFailure(thrown);
      // A setting that is mended or a new login is seen without a restart.
      if (place === undefined || failure.kind === 'credentials' || failure.kind === 'unreachable') {
        if (place) clients.forget(place);
        if (opened === opening) opened = undefined;
      }
      return { ok: false, failure };
    }
  };
}

export function createTable({ name, ...options }: TableOptions): Table {
  const request = openRequests(options);
  return {
    get: (pk) =>
      request(async (client, control) => {
        const input: GetItemCommandInput = { TableName: name, Key: { pk: { S: pk } }, ConsistentRead: true };
        return (await client.send(new GetItemCommand(input), control)).Item as Item | undefined;
      }),
    put: (item, condition) =>
      request(async (client, control) => {
        await client.send(
          new PutItemCommand({ TableName: name, Item: { ...item }, ...expressions(condition) }),
          control,
        );
        return undefined;
      }),
    update: (pk, update) =>
      request(async (client, control) => {
        const written = { UpdateExpression: update.update, ...expressions(update, update.update) };
        await client.send(new UpdateItemCommand({ TableName: name, Key: { pk: { S: pk } }, ...written }), control);
        return undefined;
      }),
  };
}

async function openTable(
  clients: Clients,
  { region, version, limits }: { region: string | undefined; version: string; limits: RequestLimits },
): Promise<OpenedTable> {
  const place = await locatePlace({ version, endpoints: {} }, clients, { region, profile: undefined });
  const { session } = await clients.at(place);
  const { settings, credentials } = session;
  const ca = settings.caBundle && (await readCaBundle(settings.caBundle, process.env));
  const handler = await createRequestHandler(process.env, ca, limits);
  const parts = { ...session, handler, settings: { ...settings, maxAttempts: ATTEMPTS } };
  const client = new DynamoDBClient({
    ...clientConfig('dynamodb', place.region, credentials.provider, parts),
    // Both would look for settings of their own.
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabled: false,
  });
  refusePlainHttp(client.middlewareStack);
  shareClock(client, clients.clock);
  return { client, place, credentials };
}

/** DynamoDB wants every name and every value that an expression uses, and none besides. */
function expressions(condition: Partial<Condition & Update> | undefined, update = '') {
  if (condition === undefined) return {};
  const words = new Set(`${condition.condition ?? ''} ${update}`.match(/#\w+/g));
  return {
    ...(condition.condition === undefined ? {} : { ConditionExpression: condition.condition }),
    ...(words.size === 0
      ? {}
      : { ExpressionAttributeNames: Object.fromEntries([...words].map((one) => [one, one.slice(1)])) }),
    ...(condition.values === undefined ? {} : { ExpressionAttributeValues: { ...condition.values } }),
  };
}

function timeLimit(ms: number): AbortSignal {
  const limit = new AbortController();
  setTimeout(() => limit.abort(new DOMException('The time is up.', 'TimeoutError')), ms).unref();
  return limit.signal;
}

/** Also where the SDK does not listen: while a body comes, and in its pauses between attempts. */
async function inTime<T>(send: (signal: AbortSignal) => Promise<T>, ms: number): Promise<T> {
  const limit = timeLimit(ms);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason), { once: true });
  });
  return Promise.race([send(limit), late]);
}
